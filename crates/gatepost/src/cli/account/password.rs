//! Where a password comes from that somebody sets.

use crate::admin::protocol::{NewPassword, Secret};
use crate::cli::{Failure, output};
use clap::Args;
use std::io::{self, BufRead, IsTerminal};
use zeroize::Zeroizing;

/// Where a password comes from. Never the command line: every user of the machine can read that.
#[derive(Debug, Args)]
pub(in crate::cli) struct PasswordFrom {
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,

    /// Make a password, and print it this once
    #[arg(long, conflicts_with = "password_stdin")]
    generate: bool,
}

impl PasswordFrom {
    /// The password, after asking for it where that is the way.
    pub(super) fn obtain(&self, name: &str) -> Result<NewPassword, Failure> {
        if self.generate {
            return Ok(NewPassword::Generated);
        }
        if self.password_stdin {
            return first_line(io::stdin().lock()).map(NewPassword::Given);
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "there is no terminal to ask for the password at: give it as a line on standard input with \
                 `--password-stdin`, or have one made with `--generate`",
            ));
        }
        let ask = |prompt: String| {
            let typed = rpassword::prompt_password(prompt);
            typed
                .map(Secret::new)
                .map_err(|error| Failure::new(format!("the password cannot be read: {error}")))
        };
        let password = ask(format!("Password for {}: ", output::safe(name)))?;
        if password.reveal().is_empty() {
            return Err(Failure::new("a password cannot be empty; `--generate` makes one"));
        }
        if ask("The same again: ".to_owned())? != password {
            return Err(Failure::new("the two are not the same: try again"));
        }
        Ok(NewPassword::Given(password))
    }
}

/// The first line, without its end.
fn first_line(input: impl BufRead) -> Result<Secret, Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_OCTETS_MAX));
    let read = input.take(LINE_OCTETS_MAX as u64).read_until(b'\n', &mut line);
    read.map_err(|error| Failure::new(format!("the password cannot be read from standard input: {error}")))?;
    let is_whole = line.len() < LINE_OCTETS_MAX;
    let text = line.strip_suffix(b"\n").unwrap_or(&line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    match std::str::from_utf8(text) {
        Ok("") => Err(Failure::new("standard input has no password in its first line")),
        Ok(_) if !is_whole => Err(Failure::new(
            "the password on standard input is too long: at most 255 octets",
        )),
        Ok(text) => Ok(Secret::new(text.to_owned())),
        Err(_) => Err(Failure::new("the password on standard input is not UTF-8")),
    }
}

/// Longer than any password; the buffer is made once, so that no part of a password is left where it grew out of one.
const LINE_OCTETS_MAX: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_password() {
        for (input, expected) in [
            (&b"correct horse\n"[..], Some("correct horse")),
            (b"correct horse\r\nmore\n", Some("correct horse")),
            (b"correct horse", Some("correct horse")),
            (b" spaces stay \n", Some(" spaces stay ")),
            ("\u{be44}\u{bc00}\n".as_bytes(), Some("\u{be44}\u{bc00}")),
            (b"", None),
            (b"\n", None),
            (b"\xff\n", None),
            (&[b'a'; 2000], None),
        ] {
            let got = first_line(input).ok();
            assert_eq!(got.as_ref().map(Secret::reveal), expected, "{input:?}");
        }
    }

    #[test]
    fn without_a_terminal_the_ways_are_named() {
        // The runner of the tests may give a terminal; then there is nothing to see here.
        if !io::stdin().is_terminal() {
            let failure = PasswordFrom {
                password_stdin: false,
                generate: false,
            }
            .obtain("alice")
            .expect_err("no terminal");
            assert!(failure.message.contains("--password-stdin") && failure.message.contains("--generate"));
            assert_eq!(failure.code, 2);
        }
    }
}
