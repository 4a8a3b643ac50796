//! What is asked of a directory.

use super::Search;
use super::connection::{Connection, Trouble};
use super::entry::{Entry, only};
use super::outcome::{SUCCESS, visible, words};
use super::pool::Wish;
use futures_util::future::{BoxFuture, FutureExt};
use ldap3::{LdapResult, Scope};
use zeroize::Zeroizing;

/// A password is tried.
pub(super) struct Bind<'a> {
    pub(super) name: &'a str,
    pub(super) password: &'a Zeroizing<String>,
}

impl Wish for Bind<'_> {
    type Granted = LdapResult;

    fn what(&self) -> String {
        format!("binding as {}", visible(self.name))
    }

    fn is_search(&self) -> bool {
        false
    }

    fn grant<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<LdapResult, Trouble>> {
        connection.bind(self.name, self.password).boxed()
    }
}

/// An entry is looked for.
pub(super) struct Look<'a> {
    pub(super) search: &'a Search,
    pub(super) login: &'a str,
    pub(super) filter: String,
}

impl Wish for Look<'_> {
    type Granted = Option<Entry>;

    fn what(&self) -> String {
        format!("looking for {}", visible(self.login))
    }

    fn is_search(&self) -> bool {
        true
    }

    fn grant<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<Option<Entry>, Trouble>> {
        async move {
            connection.become_searcher(&self.search.searcher).await?;
            let senders = self.search.senders.as_deref();
            let wanted = vec![senders.unwrap_or(NO_ATTRIBUTES).to_owned()];
            let base = &self.search.base;
            let (entries, result) = connection.search(base, Scope::Subtree, &self.filter, wanted).await?;
            only(entries, &result, senders)
        }
        .boxed()
    }
}

/// The entry below which others are looked for is looked at.
pub(super) struct Base<'a>(pub(super) &'a Search);

impl Wish for Base<'_> {
    type Granted = ();

    fn what(&self) -> String {
        format!("looking at {}", self.0.base)
    }

    fn is_search(&self) -> bool {
        true
    }

    fn grant<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<(), Trouble>> {
        async move {
            connection.become_searcher(&self.0.searcher).await?;
            let wanted = vec![NO_ATTRIBUTES.to_owned()];
            let (entries, result) = connection.search(&self.0.base, Scope::Base, ANY, wanted).await?;
            match (result.rc, &entries[..]) {
                (SUCCESS, [_, ..]) => Ok(()),
                (SUCCESS, []) => Err(Trouble::Refused("it is not there for who searches".to_owned())),
                _ => Err(Trouble::Refused(words(&result))),
            }
        }
        .boxed()
    }
}

/// The server is asked what everybody may ask (RFC 4512 §5.1). Whatever it says, it is a directory.
pub(super) struct Answering;

impl Wish for Answering {
    type Granted = ();

    fn what(&self) -> String {
        "asking for an answer".to_owned()
    }

    fn is_search(&self) -> bool {
        false
    }

    fn grant<'a>(&'a self, connection: &'a mut Connection) -> BoxFuture<'a, Result<(), Trouble>> {
        async move {
            let wanted = vec![NO_ATTRIBUTES.to_owned()];
            connection.search("", Scope::Base, ANY, wanted).await.map(|_| ())
        }
        .boxed()
    }
}

/// RFC 4511 §4.5.1.8: the entry alone.
const NO_ATTRIBUTES: &str = "1.1";
const ANY: &str = "(objectClass=*)";
