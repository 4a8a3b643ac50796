//! Accounts: names, passwords, whether a login is right, and what becomes of whoever guesses.

pub mod app_password;
mod argon;
mod bans;
pub mod crypt;
#[cfg(test)]
mod damage;
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
    let mut form = name.to_lowercase();
    // Lower case may compose anew (NFKC, RFC 4013 §2.2), and what is composed may have upper case (`™` is `TM`): until the form is its
    // own form.
    for _ in 0..ROUNDS_MAX {
        let Ok(prepared) = stringprep::saslprep(&form) else {
            break;
        };
        let next = prepared.to_lowercase();
        if next == form {
            break;
        }
        form = next;
    }
    form
}

/// Two are the most that any letter takes.
const ROUNDS_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn the_canonical_form_is_its_own() {
        for (name, form) in [
            ("Alice@Example.COM", "alice@example.com"),
            ("J\u{30c}ohn", "\u{1f0}ohn"),
            ("\u{2122}", "tm"),
            ("\u{1d400}\u{2121}", "atel"),
            ("\u{d55c}\u{ae00}", "\u{d55c}\u{ae00}"),
        ] {
            assert_eq!(canonical(name), form);
            assert_eq!(canonical(form), form);
        }
    }
}
