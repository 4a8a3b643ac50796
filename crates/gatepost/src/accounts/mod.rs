//! Accounts: names, passwords, and whether a login is right.

pub mod password;

/// The form in which account names are kept and compared: RFC 4954 leaves the case rule to the site, and people type
/// their address in any case.
pub fn canonical(name: &str) -> String {
    name.to_lowercase()
}
