//! Tokens and messages of a login that are known by their looks.

use super::Spans;
use super::sasl::is_login_message;

/// Tokens that are known by their looks.
pub(super) fn tokens(line: &str, spans: &mut Spans) {
    let is_part = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.' | b'/' | b'+' | b'~');
    let octets = line.as_bytes();
    let mut at = 0;
    while at < octets.len() {
        if !is_part(octets[at]) {
            at += 1;
            continue;
        }
        let len = octets[at..].iter().take_while(|octet| is_part(**octet)).count();
        let padding = octets[at + len..].iter().take_while(|octet| **octet == b'=').count();
        if is_token(&line[at..at + len]) || is_login_message(&line[at..at + len + padding]) {
            spans.add(at, at + len + padding);
        }
        at += len;
    }
}

fn is_token(word: &str) -> bool {
    let begins = |begins: &[&str]| begins.iter().any(|begin| word.starts_with(begin));
    // Google, SendGrid, Mailgun, Brevo, Slack, GitHub, Stripe, our own.
    word.len() >= 20 && begins(&["ya29.", "1//0", "SG.", "key-", "xkeysib-", "xsmtpsib-", "xoxb-", "ghp_", "github_pat_", "glpat-", "sk_live_", "GOCSPX-", "AIzaSy", "mlsn.", "gp_"])
        // Resend.
        || word.len() >= 24 && begins(&["re_"])
        // Amazon.
        || word.len() == 20 && begins(&["AKIA", "ASIA"]) && word.bytes().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit())
        // A JWT; a challenge of a server begins alike, and has no dots.
        || word.len() >= 24 && begins(&["eyJ"]) && word.contains('.') && !word.ends_with("...")
}
