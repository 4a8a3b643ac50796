//! What credentials are worth that were found to be right.

use crate::accounts::directory::Subject;
use mail::Timestamp;
use reply::causes;
use smtp::server::{Refusal, Verdict};
use std::net::IpAddr;
use store::Exception;

/// What is known of a login, once its password, proof, token or certificate was found to be right.
pub struct Asking<'a> {
    /// Who it is, and with which credential.
    pub subject: &'a Subject,
    /// As which account it wants to act, if it says so.
    pub authorization: Option<&'a str>,
    /// How it logged in.
    pub mechanism: &'a str,
    /// Whether the listener has this mechanism for everybody, and not for the sake of an exception.
    pub is_offered: bool,
    /// From where.
    pub client: Option<IpAddr>,
    /// Whether the session is in TLS.
    pub secured: bool,
    /// When.
    pub now: Timestamp,
}

/// Who knows the password learns why it does not help, nobody else learns anything (RFC 4954 §4, §6; 5248 §2.4 for 525). Who comes
/// from elsewhere than it may, or too late, is nobody.
pub fn may_log_in(asking: &Asking<'_>) -> Verdict {
    let Asking { subject, client, .. } = asking;
    let no = |reply, detail: &str| Err(Refusal::new(reply, detail));
    // Like a wrong password, for whoever has no right to know more.
    let nobody = |detail: &str, cause| Err(Refusal::new(&reply::BAD_CREDENTIALS, detail).because(cause));
    if subject.expired(asking.now) {
        return nobody(EXPIRED, &causes::LOGIN_EXPIRED);
    }
    let is_within = |networks: &[store::Network]| {
        networks.is_empty() || client.is_some_and(|client| networks.iter().any(|network| network.contains(client)))
    };
    if !subject.rights().all(|rights| is_within(&rights.networks)) {
        return nobody(WRONG_NETWORK, &causes::LOGIN_NETWORK);
    }
    if asking.authorization.is_some_and(|name| name != subject.account.name) {
        return nobody("wants to act as another account", &causes::LOGIN_AS_ANOTHER);
    }
    if !asking.secured && !may_be_clear(subject, asking.client) {
        return no(&reply::MECHANISM_NEEDS_TLS, "no exception lets it log in without TLS");
    }
    if !subject.account.enabled {
        return no(&reply::ACCOUNT_DISABLED, DISABLED);
    }
    if !may_use(subject, asking.mechanism, asking.is_offered) {
        return no(&reply::MECHANISM_FORBIDDEN, FORBIDDEN);
    }
    Ok(())
}

/// Whether a credential may be used without TLS from there.
pub fn may_be_clear(subject: &Subject, client: Option<IpAddr>) -> bool {
    let exception = client.map(|client| Exception::Clear(client.to_canonical()));
    exception.is_some_and(|exception| subject.own_rights().exceptions.contains(&exception))
}

/// Whether a credential may be used with a mechanism: an app password's own list holds, else the account's. Who may log in without
/// channel binding may do it with.
fn may_use(subject: &Subject, mechanism: &str, is_offered: bool) -> bool {
    let excepted = mechanism == "LOGIN" && subject.own_rights().exceptions.contains(&Exception::Login);
    let own = &subject.own_rights().mechanisms;
    let list = if own.is_empty() {
        &subject.account.rights.mechanisms
    } else {
        own
    };
    let unbound = mechanism.trim_end_matches("-PLUS");
    let is_listed = list.is_empty() || list.iter().any(|name| name == mechanism || name == unbound);
    excepted || (is_offered && is_listed)
}

/// The reasons that only the operator learns, as logs and `gatepost sessions` have them.
pub const UNKNOWN: &str = "unknown account";
/// See [`UNKNOWN`].
pub const WRONG: &str = "wrong password";
/// See [`UNKNOWN`].
pub const DISABLED: &str = "disabled";
/// See [`UNKNOWN`].
pub const EXPIRED: &str = "expired";
/// See [`UNKNOWN`].
pub const WRONG_NETWORK: &str = "wrong network";
/// See [`UNKNOWN`].
pub const FORBIDDEN: &str = "mechanism not allowed";
/// See [`UNKNOWN`].
pub const TOO_MANY: &str = "too many attempts";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::sender::tests::account;
    use store::{AppPassword, Network, Rights};

    const NOW: Timestamp = Timestamp::from_micros(100);

    fn subject(own: Rights, app: Option<Rights>) -> Subject {
        let mut account = account("alice", &[]);
        account.rights = own;
        let app = app.map(|rights| AppPassword {
            account: "alice".to_owned(),
            label: "printer".to_owned(),
            secrets: Vec::new(),
            version: 1,
            rights,
            created: NOW,
            changed: NOW,
        });
        Subject {
            app,
            ..Subject::of(account, "embedded", "alice")
        }
    }

    fn asking(subject: &Subject) -> Asking<'_> {
        Asking {
            subject,
            authorization: None,
            mechanism: "PLAIN",
            is_offered: true,
            client: Some(HERE),
            secured: true,
            now: NOW,
        }
    }

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

    fn check(asking: &Asking<'_>, expected: Option<&str>) {
        let got = may_log_in(asking).err();
        let got = got.map(|refusal| format!("{} {}", refusal.reply.code, refusal.detail));
        assert_eq!(got.as_deref(), expected, "{:?}", asking.subject);
    }

    fn networks(list: &[&str]) -> Rights {
        Rights {
            networks: list
                .iter()
                .map(|text| text.parse::<Network>().expect("a network"))
                .collect(),
            ..Rights::default()
        }
    }

    fn mechanisms(list: &[&str]) -> Rights {
        Rights {
            mechanisms: list.iter().map(|name| (*name).to_owned()).collect(),
            ..Rights::default()
        }
    }

    fn until(micros: i64) -> Rights {
        Rights {
            expires: Some(Timestamp::from_micros(micros)),
            ..Rights::default()
        }
    }

    fn excepted(exception: Exception) -> Rights {
        Rights {
            exceptions: vec![exception],
            ..Rights::default()
        }
    }

    #[test]
    fn what_right_credentials_are_worth() {
        let all = Rights::default;
        let (other, here) = (networks(&["198.51.100.0/24"]), networks(&["192.0.2.0/24"]));
        for (own, app, expected) in [
            (all(), None, None),
            (until(101), None, None),
            (until(100), None, Some("535 expired")),
            (all(), Some(until(100)), Some("535 expired")),
            (until(100), Some(all()), Some("535 expired")),
            (here.clone(), None, None),
            (other.clone(), None, Some("535 wrong network")),
            (here.clone(), Some(other), Some("535 wrong network")),
            (mechanisms(&["PLAIN"]), None, None),
            (mechanisms(&["SCRAM-SHA-256"]), None, Some("534 mechanism not allowed")),
            (mechanisms(&["SCRAM-SHA-256"]), Some(mechanisms(&["PLAIN"])), None),
            (
                mechanisms(&["SCRAM-SHA-256"]),
                Some(all()),
                Some("534 mechanism not allowed"),
            ),
            (all(), Some(mechanisms(&["LOGIN"])), Some("534 mechanism not allowed")),
        ] {
            check(&asking(&subject(own, app)), expected);
        }
        let mut disabled = subject(all(), None);
        disabled.account.enabled = false;
        check(&asking(&disabled), Some("525 disabled"));
        // From elsewhere not even that is told.
        disabled.account.rights = networks(&["198.51.100.1"]);
        check(&asking(&disabled), Some("535 wrong network"));
        let alice = subject(all(), None);
        for (name, expected) in [("alice", None), ("bob", Some("535 wants to act as another account"))] {
            let authorization = Some(name);
            check(
                &Asking {
                    authorization,
                    ..asking(&alice)
                },
                expected,
            );
        }
    }

    #[test]
    fn exceptions() {
        let here = excepted(Exception::Clear(HERE));
        let all = Rights::default;
        let needs_tls = Some("538 no exception lets it log in without TLS");
        for (own, app, expected) in [
            (all(), None, needs_tls),
            (here.clone(), None, None),
            (here.clone(), Some(all()), needs_tls),
            (all(), Some(here.clone()), None),
        ] {
            let subject = subject(own, app);
            check(
                &Asking {
                    secured: false,
                    ..asking(&subject)
                },
                expected,
            );
        }
        let forbidden = Some("534 mechanism not allowed");
        for (own, expected) in [(all(), forbidden), (excepted(Exception::Login), None)] {
            let subject = subject(own, None);
            let login = Asking {
                mechanism: "LOGIN",
                is_offered: false,
                ..asking(&subject)
            };
            check(&login, expected);
        }
        let bound = subject(mechanisms(&["SCRAM-SHA-256"]), None);
        let mechanism = "SCRAM-SHA-256-PLUS";
        check(
            &Asking {
                mechanism,
                ..asking(&bound)
            },
            None,
        );
    }
}
