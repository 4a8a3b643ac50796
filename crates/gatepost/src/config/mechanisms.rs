//! The mechanisms by which somebody logs in, by their names (RFC 4422 §3.1).

use super::keys::Key;
use super::values::Wrong;

/// All that there are, the strongest first.
pub(super) const MECHANISMS: [&str; 9] = [
    "SCRAM-SHA-256-PLUS",
    "SCRAM-SHA-256",
    "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-1",
    "EXTERNAL",
    "OAUTHBEARER",
    "XOAUTH2",
    "PLAIN",
    "LOGIN",
];

/// What proves who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Password,
    Token,
    Certificate,
}

/// What goes with a mechanism.
pub(super) fn proof_of(name: &str) -> Proof {
    match name {
        "EXTERNAL" => Proof::Certificate,
        "OAUTHBEARER" | "XOAUTH2" => Proof::Token,
        _ => Proof::Password,
    }
}

/// The mechanism of this name, in capitals.
pub(super) fn mechanism(key: &Key, text: &str) -> Result<&'static str, Wrong> {
    let name = text.to_ascii_uppercase();
    if let Some(known) = MECHANISMS.into_iter().find(|known| *known == name) {
        return Ok(known);
    }
    let fix = format!(
        "there are {}; write for instance `{}`",
        MECHANISMS.join(", "),
        key.example
    );
    Err(match REFUSED.into_iter().find(|(refused, _)| *refused == name) {
        Some((refused, why)) => Wrong::new(format!("has {refused}, which there is not here"), why, fix),
        None => Wrong::new(
            "has a mechanism that is unknown",
            "must be one of those that there are",
            fix,
        ),
    })
}

/// What others have, and why it is not here.
const REFUSED: [(&str, &str); 5] = [
    ("ANONYMOUS", "whoever sends is somebody"),
    ("CRAM-MD5", "it needs the passwords themselves, and rests on MD5"),
    ("DIGEST-MD5", "it is historic (RFC 6331), and rests on MD5"),
    ("NTLM", "it is broken, and rests on MD4"),
    ("GSSAPI", "there is no Kerberos here"),
];

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    fn check(text: &str, expected: Result<&str, (&str, &str)>) {
        let found = mechanism(keys::key("listener.mechanisms"), text);
        let found = found.map_err(|wrong| (wrong.problem, wrong.label, wrong.fix));
        match (&found, expected) {
            (Ok(name), Ok(expected)) => assert_eq!(*name, expected),
            (Err((problem, label, fix)), Err((expected, why))) => {
                assert!(problem.contains(expected) && label.contains(why), "{problem} {label}");
                assert!(MECHANISMS.into_iter().all(|name| fix.contains(name)), "{fix}");
            }
            _ => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn names() {
        check("PLAIN", Ok("PLAIN"));
        check("scram-sha-256-plus", Ok("SCRAM-SHA-256-PLUS"));
        check("XOAuth2", Ok("XOAUTH2"));
        check("anonymous", Err(("has ANONYMOUS", "somebody")));
        check("CRAM-MD5", Err(("has CRAM-MD5", "MD5")));
        check("Digest-MD5", Err(("has DIGEST-MD5", "RFC 6331")));
        check("NTLM", Err(("has NTLM", "broken")));
        check("GSSAPI", Err(("has GSSAPI", "Kerberos")));
        check("SCRAM-SHA-512", Err(("unknown", "must be one of")));
        check("", Err(("unknown", "must be one of")));
    }

    #[test]
    fn each_has_its_proof() {
        let with = |proof: Proof| -> Vec<&str> {
            let all = MECHANISMS.into_iter();
            all.filter(|name| proof_of(name) == proof).collect()
        };
        assert_eq!(with(Proof::Certificate), ["EXTERNAL"]);
        assert_eq!(with(Proof::Token), ["OAUTHBEARER", "XOAUTH2"]);
        assert_eq!(with(Proof::Password).len(), 6);
    }
}
