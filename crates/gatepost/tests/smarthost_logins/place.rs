//! Two servers that run: the one under test, and the smarthost to which its mail goes.

use super::support::{ALICE, Server, Site, Tls, configuration, wait_until};
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A smarthost that is a Gatepost, too. What comes to it is held there.
pub struct Smarthost {
    /// It, running.
    pub server: Server,
    /// Where it is.
    pub site: Site,
    /// Messages in its queue, as far as they were looked at.
    seen: usize,
}

impl Smarthost {
    /// On this site, with these listeners behind [`STARTTLS`] and [`IMPLICIT`]; [`RELAY`] has an account.
    pub fn open(site: Site, listeners: &str, sections: &str) -> Self {
        site.configure(&configuration("", listeners, &format!("{COMMON}{sections}")));
        // Now, since the listeners say for which mechanisms an account has to have keys.
        site.add_account(RELAY, &["example.com"]);
        let server = Server::start(&site);
        Self { server, site, seen: 0 }
    }

    /// The way of mail for a domain to one of the listeners, by its place in the configuration.
    pub fn route(&self, domain: &str, listener: usize, login: &str) -> String {
        let door = &self.server.doors()[listener];
        route(domain, (door.address, door.tls), &self.site.ca(), login)
    }

    /// How the next login was done, and with which app password, as its log tells.
    #[track_caller]
    pub fn login(&mut self) -> (String, String) {
        let told = self.server.told("logged in");
        assert_eq!(told["account"], RELAY, "{told}");
        let word = |name: &str| told[name].as_str().expect("a text").to_owned();
        (word("mechanism"), word("credential"))
    }

    /// Why the next login was refused, which its client does not learn.
    #[track_caller]
    pub fn refusal(&mut self) -> String {
        let told = self.server.told("refused");
        told["detail"].as_str().expect("a text").to_owned()
    }

    /// One more message has come, for that domain.
    #[track_caller]
    pub fn has_one_more(&mut self, domain: &str) {
        let queue = self.site.queue(&[]);
        self.seen += 1;
        assert_eq!(queue.len(), self.seen, "{queue:?}");
        let last = queue.last().expect("there is one");
        assert_eq!(last.to(), [format!("bob@{domain}")], "{last:?}");
        assert_eq!((last.account.as_str(), last.sender.as_str()), (RELAY, ALICE));
    }
}

/// The server under test, at which [`ALICE`] has an account.
pub struct Near {
    /// It, running.
    pub server: Server,
    /// Where it is.
    pub site: Site,
}

impl Near {
    /// On this site, with these routes.
    pub fn start(site: Site, routes: &str) -> Self {
        site.configure(&text(routes));
        site.add_account(ALICE, &[]);
        let server = Server::start(&site);
        Self { server, site }
    }

    /// Puts other routes to use.
    #[track_caller]
    pub fn reload(&mut self, routes: &str) {
        self.site.configure(&text(routes));
        self.server.reload();
    }

    /// A message for bob at this domain: its queue id.
    #[track_caller]
    pub fn submit(&self, domain: &str) -> String {
        let recipient = format!("bob@{domain}");
        let text = format!("From: {ALICE}\r\nSubject: To {domain}\r\n\r\nText\r\n");
        let mut client = self.server.log_in(ALICE);
        let id = client.deliver(ALICE, &[recipient.as_str()], text.as_bytes());
        client.quit();
        id
    }

    /// An operator does not want to wait. Whatever they mean may be gone already.
    pub fn retry(&self, id: &str) {
        self.site.run(&["queue", "retry", id]);
    }

    /// Waits until the message is delivered.
    #[track_caller]
    pub fn delivers(&self, id: &str) {
        wait_until(&format!("{id} is delivered"), || {
            let recipient = self.recipient(id);
            assert_ne!(recipient["state"], "failed", "{recipient}");
            (recipient["state"] == "delivered").then_some(())
        });
    }

    /// The message was tried, waits, and its sender was told nothing: the cause, and what was said.
    #[track_caller]
    pub fn keeps(&self, id: &str) -> (String, String) {
        let recipient = wait_until(&format!("{id} is tried"), || {
            let recipient = self.recipient(id);
            recipient["cause"].is_string().then_some(recipient)
        });
        assert_eq!(recipient["state"], "ready", "{recipient}");
        let queue = self.site.queue(&[]);
        assert!(queue.iter().all(|listed| listed.sender == ALICE), "{queue:?}");
        let word = |name: &str| recipient[name].as_str().expect("a text").to_owned();
        (word("cause"), word("said"))
    }

    /// The same, and the status tells that the route is paused, and what whoever runs the server has to do.
    #[track_caller]
    pub fn pauses(&self, id: &str, cause: &str, words: &str) {
        let (found, said) = self.keeps(id);
        assert_eq!(found, cause, "{said}");
        assert!(said.contains(words), "{said:?} should say {words:?}");
        let trouble = self.troubled(cause, |one| one["said"] == said.as_str());
        assert_eq!(trouble["paused"], true, "{trouble}");
        let status = self.site.run(&["status"]).succeeded();
        let line = format!(
            "PAUSED       {}: {cause}: {said};",
            trouble["destination"].as_str().unwrap_or("?")
        );
        status
            .says(&line)
            .says("nothing is bounced: correct the login of its [[route]], then reload");
        self.site.run(&["trace", id]).succeeded().says(words);
    }

    /// What the status tells of the destination that is left alone for this cause.
    #[track_caller]
    pub fn trouble(&self, cause: &str) -> Value {
        self.troubled(cause, |_| true)
    }

    fn troubled(&self, cause: &str, is_meant: impl Fn(&Value) -> bool) -> Value {
        wait_until(&format!("the status tells {cause}"), || {
            let status: Value = self.site.run(&["status", "--json"]).succeeded().json();
            let troubled = status["server"]["deliveries"]["troubled"].as_array()?;
            troubled
                .iter()
                .find(|one| one["cause"] == cause && is_meant(one))
                .cloned()
        })
    }

    /// It has told nobody any of these secrets.
    #[track_caller]
    pub fn stop(self, secrets: &[&str]) {
        let log = self.server.stop().log;
        for secret in secrets {
            assert!(!log.contains(secret), "{secret:?} is in the log:\n{log}");
        }
    }

    /// How it stands with the only recipient of a message.
    fn recipient(&self, id: &str) -> Value {
        let shown: Value = self.site.run(&["queue", "show", id, "--json"]).succeeded().json();
        shown["recipients"][0].clone()
    }
}

/// The way of mail for a domain to a smarthost at this address, whose certificate leads to `ca`.
pub fn route(domain: &str, (address, tls): (SocketAddr, Tls), ca: &Path, login: &str) -> String {
    let (ip, port) = (address.ip(), address.port());
    let (implicit, ca) = (tls == Tls::Implicit, ca.display());
    format!(
        "[[route]]\ndomains = [\"{domain}\"]\nvia = \"smarthost\"\nhost = \"{ip}\"\nport = {port}\n\
         tls = \"verify\"\nimplicit_tls = {implicit}\nca = \"{ca}\"\n{login}\n"
    )
}

/// Writes a file that nobody else may read, beside the configuration.
pub fn keep_secret(site: &Site, name: &str, secret: &str) {
    let mut options = OpenOptions::new();
    let opened = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(site.path(name));
    opened
        .and_then(|mut file| writeln!(file, "{secret}"))
        .expect("the temporary directory can be written");
}

/// What is not for a smarthost, reports among it, stays here.
fn text(routes: &str) -> String {
    configuration("", "", &format!("{COMMON}{routes}[[route]]\nvia = \"hold\"\n"))
}

/// Whose account [`Smarthost`]s have. It may send in the name of everybody at example.com.
pub const RELAY: &str = "relay@example.net";

/// The listeners that every site has.
pub const STARTTLS: usize = 0;
pub const IMPLICIT: usize = 1;

/// What is tested here does not depend on the cost of a password, and all that is told is looked at.
const COMMON: &str = "[passwords]\nmemory = \"8 MiB\"\npasses = 1\n[log]\nformat = \"json\"\nlevel = \"debug\"\n";
