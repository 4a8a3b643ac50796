//! Accounts: names, passwords, whether a login is right, and what becomes of whoever guesses.

pub mod app_password;
mod argon;
mod bans;
pub mod crypt;
pub mod directory;
pub mod guessing;
#[cfg(test)]
mod made_up;
pub mod password;
mod pool;
mod recent;
mod remembered;
pub mod senders;
pub mod source;
pub mod token;
pub mod usage;
mod uses;

/// The form in which account names are kept and compared: RFC 4954 leaves the case rule to the site, and people type
/// their address in any case.
pub fn canonical(name: &str) -> String {
    let lower = name.to_lowercase();
    // Lower case may compose anew (NFKC, RFC 4013 §2.2); without this the form would not be its own form.
    stringprep::saslprep(&lower).map_or_else(|_| lower.clone(), |prepared| prepared.into_owned())
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn the_canonical_form_is_its_own() {
        for (name, form) in [
            ("Alice@Example.COM", "alice@example.com"),
            ("J\u{30c}ohn", "\u{1f0}ohn"),
            ("\u{d55c}\u{ae00}", "\u{d55c}\u{ae00}"),
        ] {
            assert_eq!(canonical(name), form);
            assert_eq!(canonical(form), form);
        }
    }
}
