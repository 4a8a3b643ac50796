//! What the embedded store promises, on a disk that keeps only what was synced: what it accepted is there after a loss of
//! power, once and whole, and what met a failing disk was not accepted. And that these tests could tell if it were not so.

mod backup;
mod faults;
mod full;
mod life;

use futures_util::future::join_all;
use life::{Life, Told, accept, fresh_disk, is_dark, remove};
use mail::Timestamp;
use queue::QueueId;
use sim::chance::Chance;
use sim::disk::MadeUpDisk;
use sim::doors::Doors;
use sim::executor::{Executor, WORLD};
use std::sync::Arc;
use std::time::Duration;
use store::conformance::octets;

/// So many lives on one disk, each ended by a loss of power at some call. Says how many messages were accepted.
fn lose_power_again_and_again(seed: u64, rounds: u64, sync_is_noop: bool) -> Result<usize, String> {
    let mut chance = Chance::new(seed);
    let disk = fresh_disk(chance.number());
    disk.sync_is_noop(sync_is_noop);
    let mut told = Told::default();
    for round in 0..rounds {
        told = one_life(&disk, told, &mut chance).map_err(|what| format!("round {round}: {what}"))?;
    }
    let executor = Executor::new(chance.fork());
    let life = Life::begin(&disk, doors(&executor, &mut chance)).map_err(|error| error.to_string())?;
    let store = life.store.clone();
    let checked = executor.run(async move {
        let checked = told.check(&store, &disk).await;
        checked.map(|()| told.kept.len())
    });
    life.kill();
    checked.map_err(|stuck| stuck.to_string())?
}

fn doors(executor: &Executor, chance: &mut Chance) -> Arc<Doors> {
    let born = Timestamp::from_micros(1_795_435_200_000_000);
    Arc::new(Doors::new(executor.clone(), WORLD, born, chance.fork()))
}

/// Checks what is there, then accepts and removes a number of messages at once, until the power goes.
fn one_life(disk: &MadeUpDisk, mut told: Told, chance: &mut Chance) -> Result<Told, String> {
    let call = chance.magnitude(1, 400);
    let while_opening = chance.one_in(4);
    if while_opening {
        disk.cut_power_at_call(call.min(60));
    }
    let executor = Executor::new(chance.fork());
    let life = match Life::begin(disk, doors(&executor, chance)) {
        Ok(life) if !is_dark(disk) => life,
        opened => {
            let dark = is_dark(disk);
            if let Ok(life) = opened {
                life.kill();
            } else if !dark {
                return Err("the store does not open".to_owned());
            }
            disk.power_loss(chance.number());
            return Ok(told);
        }
    };
    let (store, same_disk) = (life.store.clone(), disk.clone());
    let (clock, mut draws) = (executor.clone(), chance.fork());
    let told = executor.run(async move {
        told.check(&store, &same_disk).await?;
        if !while_opening {
            same_disk.cut_power_at_call(call);
        }
        let removable: Vec<QueueId> = told
            .kept
            .keys()
            .filter(|id| !told.removed.contains(*id))
            .copied()
            .collect();
        let mut accepts = Vec::new();
        for _ in 0..draws.between(3, 25) {
            let size = if draws.one_in(10) {
                0
            } else {
                draws.magnitude(1, 30_000)
            };
            let (id, body) = (told.id(), octets(size as usize, draws.below(256) as u8));
            let wait = clock.sleep(draws.duration(Duration::ZERO, Duration::from_millis(150)));
            let store = store.clone();
            accepts.push(async move {
                wait.await;
                let result = accept(&store, id, &body).await;
                (id, body, result)
            });
        }
        let mut removals = Vec::new();
        for _ in 0..draws.below(4) {
            if removable.is_empty() {
                break;
            }
            let id = *draws.pick(&removable);
            let wait = clock.sleep(draws.duration(Duration::ZERO, Duration::from_millis(150)));
            let store = store.clone();
            removals.push(async move {
                wait.await;
                (id, remove(&store, id).await)
            });
        }
        let (accepted, removed) = futures_util::future::join(join_all(accepts), join_all(removals)).await;
        for (id, body, result) in accepted {
            told.accepted(id, body, &result);
        }
        for (id, result) in removed {
            told.changed(id, &result);
        }
        Ok::<_, String>(told)
    });
    let told = told.map_err(|stuck| stuck.to_string())??;
    life.lose_power(disk, chance.number());
    Ok(told)
}

#[test]
fn what_was_accepted_survives_a_loss_of_power() {
    let mut accepted = 0;
    for seed in 0..4 {
        accepted += lose_power_again_and_again(seed, 30, false).unwrap_or_else(|what| panic!("seed {seed}, {what}"));
    }
    // Otherwise nothing was shown.
    assert!(accepted > 100, "{accepted} messages accepted");
}

#[test]
fn without_syncs_the_test_above_fails() {
    let found = (0..30)
        .filter(|seed| lose_power_again_and_again(*seed, 3, true).is_err())
        .count();
    assert!(found >= 15, "a loss was noticed in {found} of 30 runs");
}
