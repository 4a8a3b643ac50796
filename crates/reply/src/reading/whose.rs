//! Whose server a reply came from, and which program shows it: by names of hosts, and by words that nobody else uses.

use crate::clients::{self, Client};
use crate::providers::{self, Provider};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// The provider: words in the reply count most, then names of hosts. Both texts are [`crate::ranking::normal`].
pub(super) fn provider(said: &str, around: &str) -> Option<&'static Provider> {
    [&PROVIDER_MARKS, &PROVIDER_HOSTS]
        .into_iter()
        .find_map(|names| names.best(said).or_else(|| names.best(around)))
}

/// The program or library.
pub(super) fn client(around: &str) -> Option<&'static Client> {
    CLIENT_MARKS.best(around)
}

static PROVIDER_MARKS: LazyLock<Names<Provider>> = LazyLock::new(|| {
    Names::new(
        providers::all().flat_map(|known| known.marks.iter().map(move |mark| (*mark, known))),
        false,
    )
});
static PROVIDER_HOSTS: LazyLock<Names<Provider>> = LazyLock::new(|| {
    Names::new(
        providers::all().flat_map(|known| known.hosts.iter().map(move |host| (*host, known))),
        true,
    )
});
static CLIENT_MARKS: LazyLock<Names<Client>> = LazyLock::new(|| {
    Names::new(
        clients::all().flat_map(|known| known.marks.iter().map(move |mark| (*mark, known))),
        false,
    )
});

struct Names<T: 'static> {
    finder: AhoCorasick,
    whose: Vec<&'static T>,
    are_hosts: bool,
}

impl<T> Names<T> {
    fn new(names: impl Iterator<Item = (&'static str, &'static T)>, are_hosts: bool) -> Self {
        let (names, whose): (Vec<&str>, Vec<&T>) = names.unzip();
        // They are parts of the program, and far from any limit.
        let finder = AhoCorasick::new(names).unwrap_or_else(|error| panic!("{error}"));
        Self {
            finder,
            whose,
            are_hosts,
        }
    }

    /// The one with the longest name in the text; of equals the first.
    fn best(&self, text: &str) -> Option<&'static T> {
        let mut best: Option<(usize, &'static T)> = None;
        for found in self.finder.find_overlapping_iter(text) {
            let len = found.len();
            if self.are_hosts && !is_host(text, found.start(), found.end()) {
                continue;
            }
            if best.is_none_or(|(longest, _)| len > longest) {
                best = Some((len, self.whose[found.pattern()]));
            }
        }
        best.map(|(_, whose)| whose)
    }
}

/// Whether a name stands there as one of a server, and not as that of a mail address.
fn is_host(text: &str, begin: usize, end: usize) -> bool {
    let name_goes_on = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let behind = &text[end..];
    let ends = !(behind.starts_with(name_goes_on) || behind.starts_with('.') && behind[1..].starts_with(name_goes_on));
    let before = &text[..begin];
    if !ends || before.ends_with(name_goes_on) {
        return false;
    }
    // Back to where the name begins: `user@` makes it somebody's address.
    let name = before.rfind(|letter: char| !name_goes_on(letter) && letter != '.');
    !name.is_some_and(|at| before[at..].starts_with('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_told_from_addresses() {
        for (text, expected) in [
            (
                "535 5.7.8 username and password not accepted. 4-2002 - gsmtp",
                Some("gmail"),
            ),
            ("could not connect to smtp.gmail.com:587", Some("gmail")),
            ("550 no such user <a@gmail.com>", None),
            ("smtp.gmail.com.example.org refused", None),
            ("notgmail.com refused", None),
            ("relay refused", None),
        ] {
            assert_eq!(provider(text, text).map(|known| known.id), expected, "{text}");
        }
    }
}
