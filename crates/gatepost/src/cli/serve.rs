//! `gatepost serve`: opens the store, starts the server, tells what to try next, and stops it in good order.

use super::{Failure, Global, door, logging};
use crate::accounts::password::{Cost, Passwords};
use crate::admin::Control;
use crate::admin::local::{self, SOCKET};
use crate::admin::protocol::{Answer, NewPassword, Request, Secret};
use crate::config::{ListenerTls, SenderRule, Settings};
use crate::events::{Event, Events};
use crate::server::{Broken, Server, Stores};
use crate::world::tls::RustlsServer;
use crate::world::{ListenAddress, certificate, os};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use store::AccountStore;

/// Runs the server until it is told to stop.
pub(super) fn run(global: &Global) -> ExitCode {
    match prepare(global) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

fn prepare(global: &Global) -> Result<(), Failure> {
    let settings = global.settings()?;
    if let Some(finding) = door::socket_finding(&settings.data) {
        return Err(Failure::new(format!("{}: {}", finding.problem, finding.fix)));
    }
    door::private_files();
    door::make_data(&settings.data)?;
    door::step_down(&settings.data)?;
    // Two servers on one data directory would destroy it.
    let Some(_lock) = door::lock(&settings.data)? else {
        return Err(Failure::new(format!(
            "the data directory {} is in use, by a server that runs or a command that has not ended: stop it, or name another one \
             with `--data DIR`",
            settings.data.display()
        )));
    };
    door::raise_file_limit();
    let _log = logging::start(&settings.log).map_err(Failure::new)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("the system gives no threads: {error}")))?;
    runtime.block_on(serve(&settings, global.data.is_some()))
}

async fn serve(settings: &Settings, data_was_named: bool) -> Result<(), Failure> {
    let world = os::world();
    let mut stop =
        os::Termination::listen().map_err(|error| Failure::new(format!("signals cannot be heard: {error}")))?;
    let (events, broken) = (Events::to_log(), Broken::default());
    let tell_broken = broken.clone();
    let on_broken = Arc::new(move |error: &store::StoreError| tell_broken.tell(error));
    let store = Arc::new(door::open_store(&world, &settings.data, on_broken)?);
    for id in store.damaged() {
        events.tell(&Event::Damaged { id: id.to_string() });
    }
    let passwords = Arc::new(Passwords::new(
        Cost::default(),
        world.random.clone(),
        world.work.clone(),
    ));
    let control = Arc::new(Control {
        mail: store.clone(),
        accounts: store.clone(),
        passwords: passwords.clone(),
        clock: world.clock.clone(),
        random: world.random.clone(),
    });
    let (tls, authority) = load_tls(settings)?;
    let stores = Stores {
        mail: store.clone(),
        accounts: store.clone(),
        node: store.node(),
    };
    let socket = settings.data.join(SOCKET);
    local::serve(&world, socket.clone(), control.clone())
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", socket.display())))?;
    let mut server = Server::start(
        world.clone(),
        Arc::new(tls),
        stores,
        passwords,
        settings,
        events.clone(),
    )
    .await
    .map_err(|error| Failure::new(error.to_string()))?;
    let first = match settings.configured {
        true => First::NotNeeded,
        false => first_account(&*store, &control).await?,
    };
    let greeting = greeting(settings, data_was_named, &server, authority.as_deref(), &first);
    // Whoever started us may have closed our standard output; mail goes on all the same.
    drop(
        io::stdout()
            .write_all(greeting.as_bytes())
            .and_then(|()| io::stdout().flush()),
    );

    let failure = tokio::select! {
        biased;
        () = stop.asked() => None,
        error = broken.told() => Some(error),
    };
    if let Some(error) = &failure {
        events.tell(&Event::StoreBroken(error.clone()));
    }
    server.drain();
    let patience = world.clock.now() + if failure.is_some() { BROKEN_TIME } else { DRAIN_TIME };
    tokio::select! {
        biased;
        () = server.done() => {}
        () = world.clock.sleep_until(patience) => {}
        () = stop.asked() => {}
    }
    server.cut();
    let patience = world.clock.now() + CUT_TIME;
    tokio::select! {
        biased;
        () = server.done() => {}
        () = world.clock.sleep_until(patience) => {}
    }
    drop(std::fs::remove_file(&socket));
    match failure {
        None => Ok(()),
        Some(error) => Err(Failure::new(format!(
            "stopped because {error}: check the disk, then start again"
        ))),
    }
}

/// The configured certificate, or one that is made. With the second goes what clients trust.
fn load_tls(settings: &Settings) -> Result<(RustlsServer, Option<PathBuf>), Failure> {
    let unusable = |error: crate::world::tls::CertificateError| Failure::new(error.to_string());
    if let Some(files) = &settings.certificate {
        let tls = RustlsServer::load(&files.chain, &files.key).map_err(unusable)?;
        return Ok((tls, None));
    }
    let directory = settings.data.join("tls");
    let made = certificate::find_or_make(&directory, &settings.hostname)
        .map_err(|error| Failure::new(format!("cannot make a certificate in {}: {error}", directory.display())))?;
    let tls = RustlsServer::load(&made.chain, &made.key).map_err(unusable)?;
    Ok((tls, Some(made.authority)))
}

/// What became of the account that is made where nothing is configured.
enum First {
    /// It was made now: its password is shown this once.
    Made(Secret),
    /// It is there.
    There,
    /// Somebody added accounts of their own before.
    NotNeeded,
}

/// Without a configuration the first start makes one account.
async fn first_account(accounts: &dyn AccountStore, control: &Control) -> Result<First, Failure> {
    let known = accounts.accounts().await;
    let known = known.map_err(|error| Failure::new(format!("the accounts cannot be read: {error}")))?;
    if !known.is_empty() {
        let there = known.iter().any(|account| account.name == FIRST_ACCOUNT);
        return Ok(if there { First::There } else { First::NotNeeded });
    }
    let request = Request::AccountAdd {
        name: FIRST_ACCOUNT.to_owned(),
        password: NewPassword::Generated,
        senders: Vec::new(),
        enabled: true,
    };
    match control.answer(request, "first start").await? {
        Answer::AccountMade {
            password: Some(password),
            ..
        } => Ok(First::Made(password)),
        _ => Ok(First::There),
    }
}

fn greeting(
    settings: &Settings,
    data_was_named: bool,
    server: &Server,
    authority: Option<&Path>,
    first: &First,
) -> String {
    let mut text = String::new();
    if settings.senders == SenderRule::Any {
        text.push_str(
            "No configuration: any sender address is accepted, and all mail is held here. Nothing is delivered.\n",
        );
    } else {
        text.push_str("All mail is held here until it is released; this version does not deliver yet.\n");
    }
    let (mut starttls, mut implicit) = (None, None);
    for (listener, address) in server.addresses() {
        let ListenAddress::Tcp(address) = address else { continue };
        let (word, port) = match listener.tls {
            ListenerTls::StartTls => ("starttls", &mut starttls),
            ListenerTls::Implicit => ("implicit", &mut implicit),
        };
        port.get_or_insert(address.port());
        let _ = writeln!(text, "listening on {address} (submission, {word})");
    }
    if settings.configured {
        return text;
    }
    let program = quote(&std::env::args().next().unwrap_or_else(|| "gatepost".to_owned()));
    let data = match data_was_named {
        true => format!(" --data {}", quote(&settings.data.display().to_string())),
        false => String::new(),
    };
    let (name, password) = match first {
        First::Made(password) => {
            let password = password.reveal();
            let shown =
                format!("\naccount   {FIRST_ACCOUNT}\npassword  {password}\n          (shown only this once)\n");
            text.push_str(&shown);
            (FIRST_ACCOUNT, password)
        }
        First::There => {
            let _ = writeln!(
                text,
                "\nThe password of the account `{FIRST_ACCOUNT}` was shown at the first start. To set a new one:\n  \
                 {program} account passwd {FIRST_ACCOUNT}{data}"
            );
            (FIRST_ACCOUNT, "PASSWORD")
        }
        First::NotNeeded => {
            let _ = writeln!(text, "\nWho may log in:\n  {program} account list{data}");
            ("ACCOUNT", "PASSWORD")
        }
    };
    if let (Some(starttls), Some(implicit), Some(authority)) = (starttls, implicit, authority) {
        let authority = quote(&authority.display().to_string());
        let _ = write!(
            text,
            "\nTry it:\n  \
             printf 'From: me@example.com\\r\\nTo: you@example.com\\r\\nSubject: Hello\\r\\n\\r\\nFrom curl.\\r\\n' | \
             curl -sS --ssl-reqd --cacert {authority} --url smtp://localhost:{starttls} --user '{name}:{password}' \
             --mail-from me@example.com --mail-rcpt you@example.com -T -\n  \
             swaks --server localhost --port {implicit} --tlsc --tls-verify --tls-ca-path {authority} --auth PLAIN \
             --auth-user {name} --auth-password '{password}' --from me@example.com --to you@example.com\n  \
             {program} queue list{data}\n"
        );
    }
    text
}

/// A word for the shell.
fn quote(word: &str) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"/._-+:@".contains(&octet);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The account that is made where nothing is configured.
const FIRST_ACCOUNT: &str = "gatepost";
/// How long sessions may take to finish the message that they are at.
const DRAIN_TIME: Duration = Duration::from_secs(30);
/// How long sessions may take to hear that this is over.
const CUT_TIME: Duration = Duration::from_secs(2);
/// The same when the disk has failed: long enough to say so.
const BROKEN_TIME: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_the_shell() {
        for (word, expected) in [
            ("/var/lib/gatepost", "/var/lib/gatepost"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(quote(word), expected);
        }
    }
}
