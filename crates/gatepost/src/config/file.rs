//! The configuration as written: the TOML file, each value with its place, nothing judged yet but its shape.
//!
//! Serde stops at its first error. An operator wants all of them at once, so each entry that cannot be read is struck
//! out of the document, remembered as a mistake, and the rest is read again.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::complain::{Finding, Mistake};

/// The whole file. What is required is an `Option` too: `settings` says what is missing, together with what is wrong.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub hostname: Option<Spanned<String>>,
    pub data: Option<Spanned<String>>,
    pub listener: Vec<Spanned<Listener>>,
    pub tls: Option<Spanned<Tls>>,
    pub limits: Limits,
    pub submission: Submission,
    pub log: Log,
}

/// One `[[listener]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Listener {
    pub address: Option<Spanned<String>>,
    pub service: Option<Spanned<String>>,
    pub tls: Option<Spanned<String>>,
}

/// `[tls]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Tls {
    pub certificate: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    pub message_size: Option<Spanned<Size>>,
    /// Wider than any number that will do, so that the bounds are ours to explain.
    pub recipients: Option<Spanned<i128>>,
}

/// `[submission]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Submission {
    pub hide_client_address: Option<bool>,
}

/// `[log]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub level: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub file: Option<Spanned<String>>,
}

/// A number of octets, or a text with a unit.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a whole number of octets, or a text such as \"50 MiB\"")]
pub(super) enum Size {
    Octets(i64),
    Text(String),
}

/// What could be read of a file.
pub(super) struct Read {
    pub file: File,
    pub mistakes: Vec<Mistake>,
    /// Settings that are there but could not be read (`hostname`, `listener`, `listener.0.tls`), so that nobody calls
    /// them missing as well. A misspelt key counts for the one that was probably meant.
    pub unreadable: BTreeSet<String>,
}

/// Reads the file. `Err`: it is no TOML, and there is no point in looking for more.
pub(super) fn read(text: &str) -> Result<Read, Vec<Mistake>> {
    // Quoting a line of a private key in an error would put a secret into a terminal or a journal.
    if text.lines().any(|line| line.trim_start().starts_with("-----BEGIN ")) {
        let problem = "this is a PEM file (a certificate or a key), not a configuration";
        let fix = "give the TOML file to `--config`, and name the PEM file in it: `[tls]`, `certificate` and `key`";
        return Err(vec![Mistake::new(Finding::new("", problem, fix), None, "")]);
    }
    let (mut document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_mistakes(text, &errors));
    }
    let mut mistakes = Vec::new();
    let mut unreadable = BTreeSet::new();
    strike_wrong_shapes(document.get_mut(), &mut mistakes, &mut unreadable);
    loop {
        let error = match File::deserialize(Deserializer::from(document.clone())) {
            Ok(file) => {
                return Ok(Read {
                    file,
                    mistakes,
                    unreadable,
                });
            }
            Err(error) => error,
        };
        let place = error.span().unwrap_or(0..0);
        let Some(path) = strike(document.get_mut(), &place) else {
            // Nothing could be struck out, so another round would meet the same error.
            let finding = Finding::new("", "this cannot be read", SYNTAX_FIX);
            mistakes.push(Mistake::new(finding, error.span(), error.message()));
            return Err(mistakes);
        };
        let names = names(&path);
        if let Some(key) = find(&names) {
            let setting = names.join(".");
            let problem = format!("`{setting}` is of the wrong kind");
            let finding = Finding::new(setting, problem, format!("write `{}`", key.example));
            mistakes.push(Mistake::new(finding, Some(place), error.message()));
            unreadable.insert(path.join("."));
        } else {
            let (mistake, meant) = unknown_key(&path, &names, place);
            mistakes.push(mistake);
            unreadable.extend(meant);
        }
        if mistakes.len() >= MISTAKES_MAX {
            return Err(mistakes);
        }
    }
}

/// The line that an example file would have for a setting, for instance `limits.recipients`.
pub(super) fn example(setting: &str) -> Option<&'static str> {
    find(&setting.split('.').collect::<Vec<_>>()).map(|key| key.example)
}

/// The setting of this name, which is a key, or a section and a key.
fn find(names: &[&str]) -> Option<&'static Key> {
    let (name, section) = match *names {
        [name] => (name, ""),
        [section, name] => (name, section),
        _ => return None,
    };
    let section = SECTIONS.iter().find(|known| known.name == section)?;
    section.keys.iter().find(|known| known.name == name)
}

/// The one of `known` that `name` was probably meant to be.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name
        .to_lowercase()
        .replace('-', "_")
        .chars()
        .take(NAME_CHARS_MAX)
        .collect();
    known
        .into_iter()
        .filter_map(|candidate| Some((strangeness(&name, candidate)?, candidate)))
        .min_by_key(|(strangeness, _)| *strangeness)
        .map(|(_, candidate)| candidate)
}

/// A section that the file may have, with what may stand in it.
pub(super) struct Section {
    /// Empty for what stands above the first section.
    pub name: &'static str,
    /// As it is written in the file.
    pub header: &'static str,
    pub keys: &'static [Key],
}

/// A setting.
pub(super) struct Key {
    pub name: &'static str,
    /// A line that could stand in a file.
    pub example: &'static str,
}

/// Every setting there is. The structs above read them, this list proposes them; a test holds the two together.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        name: "",
        header: "",
        keys: &[
            Key {
                name: "hostname",
                example: r#"hostname = "mail.example.com""#,
            },
            Key {
                name: "data",
                example: r#"data = "/var/lib/gatepost""#,
            },
        ],
    },
    Section {
        name: "listener",
        header: "[[listener]]",
        keys: &[
            Key {
                name: "address",
                example: r#"address = "0.0.0.0:587""#,
            },
            Key {
                name: "service",
                example: r#"service = "submission""#,
            },
            Key {
                name: "tls",
                example: r#"tls = "starttls""#,
            },
        ],
    },
    Section {
        name: "tls",
        header: "[tls]",
        keys: &[
            Key {
                name: "certificate",
                example: r#"certificate = "/etc/ssl/mail.pem""#,
            },
            Key {
                name: "key",
                example: r#"key = "/etc/ssl/mail.key""#,
            },
        ],
    },
    Section {
        name: "limits",
        header: "[limits]",
        keys: &[
            Key {
                name: "message_size",
                example: r#"message_size = "50 MiB""#,
            },
            Key {
                name: "recipients",
                example: "recipients = 1000",
            },
        ],
    },
    Section {
        name: "submission",
        header: "[submission]",
        keys: &[Key {
            name: "hide_client_address",
            example: "hide_client_address = false",
        }],
    },
    Section {
        name: "log",
        header: "[log]",
        keys: &[
            Key {
                name: "level",
                example: r#"level = "info""#,
            },
            Key {
                name: "format",
                example: r#"format = "text""#,
            },
            Key {
                name: "file",
                example: r#"file = "/var/log/gatepost.log""#,
            },
        ],
    },
];

/// One mistake a line: what follows on the same line is mostly the echo of the first.
fn syntax_mistakes(text: &str, errors: &[toml::de::Error]) -> Vec<Mistake> {
    let mut lines = BTreeSet::new();
    errors
        .iter()
        .filter(|error| {
            let start = error.span().map_or(0, |place| place.start).min(text.len());
            lines.insert(text.as_bytes()[..start].iter().filter(|octet| **octet == b'\n').count())
        })
        .take(MISTAKES_MAX)
        .map(|error| {
            let finding = Finding::new("", "this is not valid TOML", SYNTAX_FIX);
            Mistake::new(finding, error.span(), error.message())
        })
        .collect()
}

/// Strikes out sections that are written as something else. Left to serde, an array would be taken for a section whose
/// settings stand in order.
fn strike_wrong_shapes(document: &mut DeTable<'_>, mistakes: &mut Vec<Mistake>, unreadable: &mut BTreeSet<String>) {
    for section in SECTIONS.iter().filter(|section| !section.name.is_empty()) {
        let Some(value) = document.get(section.name) else {
            continue;
        };
        let many = section.header.starts_with("[[");
        let right = match value.get_ref() {
            DeValue::Table(_) => !many,
            DeValue::Array(values) => many && values.iter().all(|value| value.get_ref().is_table()),
            _ => false,
        };
        if right {
            continue;
        }
        let (name, header) = (section.name, section.header);
        let count = if many {
            "may stand several times, in two pairs of brackets"
        } else {
            "stands once"
        };
        let finding = Finding::new(
            name,
            format!("`{name}` is not written as a section"),
            format!("write `{header}` on a line of its own, and its settings below it"),
        );
        let label = format!("`{name}` is a section that {count}");
        mistakes.push(Mistake::new(finding, Some(value.span()), label));
        unreadable.insert(name.to_owned());
        document.remove(name);
    }
}

/// Takes the entry out whose key or value stands at `place`, and says the way to it.
fn strike(table: &mut DeTable<'_>, place: &Range<usize>) -> Option<Vec<String>> {
    let mut found = None;
    for (key, value) in table.iter_mut() {
        let name = || key.get_ref().clone().into_owned();
        // Inside first: a table made by a dotted key may have the place of the key itself.
        let inside = match value.get_mut() {
            DeValue::Table(inner) => strike(inner, place),
            DeValue::Array(values) => values
                .iter_mut()
                .enumerate()
                .find_map(|(index, value)| match value.get_mut() {
                    DeValue::Table(inner) => strike(inner, place).map(|path| [vec![index.to_string()], path].concat()),
                    _ => None,
                }),
            _ => None,
        };
        if let Some(path) = inside {
            return Some([vec![name()], path].concat());
        }
        if key.span() == *place || value.span() == *place {
            found = Some(name());
            break;
        }
    }
    let name = found?;
    table.remove(name.as_str());
    Some(vec![name])
}

/// What to say about a key that does not exist, and the path of the setting that was probably meant.
fn unknown_key(path: &[String], names: &[&str], place: Range<usize>) -> (Mistake, Option<String>) {
    let (name, above) = names
        .split_last()
        .map_or(("", String::new()), |(name, above)| (*name, above.join(".")));
    let section = SECTIONS.iter().find(|section| section.name == above);
    let mut known: Vec<&str> = section
        .map_or(&[][..], |section| section.keys)
        .iter()
        .map(|key| key.name)
        .collect();
    if above.is_empty() {
        known.extend(
            SECTIONS
                .iter()
                .map(|section| section.name)
                .filter(|name| !name.is_empty()),
        );
    }
    let here = match section {
        Some(section) if !above.is_empty() => format!("in `{}`", section.header),
        _ => "at the top of the file".to_owned(),
    };
    let homes: Vec<&Section> = SECTIONS
        .iter()
        .filter(|section| section.keys.iter().any(|key| key.name == name))
        .collect();
    let mut meant = None;
    let (label, fix) = if !homes.is_empty() {
        if let [home] = homes[..] {
            meant = Some(if home.name.is_empty() {
                name.to_owned()
            } else {
                format!("{}.{name}", home.name)
            });
        }
        let homes: Vec<String> = homes
            .iter()
            .map(|section| match section.name {
                "" => "at the top of the file, above the first section".to_owned(),
                _ => format!("below `{}`", section.header),
            })
            .collect();
        (
            format!("does not belong {here}"),
            format!("write `{name}` {}", homes.join(", or ")),
        )
    } else if let Some(near) = nearest(name, known.iter().copied()) {
        let parents = path.iter().take(path.len().saturating_sub(1)).map(String::as_str);
        meant = Some(parents.chain([near]).collect::<Vec<_>>().join("."));
        let header = SECTIONS.iter().find(|section| above.is_empty() && section.name == near);
        let near = header.map_or(near, |section| section.header);
        (format!("did you mean `{near}`?"), format!("write `{near}`"))
    } else if known.is_empty() {
        ("no such setting".to_owned(), "take it out".to_owned())
    } else {
        let known = known
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ");
        (
            "no such setting".to_owned(),
            format!("take it out; {here} there can be {known}"),
        )
    };
    let setting = names.join(".");
    let problem = format!("unknown setting `{setting}`");
    (
        Mistake::new(Finding::new(setting, problem, fix), Some(place), label),
        meant,
    )
}

/// The path without the numbers of sections that may stand several times.
fn names(path: &[String]) -> Vec<&str> {
    let several = |name: &str| {
        SECTIONS
            .iter()
            .any(|section| section.name == name && section.header.starts_with("[["))
    };
    let numbered = path.len() > 2 && several(&path[0]);
    path.iter()
        .enumerate()
        .filter(|(at, _)| !(numbered && *at == 1))
        .map(|(_, name)| name.as_str())
        .collect()
}

/// How far `candidate` is from what was written: `None` when it cannot have been meant.
fn strangeness(written: &[char], candidate: &str) -> Option<usize> {
    let target: Vec<char> = candidate.chars().collect();
    let distance = edits(written, &target);
    if distance * 3 <= written.len().max(target.len()) {
        return Some(distance);
    }
    // Short forms and long forms: `cert`, `max_message_size`.
    let written: String = written.iter().collect();
    let part = written.len() >= 3 && (candidate.contains(&written) || written.contains(candidate));
    part.then_some(distance)
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// What to write when the file is no TOML. The error's place and label say where.
const SYNTAX_FIX: &str = "a setting is written `name = value`, each name once, a text in \"quotes\"; a section begins \
                          with `[name]` on a line of its own, a listener with `[[listener]]`";

/// After so many mistakes the file is probably something else altogether.
const MISTAKES_MAX: usize = 20;

/// Longer names than this are compared by their beginning.
const NAME_CHARS_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::complain::Complaint;
    use super::*;

    /// A file with every setting.
    fn whole() -> String {
        let section = |section: &Section| {
            let lines: Vec<&str> = section.keys.iter().map(|key| key.example).collect();
            format!("{}\n{}\n", section.header, lines.join("\n"))
        };
        SECTIONS.iter().map(section).collect()
    }

    fn mistakes(text: &str) -> Vec<Mistake> {
        match read(text) {
            Ok(read) => read.mistakes,
            Err(mistakes) => mistakes,
        }
    }

    /// The one mistake is shown with its file, line, caret, and what to write.
    fn check(text: &str, line: usize, problem: &str, fix: &str) {
        let complaint = Complaint::new(Path::new("gatepost.toml"), text, mistakes(text));
        let shown = complaint.render(false);
        assert_eq!(complaint.findings().count(), 1, "{text}\n{shown}");
        assert!(shown.starts_with(&format!("error: {problem}\n")), "{problem}\n{shown}");
        assert!(shown.contains(&format!("--> gatepost.toml:{line}:")), "{shown}");
        assert!(
            shown
                .lines()
                .any(|line| line.trim_start().starts_with('|') && line.contains('^')),
            "{shown}"
        );
        assert!(shown.contains(&format!("= help: {fix}")), "{fix}\n{shown}");
    }

    #[test]
    fn the_list_of_settings_and_the_structs_agree() {
        let Read { file, mistakes, .. } = read(&whole()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        assert_eq!(mistakes, []);
        // Taken apart without `..`, so that a new field has to be named here, and then in the list.
        let File {
            hostname,
            data,
            listener,
            tls,
            limits,
            submission,
            log,
        } = file;
        let Listener {
            address,
            service,
            tls: listener_tls,
        } = listener.into_iter().next().unwrap().into_inner();
        let Tls { certificate, key } = tls.unwrap().into_inner();
        let Limits {
            message_size,
            recipients,
        } = limits;
        let Submission { hide_client_address } = submission;
        let Log { level, format, file } = log;
        let texts = [
            hostname,
            data,
            address,
            service,
            listener_tls,
            certificate,
            key,
            level,
            format,
            file,
        ];
        assert!(texts.iter().all(Option::is_some));
        assert!(message_size.is_some() && recipients.is_some() && hide_client_address.is_some());
    }

    #[test]
    fn every_setting_misspelt() {
        for section in SECTIONS {
            for key in section.keys {
                let wrong = format!("{}{}", key.name, &key.name[key.name.len() - 1..]);
                let dot = if section.name.is_empty() { "" } else { "." };
                let problem = format!("unknown setting `{}{dot}{wrong}`", section.name);
                let text = format!("{}\n{wrong} = 1\n", section.header);
                check(&text, 2, &problem, &format!("write `{}`", key.name));
            }
        }
    }

    #[test]
    fn every_setting_of_the_wrong_kind() {
        for section in SECTIONS {
            for key in section.keys {
                let dot = if section.name.is_empty() { "" } else { "." };
                let problem = format!("`{}{dot}{}` is of the wrong kind", section.name, key.name);
                for value in ["1979-05-27", "[1, 2]", "{ a = 1 }", "1.5"] {
                    let text = format!("{}\n{} = {value}\n", section.header, key.name);
                    check(&text, 2, &problem, &format!("write `{}`", key.example));
                }
            }
        }
    }

    #[test]
    fn every_section_misspelt_or_in_another_shape() {
        for Section { name, header, .. } in SECTIONS.iter().filter(|section| !section.name.is_empty()) {
            let problem = format!("unknown setting `{name}s`");
            check(
                &header.replace(name, &format!("{name}s")),
                1,
                &problem,
                &format!("write `{header}`"),
            );
            let other = if header.starts_with("[[") {
                format!("[{name}]")
            } else {
                format!("[[{name}]]")
            };
            let problem = format!("`{name}` is not written as a section");
            for text in [
                other,
                format!("{name} = 5"),
                format!("{name} = [5]"),
                format!("{name} = \"starttls\""),
            ] {
                check(&text, 1, &problem, &format!("write `{header}` on a line of its own"));
            }
        }
    }

    #[test]
    fn keys_in_odd_places() {
        let tls = "write `tls = \"starttls\"`";
        for (text, line, problem, fix) in [
            (
                "recipients = 5",
                1,
                "unknown setting `recipients`",
                "write `recipients` below `[limits]`",
            ),
            (
                "[log]\nhostname = 5",
                2,
                "unknown setting `log.hostname`",
                "write `hostname` at the top of the file",
            ),
            (
                "[[listener]]\ndata = 5",
                2,
                "unknown setting `listener.data`",
                "write `data` at the top of the file",
            ),
            (
                "[limits]\ntls = 5",
                2,
                "unknown setting `limits.tls`",
                "write `tls` below `[[listener]]`",
            ),
            (
                "[[listener]]\n[listener.tls]\na = 1",
                2,
                "`listener.tls` is of the wrong kind",
                tls,
            ),
            ("[[listener]]\ntls.a = 1", 2, "`listener.tls` is of the wrong kind", tls),
            (
                "tls.certificat = 5",
                1,
                "unknown setting `tls.certificat`",
                "write `certificate`",
            ),
            (
                "tls = { cert = 5 }",
                1,
                "unknown setting `tls.cert`",
                "write `certificate`",
            ),
            (
                "\"limits.recipients\" = 5",
                1,
                "unknown setting `limits.recipients`",
                "write `[limits]`",
            ),
            (
                "[log]\n\"\" = 5",
                2,
                "unknown setting `log.`",
                "take it out; in `[log]` there can be `level`, `format`",
            ),
            (
                "colour = 5",
                1,
                "unknown setting `colour`",
                "take it out; at the top of the file there can be `hostname`",
            ),
        ] {
            check(text, line, problem, fix);
        }
    }

    #[test]
    fn what_is_no_toml() {
        for (text, line) in [
            ("hostname = mail.example.com\n", 1),
            ("\n[limits\n", 2),
            ("data = \"/var\n", 1),
            ("data = \"a\"\ndata = \"b\"\n", 2),
            ("[log]\n[log]\n", 2),
            ("level\n", 1),
            ("hostname =", 1),
            ("메일", 1),
        ] {
            check(
                text,
                line,
                "this is not valid TOML",
                "a setting is written `name = value`",
            );
        }
        let two = mistakes("hostname = a\ndata = b\n");
        assert_eq!(two.len(), 2, "{two:?}");
    }

    #[test]
    fn a_private_key_is_not_quoted() {
        let secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
        let shown = Complaint::new(Path::new("mail.key"), secret, mistakes(secret)).render(false);
        assert!(shown.contains("mail.key") && !shown.contains("c2Vj"), "{shown}");
    }

    #[test]
    fn the_list_of_mistakes_ends() {
        let text: String = (0..1_000).map(|number| format!("x{number} = 1\n")).collect();
        assert_eq!(mistakes(&text).len(), MISTAKES_MAX);
    }

    #[test]
    fn whatever_is_damaged_can_be_shown() {
        let whole = whole().replace("mail.example.com", "메일.example.com");
        for (place, _) in whole.char_indices() {
            let (head, tail) = whole.split_at(place);
            let cut = head.to_owned();
            for damaged in [
                cut,
                format!("{head}\"{tail}"),
                format!("{head}\n{tail}"),
                format!("{head}é{tail}"),
            ] {
                let complaint = Complaint::new(Path::new("gatepost.toml"), &damaged, mistakes(&damaged));
                let findings = complaint.findings().count();
                assert_eq!(complaint.render(false).matches("error: ").count(), findings);
            }
        }
    }

    #[test]
    fn the_nearest_name() {
        let known = ["hostname", "data", "message_size", "certificate"];
        for (written, expected) in [
            ("hostnme", Some("hostname")),
            ("Hostname", Some("hostname")),
            ("host", Some("hostname")),
            ("dtaa", Some("data")),
            ("message-size", Some("message_size")),
            ("max_message_size", Some("message_size")),
            ("cert", Some("certificate")),
            ("x", None),
            ("", None),
            ("port", None),
        ] {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
    }
}
