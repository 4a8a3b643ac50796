//! What happens to a server that runs: operators who look after messages, accounts and the configuration, and a disk that is
//! full for a while.

use super::inside::Inside;
use crate::chance::Chance;
use crate::disk::MadeUpDisk;
use crate::ledger::Operation;
use gatepost::world::Clock;
use queue::{Change, QueueId};
use std::time::Duration;
use store::{AccountChange, AccountStore, MailStore};
use tokio::sync::mpsc;

impl Inside {
    /// An operator who holds, releases and removes what was accepted.
    pub(super) async fn operate(self, mut chance: Chance) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        loop {
            executor
                .sleep(chance.duration(Duration::from_secs(5), self.scene.length / 3))
                .await;
            let (id, change, place) = {
                let mut record = ledger.record();
                let ids: Vec<QueueId> = record
                    .letters
                    .iter()
                    .filter_map(|letter| record.acknowledged(letter))
                    .collect();
                if ids.is_empty() {
                    continue;
                }
                let id = *chance.pick(&ids);
                let change = *chance.pick(&[Change::Hold, Change::Release, Change::Remove]);
                record.operations.push(Operation { id, change, done: None });
                (id, change, record.operations.len() - 1)
            };
            ledger.log(executor.now(), "operator", &format!("{change:?} {id}"));
            let changed =
                MailStore::change(&self.store, vec![id], change, "operator".to_owned(), self.doors.date()).await;
            let done = changed.map(|ids| ids.contains(&id)).map_err(|error| error.to_string());
            ledger.log(executor.now(), "operator", &format!("{change:?} {id}: {done:?}"));
            ledger.record().operations[place].done = Some(done);
        }
    }

    /// An operator who disables accounts, and enables some of them again.
    pub(super) async fn disable(self, mut chance: Chance) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        loop {
            executor
                .sleep(chance.duration(Duration::from_secs(1), self.scene.length))
                .await;
            let place = chance.below(self.scene.people.len() as u64) as usize;
            let (name, enable) = {
                let mut record = ledger.record();
                let (now, person) = (executor.now(), &mut record.people[place]);
                let mut enable = false;
                for (_, until) in person.disabled.iter_mut().filter(|(_, until)| until.is_none()) {
                    *until = Some(now);
                    enable = true;
                }
                (person.name.clone(), enable)
            };
            let change = AccountChange::Enabled(enable);
            let done = AccountStore::change(&self.store, name.clone(), change, self.doors.date()).await;
            let now = executor.now();
            ledger.log(now, "operator", &format!("{name} enabled: {enable}, {done:?}"));
            if !enable && done.is_ok() {
                ledger.record().people[place].disabled.push((now, None));
            }
        }
    }

    /// An operator who changes the configuration now and then, and has it read.
    pub(super) async fn reconfigure(self, mut chance: Chance, ask: mpsc::UnboundedSender<usize>) {
        let (executor, ledger) = (self.scene.executor.clone(), self.scene.ledger.clone());
        loop {
            executor
                .sleep(chance.duration(Duration::from_secs(1), self.scene.length / 2))
                .await;
            let plan = chance.below(self.scene.plans.len() as u64) as usize;
            ledger.log(executor.now(), "operator", &format!("reload: plan {plan}"));
            if ask.send(plan).is_err() {
                return;
            }
        }
    }

    /// The disk is full for a while.
    pub(super) async fn fill_up(self, disk: MadeUpDisk, mut chance: Chance) {
        let executor = self.scene.executor.clone();
        executor
            .sleep(chance.duration(Duration::ZERO, self.scene.length / 2))
            .await;
        self.scene.set_full(&disk, true);
        executor
            .sleep(chance.duration(Duration::from_secs(1), self.scene.length / 3))
            .await;
        self.scene.set_full(&disk, false);
    }
}
