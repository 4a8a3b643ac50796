//! Finds credentials in what people paste, and takes them out of everything that is printed.

/// A text without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text; `[removed]` stands where a credential was.
    pub text: String,
    /// How many there were.
    pub count: usize,
}

/// What stands in the place of a credential.
const REMOVED: &str = "[removed]";

/// Takes the credentials out of a text: what AUTH sends, passwords in settings and addresses, tokens and keys.
pub fn redacted(text: &str) -> Redacted {
    let mut out = Redacted {
        text: String::with_capacity(text.len()),
        count: 0,
    };
    let (mut is_answer, mut in_key) = (false, false);
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.text.push('\n');
        }
        if in_key || line.contains("-----BEGIN") && line.contains("PRIVATE KEY") {
            in_key = !line.contains("-----END");
            out.text.push_str(REMOVED);
            out.count += 1;
            continue;
        }
        let line = &answer(line, is_answer, &mut out.count);
        is_answer = asks(line);
        let line = &auth(line, &mut out.count);
        let line = &after_names(line, &mut out.count);
        let line = &in_url(line, &mut out.count);
        out.text.push_str(&tokens(line, &mut out.count));
    }
    out
}

/// Whether the server asks for a part of a login: what follows is one.
fn asks(line: &str) -> bool {
    let line = line.trim();
    let begin = line.find("334").filter(|at| *at <= 12);
    begin.is_some_and(|at| line[at + 3..].starts_with([' ', '-', '"', '\'', ',']) || line.ends_with("334"))
        || is_auth(line).is_some_and(|rest| rest.split_whitespace().count() <= 1)
}

/// The answer to a challenge: its last word, if it can be base64.
fn answer(line: &str, is_answer: bool, count: &mut usize) -> String {
    let word = line
        .trim_end_matches(['"', '\'', '\\', ',', ' '])
        .rsplit([' ', '"', '\'', '>', ':'])
        .next()
        .unwrap_or_default();
    let is_reply = line
        .trim_start_matches(|letter: char| !letter.is_ascii_digit())
        .get(..3)
        .is_some_and(|code| {
            code.bytes().all(|octet| octet.is_ascii_digit()) && matches!(code.as_bytes()[0], b'2'..=b'5')
        })
        && !word.ends_with('=');
    if !is_answer || is_reply || word.len() < 2 || !word.bytes().all(is_base64) {
        return line.to_owned();
    }
    *count += 1;
    let at = line.rfind(word).unwrap_or_default();
    format!("{}{REMOVED}{}", &line[..at], &line[at + word.len()..])
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// What stands behind AUTH and a mechanism.
fn is_auth(line: &str) -> Option<&str> {
    let upper = line.to_ascii_uppercase();
    let at = MECHANISMS
        .iter()
        .find_map(|name| upper.find(name).map(|at| at + name.len()))?;
    let rest = &line[at..];
    // `-PLUS`
    Some(rest.strip_prefix("-PLUS").unwrap_or(rest))
}

const MECHANISMS: [&str; 8] = [
    "AUTH PLAIN",
    "AUTH LOGIN",
    "AUTH XOAUTH2",
    "AUTH OAUTHBEARER",
    "AUTH SCRAM-SHA-256",
    "AUTH SCRAM-SHA-1",
    "AUTH CRAM-MD5",
    "AUTH EXTERNAL",
];

/// `AUTH PLAIN AGFsaWNlAHNlY3JldA==`
fn auth(line: &str, count: &mut usize) -> String {
    let Some(rest) = is_auth(line) else {
        return line.to_owned();
    };
    let word: &str = rest.trim_start_matches([' ', '\t']);
    let len = word.bytes().take_while(|octet| is_base64(*octet)).count();
    let word = &word[..len];
    // `AUTH PLAIN LOGIN` is what a server offers; `AUTH PLAIN failed` what a program says.
    let is_name = word
        .bytes()
        .all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit() || octet == b'-')
        && len < 20;
    let is_word = word.bytes().all(|octet| octet.is_ascii_lowercase()) && len < 16;
    if len < 2
        || word == "="
        || is_name && !word.ends_with('=')
        || is_word
        || rest.len() == word.len() && !word.is_empty() && !rest.starts_with(' ')
    {
        return line.to_owned();
    }
    *count += 1;
    let at = line.len() - rest.len() + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    format!("{}{REMOVED}{}", &line[..at], &line[at + len..])
}

/// `password=…`, `"pass": "…"`, `Authorization: Bearer …`
fn after_names(line: &str, count: &mut usize) -> String {
    let lower = line.to_ascii_lowercase();
    let mut out = String::with_capacity(line.len());
    let mut kept = 0;
    let mut at = 0;
    while let Some((begin, name)) = next_name(&lower, at) {
        let behind = begin + name.len();
        at = behind;
        let Some((value, end)) = value(line, behind) else {
            continue;
        };
        if is_placeholder(&line[value..end]) || value < kept {
            continue;
        }
        out.push_str(&line[kept..value]);
        out.push_str(REMOVED);
        *count += 1;
        (kept, at) = (end, end);
    }
    out.push_str(&line[kept..]);
    out
}

fn next_name(lower: &str, from: usize) -> Option<(usize, &'static str)> {
    SECRET_NAMES
        .iter()
        .filter_map(|name| {
            let mut from = from;
            while let Some(at) = lower[from..].find(name).map(|at| at + from) {
                if !lower[..at].ends_with(|letter: char| letter.is_ascii_alphabetic()) {
                    return Some((at, *name));
                }
                from = at + name.len();
            }
            None
        })
        .min_by_key(|(at, name)| (*at, usize::MAX - name.len()))
}

const SECRET_NAMES: [&str; 24] = [
    "password",
    "passwd",
    "passphrase",
    "smtp_password",
    "smtp_pass",
    "mail_password",
    "email_host_password",
    "smtppassword",
    "smtppass",
    "mailpassword",
    "pass",
    "pwd",
    "secret",
    "client_secret",
    "api_key",
    "apikey",
    "api-key",
    "access_token",
    "refresh_token",
    "accesstoken",
    "refreshtoken",
    "authorization: bearer",
    "authorization: basic",
    "bearer",
];

/// Where the value of a setting begins and ends.
fn value(line: &str, from: usize) -> Option<(usize, usize)> {
    let rest = &line[from..];
    let mut at = 0;
    let mut is_assigned = false;
    for (n, letter) in rest.char_indices() {
        at = n;
        match letter {
            '"' | '\'' | '`' | ']' | ')' if !is_assigned => {}
            ' ' | '\t' => {}
            '=' | ':' if n < 8 => is_assigned = true,
            '>' if is_assigned => {}
            _ => break,
        }
        at = n + letter.len_utf8();
        if is_assigned && rest[at..].starts_with(['"', '\'', '`']) {
            break;
        }
    }
    let is_token =
        line[..from].to_ascii_lowercase().ends_with("bearer") || line[..from].to_ascii_lowercase().ends_with("basic");
    if !(is_assigned || is_token && rest.starts_with(' ')) {
        return None;
    }
    let begin = from + at;
    let quote = line[begin..]
        .chars()
        .next()
        .filter(|letter| matches!(letter, '"' | '\'' | '`'));
    let (begin, len) = match quote {
        Some(quote) => (
            begin + 1,
            line[begin + 1..].find(quote).unwrap_or(line.len() - begin - 1),
        ),
        None => {
            let ends = |letter: char| {
                letter.is_whitespace() || matches!(letter, ',' | ';' | '&' | ')' | '}' | '"' | '\'' | '<' | '>')
            };
            (begin, line[begin..].find(ends).unwrap_or(line.len() - begin))
        }
    };
    (len > 0).then_some((begin, begin + len))
}

/// What stands for a password, or is about one.
fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    value.len() < 3
        || value
            .bytes()
            .all(|octet| matches!(octet, b'*' | b'.' | b'x' | b'X' | b'-' | b'_'))
        || value.contains(REMOVED)
        || [
            "null",
            "none",
            "true",
            "false",
            "undefined",
            "authentication",
            "error",
            "command",
            "required",
            "failed",
            "not",
            "the",
        ]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
        || value.starts_with("${")
        || value.starts_with("process.env")
        || value.starts_with("os.environ")
}

/// `smtp://user:password@host`
fn in_url(line: &str, count: &mut usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, behind) = rest.split_at(at + 3);
        out.push_str(before);
        let end = behind
            .find(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '"' | '\'' | '?' | '#' | '<' | '>'))
            .unwrap_or(behind.len());
        let authority = &behind[..end];
        match authority
            .rfind('@')
            .and_then(|host| authority[..host].find(':').map(|colon| (colon, host)))
        {
            Some((colon, host)) if host > colon + 1 && !authority[colon + 1..host].contains(REMOVED) => {
                out.push_str(&authority[..=colon]);
                out.push_str(REMOVED);
                *count += 1;
                rest = &behind[host..];
            }
            _ => {
                out.push_str(authority);
                rest = &behind[end..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Tokens that are known by their looks.
fn tokens(line: &str, count: &mut usize) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let is_part =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/' | '+' | '=' | '~');
    while let Some(begin) = rest.find(is_part) {
        let (before, behind) = rest.split_at(begin);
        out.push_str(before);
        let len = behind.find(|letter: char| !is_part(letter)).unwrap_or(behind.len());
        let (word, more) = behind.split_at(len);
        if is_token(word) {
            out.push_str(REMOVED);
            *count += 1;
        } else {
            out.push_str(word);
        }
        rest = more;
    }
    out.push_str(rest);
    out
}

fn is_token(word: &str) -> bool {
    let is_long = word.len() >= 20;
    let begins = |begin: &str| word.starts_with(begin);
    // Google, SendGrid, Resend, Mailgun, Brevo, Amazon, Slack, GitHub, Stripe, our own.
    let is_known = is_long
        && [
            "ya29.",
            "1//0",
            "SG.",
            "key-",
            "xkeysib-",
            "xsmtpsib-",
            "xoxb-",
            "ghp_",
            "sk_live_",
            "gp_",
        ]
        .iter()
        .any(|begin| begins(begin))
        || begins("re_") && word.len() >= 24
        || (begins("AKIA") || begins("ASIA"))
            && word.len() == 20
            && word
                .bytes()
                .all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit());
    // A JWT; a challenge of a server begins alike, and has no dots.
    let is_jwt = begins("eyJ") && word.matches('.').count() >= 2 && word.len() >= 40;
    // `user=…\x01auth=Bearer` in base64.
    let is_xoauth2 = (begins("dXNlcj") || begins("bixhPQ") || begins("bixhP")) && word.len() >= 24;
    is_known || is_jwt || is_xoauth2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out() {
        for (text, expected) in [
            ("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "AUTH PLAIN [removed]"),
            (
                "C: AUTH LOGIN YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 ok",
                "C: AUTH LOGIN [removed]\nS: 334 UGFzc3dvcmQ6\nC: [removed]\nS: 235 ok",
            ),
            (
                "AUTH LOGIN\n334 VXNlcm5hbWU6\nYWxpY2U=\n334 UGFzc3dvcmQ6\nc2VjcmV0\n535 5.7.8 no",
                "AUTH LOGIN\n334 VXNlcm5hbWU6\n[removed]\n334 UGFzc3dvcmQ6\n[removed]\n535 5.7.8 no",
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
                "EMAIL_HOST_PASSWORD = \"abcd efgh ijkl mnop\"",
                "EMAIL_HOST_PASSWORD = \"[removed]\"",
            ),
            ("$mail->Password = 'topsecret';", "$mail->Password = '[removed]';"),
            (
                "MAILER_DSN=smtp://user:s3cret%21@smtp.example.com:587",
                "MAILER_DSN=smtp://user:[removed]@smtp.example.com:587",
            ),
            ("Authorization: Bearer abc.def-ghi", "Authorization: Bearer [removed]"),
            (
                "535 5.7.8 Username and Password not accepted",
                "535 5.7.8 Username and Password not accepted",
            ),
            (
                "SMTP ERROR: Password command failed: 535 no",
                "SMTP ERROR: Password command failed: 535 no",
            ),
            ("pass: '****'", "pass: '****'"),
            ("key SG.abcdefghijklmnop.qrstuvwxyz0123456789", "key [removed]"),
            (
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter",
                "[removed]\n[removed]\n[removed]\nafter",
            ),
            ("http://example.com/a?b=c:d@e", "http://example.com/a?b=c:d@e"),
        ] {
            let found = redacted(text);
            assert_eq!(found.text, expected, "{text}");
            assert_eq!(found.count > 0, text != expected, "{text}");
        }
    }
}
