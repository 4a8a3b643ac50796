//! `gatepost sessions`: the latest sessions of a running server, and why those that were refused were.

use super::door::{self, Door, Need};
use super::{Failure, Global, output};
use crate::admin::protocol::{Answer, Request};
use crate::watch::sessions::{RefusalSeen, SessionSeen};
use clap::Args;
use std::time::Duration;

/// What `sessions` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  gatepost sessions --refused\n  gatepost sessions --refused --follow")]
pub(super) struct Options {
    /// Only sessions in which something was refused, or whose TLS handshake failed
    #[arg(long)]
    refused: bool,

    /// Go on with those that end from now on, until Ctrl-C
    ///
    /// A restart of the server does not end it.
    #[arg(long)]
    follow: bool,

    /// The latest N sessions
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    limit: u64,

    /// Print a JSON array; with --follow a JSON object a line
    #[arg(long)]
    json: bool,
}

/// Shows them.
pub(super) fn run(global: &Global, options: &Options) -> Result<(), Failure> {
    let settings = &global.settings()?;
    // Where no server runs, the first answer says so, and the store is free again at once.
    door::with(settings, Need::There, async |door: &Door| {
        // At most 1,000, by the command line.
        let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
        let (since, latest) = ask(door, None, options.refused, limit).await?;
        if options.follow {
            return follow(door, options, since, latest).await;
        }
        if options.json {
            return output::json(&latest);
        }
        if latest.is_empty() {
            output::note("there is no such session yet");
        }
        show(&latest, false)
    })
}

/// Asks again and again. Never ends but by an error of the output.
async fn follow(door: &Door, options: &Options, since: String, latest: Vec<SessionSeen>) -> Result<(), Failure> {
    show(&latest, options.json)?;
    let mut since = since;
    let mut after = latest.last().map_or(0, |session| session.number);
    let mut is_lost = false;
    loop {
        tokio::time::sleep(PAUSE).await;
        match ask(door, Some(after), options.refused, PAGE_SESSIONS).await {
            Ok((now, _)) if now != since => {
                // Another server, which counts anew.
                output::note("the server was started anew");
                (since, after, is_lost) = (now, 0, false);
            }
            Ok((_, sessions)) => {
                if std::mem::take(&mut is_lost) {
                    output::note("the server answers again");
                }
                after = sessions.last().map_or(after, |session| session.number);
                show(&sessions, options.json)?;
            }
            Err(failure) => {
                if !std::mem::replace(&mut is_lost, true) {
                    output::note(&format!("waiting for the server: {}", failure.message));
                }
            }
        }
    }
}

/// When the server was started, and sessions in their order.
async fn ask(
    door: &Door,
    after: Option<u64>,
    refused: bool,
    limit: usize,
) -> Result<(String, Vec<SessionSeen>), Failure> {
    match door.answer(Request::Sessions { after, refused, limit }).await? {
        Answer::Sessions { since, sessions } => Ok((since, sessions)),
        _ => Err(Failure::unexpected()),
    }
}

fn show(sessions: &[SessionSeen], json: bool) -> Result<(), Failure> {
    for session in sessions {
        if json {
            output::print(&format!("{}\n", output::json_line(session)?))?;
        } else {
            output::print(&told(session))?;
        }
    }
    Ok(())
}

/// One line, and under it why it was refused, if it was.
fn told(session: &SessionSeen) -> String {
    let mut words = vec![output::quantity(session.messages, "message")];
    if session.refusals > 0 {
        words.push(output::quantity(session.refusals, "refusal"));
    }
    words.push(seconds(session.milliseconds));
    words.push(session.how.clone());
    let line = format!(
        "{}  {}  {} at {}, {}: {}",
        output::moment(&session.began),
        session.session,
        session.client,
        session.listener,
        login(session),
        words.join(", ")
    );
    let mut text = format!("{}\n", output::safe(&line));
    if session.refused {
        text.push_str(&explained(session));
    } else if let Some(why) = &session.why {
        push(&mut text, "Why", &why.what);
    }
    text
}

/// The cause, who acts, what to do, and what was said.
fn explained(session: &SessionSeen) -> String {
    let mut text = String::new();
    let matters = session.why.as_ref().and_then(|why| why.refusal.as_ref());
    if let Some(refusal) = matters {
        push(&mut text, "Refusal", &reply(refusal));
    }
    if let Some(why) = session.why.as_ref().filter(|why| !why.detail.is_empty()) {
        push(&mut text, "Detail", &why.detail);
    }
    if let Some(last) = &session.last {
        let name = if matters.is_some() { "Last" } else { "Refusal" };
        push(&mut text, name, &reply(last));
    }
    if !session.detail.is_empty() {
        push(&mut text, "Detail", &session.detail);
    }
    if let Some(why) = &session.why {
        push(&mut text, "Cause", &format!("{}: {}", why.cause, why.what));
        push(&mut text, "Who acts", &why.who);
        push(&mut text, "What to do", &why.remedy);
    }
    if let Some(ehlo) = &session.ehlo {
        push(&mut text, "EHLO", ehlo);
    }
    push(&mut text, "TLS", session.tls.as_deref().unwrap_or("none"));
    for line in session.dialogue.lines() {
        text.push_str(&format!("        {}\n", output::safe(line)));
    }
    text
}

fn reply(refusal: &RefusalSeen) -> String {
    match &refusal.enhanced {
        Some(enhanced) => format!("{} {enhanced} {} ({})", refusal.code, refusal.text, refusal.reply),
        None => format!("{} {} ({})", refusal.code, refusal.text, refusal.reply),
    }
}

fn push(text: &mut String, name: &str, value: &str) {
    text.push_str(&format!("    {name:<12}{}\n", output::safe(value)));
}

/// `0.3 s`, `75.0 s`.
fn seconds(milliseconds: u64) -> String {
    format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100)
}

/// Between two questions to the server.
const PAUSE: Duration = Duration::from_secs(1);
/// As many as it remembers: none is missed that it still knows.
const PAGE_SESSIONS: usize = 1_000;

/// Who logged in, with which app password, and how.
fn login(session: &SessionSeen) -> String {
    let Some(account) = &session.account else {
        return "no login".to_owned();
    };
    let mut text = account.clone();
    if !session.credential.is_empty() {
        text.push_str(&format!("/{}", session.credential));
    }
    if let Some(mechanism) = &session.mechanism {
        text.push_str(&format!(" by {mechanism}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::sessions::Explained;

    fn refusal(code: u16, reply: &str) -> RefusalSeen {
        RefusalSeen {
            code,
            enhanced: Some("5.7.0".to_owned()),
            reply: reply.to_owned(),
            text: "No".to_owned(),
        }
    }

    fn session() -> SessionSeen {
        SessionSeen {
            number: 7,
            session: "00112233".to_owned(),
            began: "2026-11-23T20:15:53.123456Z".to_owned(),
            milliseconds: 1_350,
            listener: "0.0.0.0:587".to_owned(),
            client: "192.0.2.1:40000".to_owned(),
            account: None,
            credential: String::new(),
            mechanism: None,
            tls: None,
            ehlo: Some("lap\u{1b}[2Jtop".to_owned()),
            messages: 0,
            refusals: 2,
            how: "the client left".to_owned(),
            refused: true,
            last: Some(refusal(530, "tls-required")),
            detail: String::new(),
            why: Some(Explained {
                refusal: None,
                detail: String::new(),
                cause: "tls-required".to_owned(),
                what: "The client never sent STARTTLS.".to_owned(),
                who: "the user".to_owned(),
                remedy: "Choose STARTTLS.".to_owned(),
            }),
            dialogue: "S: 220 x\nC: EHLO lap\u{1b}[2Jtop\n".to_owned(),
        }
    }

    #[test]
    fn a_refused_session_is_explained() {
        assert_eq!(
            told(&session()),
            "2026-11-23 20:15:53 UTC  00112233  192.0.2.1:40000 at 0.0.0.0:587, no login: 0 messages, 2 refusals, 1.3 s, the client \
             left\n    Refusal     530 5.7.0 No (tls-required)\n    Cause       tls-required: The client never sent STARTTLS.\n    \
             Who acts    the user\n    What to do  Choose STARTTLS.\n    EHLO        lap\\u{1b}[2Jtop\n    TLS         none\n        \
             S: 220 x\n        C: EHLO lap\\u{1b}[2Jtop\n"
        );
    }

    #[test]
    fn the_refusal_that_matters_comes_first() {
        let mut session = session();
        if let Some(why) = &mut session.why {
            why.refusal = Some(refusal(535, "auth-bad-credentials"));
            why.detail = "wrong password (login \"alice\")".to_owned();
        }
        let text = told(&session);
        assert!(
            text.contains(
                "(auth-bad-credentials)\n    Detail      wrong password (login \"alice\")\n    Last        530"
            ),
            "{text}"
        );
        let (first, last) = (
            text.find("auth-bad-credentials"),
            text.find("Last        530 5.7.0 No (tls-required)"),
        );
        assert!(first.is_some() && first < last, "{text}");
    }

    #[test]
    fn a_session_without_a_refusal_is_one_line() {
        let mut session = session();
        (session.refused, session.refusals, session.messages, session.why) = (false, 0, 1, None);
        session.account = Some("alice".to_owned());
        assert_eq!(
            told(&session),
            "2026-11-23 20:15:53 UTC  00112233  192.0.2.1:40000 at 0.0.0.0:587, alice: 1 message, 1.3 s, the client left\n"
        );
    }
}
