//! rsasl's client at our server.

use super::{BOTH, Channel, SALT, SECRET, assert_came, binding, iterations, pair, step};
use rsasl::callback::{Context, Request, SessionCallback, SessionData};
use rsasl::config::SASLConfig;
use rsasl::mechanisms::oauthbearer::properties::OAuthBearerErrored;
use rsasl::mechanisms::xoauth2::properties::XOAuth2Error;
use rsasl::prelude::{Mechname, Registry, SASLClient, SessionError};
use rsasl::property::{AuthId, AuthzId, OAuthBearerToken, OverrideCBType, Password};
use smtp::sasl::{Around, Credential, Hash, Keys, Next, offer};

/// rsasl's client.
#[derive(Debug, Clone, Copy)]
struct Its {
    /// What it sees of our list; it takes the strongest.
    seen: &'static [&'static str],
    user: &'static str,
    /// As whom. With OAUTHBEARER and EXTERNAL it has no other name.
    authorization: Option<&'static str>,
    /// Its password or token.
    secret: &'static str,
    /// Whether it can bind the channel, and by what, if that is not its own choice.
    binds: bool,
    kind: Option<&'static str>,
    /// The TLS session as it is on its side.
    channel: u8,
}

const ITS: Its = Its {
    seen: &[],
    user: "alice",
    authorization: None,
    secret: SECRET,
    binds: false,
    kind: None,
    channel: 1,
};

impl SessionCallback for Its {
    fn callback(&self, _: &SessionData, _: &Context<'_>, request: &mut Request<'_>) -> Result<(), SessionError> {
        request
            .satisfy::<AuthId>(self.user)?
            .satisfy::<Password>(self.secret.as_bytes())?
            .satisfy::<OAuthBearerToken>(self.secret)?;
        if let Some(name) = self.authorization {
            request.satisfy::<AuthzId>(name)?;
        }
        if let Some(kind) = self.kind {
            request.satisfy::<OverrideCBType>(kind)?;
        }
        // It wants somebody to look at why a token was refused.
        request.get_action::<OAuthBearerErrored>();
        request.get_action::<XOAuth2Error>();
        Ok(())
    }

    fn enable_channel_binding(&self) -> bool {
        self.binds
    }
}

/// Our server, at whose desk alice has the password or token [`SECRET`], and any certificate is right.
#[derive(Debug, Clone, Copy)]
struct Ours {
    /// Whether it lists mechanisms with channel binding.
    offers_binding: bool,
    /// Whether it has the `ServerKey` of the password.
    knows_itself: bool,
}

const OURS: Ours = Ours {
    offers_binding: true,
    knows_itself: true,
};

fn keys(hash: Hash, ours: Ours) -> Keys {
    Keys {
        salt: SALT.to_vec(),
        iterations: iterations().get(),
        pairs: vec![pair(hash, "another", true), pair(hash, SECRET, ours.knows_itself)],
        nonce: "server".to_owned(),
    }
}

/// rsasl's client logs in at our server: as whom (`login|authorization`), or why not.
fn its_client(its: Its, ours: Ours) -> Result<String, String> {
    let config = SASLConfig::builder()
        .with_registry(Registry::with_mechanisms(BOTH))
        .with_callback(its)
        .expect("a configuration");
    let seen = its
        .seen
        .iter()
        .map(|name| Mechname::parse(name.as_bytes()).expect("a name"));
    let mut client = SASLClient::with_cb(config, Channel(binding(its.channel)))
        .start_suggested_iter(seen)
        .expect("it has one of them");
    let name = client.get_mechname().as_str().to_owned();
    let far = binding(1);
    let around = Around {
        binding: Some(&far),
        offers_binding: ours.offers_binding,
        token_challenge: r#"{"status":"invalid_token"}"#,
    };
    let mut server = offer(&name).expect("we have all that it has").begin(&around);
    let mut goes_on = true;
    let mut next = if client.are_we_first() {
        let (message, state) = step(&mut client, None).map_err(|error| format!("its client: {error}"))?;
        goes_on = state.is_running();
        server.start(Some(&message))
    } else {
        server.start(None)
    };
    let mut who = String::new();
    loop {
        let credential = match next {
            Next::Challenge(challenge) => {
                let stepped = step(&mut client, Some(&challenge));
                let (message, state) = stepped.map_err(|error| format!("its client: {error}"))?;
                goes_on = state.is_running();
                next = server.respond(&message);
                continue;
            }
            Next::Ask(credential) => credential,
            Next::Malformed => return Err("malformed".to_owned()),
        };
        assert_eq!(credential.mechanism(), name);
        let is_right = match credential {
            Credential::Lookup {
                hash,
                login,
                authorization,
                ..
            } => {
                who = format!("{login}|{authorization}");
                next = server.keys(keys(hash, ours));
                continue;
            }
            Credential::Password {
                login,
                authorization,
                password,
                ..
            } => {
                who = format!("{login}|{authorization}");
                password.as_str() == SECRET
            }
            Credential::Proof { right, .. } => right == Some(1),
            Credential::Token { login, token, .. } => {
                who = format!("{login}|");
                token.as_str() == SECRET
            }
            Credential::Certificate { authorization } => {
                who = format!("|{authorization}");
                true
            }
            Credential::Impossible { why, .. } => return Err(why.to_owned()),
        };
        let last = if is_right { server.accepted() } else { server.refused() };
        let heard = match last {
            Some(challenge) => step(&mut client, Some(&challenge)).map(|_| ()),
            // It wants to be told that nothing more comes.
            None if is_right && goes_on => step(&mut client, None).map(|_| ()),
            None => Ok(()),
        };
        heard.map_err(|error| format!("its client: {error}"))?;
        return if is_right { Ok(who) } else { Err("wrong".to_owned()) };
    }
}

#[track_caller]
fn check_its(its: Its, ours: Ours, expected: Result<&str, &str>) {
    assert_came(&format!("{its:?} at {ours:?}"), &its_client(its, ours), expected);
}

#[test]
fn its_client_logs_in_here() {
    for seen in [
        &["PLAIN"][..],
        &["LOGIN"],
        &["SCRAM-SHA-1"],
        &["SCRAM-SHA-256"],
        &["SCRAM-SHA-1-PLUS"],
        &["SCRAM-SHA-256-PLUS"],
    ] {
        let binds = seen[0].ends_with("-PLUS");
        let its = Its { seen, binds, ..ITS };
        check_its(its, OURS, Ok("alice|"));
        let secret = "secreu";
        check_its(Its { secret, ..its }, OURS, Err("wrong"));
        // SASLprep changes a soft hyphen to nothing, and a Roman numeral to letters.
        for user in ["I\u{ad}X", "\u{2168}"] {
            check_its(Its { user, ..its }, OURS, Ok("IX|"));
        }
        let user = "al\u{7}ice";
        check_its(Its { user, ..its }, OURS, Err("characters that SASLprep forbids"));
        let (user, authorization) = ("a,=l", Some("b,=2Cb\u{ad}"));
        if seen == ["LOGIN"] {
            check_its(Its { user, ..its }, OURS, Ok("a,=l|"));
        } else {
            let its = Its {
                user,
                authorization,
                ..its
            };
            check_its(its, OURS, Ok("a,=l|b,=2Cb"));
        }
    }
    // It does not prepare passwords itself; of PLAIN and LOGIN the server does.
    for seen in [&["PLAIN"][..], &["LOGIN"]] {
        let secret = "sec\u{ad}ret";
        check_its(Its { seen, secret, ..ITS }, OURS, Ok("alice|"));
    }
}

#[test]
fn its_client_binds_the_channel_here() {
    for seen in [&["SCRAM-SHA-1-PLUS"][..], &["SCRAM-SHA-256-PLUS"]] {
        let its = Its {
            seen,
            binds: true,
            ..ITS
        };
        for kind in ["tls-exporter", "tls-server-end-point"] {
            let its = Its {
                kind: Some(kind),
                ..its
            };
            check_its(its, OURS, Ok("alice|"));
            check_its(
                Its { channel: 2, ..its },
                OURS,
                Err("the channel binding is another one"),
            );
        }
        for kind in ["tls-unique", "tls-nonsense"] {
            let its = Its {
                kind: Some(kind),
                ..its
            };
            check_its(its, OURS, Err("a channel binding that this session has not"));
        }
    }
    // It says so if it could and does not see that we can.
    for seen in [&["SCRAM-SHA-1"][..], &["SCRAM-SHA-256"]] {
        let its = Its {
            seen,
            binds: true,
            ..ITS
        };
        check_its(its, OURS, Err("somebody is in between"));
        let without = Ours {
            offers_binding: false,
            ..OURS
        };
        check_its(its, without, Ok("alice|"));
        check_its(Its { binds: false, ..its }, OURS, Ok("alice|"));
    }
    // It sees it, and takes it.
    let its = Its {
        seen: &["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"],
        binds: true,
        ..ITS
    };
    check_its(its, OURS, Ok("alice|"));
    check_its(
        Its { channel: 2, ..its },
        OURS,
        Err("the channel binding is another one"),
    );
}

#[test]
fn its_client_believes_only_who_knows_the_password() {
    for seen in [&["SCRAM-SHA-1"][..], &["SCRAM-SHA-256"]] {
        let stranger = Ours {
            knows_itself: false,
            ..OURS
        };
        check_its(Its { seen, ..ITS }, stranger, Err("failed mutual authentication"));
    }
}

#[test]
fn its_client_shows_tokens_and_certificates_here() {
    let bearer = Its {
        seen: &["OAUTHBEARER"],
        authorization: Some("al\u{ad}ice"),
        ..ITS
    };
    check_its(bearer, OURS, Ok("alice|"));
    let nobody = Its {
        authorization: None,
        ..bearer
    };
    check_its(nobody, OURS, Ok("|"));
    check_its(
        Its {
            secret: "abc",
            ..bearer
        },
        OURS,
        Err("wrong"),
    );
    // It leaves names as they are, so this one is none of the syntax.
    let authorization = Some("a,b");
    check_its(
        Its {
            authorization,
            ..bearer
        },
        OURS,
        Err("malformed"),
    );

    let older = Its {
        seen: &["XOAUTH2"],
        ..ITS
    };
    check_its(older, OURS, Ok("alice|"));
    check_its(Its { user: "a,=b", ..older }, OURS, Ok("a,=b|"));
    check_its(Its { secret: "abc", ..older }, OURS, Err("wrong"));

    let certificate = Its {
        seen: &["EXTERNAL"],
        ..ITS
    };
    check_its(certificate, OURS, Ok("|"));
    let authorization = Some("a,=l\u{ad}");
    check_its(
        Its {
            authorization,
            ..certificate
        },
        OURS,
        Ok("|a,=l"),
    );
}
