//! Whose turn it is: nobody waits because somebody else has much to send, and no destination takes all the workers.

use crate::QueueId;
use mail::Timestamp;
use std::collections::BTreeMap;

/// What is due of one message at one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The message.
    pub id: QueueId,
    /// Who sent it.
    pub account: String,
    /// Where it goes: a domain, or a route that many share.
    pub destination: String,
    /// The higher the sooner, whoever it is.
    pub priority: i32,
    /// Since when.
    pub due: Timestamp,
}

/// What is under way already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Busy {
    /// By account.
    pub accounts: BTreeMap<String, usize>,
    /// By destination.
    pub destinations: BTreeMap<String, usize>,
}

/// Which of `candidates` come next, by their places, at most `count`, and of each destination no more than are under way and
/// may be beside that: `destination_max`.
///
/// Within a priority the accounts take turns, those first that have least under way; and of one account the destinations do.
/// Behind that the one that has been due for longest comes first.
pub fn pick(candidates: &[Candidate], busy: &Busy, destination_max: usize, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|place| {
        let one = &candidates[*place];
        (one.due, one.id)
    });
    // How many of the same account, and of it to the same destination, come before.
    let mut of_account: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let rounds: BTreeMap<usize, usize> = order
        .iter()
        .map(|place| {
            let one = &candidates[*place];
            let turns = of_account
                .entry(&one.account)
                .or_default()
                .entry(&one.destination)
                .or_default();
            *turns += 1;
            (*place, *turns)
        })
        .collect();
    // Within an account: the first of each destination, then the second of each.
    order.sort_by_key(|place| {
        let one = &candidates[*place];
        (-i64::from(one.priority), rounds[place], one.due, one.id)
    });
    // Between accounts: the first of each, then the second of each.
    let mut taken: BTreeMap<(i32, &str), usize> = BTreeMap::new();
    let turns: BTreeMap<usize, usize> = order
        .iter()
        .map(|place| {
            let one = &candidates[*place];
            let under_way = busy.accounts.get(&one.account).copied().unwrap_or(0);
            let turn = taken.entry((one.priority, &one.account)).or_insert(under_way);
            *turn += 1;
            (*place, *turn)
        })
        .collect();
    order.sort_by_key(|place| {
        let one = &candidates[*place];
        (-i64::from(one.priority), turns[place], rounds[place], one.due, one.id)
    });

    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let has_room = |place: &usize| {
        let destination = candidates[*place].destination.as_str();
        let under_way = || busy.destinations.get(destination).copied().unwrap_or(0);
        let used = at.entry(destination).or_insert_with(under_way);
        let has_room = *used < destination_max;
        *used += usize::from(has_room);
        has_room
    };
    order.into_iter().filter(has_room).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Candidates in words: `account>destination`, with `!` in front for a higher priority. Those further behind are due later.
    fn candidates(words: &str) -> Vec<Candidate> {
        let one = |(n, word): (u128, &str)| {
            let (priority, word) = word.strip_prefix('!').map_or((0, word), |word| (1, word));
            let (account, destination) = word.split_once('>').expect("account>destination");
            Candidate {
                id: QueueId::from_octets(n.to_be_bytes()),
                account: account.to_owned(),
                destination: destination.to_owned(),
                priority,
                due: Timestamp::from_micros(n as i64),
            }
        };
        (0..).zip(words.split_whitespace()).map(one).collect()
    }

    fn check(words: &str, busy: &[(&str, usize)], destination_max: usize, count: usize, expected: &str) {
        let mut all = Busy::default();
        for (name, under_way) in busy {
            match name.strip_prefix('>') {
                Some(destination) => all.destinations.insert(destination.to_owned(), *under_way),
                None => all.accounts.insert((*name).to_owned(), *under_way),
            };
        }
        let candidates = candidates(words);
        let picked = pick(&candidates, &all, destination_max, count);
        let shown: Vec<String> = picked
            .iter()
            .map(|place| format!("{}>{}", candidates[*place].account, candidates[*place].destination))
            .collect();
        assert_eq!(shown.join(" "), expected, "{words}, {busy:?}");
    }

    #[test]
    fn whose_turn_it_is() {
        let all = usize::MAX;
        check("", &[], all, all, "");
        check("a>x b>x", &[], all, all, "a>x b>x");
        // Whoever has much waits for whoever has little.
        check("a>x a>x a>x b>x", &[], all, 2, "a>x b>x");
        check("a>x a>x a>x b>x c>x", &[], all, all, "a>x b>x c>x a>x a>x");
        // What is under way counts.
        check("a>x b>x", &[("a", 3)], all, all, "b>x a>x");
        check("a>x a>x b>x b>x", &[("b", 1)], all, all, "a>x b>x a>x b>x");
        // Of one account the destinations take turns.
        check("a>x a>x a>x a>y", &[], all, all, "a>x a>y a>x a>x");
        check("a>x a>x a>y b>x", &[], all, 3, "a>x b>x a>y");
        // A destination takes so many; the others go past it.
        check("a>x a>x a>x a>y", &[], 2, all, "a>x a>y a>x");
        check("a>x b>x c>y", &[(">x", 2)], 2, all, "c>y");
        check("a>x b>x c>y", &[(">x", 1)], 2, all, "a>x c>y");
        check("a>x b>y", &[], 0, all, "");
        // Priority goes before all turns, and not before the destination's room.
        check("a>x a>x !b>x !b>x", &[], all, all, "b>x b>x a>x a>x");
        check("a>x a>y !b>x !b>x", &[], 1, all, "b>x a>y");
    }

    #[test]
    fn nobody_is_left_out_for_ever() {
        // A thousand of one account are due since long, and one of another comes last.
        let many = "a>x ".repeat(1_000) + "b>y";
        let candidates = candidates(&many);
        let picked = pick(&candidates, &Busy::default(), 10, 20);
        assert_eq!(picked.len(), 11, "ten to x, and the one to y");
        assert!(picked[..2].contains(&1_000));
    }
}
