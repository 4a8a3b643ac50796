//! The lines of a password file.

use crate::accounts::{canonical, crypt};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;
use std::fmt;

/// A line of a password file.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name, in the form in which names are compared.
    pub name: String,
    /// Its hash, without the mark of a disabled account. Empty: no password is right.
    pub hash: String,
    /// False where the hash is `*`, or begins with `!`.
    pub enabled: bool,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("name", &self.name)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

/// A line that does not count, and why. Nothing of the line is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// The first is 1.
    pub line: usize,
    /// In a sentence.
    pub why: String,
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// Reads the text of a password file. A bad line does not spoil the others; of two with one name the first counts. At most
/// 100,000 lines.
///
/// What stands behind the hash is left out; empty lines and those that begin with `#` are none.
pub fn parse(text: &str) -> (Vec<Entry>, Vec<LineProblem>) {
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (line, text) in (1..).zip(text.lines().map(str::trim)) {
        if line > LINES_MAX {
            let why = format!("this and all that follows is left out, since more than {LINES_MAX} lines are not read");
            problems.push(LineProblem { line, why });
            break;
        }
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match read_line(text) {
            Ok(entry) => match lines.entry(entry.name.clone()) {
                Place::Vacant(place) => {
                    place.insert(line);
                    entries.push(entry);
                }
                Place::Occupied(first) => {
                    let why = format!("line {} has the same name, and counts", first.get());
                    problems.push(LineProblem { line, why });
                }
            },
            Err(why) => problems.push(LineProblem { line, why }),
        }
    }
    (entries, problems)
}

fn read_line(text: &str) -> Result<Entry, String> {
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err("this is not UTF-8".to_owned());
    }
    let (name, rest) = text.split_once(':').ok_or("there is no `:` behind a name")?;
    let name = canonical(name.trim());
    if name.is_empty() {
        return Err("there is no name in front of the `:`".to_owned());
    }
    if name.len() > NAME_OCTETS_MAX || name.chars().any(char::is_control) {
        return Err("no client can send this name".to_owned());
    }
    let (enabled, hash) = state_of(hash_field(rest));
    if !hash.is_empty() {
        crypt::check(hash).map_err(|error| error.to_string())?;
    } else if enabled {
        return Err("there is no password hash".to_owned());
    }
    Ok(Entry {
        name,
        hash: hash.to_owned(),
        enabled,
    })
}

fn hash_field(rest: &str) -> &str {
    // PostgreSQL's form of SCRAM keys has two colons of its own.
    let start = rest.trim_start_matches('!').get(..SCRAM_START.len());
    let is_scram = start.is_some_and(|start| start.eq_ignore_ascii_case(SCRAM_START));
    let end = rest.match_indices(':').nth(if is_scram { 2 } else { 0 });
    end.map_or(rest, |(at, _)| &rest[..at])
}

/// Whether the account is enabled, and its hash without the mark that it is not.
fn state_of(field: &str) -> (bool, &str) {
    let field = field.trim();
    match field.trim_start_matches('!') {
        hash if hash.starts_with('*') => (false, ""),
        hash => (hash.len() == field.len(), hash),
    }
}

const LINES_MAX: usize = 100_000;
/// RFC 4616 §2
const NAME_OCTETS_MAX: usize = 255;
const SCRAM_START: &str = "SCRAM-SHA-256$";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::damage::{Chance, damaged};
    use std::collections::BTreeSet;

    const BCRYPT: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2";
    const SHA: &str = "$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/";
    const SCRAM: &str = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    /// Of each account its name, `+` or `-` for its state, and its hash (`B`, `S`, `K` for those above); then the problems.
    fn check(text: &str, accounts: &str, problems: &[&str]) {
        let put_in = |text: &str| text.replace("=B", BCRYPT).replace("=S", SHA).replace("=K", SCRAM);
        let (entries, found) = parse(&put_in(text));
        let written: Vec<String> = entries
            .iter()
            .map(|entry| format!("{}{}{}", entry.name, if entry.enabled { '+' } else { '-' }, entry.hash))
            .collect();
        assert_eq!(written.join(" "), put_in(accounts), "{text}");
        assert_eq!(found.len(), problems.len(), "{text}: {found:?}");
        for (found, problem) in found.iter().zip(problems) {
            assert!(found.to_string().contains(problem), "{text}: {found}");
            assert!(!found.to_string().contains("secret"), "{found}");
        }
    }

    #[test]
    fn lines_as_others_write_them() {
        check("", "", &[]);
        check("# comment\n\n   \nalice:=B\n", "alice+=B", &[]);
        check("\u{feff}alice:=B\r\nbob:=S\r\n", "alice+=B bob+=S", &[]);
        // Dovecot, shadow, htpasswd.
        check(
            "Alice@Example.com:{BLF-CRYPT}=B:1000:1000::/home/alice::userdb_mail=maildir:~/Mail",
            "alice@example.com+{BLF-CRYPT}=B",
            &[],
        );
        check("alice:=S:19000:0:99999:7:::", "alice+=S", &[]);
        check(" alice : =B ", "alice+=B", &[]);
        check("alice:=K", "alice+=K", &[]);
        check("alice:=K:1000::", "alice+=K", &[]);
        check("alice:!=K:1000::", "alice-=K", &[]);
    }

    #[test]
    fn who_is_disabled() {
        for mark in ["!", "!!", "*", "!*", "*LK*", "*NP*"] {
            check(&format!("alice:{mark}"), "alice-", &[]);
            check(&format!("alice:{mark}:19000:0:99999:7:::"), "alice-", &[]);
        }
        check("alice:!=B", "alice-=B", &[]);
        check("alice:!!=B:1:2", "alice-=B", &[]);
    }

    #[test]
    fn lines_that_do_not_count() {
        for (text, why) in [
            ("secret", "line 1: there is no `:`"),
            (":=B", "line 1: there is no name"),
            ("alice:", "line 1: there is no password hash"),
            ("alice::1000", "line 1: there is no password hash"),
            ("alice:secret", "line 1: this is no password hash that is known"),
            ("alice:{PLAIN}secret", "line 1: PLAIN is the password itself"),
            (
                "alice:$1$saltsalt$NuzA7WTAelpl95xgBGWN60",
                "line 1: MD5-CRYPT is too weak",
            ),
            ("alice:!secret", "line 1: this is no password hash that is known"),
            ("al\u{7}ice:=B", "line 1: no client can send this name"),
            ("al\u{fffd}ice:=B", "line 1: this is not UTF-8"),
        ] {
            check(text, "", &[why]);
            // Its neighbours are none the worse for it.
            let between = format!("bob:=S\n{text}\ncarol:=B\n");
            check(&between, "bob+=S carol+=B", &[&why.replace("line 1", "line 2")]);
        }
        check(
            "alice:=B\nbob:=S\nALICE:=S\nalice:secret",
            "alice+=B bob+=S",
            &["line 3: line 1 has the same name", "line 4: this is no password hash"],
        );
        // One that does not count takes no name away.
        check("alice:secret\nalice:=B", "alice+=B", &["line 1: "]);
        let long = format!("{}:=B", "a".repeat(256));
        check(&long, "", &["no client can send this name"]);
    }

    /// Whatever a file says: what is read of it can be used, and what is not is complained of without its secrets.
    #[test]
    fn any_text_is_read() {
        let mut chance = Chance(1);
        let (mut accounts, mut disabled, mut complaints) = (0, 0, 0);
        for _ in 0..5_000 {
            let mut octets = Vec::new();
            for _ in 0..=chance.below(4) {
                let line = format!("{}\n", chance.one(&LINES));
                match chance.below(4) {
                    0 => octets.extend_from_slice(line.as_bytes()),
                    _ => octets.extend(damaged(line.as_bytes(), WORDS, &mut chance)),
                }
            }
            let text = String::from_utf8_lossy(&octets);
            let (entries, problems) = parse(&text);
            let lines = text.lines().count();
            assert!(entries.len() + problems.len() <= lines, "{text:?}");
            let names: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(names.len(), entries.len(), "{text:?}");
            for entry in &entries {
                assert!(
                    !entry.name.is_empty() && canonical(&entry.name) == entry.name,
                    "{text:?}"
                );
                let is_usable = match entry.hash.as_str() {
                    "" => !entry.enabled,
                    hash => crypt::check(hash).is_ok(),
                };
                assert!(is_usable, "{text:?}: {entry:?}");
                disabled += usize::from(!entry.enabled);
            }
            for LineProblem { line, why } in &problems {
                assert!((1..=lines).contains(line), "{text:?}: line {line}");
                let is_clean = !why.contains("secret") && !why.chars().any(char::is_control);
                assert!(is_clean, "{text:?}: {why:?}");
            }
            accounts += entries.len();
            complaints += problems.len();
        }
        let reached = [accounts, disabled, complaints];
        assert!(reached.iter().all(|count| *count >= 500), "{reached:?}");
    }

    const LINES: [&str; 8] = [
        "# comment",
        "alice:$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
        "bob:!$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2:1000:1000",
        "Carol@Example.com:{SHA256-CRYPT}$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/:19000:0:99999:7:::",
        "dave:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=:1000::",
        "erin:*LK*",
        "frank:{PLAIN}secret",
        "grace:secret",
    ];

    const WORDS: &[&[u8]] = &[
        b":", b"!", b"*", b"#", b"\n", b"\r\n", b" ", b"\0", b"$", b"alice:", b"{CRYPT}", b"}", b"\xff",
    ];

    #[test]
    fn too_many_lines() {
        let mut text = "\n".repeat(LINES_MAX - 1);
        text.push_str("alice:=B\nbob:=B\ncarol:=B\n");
        check(
            &text,
            "alice+=B",
            &["line 100001: this and all that follows is left out"],
        );
    }
}
