//! What somebody asks: a code, two codes, a cause, or a text.

use reply::codes::{Code, EnhancedCode};
use reply::{Cause, Enhanced};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Three digits alone.
    Code(u16),
    /// An enhanced code alone; without its class where somebody asked for `X.7.8`.
    Enhanced(Enhanced),
    /// A cause by its id.
    Cause(&'static Cause),
    /// Two codes beside each other.
    Compare(u16, u16),
    /// Anything else.
    Text(String),
}

impl Question {
    /// What the words of a command line ask. Two bare codes are compared; everything else is one text.
    pub fn of(words: &[String]) -> Self {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            [one, other] => match (digits(one), digits(other)) {
                (Some(one), Some(other)) if one != other => Self::Compare(one, other),
                (Some(one), Some(_)) => Self::Code(one),
                _ => Self::Text(words.join(" ")),
            },
            [text] => Self::text(text),
            _ => Self::Text(words.join(" ")),
        }
    }

    /// What a text asks by itself.
    pub fn text(text: &str) -> Self {
        let bare = text.trim();
        if let Some(code) = digits(bare) {
            return Self::Code(code);
        }
        // Of what no registry has the rules may know something all the same.
        if let Some(code) = enhanced(bare).filter(|code| EnhancedCode::find(*code).is_some()) {
            return Self::Enhanced(code);
        }
        match Cause::find(&bare.to_ascii_lowercase()) {
            Some(cause) => Self::Cause(cause),
            None => Self::Text(text.to_owned()),
        }
    }
}

/// Three digits that may be a reply code.
fn digits(text: &str) -> Option<u16> {
    let is_code = text.len() == 3 && text.bytes().all(|octet| octet.is_ascii_digit());
    let code = text.parse().ok().filter(|code| is_code && (200..600).contains(code))?;
    // `300`, say, is no code, and nothing is known of it but its first digit.
    (Code::find(code).is_some() || code / 100 >= 4).then_some(code)
}

/// `5.7.8`, `X.7.8`, `x.7.8`.
fn enhanced(text: &str) -> Option<Enhanced> {
    let text = text.strip_prefix('#').unwrap_or(text);
    let any = text.strip_prefix(['x', 'X']).map(|rest| format!("5{rest}"));
    let (code, rest) = Enhanced::split(any.as_deref().unwrap_or(text))?;
    rest.is_empty().then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked() {
        let code = |text: &str| Enhanced::split(text).map(|(code, _)| code).expect("a code");
        let text = |text: &str| Question::Text(text.to_owned());
        for (words, expected) in [
            (&["530"][..], Question::Code(530)),
            (&[" 530\n"], Question::Code(530)),
            (&["5.7.8"], Question::Enhanced(code("5.7.8"))),
            (&["X.7.8"], Question::Enhanced(code("5.7.8"))),
            (&["#5.7.8"], Question::Enhanced(code("5.7.8"))),
            (&["235", "530"], Question::Compare(235, 530)),
            (&["535", "535"], Question::Code(535)),
            (&["535", "5.7.8"], text("535 5.7.8")),
            (&["535", "5.7.8", "no"], text("535 5.7.8 no")),
            (&["235", "530", "550"], text("235 530 550")),
            (
                &["Credentials-Wrong"],
                Question::Cause(Cause::find("credentials-wrong").expect("known")),
            ),
            (&["no-such-cause"], text("no-such-cause")),
            (&["999"], text("999")),
            (&["5.7.139"], text("5.7.139")),
            (&["5.7.8.1"], text("5.7.8.1")),
            (&[""], text("")),
        ] {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(Question::of(&words), expected, "{words:?}");
        }
    }
}
