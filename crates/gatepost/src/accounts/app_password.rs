//! Passwords of single programs: what they look like, and how they are made and checked.
//!
//! One is `gp-`, eight letters by which it is found, `-`, and 27 letters that nobody guesses. It holds nothing that SASLprep
//! changes, so it is the same for every mechanism.

use crate::world::Random;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use mail::Timestamp;
use store::{AppPassword, AppSecret};
use zeroize::Zeroizing;

/// A new token: its public part, and the whole of it.
pub fn make(random: &dyn Random) -> (String, Zeroizing<String>) {
    let id = letters(random, ID_LETTERS);
    let secret = Zeroizing::new(letters(random, SECRET_LETTERS));
    let token = Zeroizing::new(format!("{PREFIX}{id}-{}", secret.as_str()));
    (id, token)
}

/// The public part of a password that has the form of a token.
pub fn id_of(password: &str) -> Option<&str> {
    let (id, secret) = password.strip_prefix(PREFIX)?.split_once('-')?;
    let fits =
        |text: &str, letters: usize| text.len() == letters && text.bytes().all(|octet| ALPHABET.contains(&octet));
    (fits(id, ID_LETTERS) && fits(secret, SECRET_LETTERS)).then_some(id)
}

/// What is kept of a token.
pub fn digest_of(token: &str) -> [u8; 32] {
    let mut octets = [0; digest::SHA256_OUTPUT_LEN];
    octets.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
    octets
}

/// The id of the secret that a token is, of those of an app password that hold now.
pub fn right(password: &AppPassword, token: &str, now: Timestamp) -> Option<String> {
    let digest = digest_of(token);
    let is_it = |secret: &&AppSecret| verify_slices_are_equal(&secret.digest, &digest).is_ok();
    holding(password, now).find(is_it).map(|secret| secret.id.clone())
}

/// The secrets of an app password that hold now.
pub fn holding(password: &AppPassword, now: Timestamp) -> impl Iterator<Item = &AppSecret> {
    let holds = move |secret: &&AppSecret| secret.until.is_none_or(|until| now < until);
    password.secrets.iter().filter(holds)
}

/// The form in which a label is kept, if it is one: letters, digits, `-`, `_` and `.`, at most 64, in lower case.
pub fn label(text: &str) -> Option<String> {
    let fits = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet);
    let is_label = (1..=LABEL_OCTETS_MAX).contains(&text.len()) && text.bytes().all(fits);
    is_label.then(|| text.to_ascii_lowercase())
}

/// A login name of the form `name/label`, taken apart.
pub fn labelled(login: &str) -> Option<(&str, String)> {
    let (name, text) = login.rsplit_once('/')?;
    let label = label(text)?;
    (!name.is_empty()).then_some((name, label))
}

fn letters(random: &dyn Random, count: usize) -> String {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let mut octet = [0];
        random.fill(&mut octet);
        let octet = usize::from(octet[0]);
        // The last, incomplete round through the alphabet would favour its first letters.
        if octet < 256 - 256 % ALPHABET.len() {
            text.push(char::from(ALPHABET[octet % ALPHABET.len()]));
        }
    }
    text
}

const PREFIX: &str = "gp-";
/// 39 bits: enough that two are rarely the same; the store sees to it that they never are.
const ID_LETTERS: usize = 8;
/// 133 bits.
const SECRET_LETTERS: usize = 27;
const LABEL_OCTETS_MAX: usize = 64;
/// No letters and digits that look alike: i, l, 1, o, 0.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};
    use store::Rights;

    /// 0, 1, 2 and so on.
    #[derive(Default)]
    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, octets: &mut [u8]) {
            octets.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    #[test]
    fn tokens_and_what_is_none() {
        let random = Counting::default();
        let (id, token) = make(&random);
        assert_eq!(id_of(&token), Some(id.as_str()));
        assert_eq!(token.len(), 39);
        assert_eq!(
            stringprep::saslprep(&token).expect("it can be prepared"),
            token.as_str()
        );
        let bits = (SECRET_LETTERS as f64) * (ALPHABET.len() as f64).log2();
        assert!(bits >= 128.0);
        for other in [
            "",
            "gp-",
            "gp-abcdefgh",
            "gp-abcdefgh-",
            &token[1..],
            &token[..38],
            &format!("{}a", token.as_str()),
            &token.replace("gp-", "GP-"),
            &format!("gp-abcdefg1-{}", &token[12..]),
        ] {
            assert_eq!(id_of(other), None, "{other}");
        }
    }

    #[test]
    fn which_tokens_are_right() {
        let random = Counting::default();
        let at = Timestamp::from_micros;
        let secret = |until: Option<i64>| {
            let (id, token) = make(&random);
            let secret = AppSecret {
                id,
                digest: digest_of(&token),
                scram: store::ScramSet::default(),
                until: until.map(at),
            };
            (secret, token)
        };
        let ((new, new_token), (old, old_token), (_, other)) = (secret(None), secret(Some(10)), secret(None));
        let password = AppPassword {
            account: "alice".to_owned(),
            label: "printer".to_owned(),
            secrets: vec![new, old],
            version: 1,
            rights: Rights::default(),
            created: at(0),
            changed: at(0),
        };
        let is_right = |token: &str, now| right(&password, token, at(now)).as_deref() == id_of(token);
        assert!(is_right(&new_token, 100));
        assert!(is_right(&old_token, 9) && !is_right(&old_token, 10));
        assert!(!is_right(&other, 1) && right(&password, "", at(1)).is_none());
    }

    #[test]
    fn labels() {
        for (text, expected) in [
            ("Printer", Some("printer")),
            ("a-b_c.1", Some("a-b_c.1")),
            ("", None),
            ("two words", None),
            ("a/b", None),
            ("\u{d55c}", None),
        ] {
            assert_eq!(label(text).as_deref(), expected, "{text}");
        }
        assert!(label(&"a".repeat(64)).is_some() && label(&"a".repeat(65)).is_none());
        for (login, expected) in [
            ("alice@example.com/Printer", Some(("alice@example.com", "printer"))),
            ("a/b/c", Some(("a/b", "c"))),
            ("alice", None),
            ("/printer", None),
            ("alice/", None),
        ] {
            let expected = expected.map(|(name, label): (&str, &str)| (name, label.to_owned()));
            assert_eq!(labelled(login), expected, "{login}");
        }
    }
}
