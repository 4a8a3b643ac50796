//! Command lines: neither case nor white space at the end matters, what was read is in the line, and can be written and
//! read again.

use crate::cut::lines;
use smtp::command::{Chunk, Command, Verb, parse};

/// Takes the whole for a line, and each line in it.
pub fn run(octets: &[u8]) {
    check(octets);
    for line in lines(octets) {
        check(line);
    }
}

fn check(line: &[u8]) {
    let verb = Verb::of(line);
    assert_eq!(Verb::of(&line.to_ascii_uppercase()), verb);
    assert_eq!(Verb::of(&line.to_ascii_lowercase()), verb);
    let Some(verb) = verb else { return };
    let read = parse(verb, line);
    let blank_behind = [line, b" \t "].concat();
    assert_eq!(Verb::of(&blank_behind), Some(verb));
    assert_eq!(parse(verb, &blank_behind), read);
    let Ok(command) = read else { return };
    if let Command::Bdat(Some(_)) = command {
        assert!(
            line.iter()
                .all(|octet| octet.is_ascii_graphic() || b" \t".contains(octet))
        );
    }
    if let Some(argument) = argument(&command) {
        check_argument(verb, line, argument);
    }
    if let Some(written) = written(&command) {
        assert_eq!(Verb::of(written.as_bytes()), Some(verb), "{written:?}");
        assert_eq!(parse(verb, written.as_bytes()), Ok(command), "{written:?}");
    }
}

fn check_argument(verb: Verb, line: &[u8], argument: &str) {
    let text = std::str::from_utf8(line).expect("only UTF-8 has an argument");
    assert!(text.trim_end_matches([' ', '\t']).ends_with(argument), "{argument:?}");
    assert!(!argument.ends_with([' ', '\t']), "{argument:?}");
    assert!(!argument.chars().any(|c| c.is_control() && c != '\t'), "{argument:?}");
    let takes_utf8 = matches!(verb, Verb::Mail | Verb::Rcpt | Verb::Vrfy | Verb::Expn);
    assert!(takes_utf8 || argument.is_ascii(), "{argument:?}");
}

fn argument<'a>(command: &Command<'a>) -> Option<&'a str> {
    match *command {
        Command::Ehlo(text)
        | Command::Helo(text)
        | Command::Data(text)
        | Command::Rset(text)
        | Command::Vrfy(text)
        | Command::Expn(text)
        | Command::Quit(text)
        | Command::StartTls(text)
        | Command::Auth(text) => Some(text),
        Command::Mail(text) | Command::Rcpt(text) => text,
        Command::Bdat(_) | Command::Noop | Command::Help => None,
    }
}

/// The command as a line; none where it cannot be told from the command what stood there.
fn written(command: &Command<'_>) -> Option<String> {
    Some(match command {
        Command::Ehlo(text) => format!("EHLO {text}"),
        Command::Helo(text) => format!("HELO {text}"),
        Command::Mail(text) => format!("MAIL FROM:{}", (*text)?),
        Command::Rcpt(text) => format!("RCPT TO:{}", (*text)?),
        Command::Data(text) => format!("DATA {text}"),
        Command::Bdat(chunk) => {
            let Chunk { octets, last } = (*chunk)?;
            format!("BDAT {octets}{}", if last { " LAST" } else { "" })
        }
        Command::Rset(text) => format!("RSET {text}"),
        Command::Noop => "NOOP".to_owned(),
        Command::Vrfy(text) => format!("VRFY {text}"),
        Command::Expn(text) => format!("EXPN {text}"),
        Command::Help => "HELP".to_owned(),
        Command::Quit(text) => format!("QUIT {text}"),
        Command::StartTls(text) => format!("STARTTLS {text}"),
        Command::Auth(text) => format!("AUTH {text}"),
    })
}
