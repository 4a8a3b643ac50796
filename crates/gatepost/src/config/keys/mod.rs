//! Every setting there is, one block each: what it may be, its default, and what it is for, in both languages.
//!
//! Files are read by the bounds that stand here, and the page, the JSON Schema and `config show` are made from the same
//! blocks. `file` holds the structs that take the values in; a test holds the two together.

use super::units::{SIZE, TIME};
use reply::Language;

/// Makes the const of a section of its blocks.
macro_rules! section {
    ($constant:ident $name:literal $header:literal { en: $en:literal, ko: $ko:literal $(,)? }
    $(
        $key:ident {
            $kind:expr; default: $default:expr; change: $change:ident; example: $example:literal,
            en: $key_en:literal, ko: $key_ko:literal $(,)?
        }
    )+) => {
        pub(super) const $constant: $crate::config::keys::Section = $crate::config::keys::Section {
            name: $name,
            header: $header,
            about: $crate::config::keys::text($en, $ko),
            keys: &[$(
                $crate::config::keys::Key {
                    name: stringify!($key),
                    example: $example,
                    kind: $kind,
                    default: $default,
                    change: $crate::config::keys::Change::$change,
                    about: $crate::config::keys::text($key_en, $key_ko),
                }
            ),+],
        };
    };
}

mod auth;
mod delivery;
mod limits;
mod listener;
mod logins;
mod rest;
mod top;

/// All sections, in the order in which a file is best written.
pub(super) const SECTIONS: &[Section] = &[
    top::TOP,
    listener::LISTENER,
    listener::TLS,
    listener::CERTIFICATE,
    limits::LIMITS,
    logins::GUESSING,
    logins::PASSWORDS,
    auth::AUTH,
    auth::SOURCE,
    auth::ISSUER,
    auth::CLIENT_CERTIFICATE,
    rest::STORE,
    rest::SUBMISSION,
    delivery::ROUTE,
    delivery::DELIVERY,
    delivery::DKIM,
    rest::METRICS,
    rest::LOG,
];

/// A section that the file may have, with what may stand in it.
pub(super) struct Section {
    /// Empty for what stands above the first section.
    pub name: &'static str,
    /// As it is written in the file.
    pub header: &'static str,
    /// What belongs here; Markdown.
    pub about: Text,
    pub keys: &'static [Key],
}

/// A setting.
pub(super) struct Key {
    pub name: &'static str,
    /// A line that could stand in a file.
    pub example: &'static str,
    pub kind: Kind,
    pub default: Usual,
    pub change: Change,
    /// What it is; Markdown, fit for the cell of a table.
    pub about: Text,
}

/// What a setting may be.
pub(super) enum Kind {
    /// A whole domain name.
    Hostname,
    /// A file or directory; a relative one starts at the directory of the configuration.
    Path,
    /// IP address and port.
    Address,
    /// The name of a user of the system.
    User,
    /// True or false.
    Flag,
    /// One of a few words.
    OneOf(&'static [Word]),
    /// A whole number.
    Count(Bounds),
    /// Octets.
    Size(Bounds),
    /// Seconds.
    Time(Bounds),
    /// A list of networks.
    Networks,
    /// A list of domain names.
    Domains,
    /// A domain name.
    Domain,
    /// The name or the address of a server.
    Host,
    /// A few words.
    Text,
    /// A list of such texts.
    Texts,
    /// The URL of a server.
    Url,
    /// A list of mechanisms by which somebody logs in.
    Mechanisms,
    /// A list of IP addresses with ports.
    Addresses,
    /// A mail address.
    Mailbox,
}

/// The least and the most that a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub least: u64,
    pub most: u64,
    /// Where the least comes from; empty when it is our own.
    pub rfc: &'static str,
}

/// One of the words that a setting can be.
pub(super) struct Word {
    pub name: &'static str,
    pub about: Text,
}

/// What holds when a setting is not written.
pub(super) enum Usual {
    /// It has to be written: in the file, or in its section if that is there.
    Required,
    /// This, as TOML.
    Is(&'static str),
    /// No value of its own: what happens then, in words.
    Unset(Text),
}

/// When a change of the file takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// At a reload (SIGHUP): listeners are opened and closed, and what holds for sessions holds for new ones.
    Reload,
    /// When the server starts the next time.
    Restart,
}

/// The same in all languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text {
    pub en: &'static str,
    pub ko: &'static str,
}

impl Section {
    /// Whether it may stand several times.
    pub fn is_repeated(&self) -> bool {
        self.header.starts_with("[[")
    }

    /// The whole name of a setting in it, for instance `limits.recipients`.
    pub fn setting(&self, key: &str) -> String {
        match self.name {
            "" => key.to_owned(),
            section => format!("{section}.{key}"),
        }
    }
}

impl Key {
    /// The bounds of its number; all numbers if it has none.
    pub fn bounds(&self) -> Bounds {
        match self.kind {
            Kind::Count(bounds) | Kind::Size(bounds) | Kind::Time(bounds) => bounds,
            _ => Bounds {
                least: 0,
                most: u64::MAX,
                rfc: "",
            },
        }
    }

    /// A number as people read it: `50 MiB`, `5 min`, `1000`.
    pub fn shown(&self, number: u64) -> String {
        match self.kind {
            Kind::Size(_) => SIZE.text(number),
            Kind::Time(_) => TIME.text(number),
            _ => number.to_string(),
        }
    }

    /// A number as the file has it.
    pub fn toml(&self, number: u64) -> String {
        match self.kind {
            Kind::Size(_) => SIZE.toml(number),
            Kind::Time(_) => TIME.toml(number),
            _ => number.to_string(),
        }
    }

    /// The words that it may be; none if it is something else.
    pub fn words(&self) -> &'static [Word] {
        match self.kind {
            Kind::OneOf(words) => words,
            _ => &[],
        }
    }
}

impl Text {
    /// In one language.
    pub fn of(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Korean => self.ko,
        }
    }
}

/// The section of this name.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

/// The setting of this name, which is a key, or a section and a key.
pub(super) fn at(names: &[&str]) -> Option<&'static Key> {
    let (above, name) = match *names {
        [name] => ("", name),
        [above, name] => (above, name),
        _ => return None,
    };
    section(above)?.keys.iter().find(|key| key.name == name)
}

/// The setting of this name, for instance `hostname` or `limits.recipients`.
pub(super) fn find(setting: &str) -> Option<&'static Key> {
    at(&setting.split('.').collect::<Vec<_>>())
}

/// The setting of a name that our own code has.
pub(super) fn key(setting: &str) -> &'static Key {
    find(setting).expect("what the code reads stands in the list, as a test shows")
}

/// The line that an example file would have for a setting, for instance `limits.recipients`.
pub(super) fn example(setting: &str) -> Option<&'static str> {
    find(setting).map(|key| key.example)
}

/// A file with every setting. Some do not go together, so it can be read and not used.
#[cfg(test)]
pub(super) fn whole() -> String {
    let section = |section: &Section| {
        let lines: Vec<&str> = section.keys.iter().map(|key| key.example).collect();
        format!("{}\n{}\n", section.header, lines.join("\n"))
    };
    SECTIONS.iter().map(section).collect()
}

const fn text(en: &'static str, ko: &'static str) -> Text {
    Text { en, ko }
}

const fn word(name: &'static str, en: &'static str, ko: &'static str) -> Word {
    Word {
        name,
        about: text(en, ko),
    }
}

const fn count(least: u64, most: u64, rfc: &'static str) -> Kind {
    Kind::Count(Bounds { least, most, rfc })
}

const fn size(least: u64, most: u64, rfc: &'static str) -> Kind {
    Kind::Size(Bounds { least, most, rfc })
}

const fn time(least: u64, most: u64, rfc: &'static str) -> Kind {
    Kind::Time(Bounds { least, most, rfc })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Fit for a table: no bar that would split the cell, no line end, and no open code.
    fn check(setting: &str, text: Text) {
        assert!(
            text.en.is_ascii() || !text.en.chars().any(is_hangul),
            "{setting}: {}",
            text.en
        );
        assert!(text.ko.chars().any(is_hangul), "{setting}: {}", text.ko);
        for text in [text.en, text.ko] {
            assert!(!text.is_empty() && text.trim() == text, "{setting}: {text:?}");
            assert!(!text.contains(['|', '\n']) && !text.contains("  "), "{setting}: {text}");
            assert!(text.matches('`').count().is_multiple_of(2), "{setting}: {text}");
        }
    }

    fn is_hangul(letter: char) -> bool {
        ('가'..='힣').contains(&letter)
    }

    #[test]
    fn every_setting_is_described_in_both_languages() {
        for section in SECTIONS {
            check(section.header, section.about);
            for key in section.keys {
                let setting = section.setting(key.name);
                check(&setting, key.about);
                assert!(key.about.en.ends_with('.') && key.about.ko.ends_with('.'), "{setting}");
                for word in key.words() {
                    check(&setting, word.about);
                }
                if let Usual::Unset(text) = key.default {
                    check(&setting, text);
                }
            }
        }
    }

    #[test]
    fn names_are_found_and_stand_once() {
        let mut names = BTreeSet::new();
        for section in SECTIONS {
            for key in section.keys {
                let setting = section.setting(key.name);
                assert_eq!(find(&setting).map(|found| found.example), Some(key.example));
                assert!(key.example.starts_with(&format!("{} = ", key.name)), "{setting}");
                assert!(names.insert(setting), "{} stands twice", key.name);
            }
        }
        for unknown in ["", "limits", "limits.hostname", "nothing.at.all"] {
            assert!(find(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn bounds_leave_room() {
        for key in SECTIONS.iter().flat_map(|section| section.keys) {
            let Bounds { least, most, .. } = key.bounds();
            assert!(least < most, "{}", key.name);
        }
    }
}
