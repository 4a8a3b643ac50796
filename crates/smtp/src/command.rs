//! What a command line asks for: the verb, and the arguments in their first form.

/// A command line, read as far as it can be without knowing the session.
#[derive(Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// `EHLO name`
    Ehlo(&'a str),
    /// `HELO name`
    Helo(&'a str),
    /// `MAIL` with what stands behind `FROM:`, or nothing where that is missing.
    Mail(Option<&'a str>),
    /// `RCPT` with what stands behind `TO:`, or nothing where that is missing.
    Rcpt(Option<&'a str>),
    /// `DATA` and what should not be there.
    Data(&'a str),
    /// `BDAT`: the size where it can be read, and whether this is the last chunk.
    Bdat(Option<Chunk>),
    /// `RSET`
    Rset(&'a str),
    /// `NOOP`, whose argument is ignored.
    Noop,
    /// `VRFY name`
    Vrfy(&'a str),
    /// `EXPN name`
    Expn(&'a str),
    /// `HELP`
    Help,
    /// `QUIT`
    Quit(&'a str),
    /// `STARTTLS`
    StartTls(&'a str),
    /// `AUTH mechanism [initial-response]`
    Auth(&'a str),
}

/// The announcement of a BDAT chunk (RFC 3030 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// How many octets follow the line.
    pub octets: u64,
    /// Whether they end the message.
    pub last: bool,
}

/// The verbs that we know. RFC 5321 §4.5.1, and those of the extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's own words")]
pub enum Verb {
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Vrfy,
    Expn,
    Help,
    Quit,
    StartTls,
    Auth,
}

impl Verb {
    /// The verb at the start of a line, in any case; `None` for one that we do not know.
    pub fn of(line: &[u8]) -> Option<Self> {
        let word = line
            .split(|octet| matches!(octet, b' ' | b'\t'))
            .next()
            .unwrap_or_default();
        VERBS
            .iter()
            .find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes()))
            .map(|&(_, verb)| verb)
    }

    /// The longest line, CR LF included, that this command may take.
    pub fn line_octets_max(self, terms: &crate::server::Terms) -> usize {
        match self {
            Self::Auth => terms.auth_octets_max + 2,
            Self::Mail | Self::Rcpt => terms.command_octets_max + ENVELOPE_OCTETS_MORE,
            _ => terms.command_octets_max,
        }
    }

    /// Whether it has to do with mail, and so waits for TLS and login (RFC 4954 §6, RFC 3207 §4).
    pub fn needs_login(self) -> bool {
        matches!(
            self,
            Self::Mail | Self::Rcpt | Self::Data | Self::Bdat | Self::Vrfy | Self::Expn
        )
    }

    /// Whether its argument may hold UTF-8 (RFC 6531 §3.2, §3.7.4.2).
    fn takes_utf8(self) -> bool {
        matches!(self, Self::Mail | Self::Rcpt | Self::Vrfy | Self::Expn)
    }
}

/// Why a line is no command.
#[derive(Debug, PartialEq, Eq)]
pub enum CommandError {
    /// Control characters, or octets outside ASCII where they may not stand (RFC 5321 §2.4, §4.1.2).
    BadCharacters,
}

/// Reads the arguments of a line that begins with `verb`.
pub fn parse(verb: Verb, line: &[u8]) -> Result<Command<'_>, CommandError> {
    if verb == Verb::Bdat {
        return Ok(Command::Bdat(chunk(line)));
    }
    let text = std::str::from_utf8(line).map_err(|_| CommandError::BadCharacters)?;
    if text.chars().any(|c| c.is_control() && c != '\t') || (!text.is_ascii() && !verb.takes_utf8()) {
        return Err(CommandError::BadCharacters);
    }
    // Trailing white space is tolerated (RFC 5321 §4.1.1).
    let text = text.trim_end_matches([' ', '\t']);
    let argument = text
        .split_once([' ', '\t'])
        .map_or("", |(_, rest)| rest.trim_start_matches([' ', '\t']));
    Ok(match verb {
        Verb::Ehlo => Command::Ehlo(argument),
        Verb::Helo => Command::Helo(argument),
        Verb::Mail => Command::Mail(behind(argument, "FROM:")),
        Verb::Rcpt => Command::Rcpt(behind(argument, "TO:")),
        Verb::Data => Command::Data(argument),
        Verb::Bdat => Command::Bdat(None),
        Verb::Rset => Command::Rset(argument),
        Verb::Noop => Command::Noop,
        Verb::Vrfy => Command::Vrfy(argument),
        Verb::Expn => Command::Expn(argument),
        Verb::Help => Command::Help,
        Verb::Quit => Command::Quit(argument),
        Verb::StartTls => Command::StartTls(argument),
        Verb::Auth => Command::Auth(argument),
    })
}

fn behind<'a>(argument: &'a str, keyword: &str) -> Option<&'a str> {
    let head = argument.get(..keyword.len())?;
    head.eq_ignore_ascii_case(keyword).then(|| &argument[keyword.len()..])
}

/// `BDAT 1*20DIGIT [SP "LAST"]`, RFC 3030 §2.
fn chunk(line: &[u8]) -> Option<Chunk> {
    let text = std::str::from_utf8(line).ok()?;
    let mut words = text.split([' ', '\t']).filter(|word| !word.is_empty()).skip(1);
    let size = words.next()?;
    if size.len() > 20 || !size.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let last = match words.next() {
        None => false,
        Some(word) if word.eq_ignore_ascii_case("LAST") => true,
        Some(_) => return None,
    };
    match words.next() {
        None => Some(Chunk {
            octets: size.parse().ok()?,
            last,
        }),
        Some(_) => None,
    }
}

const VERBS: &[(&str, Verb)] = &[
    ("EHLO", Verb::Ehlo),
    ("HELO", Verb::Helo),
    ("MAIL", Verb::Mail),
    ("RCPT", Verb::Rcpt),
    ("DATA", Verb::Data),
    ("BDAT", Verb::Bdat),
    ("RSET", Verb::Rset),
    ("NOOP", Verb::Noop),
    ("VRFY", Verb::Vrfy),
    ("EXPN", Verb::Expn),
    ("HELP", Verb::Help),
    ("QUIT", Verb::Quit),
    ("STARTTLS", Verb::StartTls),
    ("AUTH", Verb::Auth),
];

/// What the extensions add to MAIL and RCPT: AUTH 500 (4954 §3), SIZE 26 (1870 §3), SMTPUTF8 10 (6531 §3.4), BODY 16 (3030 §3),
/// RET, ENVID, NOTIFY and ORCPT (3461 §5.4: 644), with room for a path in UTF-8.
const ENVELOPE_OCTETS_MORE: usize = 1536;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Command<'_>) {
        let verb = Verb::of(line.as_bytes()).expect("a known verb");
        assert_eq!(parse(verb, line.as_bytes()), Ok(expected), "{line:?}");
    }

    #[test]
    fn lines_and_what_they_ask() {
        check("ehlo client.example", Command::Ehlo("client.example"));
        check("EHLO", Command::Ehlo(""));
        check("EHLO a  ", Command::Ehlo("a"));
        check(
            "mail from:<a@b.example> SIZE=1",
            Command::Mail(Some("<a@b.example> SIZE=1")),
        );
        check("MAIL FROM: <a@b.example>", Command::Mail(Some(" <a@b.example>")));
        check("MAIL", Command::Mail(None));
        check("MAIL TO:<a>", Command::Mail(None));
        check("RCPT tO:<b@c.example>", Command::Rcpt(Some("<b@c.example>")));
        check(
            "RCPT TO:<\u{c548}\u{b155}@c.example>",
            Command::Rcpt(Some("<\u{c548}\u{b155}@c.example>")),
        );
        check("DATA now", Command::Data("now"));
        check("NOOP anything", Command::Noop);
        check("AUTH PLAIN AGEAYg==", Command::Auth("PLAIN AGEAYg=="));
        check("BDAT 5", Command::Bdat(Some(Chunk { octets: 5, last: false })));
        check("BDAT 0 last", Command::Bdat(Some(Chunk { octets: 0, last: true })));
        for bad in [
            "BDAT",
            "BDAT x",
            "BDAT -1",
            "BDAT 1 FIRST",
            "BDAT 1 LAST x",
            "BDAT 123456789012345678901",
        ] {
            check(bad, Command::Bdat(None));
        }
    }

    #[test]
    fn octets_that_may_not_stand_in_a_command() {
        for line in [
            &b"NOOP\0"[..],
            b"RSET\n",
            b"NOOP a\rb",
            b"MAIL FROM:<\xff@b.example>",
            b"EHLO \xc3\xa4",
        ] {
            let verb = Verb::of(line).unwrap_or(Verb::Noop);
            assert_eq!(parse(verb, line), Err(CommandError::BadCharacters), "{line:?}");
        }
        assert_eq!(Verb::of(b"NOOPE"), None);
        assert_eq!(Verb::of(b""), None);
    }
}
