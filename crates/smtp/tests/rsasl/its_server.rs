//! Our client at rsasl's server.

use super::{BOTH, Channel, SALT, SECRET, assert_came, binding, iterations, pair, step};
use rsasl::callback::{Context, Request, SessionCallback, SessionData};
use rsasl::config::SASLConfig;
use rsasl::mechanisms::oauthbearer::properties::{OAuthBearerError, OAuthBearerValidate};
use rsasl::mechanisms::scram::properties::ScramStoredPassword;
use rsasl::mechanisms::xoauth2::properties::XOAuth2Validate;
use rsasl::prelude::{Mechname, Registry, SASLServer, Session, SessionError};
use rsasl::property::{AuthId, AuthzId, OAuthBearerToken, Password};
use rsasl::validate::{Validate, Validation, ValidationError};
use smtp::Moment;
use smtp::client::{self, Problem, Proof};
use smtp::sasl::{Binding, Offer, OfferSet, decode, encode, offer};
use std::sync::Arc;

/// What rsasl's server knows of one account.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Names of SCRAM stand here as they are written on the wire: it does not read the escapes.
    user: &'static str,
    /// The password or the token.
    secret: &'static str,
    /// Whether it has the `ServerKey` of the password.
    knows_itself: bool,
}

const KNOWN: Known = Known {
    user: "alice",
    secret: SECRET,
    knows_itself: true,
};

impl Known {
    fn has_token(&self, context: &Context<'_>) -> bool {
        let user = context.get_ref::<AuthzId>().or(context.get_ref::<AuthId>());
        // Of OAUTHBEARER it has the scheme, too.
        let token = context.get_ref::<OAuthBearerToken>().unwrap_or_default();
        user == Some(self.user) && token.strip_prefix("Bearer ").unwrap_or(token) == self.secret
    }
}

impl SessionCallback for Known {
    fn callback(
        &self,
        session: &SessionData,
        context: &Context<'_>,
        request: &mut Request<'_>,
    ) -> Result<(), SessionError> {
        if let Some(hash) = offer(session.mechanism().mechanism.as_str()).and_then(Offer::scram) {
            if context.get_ref::<AuthId>() == Some(self.user) {
                let (stored, server) = pair(hash, self.secret, self.knows_itself);
                let known = ScramStoredPassword::new(iterations().get(), SALT, &stored, &server);
                request.satisfy::<ScramStoredPassword<'static>>(&known)?;
            }
            return Ok(());
        }
        let is_right = self.has_token(context);
        let refused = OAuthBearerError::new("invalid_token", None, None);
        let bearer = if is_right { Ok(()) } else { Err(refused) };
        let older = if is_right { Ok(()) } else { Err("{}") };
        request
            .satisfy::<OAuthBearerValidate>(&bearer)?
            .satisfy::<XOAuth2Validate>(&older)?;
        Ok(())
    }

    fn validate(
        &self,
        session: &SessionData,
        context: &Context<'_>,
        validate: &mut Validate<'_>,
    ) -> Result<(), ValidationError> {
        let is_right = match session.mechanism().mechanism.as_str() {
            "PLAIN" | "LOGIN" => {
                context.get_ref::<AuthId>() == Some(self.user)
                    && context.get_ref::<Password>() == Some(self.secret.as_bytes())
            }
            "EXTERNAL" => context.get_ref::<AuthzId>() == Some(self.user),
            "OAUTHBEARER" | "XOAUTH2" => self.has_token(context),
            // Of SCRAM it asks only where the proof is right.
            _ => true,
        };
        validate.finalize::<Verdict>(is_right);
        Ok(())
    }
}

/// Whether it lets the client in.
struct Verdict;

impl Validation for Verdict {
    type Value = bool;
}

/// rsasl's server with a little SMTP around it.
struct Peer {
    config: Arc<SASLConfig>,
    /// The mechanisms that the client is shown.
    shown: &'static str,
    session: Option<Session<Verdict, Channel>>,
    /// It has said all but yes or no.
    is_over: bool,
    /// It says yes whatever comes.
    is_gullible: bool,
}

impl Peer {
    /// What it says to a line.
    fn reply(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["EHLO", _] => format!("250-server.example\r\n250 AUTH {}", self.shown),
            ["AUTH", name] => self.begin(name, None),
            ["AUTH", name, "="] => self.begin(name, Some(b"")),
            ["AUTH", name, initial] => self.begin(name, Some(&message(initial))),
            ["*"] if self.is_gullible => "235 2.7.0 come in".to_owned(),
            ["*"] => "501 5.7.0 given up".to_owned(),
            ["QUIT"] => "221 2.0.0 bye".to_owned(),
            [_] if self.is_over => self.verdict(),
            [response] => self.go_on(Some(&message(response))),
            _ => panic!("{line:?}"),
        }
    }

    fn begin(&mut self, name: &str, initial: Option<&[u8]>) -> String {
        let server = SASLServer::<Verdict, Channel>::with_cb(self.config.clone(), Channel(binding(1)));
        let name = Mechname::parse(name.as_bytes()).expect("a name");
        let session = server.start_suggested(name).expect("it has all that we have");
        let waits = initial.is_none() && !session.are_we_first();
        self.session = Some(session);
        self.is_over = false;
        if waits { "334 ".to_owned() } else { self.go_on(initial) }
    }

    fn go_on(&mut self, message: Option<&[u8]>) -> String {
        let session = self.session.as_mut().expect("AUTH was said");
        let Ok((said, state)) = step(session, message) else {
            return "535 5.7.8 no".to_owned();
        };
        self.is_over = state.is_finished();
        if state.has_sent_message() {
            return format!("334 {}", encode(&said));
        }
        self.verdict()
    }

    fn verdict(&mut self) -> String {
        let verdict = self.session.as_mut().and_then(|session| session.validation());
        let text = if verdict == Some(true) {
            "235 2.7.0 yes"
        } else {
            "535 5.7.8 no"
        };
        text.to_owned()
    }
}

fn message(base64: &str) -> Vec<u8> {
    decode(base64.as_bytes()).expect("base64").to_vec()
}

/// Our client, and the server that it meets.
struct Meeting {
    /// The mechanisms that it is shown, and those that it may use; empty: all.
    shown: &'static str,
    may: OfferSet,
    user: &'static str,
    proof: Proof,
    /// The TLS session as it is on its side.
    channel: Binding,
    known: Known,
    is_gullible: bool,
}

impl Meeting {
    fn of(name: &str, proof: Proof) -> Self {
        Self {
            shown: ALL,
            may: OfferSet::of([name]),
            user: "alice",
            proof,
            channel: binding(1),
            known: KNOWN,
            is_gullible: false,
        }
    }
}

fn password(password: &str) -> Proof {
    Proof::Password {
        password: password.to_owned().into(),
        salted: Arc::default(),
    }
}

/// Our client logs in at rsasl's server: with which mechanism, or why not.
fn our_client(meeting: Meeting) -> Result<String, String> {
    let login = client::Login {
        user: meeting.user.to_owned(),
        proof: meeting.proof,
        mechanisms: meeting.may,
    };
    let terms = client::Terms {
        login: Some(login),
        nonce: "client".to_owned(),
        ..client::Terms::new("client.example")
    };
    let mut session = client::Session::new(terms, Some(meeting.channel), Moment::ZERO);
    let config = SASLConfig::builder()
        .with_registry(Registry::with_mechanisms(BOTH))
        .with_callback(meeting.known)
        .expect("a configuration");
    let mut peer = Peer {
        config,
        shown: meeting.shown,
        session: None,
        is_over: false,
        is_gullible: meeting.is_gullible,
    };
    let mut reply = "220 server.example".to_owned();
    let mut mechanism = String::new();
    let mut came = Err("it says nothing".to_owned());
    loop {
        match session.next_step(Moment::ZERO) {
            client::Step::Send { octets, .. } => {
                let line = std::str::from_utf8(&octets).expect("it says text");
                let line = line.strip_suffix("\r\n").expect("it says whole lines");
                if let Some(auth) = line.strip_prefix("AUTH ") {
                    mechanism = auth.split(' ').next().unwrap_or_default().to_owned();
                }
                reply = peer.reply(line);
            }
            client::Step::Receive { .. } => {
                assert!(!reply.is_empty(), "each waits for the other");
                session.receive(format!("{}\r\n", std::mem::take(&mut reply)).as_bytes());
            }
            client::Step::Ready => {
                came = Ok(mechanism.clone());
                session.quit();
            }
            client::Step::Failed(failure) => {
                came = Err(match failure.problem {
                    Problem::Refused(reply) => reply.to_string(),
                    other => format!("{other:?}"),
                });
            }
            client::Step::Close => return came,
            other => panic!("{other:?}"),
        }
    }
}

#[track_caller]
fn check_ours(meeting: Meeting, expected: Result<&str, &str>) {
    let what = format!(
        "{} with {:?} at {:?}",
        meeting.user,
        meeting.may.names().collect::<Vec<_>>(),
        meeting.known
    );
    assert_came(&what, &our_client(meeting), expected);
}

#[test]
fn our_client_logs_in_there() {
    for name in [
        "SCRAM-SHA-256-PLUS",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "PLAIN",
        "LOGIN",
    ] {
        check_ours(Meeting::of(name, password(SECRET)), Ok(name));
        check_ours(Meeting::of(name, password("secreu")), Err("535"));
        let stranger = Meeting {
            user: "bob",
            ..Meeting::of(name, password(SECRET))
        };
        check_ours(stranger, Err("535"));
        let escaped = if name.starts_with("SCRAM") { "a=2C=3Dl" } else { "a,=l" };
        for (user, seen) in [("a,=l", escaped), ("I\u{ad}X", "IX"), ("\u{2168}", "IX")] {
            let meeting = Meeting {
                user,
                known: Known { user: seen, ..KNOWN },
                ..Meeting::of(name, password("sec\u{ad}ret"))
            };
            check_ours(meeting, Ok(name));
        }
    }
}

#[test]
fn our_client_binds_the_channel_there() {
    let with = |name: &str, channel: Binding| Meeting {
        channel,
        ..Meeting::of(name, password(SECRET))
    };
    let end_point_alone = |octet: u8| Binding {
        exporter: None,
        ..binding(octet)
    };
    for name in ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"] {
        check_ours(with(name, end_point_alone(1)), Ok(name));
        // channel-bindings-dont-match
        check_ours(with(name, binding(2)), Err("535"));
        check_ours(with(name, end_point_alone(2)), Err("535"));
        check_ours(with(name, Binding::default()), Err("Lacks(Login)"));
    }
    for name in ["SCRAM-SHA-256", "SCRAM-SHA-1"] {
        // Somebody has taken the stronger ones out of the list: the server hears that we could have bound the channel.
        let hidden = |channel: Binding| Meeting {
            shown: "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN",
            ..with(name, channel)
        };
        check_ours(hidden(binding(1)), Err("535"));
        // We could not.
        check_ours(hidden(Binding::default()), Ok(name));
    }
    let all = Meeting {
        may: OfferSet::default(),
        ..Meeting::of("", password(SECRET))
    };
    check_ours(all, Ok("SCRAM-SHA-256-PLUS"));
}

#[test]
fn our_client_believes_only_who_knows_the_password() {
    for name in ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1"] {
        let stranger = |is_gullible| Meeting {
            known: Known {
                knows_itself: false,
                ..KNOWN
            },
            is_gullible,
            ..Meeting::of(name, password(SECRET))
        };
        check_ours(stranger(false), Err("Lacks(Proof"));
        // Who says yes all the same is not believed.
        check_ours(stranger(true), Err("Lacks(Proof"));
    }
}

#[test]
fn our_client_shows_tokens_and_certificates_there() {
    for name in ["OAUTHBEARER", "XOAUTH2"] {
        let token = |text: &str| Proof::Token(text.to_owned().into());
        check_ours(Meeting::of(name, token(SECRET)), Ok(name));
        check_ours(Meeting::of(name, token("secreu")), Err("535"));
        let stranger = Meeting {
            user: "bob",
            ..Meeting::of(name, token(SECRET))
        };
        check_ours(stranger, Err("535"));
    }
    check_ours(Meeting::of("EXTERNAL", Proof::Certificate), Ok("EXTERNAL"));
    let stranger = Meeting {
        user: "bob",
        ..Meeting::of("EXTERNAL", Proof::Certificate)
    };
    check_ours(stranger, Err("535"));
}

const ALL: &str =
    "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 EXTERNAL OAUTHBEARER XOAUTH2 PLAIN LOGIN";
