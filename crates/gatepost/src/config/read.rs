//! Reads the TOML file, nothing judged yet but its shape.
//!
//! Serde stops at its first error. An operator wants all of them at once, so each entry that cannot be read is struck
//! out of the document, remembered as a mistake, and the rest is read again.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer};

use super::complain::{Finding, Mistake};
use super::file::File;
use super::keys::{self, Key, Kind, SECTIONS, Section};
use super::nearest::nearest;
use super::values::{self, Wrong};

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
        if let Some(key) = keys::at(&names) {
            let setting = names.join(".");
            let wrong = beyond_all_numbers(key, &text[place.clone()]).unwrap_or_else(|| {
                let fix = format!("write `{}`", key.example);
                Wrong::new("is of the wrong kind", error.message(), fix)
            });
            let finding = Finding::new(setting.clone(), format!("`{setting}` {}", wrong.problem), wrong.fix);
            mistakes.push(Mistake::new(finding, Some(place), wrong.label));
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

/// What is wrong with a whole number that the parser cannot hold, where a number may stand.
fn beyond_all_numbers(key: &Key, written: &str) -> Option<Wrong> {
    let is_number = matches!(key.kind, Kind::Count(_) | Kind::Size(_) | Kind::Time(_));
    let (sign, digits) = match written.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, written.strip_prefix('+').unwrap_or(written)),
    };
    let is_whole = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits
            .chars()
            .all(|digit| digit.is_ascii_alphanumeric() || digit == '_');
    let beyond = is_number && is_whole;
    beyond.then(|| values::within(key, sign * i128::MAX).err()).flatten()
}

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
        let many = section.is_repeated();
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
        if key.span() == *place || value.span() == *place || lists(value.get_ref(), place) {
            found = Some(name());
            break;
        }
    }
    let name = found?;
    table.remove(name.as_str());
    Some(vec![name])
}

/// Whether an entry of a list stands at `place`: then the list goes.
fn lists(value: &DeValue<'_>, place: &Range<usize>) -> bool {
    match value {
        DeValue::Array(values) => values
            .iter()
            .any(|value| value.span() == *place || lists(value.get_ref(), place)),
        _ => false,
    }
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
            .any(|section| section.name == name && section.is_repeated())
    };
    let numbered = path.len() > 2 && several(&path[0]);
    path.iter()
        .enumerate()
        .filter(|(at, _)| !(numbered && *at == 1))
        .map(|(_, name)| name.as_str())
        .collect()
}

/// What to write when the file is no TOML. The error's place and label say where.
const SYNTAX_FIX: &str = "a setting is written `name = value`, each name once, a text in \"quotes\"; a section begins \
                          with `[name]` on a line of its own, a listener with `[[listener]]`";

/// After so many mistakes the file is probably something else altogether.
const MISTAKES_MAX: usize = 20;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::complain::Complaint;
    use super::*;

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
                "trusted = [\"::1\", 5]",
                1,
                "`trusted` is of the wrong kind",
                "write `trusted = [\"127.0.0.0/8\"",
            ),
            (
                "trusted = [[\"::1\"]]",
                1,
                "`trusted` is of the wrong kind",
                "write `trusted = [\"127.0.0.0/8\"",
            ),
            (
                "[[listener]]\nrelay_from = [{ a = 1 }]",
                2,
                "`listener.relay_from` is of the wrong kind",
                "write `relay_from = [\"192.0.2.0/24\"",
            ),
            (
                "trusted = \"::1\"",
                1,
                "`trusted` is of the wrong kind",
                "write `trusted = [",
            ),
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
        let whole = keys::whole().replace("mail.example.com", "메일.example.com");
        // Every tenth place is enough, and takes a tenth of the time.
        for (place, _) in whole.char_indices().step_by(10) {
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
}
