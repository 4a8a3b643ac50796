//! Finds credentials in what people paste, and takes them out of everything that is looked at and printed. It takes out too much
//! rather than too little: a word that is missing from a message harms nobody.

mod calls;
mod looks;
mod names;
mod sasl;

use calls::{in_calls, in_urls};
use looks::tokens;
use names::after_names;
use sasl::sasl;

/// A text without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text, with as many lines; `[removed]` stands where a credential was.
    pub text: String,
    /// How many there were.
    pub count: usize,
}

/// What stands in the place of a credential.
pub(super) const REMOVED: &str = "[removed]";

/// Takes the credentials out of a text: what AUTH sends, passwords in settings, commands and addresses, tokens and keys.
pub fn redacted(text: &str) -> Redacted {
    let mut out = Redacted {
        text: String::with_capacity(text.len()),
        count: 0,
    };
    let mut expects = Expects::Nothing;
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.text.push('\n');
        }
        let is_key = expects == Expects::Key || line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
        if is_key {
            out.count += usize::from(expects != Expects::Key);
            expects = if line.contains("-----END") {
                Expects::Nothing
            } else {
                Expects::Key
            };
            out.text.push_str(REMOVED);
            continue;
        }
        let mut spans = Spans::default();
        expects = sasl(line, expects, &mut spans);
        if after_names(line, &mut spans) {
            expects = Expects::Value;
        }
        in_calls(line, &mut spans);
        in_urls(line, &mut spans);
        tokens(line, &mut spans);
        out.count += spans.cut_out(line, &mut out.text);
    }
    out
}

/// What the next line has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expects {
    Nothing,
    /// The answer to a challenge, in base64.
    Answer,
    /// The value of a setting.
    Value,
    /// More of a key.
    Key,
}

/// What is taken out of a line.
#[derive(Default)]
struct Spans(Vec<(usize, usize)>);

impl Spans {
    fn add(&mut self, begin: usize, end: usize) {
        if end > begin {
            self.0.push((begin, end));
        }
    }

    /// Writes the line without the spans; how many there were. Those that touch or overlap are one.
    fn cut_out(mut self, line: &str, out: &mut String) -> usize {
        self.0.sort_unstable();
        let (mut kept, mut count) = (0, 0);
        for (begin, end) in self.0 {
            if end <= kept {
                continue;
            }
            if begin > kept || count == 0 {
                out.push_str(&line[kept..begin.max(kept)]);
                out.push_str(REMOVED);
                count += 1;
            }
            kept = end;
        }
        out.push_str(&line[kept..]);
        count
    }
}

/// A word of a line, without the marks around it.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    begin: usize,
}

fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    line.split_inclusive(|letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ',' | '(' | ')' | '<' | '>')
    })
    .map(move |piece| {
        let begin = at;
        at += piece.len();
        let text = piece.trim_end_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | ',' | '(' | ')' | '<' | '>')
        });
        Word { text, begin }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out() {
        for (text, expected) in [
            ("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "AUTH PLAIN [removed]"),
            ("AUTH  PLAIN \"AGFsaWNlAHNlY3JldA==\"", "AUTH  PLAIN \"[removed]\""),
            ("AUTH PLAIN: AGFsaWNlAHNlY3JldA==", "AUTH PLAIN: [removed]"),
            ("AUTH NTLM TlRMTVNTUAABAAAA", "AUTH NTLM [removed]"),
            (
                "C: AUTH LOGIN YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 ok",
                "C: AUTH LOGIN [removed]\nS: 334 UGFzc3dvcmQ6\nC: [removed]\nS: 235 ok",
            ),
            (
                "AUTH LOGIN\n334 VXNlcm5hbWU6\nYWxpY2U=\n334 UGFzc3dvcmQ6\nc2VjcmV0\n535 5.7.8 no",
                "AUTH LOGIN\n334 VXNlcm5hbWU6\n[removed]\n334 UGFzc3dvcmQ6\n[removed]\n535 5.7.8 no",
            ),
            (
                "2026-11-26 10:20:01\tSERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-11-26 10:20:01\tCLIENT -> SERVER: c2VjcmV0",
                "2026-11-26 10:20:01\tSERVER -> CLIENT: 334 UGFzc3dvcmQ6\n2026-11-26 10:20:01\tCLIENT -> SERVER: [removed]",
            ),
            (
                "S: 334 UGFzc3dvcmQ6 C: aHVudGVyMlpx S: 535 5.7.8 bad",
                "S: 334 UGFzc3dvcmQ6 C: [removed] S: 535 5.7.8 bad",
            ),
            ("250-AUTH PLAIN LOGIN", "250-AUTH PLAIN LOGIN"),
            ("250 AUTH PLAIN LOGIN XOAUTH2", "250 AUTH PLAIN LOGIN XOAUTH2"),
            ("AUTH PLAIN failed", "AUTH PLAIN failed"),
            (
                "auth: { user: 'a', pass: 'hunter22' }",
                "auth: { user: 'a', pass: '[removed]' }",
            ),
            ("{\"password\":\"p w\",\"x\":1}", "{\"password\":\"[removed]\",\"x\":1}"),
            (
                "{\"password\":\"p\\\"w\",\"x\":1}",
                "{\"password\":\"[removed]\",\"x\":1}",
            ),
            (
                "EMAIL_HOST_PASSWORD = \"abcd efgh ijkl mnop\"",
                "EMAIL_HOST_PASSWORD = \"[removed]\"",
            ),
            ("password: abcd efgh ijkl mnop", "password: [removed]"),
            ("password: my,secret;hunterX2", "password: [removed]"),
            ("$mail->Password = 'topsecret';", "$mail->Password = '[removed]';"),
            ("smtpUserPassword=hunter2Zq", "smtpUserPassword=[removed]"),
            ("setPassword(\"hunter2Zq\")", "setPassword(\"[removed]\")"),
            ("<password>hunter2Zq</password>", "<password>[removed]</password>"),
            (
                "<add key=\"SmtpPassword\" value=\"hunter2Zq\"/>",
                "<add key=\"SmtpPassword\" value=\"[removed]\"/>",
            ),
            ("비밀번호: hunter2Zq 입니다", "비밀번호: [removed] 입니다"),
            ("my password is hunter2Zq", "my password is [removed]"),
            ("password:\n  hunter2Zq\n535 no", "password:\n  [removed]\n535 no"),
            (
                "swaks --auth-password hunter2Zq -ap other",
                "swaks --auth-password [removed] -ap [removed]",
            ),
            ("curl --user 'alice:hunter2Zq'", "curl --user 'alice:[removed]'"),
            (
                "s.login(\"alice@x.org\", \"hunter2Zq\")",
                "s.login(\"alice@x.org\", \"[removed]\")",
            ),
            (
                "MAILER_DSN=smtp://user:s3cret%21@smtp.example.com:587",
                "MAILER_DSN=smtp://user:[removed]@smtp.example.com:587",
            ),
            (
                "smtp://alice:a/b#c?d@smtp.example.com",
                "smtp://alice:[removed]@smtp.example.com",
            ),
            ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [removed]"),
            ("X-Server-Token: 0123-4567", "X-Server-Token: [removed]"),
            (
                "access-token=ya29.a0AfH6SMBxxxxxxxxxxxxxxxxxxxx 535 no",
                "access-token=[removed] 535 no",
            ),
            ("key=SG.abcdefghijklmnop.qrstuvwxyz0123456789", "key=[removed]"),
            (
                "535 5.7.8 Username and Password not accepted",
                "535 5.7.8 Username and Password not accepted",
            ),
            (
                "535 Incorrect username or password (#5.7.8)",
                "535 Incorrect username or password (#5.7.8)",
            ),
            (
                "SMTP ERROR: Password command failed: 535 no",
                "SMTP ERROR: Password command failed: 535 no",
            ),
            (
                "missing password for PLAIN auth mechanism",
                "missing password for PLAIN auth mechanism",
            ),
            ("pass: '****'", "pass: '****'"),
            (
                "'password' => 'x1y2z3', 'response' => '550 5.1.1 no'",
                "'password' => '[removed]', 'response' => '550 5.1.1 no'",
            ),
            (
                "[pass] => x1y2z3 [error] => 535 no",
                "[pass] => [removed] [error] => 535 no",
            ),
            (
                "<password>x1y2z3</password> 535 no",
                "<password>[removed]</password> 535 no",
            ),
            ("AUTH LOGIN\nTimeout", "AUTH LOGIN\nTimeout"),
            ("Password:\nConnection refused", "Password:\nConnection refused"),
            (
                "Password: 530 5.7.0 Authentication required",
                "Password: 530 5.7.0 Authentication required",
            ),
            (
                "password=x1y2z3,error=535 5.7.8 no",
                "password=[removed],error=535 5.7.8 no",
            ),
            (
                "535 5.7.8 authentication failed, password: expired",
                "535 5.7.8 authentication failed, password: expired",
            ),
            (
                "550 Message does not pass RFC5322 check",
                "550 Message does not pass RFC5322 check",
            ),
            ("spf=pass client-ip=203.0.113.5", "spf=pass client-ip=203.0.113.5"),
            (
                "use an app password: https://example.com/help",
                "use an app password: https://example.com/help",
            ),
            ("password=b'hunter2Zq'", "password=b'[removed]'"),
            (
                "Credentials::new(\"alice\".to_owned(), \"hunter2Zq\".to_owned())",
                "Credentials::new(\"alice\".to_owned(), \"[removed]\".to_owned())",
            ),
            ("define('SMTP_PASS', 'hunter2Zq')", "define('SMTP_PASS', '[removed]')"),
            ("비밀번호는 hunter2Zq 입니다", "비밀번호는 [removed] 입니다"),
            ("密码：hunter2Zq", "密码：[removed]"),
            ("password for alice: hunter2Zq", "password for alice: [removed]"),
            (
                "[smtp.example.com]:587 alice@example.com:hunter2Zq",
                "[smtp.example.com]:587 alice@example.com:[removed]",
            ),
            ("curl --user=alice:hunter2Zq", "curl --user=alice:[removed]"),
            ("dGVzdAB0ZXN0AGh1bnRlcjI=", "[removed]"),
            (
                "host mx[192.0.2.1]:25 said: 550 no",
                "host mx[192.0.2.1]:25 said: 550 no",
            ),
            (
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter",
                "[removed]\n[removed]\n[removed]\nafter",
            ),
            ("http://example.com/a?b=c:d@e", "http://example.com/a?b=c:d@e"),
        ] {
            let found = redacted(text);
            assert_eq!(found.text, expected, "{text}");
            assert_eq!(found.count > 0, text != expected, "{text}");
            assert_eq!(found.text.lines().count(), text.lines().count(), "{text}");
        }
    }

    /// What is long costs no more than it is long.
    #[test]
    fn long_lines_are_read_once() {
        for piece in [
            "pass ",
            "\"password\":\"x12345\",",
            "bearer ",
            "://a:b@",
            "login(\"",
            "AUTH PLAIN ",
            "334 ",
        ] {
            let long = piece.repeat((1 << 20) / piece.len());
            assert!(redacted(&long).text.len() < 4 * long.len(), "{piece}");
        }
    }
}
