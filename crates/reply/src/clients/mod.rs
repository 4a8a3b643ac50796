//! What is known of the programs and libraries that show a reply: how its errors look there, how to see the whole reply, and
//! where the settings are.

use crate::Language;

/// A program, a library or a server that shows replies.
#[derive(Debug)]
#[non_exhaustive]
pub struct Client {
    /// As programs name it.
    pub id: &'static str,
    /// As people know it.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Words in its messages that nobody else uses, in lower case.
    pub marks: &'static [&'static str],
    /// In English.
    pub en: ClientWords,
    /// In Korean.
    pub ko: ClientWords,
}

/// A client in words.
#[derive(Debug, Clone, Copy)]
pub struct ClientWords {
    /// How its errors look.
    pub shows: &'static str,
    /// How to see the whole reply there.
    pub full: &'static str,
    /// Where its settings are.
    pub settings: &'static str,
}

/// What a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// People read and write mail with it.
    MailClient,
    /// Programs send with it.
    Library,
    /// Sends mail beside other things that it does.
    Application,
    /// Passes mail on.
    Server,
    /// Is used from the command line.
    Tool,
}

impl Client {
    /// In words.
    pub const fn words(&self, language: Language) -> &ClientWords {
        match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        }
    }
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Client> {
    [programs::PROGRAMS, libraries::LIBRARIES, tools::TOOLS, servers::SERVERS]
        .into_iter()
        .flatten()
}

/// Makes the list of a group of blocks.
macro_rules! clients {
    ($group:ident: $(
        $name:ident { id: $id:literal, name: $shown:literal, kind: $kind:ident, marks: [$($mark:literal),* $(,)?],
            en: { shows: $en_shows:literal, full: $en_full:literal, settings: $en_settings:literal $(,)? },
            ko: { shows: $ko_shows:literal, full: $ko_full:literal, settings: $ko_settings:literal $(,)? } $(,)?
        }
    )+) => {
        pub(super) static $group: &[$crate::clients::Client] = &[$(
            $crate::clients::Client {
                id: $id,
                name: $shown,
                kind: $crate::clients::Kind::$kind,
                marks: &[$($mark),*],
                en: $crate::clients::ClientWords { shows: $en_shows, full: $en_full, settings: $en_settings },
                ko: $crate::clients::ClientWords { shows: $ko_shows, full: $ko_full, settings: $ko_settings },
            }
        ),+];
    };
}

mod libraries;
mod programs;
mod servers;
mod tools;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_marks_are_of_one_alone() {
        let ids: BTreeSet<&str> = all().map(|known| known.id).collect();
        assert_eq!(ids.len(), all().count());
        let mut marks: BTreeSet<&str> = BTreeSet::new();
        for known in all() {
            for mark in known.marks {
                assert_eq!(*mark, mark.to_lowercase(), "{}", known.id);
                assert!(marks.insert(mark), "{}: {mark} stands twice", known.id);
            }
        }
    }

    #[test]
    fn both_languages_say_it() {
        let has_hangul = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
        for known in all() {
            for text in [known.ko.shows, known.ko.full, known.ko.settings] {
                assert!(
                    has_hangul(text) && text.ends_with(['.', ')', '"', '`']),
                    "{}: {text}",
                    known.id
                );
            }
            for text in [known.en.shows, known.en.full, known.en.settings] {
                assert!(
                    !has_hangul(text) && text.ends_with(['.', ')', '"', '`']),
                    "{}: {text}",
                    known.id
                );
            }
        }
    }
}
