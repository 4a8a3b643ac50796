//! `gatepost serve`: opens the store, starts the server, tells what to try next, and stops it in good order.

use super::door::Descent;
use super::gear::Files;
use super::greeting::{First, first_account, greeting, shown};
use super::logging::Logging;
use super::{Failure, Global, door, gear, logging, sources};
use crate::accounts::guessing::Gate;
use crate::accounts::password::Cost;
use crate::admin::local::{self, SOCKET};
use crate::admin::protocol::{DeliveriesShown, TroubledShown};
use crate::admin::status::{Certificate, Present, Running, Vitals};
use crate::admin::{Control, metrics};
use crate::config::{self, Settings};
use crate::events::{Event, Events};
use crate::outbound::{Standing, Troubled};
use crate::server::{Broken, CannotListen, Equipment, Guard, Server, Stores, name};
use crate::watch::counters::Counters;
use crate::watch::sessions::Sessions;
use crate::world::os::{Asked, Bound, Signals};
use crate::world::systemd::{self, PassedSockets};
use crate::world::tls::{RustlsServer, Trouble};
use crate::world::{World, certificate, facts, os};
use futures_util::future::FutureExt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use store::embedded::Embedded;
use store::{AccountStore, BanStore, BodyBudget, SpaceEvent, StoreError};
use tokio::sync::oneshot;

/// Runs the server until it is told to stop.
pub(super) fn run(global: &Global) -> ExitCode {
    match prepare(global) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

/// What has to be done before there are threads: sockets that were handed over, ports and keys that only root can have, then
/// the user that the server goes on as, the lock, and the log.
fn prepare(global: &Global) -> Result<(), Failure> {
    let settings = global.settings()?;
    if let Some(finding) = door::socket_finding(&settings.data) {
        return Err(Failure::new(format!("{}: {}", finding.problem, finding.fix)));
    }
    let mut passed = PassedSockets::from_environment();
    door::private_files();
    door::make_data(&settings.data)?;
    door::raise_file_limit();
    let user = settings.user.as_deref();
    let steps_down = door::descent(&settings.data, user)? != Descent::None;
    let mut bound = Bound::default();
    for listener in &settings.listeners {
        match passed.take(listener.address) {
            Some(socket) => bound.add(listener.address, socket),
            None if steps_down => open(&mut bound, listener)?,
            None => {}
        }
    }
    if let [first, ..] = &passed.left()[..] {
        return Err(Failure::new(format!(
            "a socket for {first} was handed over, and no [[listener]] has that address: add one, or change the socket unit"
        )));
    }
    let configured_tls = match settings.certificates[..] {
        [] => None,
        _ => {
            let loaded = RustlsServer::load(&pairs(&settings), &client_cas(&settings));
            Some(loaded.map_err(|error| Failure::new(error.to_string()))?)
        }
    };
    // Before root is given up, who may read what others may not.
    let files = gear::load(&settings).map_err(|findings| Failure::new(gear::told(&findings)))?;
    door::step_down(&settings.data, user)?;
    // Two servers on one data directory would destroy it.
    let Some(_lock) = door::lock(&settings.data)? else {
        return Err(Failure::new(format!(
            "the data directory {} is in use, by a server that runs or a command that has not ended: stop it, or name another one \
             with `--data DIR`",
            settings.data.display()
        )));
    };
    let log = logging::start(&settings.log).map_err(Failure::new)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("the system gives no threads: {error}")))?;
    let (tls, authority) = match configured_tls {
        Some(tls) => (tls, None),
        None => {
            let (pairs, authority) = made(&settings).map_err(Failure::new)?;
            let tls = RustlsServer::load(&pairs, &client_cas(&settings));
            let tls = tls.map_err(|error| Failure::new(error.to_string()))?;
            (tls, Some(authority))
        }
    };
    let tls = Arc::new(tls);
    runtime.block_on(async {
        let hashers = settings.passwords.workers.unwrap_or_else(os::hashers);
        let world = os::world_with(bound, hashers, &settings.delivery.resolvers);
        let mut serving = Serving::start(global, settings, world, (tls, files), log).await?;
        serving.greet(authority.as_deref()).await?;
        serving.live().await
    })
}

/// Opens the port of a listener, unless it may be missing.
fn open(bound: &mut Bound, listener: &config::Listener) -> Result<(), Failure> {
    match bound.open(listener.address) {
        Err(_) if listener.optional => Ok(()),
        opened => opened.map_err(|error| {
            let listener = listener.clone();
            Failure::new(CannotListen { listener, error }.to_string())
        }),
    }
}

/// A server, and what a signal or a broken disk is answered with.
struct Serving<'a> {
    global: &'a Global,
    settings: Settings,
    world: World,
    tls: Arc<RustlsServer>,
    log: Logging,
    signals: Signals,
    store: Arc<Embedded>,
    body_memory: BodyBudget,
    guard: Guard,
    control: Arc<Control>,
    events: Events,
    broken: Broken,
    server: Server,
    /// What was read of files last. What root read before it stepped down may not be read again.
    files: Files,
    socket: PathBuf,
    present: Arc<Mutex<Present>>,
}

impl<'a> Serving<'a> {
    /// Opens the store and all ports.
    async fn start(
        global: &'a Global,
        settings: Settings,
        world: World,
        (tls, files): (Arc<RustlsServer>, Files),
        log: Logging,
    ) -> Result<Self, Failure> {
        let signals = Signals::listen().map_err(|error| Failure::new(format!("signals cannot be heard: {error}")))?;
        let (sessions, counters) = (Arc::new(Sessions::default()), Arc::new(Counters::default()));
        let events = {
            let (sessions, counters, clock) = (sessions.clone(), counters.clone(), world.clock.clone());
            Events::to_log()
                .and(move |event| sessions.note(event))
                .and(move |event| counters.note(event, clock.now()))
        };
        let broken = Broken::default();
        let body_memory = BodyBudget::new(settings.limits.body_memory_octets_max);
        let store = {
            let (broken, events) = (broken.clone(), events.clone());
            let hooks = door::Hooks {
                body_memory: body_memory.clone(),
                on_broken: Arc::new(move |error: &StoreError| broken.tell(error)),
                on_space: Arc::new(move |space| {
                    events.tell(&match space {
                        SpaceEvent::Low { free_octets } => Event::DiskLow { free_octets },
                        SpaceEvent::Room => Event::DiskRoom,
                    });
                }),
            };
            Arc::new(door::open_store(&world, &settings, hooks)?)
        };
        for id in store.damaged() {
            events.tell(&Event::Damaged { id: id.to_string() });
        }
        for path in store.strange().iter().take(STRANGE_TOLD) {
            events.tell(&Event::Warning {
                setting: "data".to_owned(),
                problem: format!("{} is no ordinary file, and was left alone", path.display()),
                fix: "move it away".to_owned(),
            });
        }
        let directory = Arc::new(door::directory(&world, &settings, &files.secrets, store.clone())?);
        let guard = Guard {
            directory: directory.clone(),
            gate: Arc::new(Gate::new(settings.guessing, settings.trusted.clone())),
        };
        let bans = store.bans().await;
        for ban in bans.map_err(|error| Failure::new(format!("the bans cannot be read: {error}")))? {
            guard.gate.ban(ban);
        }
        let stores = Stores {
            mail: store.clone(),
            node: store.node(),
        };
        let equipment = Equipment {
            tls: tls.clone(),
            gear: files.gear(&world, &[]),
        };
        let server = Server::start(
            world.clone(),
            equipment,
            stores,
            guard.clone(),
            &settings,
            events.clone(),
        )
        .await
        .map_err(|error| Failure::new(error.to_string()))?;

        let present = Arc::new(Mutex::new(Present::default()));
        let running = Arc::new(Running {
            started: world.clock.date(),
            present: {
                let (present, census, passwords) = (present.clone(), server.census(), directory.passwords().clone());
                let (disk, board) = (store.clone(), server.board());
                Box::new(move || Present {
                    sessions: census.open(),
                    deliveries: deliveries(&board.read()),
                    hashing: passwords.waiting(),
                    hashes: passwords.hashes(),
                    remembered: passwords.remembered(),
                    free_octets: disk.free_octets(),
                    ..lock(&present).clone()
                })
            },
        });
        let control = Arc::new(Control {
            mail: store.clone(),
            directory,
            clock: world.clock.clone(),
            random: world.random.clone(),
            ids: server.ids(),
            ways: server.ways(),
            bans: store.clone(),
            events: Some(events.clone()),
            gate: Some(guard.gate.clone()),
            sessions: Some(sessions),
            counters: Some(counters.clone()),
            running: Some(running.clone()),
            prod: Some(server.prod()),
        });
        let socket = settings.data.join(SOCKET);
        local::serve(&world, socket.clone(), control.clone())
            .await
            .map_err(|error| Failure::new(format!("cannot listen on {}: {error}", socket.display())))?;
        if let Some(address) = settings.metrics {
            let vitals = Arc::new(Vitals {
                counters,
                mail: store.clone(),
                running,
            });
            metrics::serve(&world, address, vitals)
                .await
                .map_err(|error| Failure::new(format!("[metrics] cannot listen on {address}: {error}")))?;
        }
        let mut serving = Self {
            global,
            settings,
            world,
            tls,
            log,
            signals,
            store,
            body_memory,
            guard,
            control,
            events,
            broken,
            server,
            files,
            socket,
            present,
        };
        serving.look();
        Ok(serving)
    }

    /// Notes what `status` shows of listeners and certificates, and warns of certificates that will soon be of no use.
    fn look(&mut self) {
        let pairs = match self.settings.certificates[..] {
            // It is there since the start, so there is nothing that could go wrong with it now.
            [] => made(&self.settings).map(|(pairs, _)| pairs).unwrap_or_default(),
            _ => pairs(&self.settings),
        };
        let certificates = pairs
            .iter()
            .filter_map(|(chain, _)| facts::read(chain).ok()?.into_iter().next())
            .map(|facts| Certificate {
                names: facts.names,
                end: facts.not_after,
            })
            .collect();
        *lock(&self.present) = Present {
            listeners: self
                .server
                .addresses()
                .map(|(listener, address)| shown(listener, address))
                .collect(),
            certificates,
            ..Present::default()
        };
        for finding in facts::findings(&pairs, &self.settings.hostname, self.world.clock.date()) {
            self.events.tell(&Event::Warning {
                setting: finding.setting,
                problem: finding.problem,
                fix: finding.fix,
            });
        }
    }

    /// Says on standard output what can be done now.
    async fn greet(&self, authority: Option<&Path>) -> Result<(), Failure> {
        let first = match self.settings.configured {
            true => First::NotNeeded,
            false => first_account(&*self.store, &self.control).await?,
        };
        let data_was_named = self.global.data.is_some();
        let text = greeting(&self.settings, data_was_named, &self.server, authority, &first);
        // Whoever started us may have closed our standard output; mail goes on all the same.
        drop(
            io::stdout()
                .write_all(text.as_bytes())
                .and_then(|()| io::stdout().flush()),
        );
        Ok(())
    }

    /// Serves until it is told to stop, or the disk has failed.
    async fn live(&mut self) -> Result<(), Failure> {
        self.world
            .tasks
            .spawn(systemd::keep_alive(self.world.clock.clone()).boxed());
        told(systemd::ready(&self.one_line()));
        let failure = self.until_stopped().await;
        told(systemd::stopping("finishing the sessions that are open"));
        if let Some(error) = &failure {
            self.events.tell(&Event::StoreBroken(error.clone()));
        }
        self.server.drain();
        let patience = self.world.clock.now() + if failure.is_some() { BROKEN_TIME } else { DRAIN_TIME };
        tokio::select! {
            biased;
            () = self.server.done() => {}
            () = self.world.clock.sleep_until(patience) => {}
            () = self.signals.stop() => {}
        }
        self.server.cut();
        let patience = self.world.clock.now() + CUT_TIME;
        tokio::select! {
            biased;
            () = self.server.done() => {}
            () = self.world.clock.sleep_until(patience) => {}
        }
        drop(std::fs::remove_file(&self.socket));
        match failure {
            None => Ok(()),
            Some(error) => Err(Failure::new(format!(
                "stopped because {error}: check the disk, then start again"
            ))),
        }
    }

    async fn until_stopped(&mut self) -> Option<StoreError> {
        loop {
            tokio::select! {
                biased;
                error = self.broken.told() => return Some(error),
                asked = self.signals.next() => match asked {
                    Asked::Stop => return None,
                    Asked::Reload => self.reload().await,
                },
            }
        }
    }

    /// Reads the configuration again. All of it holds from now on, or nothing does.
    async fn reload(&mut self) {
        told(systemd::reloading());
        match self.try_reload().await {
            Ok(changes) => self.events.tell(&Event::Reloaded { changes }),
            Err(why) => {
                self.events.tell(&Event::ReloadRefused { why });
                // Whoever moves the log away sends SIGHUP, and means nothing else.
                drop(self.log.reload(&self.settings.log));
            }
        }
        told(systemd::ready(&self.one_line()));
    }

    /// Reads the configuration in a thread of its own: whoever asks the server to stop does not wait for a disk that hangs.
    async fn settings_again(&self) -> Result<Settings, String> {
        let (tell, told) = oneshot::channel();
        let global = self.global.clone();
        let read = move || drop(tell.send(global.settings_again().map_err(|failure| failure.message)));
        let reader = thread::Builder::new().name("configuration".to_owned());
        reader
            .spawn(read)
            .map_err(|error| format!("the configuration cannot be read: {error}"))?;
        let clock = &self.world.clock;
        tokio::select! {
            biased;
            settings = told => settings.unwrap_or_else(|_| Err("the configuration could not be read".to_owned())),
            () = clock.sleep_until(clock.now() + READ_TIME) => {
                Err(format!("the configuration could not be read within {} s", READ_TIME.as_secs()))
            }
        }
    }

    async fn try_reload(&mut self) -> Result<Vec<String>, String> {
        let settings = self.settings_again().await?;
        let (mut changes, later) = config::reload_difference(&self.settings, &settings);
        // What a restart alone changes stays as it is until then.
        let old = &self.settings;
        let settings = Settings {
            data: old.data.clone(),
            user: old.user.clone(),
            metrics: old.metrics,
            passwords: config::PasswordCost {
                workers: old.passwords.workers,
                ..settings.passwords
            },
            store: config::StoreSettings {
                inline_octets_max: old.store.inline_octets_max,
                ..settings.store
            },
            delivery: config::DeliverySettings {
                resolvers: old.delivery.resolvers.clone(),
                ..settings.delivery
            },
            log: config::Log {
                level: settings.log.level,
                ..old.log.clone()
            },
            ..settings
        };
        // Looked at before anything is changed. Keys that root read before it stepped down cannot be read again; as long as the
        // same are meant, that need not keep the rest from being changed. A certificate that we make is made behind it.
        let certificates = pairs(&settings);
        let client_cas = client_cas(&settings);
        let looked_at = match certificates[..] {
            // There will be one.
            [] => RustlsServer::check_client_cas(&client_cas),
            _ => RustlsServer::load(&certificates, &client_cas).map(drop),
        };
        let readable = match looked_at {
            Ok(()) => Ok(()),
            Err(error)
                if error.kind == Trouble::Forbidden
                    && pairs(old) == certificates
                    && self::client_cas(old) == client_cas =>
            {
                Err(error)
            }
            Err(error) => return Err(error.to_string()),
        };
        let (files, unread) = self.files_again(&settings)?;
        let store: Arc<dyn AccountStore> = self.store.clone();
        let before = self.guard.directory.rules();
        let before = Some((old, &*before));
        let rules = sources::rules(&settings, &files.secrets, &self.world, &store, before)?;
        // Before listeners are open that need them.
        let shown_before = self.tls.shown();
        let shown = match (readable, settings.certificates.is_empty()) {
            (Err(error), _) => Err(error.to_string()),
            (Ok(()), false) => self
                .tls
                .reload(&certificates, &client_cas)
                .map_err(|error| error.to_string()),
            (Ok(()), true) => made(&settings)
                .and_then(|(made, _)| self.tls.reload(&made, &client_cas).map_err(|error| error.to_string())),
        };
        let ways = self.server.ways()();
        let gear = match &unread {
            Some(_) => ways.gear.clone(),
            None => files.gear(&self.world, &ways.gear.logins),
        };
        let challenge = rules.tokens.challenge();
        if let Err(error) = self.server.reload(&settings, gear, &challenge).await {
            self.tls.show_again(shown_before);
            return Err(error.to_string());
        }
        self.guard.directory.reload(rules);
        self.files = files;
        if let Some(why) = unread {
            changes.push("but secrets of routes, sources and issuers are those from before".to_owned());
            self.events.tell(&Event::Warning {
                setting: "route.password_file".to_owned(),
                problem: format!(
                    "secrets and keys of routes, sources and issuers are those from before the reload: {why}"
                ),
                fix: "let the server's user read them, then reload; or restart".to_owned(),
            });
        }
        if let Err(problem) = shown {
            changes.push("but the certificates are those from before".to_owned());
            self.events.tell(&Event::Warning {
                setting: "tls.key".to_owned(),
                problem: format!("the certificates are those from before the reload: {problem}"),
                fix: "let the server's user read the key, then reload; or restart".to_owned(),
            });
        }
        self.store.set_space_rules(door::space_rules(&settings));
        self.body_memory.set_max(settings.limits.body_memory_octets_max);
        self.guard
            .directory
            .passwords()
            .reload(Cost::of(&settings), settings.passwords);
        if let Err(why) = self.log.reload(&settings.log) {
            changes.push(format!("but the log goes on where it was: {why}"));
        }
        self.settings = settings;
        self.look();
        changes.extend(later.into_iter().map(|what| format!("not before a restart: {what}")));
        Ok(changes)
    }

    /// What routes and signatures need of files, read again. As long as the same files are meant, one that can no longer be read,
    /// since root read it, does not keep the rest from being changed: it stays as it was, and that is told.
    fn files_again(&self, settings: &Settings) -> Result<(Files, Option<String>), String> {
        let named = |settings: &Settings| {
            let Settings {
                routes,
                dkim,
                sources,
                issuers,
                ..
            } = settings;
            (routes.clone(), dkim.clone(), sources.clone(), issuers.clone())
        };
        match gear::load(settings) {
            Ok(files) => Ok((files, None)),
            Err(findings) if named(&self.settings) == named(settings) => {
                Ok((self.files.clone(), Some(gear::told(&findings))))
            }
            Err(findings) => Err(gear::told(&findings)),
        }
    }

    /// For `systemctl status`.
    fn one_line(&self) -> String {
        let listeners: Vec<String> = self.server.addresses().map(|(_, address)| name(address)).collect();
        format!("serving on {}", listeners.join(" "))
    }
}

/// How it stands with what goes out.
fn deliveries(standing: &Standing) -> DeliveriesShown {
    let troubled = |one: &Troubled| TroubledShown {
        destination: one.destination.clone(),
        paused: one.trouble.is_pause,
        cause: one.trouble.cause.clone(),
        said: one.trouble.said.clone(),
        hop: one.trouble.hop.clone(),
        since: one.trouble.since.rfc3339(),
        until: one.until.rfc3339(),
    };
    DeliveriesShown {
        under_way: standing.under_way as u64,
        waiting: standing.waiting as u64,
        connections: standing.connections as u64,
        troubled: standing.troubled.iter().map(troubled).collect(),
    }
}

/// Whoever started us and does not listen has its own ways to find out.
fn told(notified: io::Result<()>) {
    if let Err(error) = notified {
        tracing::warn!(%error, "the service manager could not be told");
    }
}

/// The certificates of the configuration with their keys.
fn pairs(settings: &Settings) -> Vec<(PathBuf, PathBuf)> {
    let pair = |files: &config::CertificateFiles| (files.chain.clone(), files.key.clone());
    settings.certificates.iter().map(pair).collect()
}

/// The authorities whose certificates clients may show.
fn client_cas(settings: &Settings) -> Vec<PathBuf> {
    settings
        .listeners
        .iter()
        .filter_map(|listener| listener.client_ca.clone())
        .collect()
}

/// The certificate that is made where none is configured, with its key, and what clients trust.
fn made(settings: &Settings) -> Result<(Vec<(PathBuf, PathBuf)>, PathBuf), String> {
    let directory = settings.data.join("tls");
    let made = certificate::find_or_make(&directory, &settings.hostname)
        .map_err(|error| format!("cannot make a certificate in {}: {error}", directory.display()))?;
    Ok((vec![made.pair()], made.authority))
}

fn lock(present: &Mutex<Present>) -> MutexGuard<'_, Present> {
    present.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Things that are no files are named one by one up to so many.
const STRANGE_TOLD: usize = 20;
/// How long the configuration may take to be read again.
const READ_TIME: Duration = Duration::from_secs(5);
/// How long sessions may take to finish the message that they are at.
const DRAIN_TIME: Duration = Duration::from_secs(30);
/// How long sessions may take to hear that this is over.
const CUT_TIME: Duration = Duration::from_secs(2);
/// The same when the disk has failed: long enough to say so.
const BROKEN_TIME: Duration = Duration::from_secs(5);
