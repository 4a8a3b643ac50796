//! The world of the transcripts: a memory store, three accounts, work done at once.

use super::{Act, Transcript};
use gatepost::accounts::directory::{Directory, Rules};
use gatepost::accounts::guessing::Gate;
use gatepost::accounts::password::{Cost, Passwords};
use gatepost::config::{PasswordCost, Settings};
use gatepost::world::{Random, World};
use mail::Timestamp;
use smtp::Moment;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use store::memory::Memory;
use store::{Account, AccountChange, AccountStore, Lane, MailStore, StoreError, Stored, Work, conformance};
use store::{Ban, Network, Rights, ScramSet};

pub struct AtOnce;

impl Work for AtOnce {
    fn run(&self, _: Lane, job: Box<dyn FnOnce() + Send>) {
        job();
    }
}

#[derive(Default)]
pub struct Counting(AtomicU8);

impl Random for Counting {
    fn fill(&self, octets: &mut [u8]) {
        octets.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
    }
}

pub struct Kept {
    pub store: Memory,
    pub passwords: Arc<Passwords>,
}

impl Kept {
    pub async fn new() -> Self {
        let cost = Cost {
            memory_kib: 8,
            passes: 1,
            scram_iterations: NonZeroU32::MIN,
            scram_sha1: false,
        };
        let passwords = Arc::new(Passwords::new(
            cost,
            PasswordCost::default(),
            Arc::new(Counting::default()),
            Arc::new(AtOnce),
        ));
        let store = Memory::new(Arc::new(AtOnce), 16);
        for (name, password, senders, enabled) in [
            (
                "alice@example.com",
                "correct horse",
                vec!["alice@example.com", "example.com"],
                true,
            ),
            ("carol@example.com", "open sesame", vec!["*"], true),
            ("disabled@example.com", "was right", vec![], false),
        ] {
            let (password, scram) = passwords.hash(password, &ScramSet::default()).await.expect("a hash");
            let senders = senders.into_iter().map(str::to_owned).collect();
            let (created, changed) = (Timestamp::from_micros(1), Timestamp::from_micros(1));
            let name = name.to_owned();
            let account = Account {
                name,
                password,
                scram,
                enabled,
                version: 1,
                rights: Rights {
                    senders,
                    ..Rights::default()
                },
                created,
                changed,
            };
            store.add(account).await.expect("added");
        }
        Self { store, passwords }
    }

    /// Who may log in.
    pub fn directory(&self, world: &World, settings: &Settings) -> Arc<Directory> {
        let store: Arc<dyn AccountStore> = Arc::new(self.store.clone());
        let rules = Rules {
            auth: settings.auth.clone(),
            sending: settings.sending,
            ..Rules::embedded(store.clone(), world)
        };
        Arc::new(Directory::new(world.clone(), store, self.passwords.clone(), rules))
    }

    /// Who is banned in the world of this transcript, and what is counted.
    pub fn gate(&self, transcript: &Transcript) -> Arc<Gate> {
        let gate = Gate::new(transcript.settings.guessing, transcript.settings.trusted.clone());
        // Beyond every clock that a driver has.
        let date = Timestamp::from_micros(4_000_000_000_000_000);
        match transcript.banned_by_operator {
            None => {}
            Some(true) => gate.ban(Ban {
                network: Network::of(transcript.client),
                until: None,
                reason: "a test".to_owned(),
                by: "root".to_owned(),
                created: date,
            }),
            Some(false) => {
                for _ in 0..transcript.settings.guessing.ban_from {
                    gate.failed("nobody", Some(transcript.client), Moment::ZERO, date);
                }
            }
        }
        Arc::new(gate)
    }

    /// Does what has to do with the stores; false for what has not.
    pub async fn act(&self, act: Act) -> bool {
        let change = match act {
            Act::StoreFails => {
                self.store.fail_mail(Some(StoreError::Unavailable("a test".to_owned())));
                return true;
            }
            Act::StoreFull => {
                self.store.fail_mail(Some(StoreError::Full));
                return true;
            }
            Act::AccountsFail => {
                self.store
                    .fail_accounts(Some(StoreError::Unavailable("a test".to_owned())));
                return true;
            }
            Act::AccountDisabled => AccountChange::Enabled(false),
            Act::AccountChanged => {
                let (password, scram) = self
                    .passwords
                    .hash("another one", &ScramSet::default())
                    .await
                    .expect("a hash");
                AccountChange::Password { password, scram }
            }
            Act::OnlyScram => AccountChange::Rights(Rights {
                mechanisms: vec!["SCRAM-SHA-256".to_owned()],
                ..Rights::default()
            }),
            Act::Imported => {
                let (password, _) = self
                    .passwords
                    .hash("correct horse", &ScramSet::default())
                    .await
                    .expect("a hash");
                AccountChange::Password {
                    password,
                    scram: ScramSet::default(),
                }
            }
            _ => return false,
        };
        let name = "alice@example.com".to_owned();
        AccountStore::change(&self.store, name, change, Timestamp::from_micros(9))
            .await
            .expect("changed");
        true
    }

    pub async fn messages(&self) -> Vec<(Stored, Vec<u8>)> {
        let mut all = Vec::new();
        for entry in self
            .store
            .list(queue::Filter::default(), None, 1000)
            .await
            .expect("a list")
        {
            let id = entry.message.id;
            let body = self.store.body(id).await.expect("a body");
            all.push((
                self.store.find(id).await.expect("found"),
                conformance::read(body).await.expect("whole"),
            ));
        }
        all
    }
}
