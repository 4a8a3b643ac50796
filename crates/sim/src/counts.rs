//! What runs met: each fault, each point at which a life ended, each kind of message and refusal. A count that stays zero
//! over some hundred seeds means that something is not tested at all.

use crate::checkers::{Evidence, acknowledged, bounds, guessing, reload, space};
use crate::disk::DiskCounts;
use crate::ledger::{Ending, Heard, Life, Over, Record, Said, Session, TIMED_OUT};
use crate::mortal::CallKind;
use crate::network::NetworkCounts;
use crate::plans;
use crate::world::INLINE_OCTETS_MAX;
use gatepost::events::Event;
use queue::Change;
use reply::Reply;
use std::fmt;
use std::ops::AddAssign;

macro_rules! counts {
    ($($name:ident: $label:literal,)+) => {
        /// How often each thing was met.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct Counts {
            $(#[doc = $label] pub $name: u64,)+
        }

        impl Counts {
            /// All counts with their names, in a fixed order.
            pub fn rows(&self) -> Vec<(&'static str, u64)> {
                vec![$(($label, self.$name)),+]
            }
        }

        impl AddAssign for Counts {
            fn add_assign(&mut self, other: Self) {
                $(self.$name += other.$name;)+
            }
        }
    };
}

counts! {
    sessions: "sessions",
    logins: "logins that worked",
    wrong_credentials: "logins refused with 535",
    disabled: "logins refused with 525",
    account_changed: "sessions ended because the account had changed",
    no_login: "mail refused with 530",
    auth_unavailable: "logins put off with 454",
    too_many_logins: "logins refused with 421",
    banned: "connections turned away, banned",
    let_in: "sessions of networks whose ban has ended",
    late: "wrong passwords that were answered late",
    spared: "wrong passwords of owners under siege that were answered at once",
    abandoned: "guesses whose client left before the reply",
    network_connections: "connections turned away, too many from their network",
    too_many_connections: "connections turned away, too many in all",
    dropped: "connections closed unheard",
    trusted_beyond: "sessions of a trusted network beyond the limit for others",
    accepted_in_database: "messages acknowledged, body in the database",
    accepted_in_file: "messages acknowledged, body in a file",
    accepted_empty: "messages acknowledged, empty",
    accepted_by_data: "messages acknowledged, by DATA",
    accepted_by_bdat: "messages acknowledged, by BDAT",
    unacknowledged: "messages kept that nobody heard of",
    relayed: "messages acknowledged, to anybody from a network that may relay",
    for_us: "messages acknowledged, to our domain from strangers",
    logged_in_at_relay: "messages acknowledged, to anybody after a login at a relay",
    relay_denied: "recipients refused, relaying",
    too_large: "messages refused, too large",
    header_too_large: "messages refused, header too large",
    routing_loop: "messages refused, too many Received fields",
    too_many_recipients: "recipients refused, too many",
    bare_newlines: "messages refused, bare newlines",
    not_owned: "messages refused, not the sender's own address",
    no_space: "messages refused, no space",
    no_space_for_mail: "MAIL refused, no space",
    disk_low: "times that the server noticed that the disk is nearly full",
    disk_room: "times that the server noticed that there is room again",
    taken_again: "messages taken after there was room again, without a restart",
    early_files: "small bodies in files, for want of memory",
    store_failed: "messages refused, store failed",
    idle: "sessions ended by the server, idle",
    login_too_slow: "sessions ended by the server, no login",
    session_too_long: "sessions ended by the server, too long",
    too_many_errors: "sessions ended by the server, too many errors",
    too_many_commands: "sessions ended by the server, too many commands",
    endless: "sessions ended by the server, no end of a line or a message",
    unread: "sessions ended by the server, replies not read or no handshake",
    shutting_down: "sessions ended by the server, shutting down",
    junk: "junk commands",
    left: "clients that left in the middle",
    no_tls: "handshakes that clients broke",
    cut: "connections cut",
    lost: "connections lost",
    refused: "connections that nobody took",
    slow: "slow connections",
    crumbs: "connections that carry crumbs",
    waits_for_room: "times that a writer waited for its reader",
    commits: "commits",
    commit_requests: "requests in commits",
    commit_failures: "commits that failed",
    drained: "lives ended by a drain",
    drained_busy: "drains with sessions open",
    cut_off: "drains that ended sessions by force",
    reloads: "reloads",
    reloads_refused: "reloads refused",
    opened: "listeners opened by a reload",
    closed: "listeners closed by a reload",
    at_opened: "sessions at a listener that a reload opened",
    over_reloads: "sessions that were open over a reload",
    killed: "lives ended by a kill",
    power_lost: "lives ended by a loss of power",
    broken: "lives ended because the disk failed",
    not_opened: "lives that did not open the store",
    died_opening: "deaths while the store was opened",
    died_at_step: "deaths between two calls of the disk",
    died_at_create: "deaths at a create",
    died_at_write: "deaths at a write",
    died_at_truncate: "deaths at a truncate",
    died_at_sync: "deaths at a sync",
    died_at_sync_directory: "deaths at a sync of a directory",
    died_at_make_directory: "deaths at a mkdir",
    died_at_remove: "deaths at a remove",
    clocks_set_back: "clocks set back",
    full_spells: "times that the disk was full for a while",
    eio: "calls of the disk that failed with EIO",
    enospc: "calls of the disk that failed with ENOSPC",
    power_losses: "losses of power",
    lost_sectors: "sectors lost with the power",
    torn_tails: "sectors torn by the loss of power",
    lost_entries: "new names lost with the power",
    revived_entries: "removed names back after a loss of power",
    held: "messages held by the operator",
    released: "messages released by the operator",
    removed: "messages removed by the operator",
    interrupted: "operator's changes that the server did not survive",
}

impl Counts {
    /// Counts what is in a run's records.
    pub fn of(evidence: &Evidence<'_>, disk: DiskCounts, network: NetworkCounts) -> Self {
        let mut counts = Self::default();
        counts.of_sessions(&evidence.record.sessions);
        counts.of_letters(evidence);
        counts.of_attacks(evidence);
        counts.of_lives(&evidence.record.lives);
        counts.of_reloads(evidence);
        counts.of_world(evidence, disk, network);
        counts
    }

    fn of_sessions(&mut self, sessions: &[Session]) {
        let exchanges = || sessions.iter().flat_map(|session| &session.exchanges);
        let heard = || {
            let surplus = sessions.iter().flat_map(|session| &session.surplus);
            exchanges()
                .filter_map(|exchange| exchange.heard.as_ref())
                .chain(surplus)
        };
        let replies = |reply: &'static Reply| count(heard().filter(|heard: &&Heard| heard.is(reply)));
        let ends = |over| {
            count(
                sessions
                    .iter()
                    .filter(|session| session.end.is_some_and(|(_, how)| how == over)),
            )
        };
        self.sessions = count(sessions.iter());
        self.logins = replies(&reply::AUTH_OK);
        self.wrong_credentials = replies(&reply::BAD_CREDENTIALS);
        self.disabled = replies(&reply::ACCOUNT_DISABLED);
        self.account_changed = replies(&reply::ACCOUNT_CHANGED);
        self.no_login = replies(&reply::AUTH_REQUIRED) + replies(&reply::TLS_REQUIRED);
        self.too_large = replies(&reply::TOO_LARGE);
        self.too_many_recipients = replies(&reply::TOO_MANY_RECIPIENTS);
        self.bare_newlines = replies(&reply::BARE_NEWLINES);
        self.not_owned = replies(&reply::FROM_NOT_OWNED) + replies(&reply::SENDER_NOT_OWNED);
        self.no_space = replies(&reply::NO_SPACE);
        self.store_failed = replies(&reply::STORE_FAILED);
        self.no_space_for_mail = count(exchanges().filter(|exchange| {
            let heard = exchange.heard.as_ref();
            exchange.said == Said::Mail && heard.is_some_and(|heard| heard.is(&reply::NO_SPACE))
        }));
        self.auth_unavailable = replies(&reply::AUTH_UNAVAILABLE);
        self.too_many_logins = replies(&reply::TOO_MANY_LOGINS);
        self.banned = replies(&reply::BANNED);
        self.network_connections = replies(&reply::NETWORK_CONNECTIONS);
        self.too_many_connections = replies(&reply::TOO_MANY_CONNECTIONS);
        self.dropped = count(sessions.iter().filter(|session| session.dropped));
        self.relay_denied = replies(&reply::RELAY_DENIED);
        self.header_too_large = replies(&reply::HEADER_TOO_LARGE);
        self.routing_loop = replies(&reply::LOOP);
        self.session_too_long = replies(&reply::SESSION_TOO_LONG);
        self.too_many_errors = replies(&reply::TOO_MANY_ERRORS);
        self.too_many_commands = replies(&reply::TOO_MANY_COMMANDS);
        self.endless = replies(&reply::ENDLESS);
        let is_unread = |session: &&Session| session.served.as_ref().is_some_and(|served| served.how == TIMED_OUT);
        self.unread = count(sessions.iter().filter(is_unread));
        self.idle = replies(&reply::IDLE_TOO_LONG);
        self.login_too_slow = replies(&reply::LOGIN_TOO_SLOW);
        self.shutting_down = replies(&reply::SHUTTING_DOWN);
        self.junk = count(exchanges().filter(|exchange| exchange.said == Said::Junk));
        self.left = ends(Over::Left);
        self.no_tls = ends(Over::NoTls);
    }

    fn of_letters(&mut self, evidence: &Evidence<'_>) {
        let record = evidence.record;
        for letter in &record.letters {
            let kept = evidence.kept.iter().any(|kept| kept.marker() == letter.marker);
            if record.acknowledged(letter).is_none() {
                self.unacknowledged += u64::from(kept && acknowledged::may_be_kept(record, letter));
                continue;
            }
            match letter.octets.len() {
                0 => self.accepted_empty += 1,
                1..=INLINE_OCTETS_MAX => self.accepted_in_database += 1,
                _ => self.accepted_in_file += 1,
            }
            match letter.chunked {
                true => self.accepted_by_bdat += 1,
                false => self.accepted_by_data += 1,
            }
            let session = &record.sessions[letter.session];
            let is_relay = [plans::RELAY, plans::MORE_RELAY].contains(&session.to);
            let is_for_us = letter.taken.iter().all(|taken| taken.ends_with(plans::OUR_DOMAIN));
            match (Record::logged_in(session, letter.first), is_for_us) {
                (None, true) => self.for_us += 1,
                (None, false) => self.relayed += 1,
                (Some(_), _) => self.logged_in_at_relay += u64::from(is_relay),
            }
        }
        for operation in &record.operations {
            match (operation.change, &operation.done) {
                (_, None) => self.interrupted += 1,
                (Change::Hold, Some(Ok(true))) => self.held += 1,
                (Change::Release, Some(Ok(true))) => self.released += 1,
                (Change::Remove, Some(Ok(true))) => self.removed += 1,
                (_, Some(_)) => {}
            }
        }
    }

    fn of_attacks(&mut self, evidence: &Evidence<'_>) {
        let guessing = guessing::Met::of(evidence);
        self.late = guessing.late;
        self.spared = guessing.spared;
        self.abandoned = guessing.abandoned;
        self.let_in = guessing.let_in;
        self.trusted_beyond = bounds::trusted_beyond(evidence);
    }

    fn of_reloads(&mut self, evidence: &Evidence<'_>) {
        let record = evidence.record;
        for reload in &record.reloads {
            match reload.used {
                true => self.reloads += 1,
                false => self.reloads_refused += 1,
            }
            self.opened += reload.opened.len() as u64;
            self.closed += reload.closed.len() as u64;
        }
        let is_at_opened = |session: &&Session| {
            let (from, _) = record.taken(session);
            let mut reloads = record.reloads.iter().filter(|reload| reload.life == session.life);
            session.served.is_some() && reloads.any(|reload| reload.at <= from && reload.opened.contains(&session.to))
        };
        self.at_opened = count(record.sessions.iter().filter(is_at_opened));
        self.over_reloads = reload::open_over_reloads(evidence);
        for told in &record.events {
            match &told.event {
                Event::DiskLow { .. } => self.disk_low += 1,
                Event::DiskRoom => self.disk_room += 1,
                Event::Draining { sessions } => self.drained_busy += u64::from(*sessions > 0),
                _ => {}
            }
        }
        self.taken_again = space::taken_again(evidence);
        self.early_files = record.early_files;
    }

    fn of_lives(&mut self, lives: &[Life]) {
        for life in lives {
            self.cut_off += u64::from(life.cut.is_some());
            let Some((_, ending)) = &life.end else { continue };
            let died = match ending {
                Ending::Drained | Ending::Cut => {
                    self.drained += 1;
                    false
                }
                Ending::Killed => {
                    self.killed += 1;
                    true
                }
                Ending::PowerLost => {
                    self.power_lost += 1;
                    true
                }
                Ending::Stopped => false,
                Ending::NotOpened => {
                    self.not_opened += 1;
                    false
                }
            };
            self.broken += u64::from(life.broken);
            if !died {
                continue;
            }
            self.died_opening += u64::from(life.opening);
            let point = match life.at_call {
                None => &mut self.died_at_step,
                Some(CallKind::Create) => &mut self.died_at_create,
                Some(CallKind::Write) => &mut self.died_at_write,
                Some(CallKind::Truncate) => &mut self.died_at_truncate,
                Some(CallKind::Sync) => &mut self.died_at_sync,
                Some(CallKind::SyncDirectory) => &mut self.died_at_sync_directory,
                Some(CallKind::MakeDirectory) => &mut self.died_at_make_directory,
                Some(CallKind::Remove) => &mut self.died_at_remove,
            };
            *point += 1;
        }
    }

    fn of_world(&mut self, evidence: &Evidence<'_>, disk: DiskCounts, network: NetworkCounts) {
        let record = evidence.record;
        self.cut = network.cut;
        self.lost = network.lost;
        self.refused = network.refused;
        self.slow = network.slow;
        self.crumbs = network.crumbs;
        self.waits_for_room = network.waits_for_room;
        self.commits = record.commits;
        self.commit_requests = record.commit_requests;
        self.commit_failures = record.commit_failures;
        self.clocks_set_back = record.clocks_set_back;
        self.full_spells = record.full.len() as u64;
        self.eio = disk.eio;
        self.enospc = disk.enospc;
        self.power_losses = disk.power_losses;
        self.lost_sectors = disk.lost_sectors;
        self.torn_tails = disk.torn_tails;
        self.lost_entries = disk.lost_entries;
        self.revived_entries = disk.revived_entries;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (label, count)) in self.rows().into_iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{count:>10}  {label}")?;
        }
        Ok(())
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u64 {
    things.count() as u64
}
