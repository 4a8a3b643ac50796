//! The promise, shown on the real process: it is killed under load, again and again, and every message that it
//! acknowledged is there once, whole.
//!
//! What a loss of power adds to that is shown on the made-up disk, in `sim`.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use support::{ALICE, Client, Door, Listed, PASSWORD, Random, Server, Site, TIMEOUT, Tls, assert_same, chunk, stuffed};

#[test]
fn what_was_acknowledged_survives_the_kill() {
    let mut random = Random::fresh();
    let site = Site::with_alice("kill");
    let mut attempts = Vec::new();
    for round in 0..ROUNDS {
        let server = Server::start(&site);
        attempts.extend(one_round(server, round, &mut random));
    }

    let _server = Server::start(&site);
    let listed = site.queue(&[]);
    let acknowledged = check_list(&attempts, &listed);
    check_bodies(&site, &attempts, &listed);
    println!(
        "{ROUNDS} kills: {} messages begun, {acknowledged} acknowledged, {} in the queue",
        attempts.len(),
        listed.len()
    );
    // Else all of this would be a proof of nothing.
    assert!(acknowledged >= ROUNDS, "only {acknowledged} messages were acknowledged");
    assert!(attempts.len() > acknowledged, "no kill met a message on its way");
}

/// One message that a client began to submit.
struct Attempt {
    /// No other attempt has it: by this it is known again in the queue.
    recipient: String,
    body: Vec<u8>,
    /// The queue id, if the client heard the 250.
    acknowledged: Option<String>,
}

/// What clients tell while they are at it: the moments between which the kill falls.
enum Event {
    /// Something was sent: a command, a piece of a message, the end of a message.
    Sent,
    /// A 250 was read.
    Acknowledged,
}

/// Lets clients submit as fast as they can, and kills the server at a random moment.
fn one_round(server: Server, round: usize, random: &mut Random) -> Vec<Attempt> {
    let (tell, events) = channel();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let door = server.door(Tls::ALL[client % Tls::ALL.len()]).clone();
            let (tell, random) = (tell.clone(), Random::new(random.draw()));
            thread::spawn(move || submit_until_the_end(&door, &format!("r{round}-c{client}"), random, &tell))
        })
        .collect();
    drop(tell);

    let acknowledgements = 1 + random.below(ACKNOWLEDGEMENTS_MAX);
    let further = random.below(FURTHER_EVENTS_MAX);
    let mut heard = 0;
    while heard < acknowledgements {
        heard += usize::from(matches!(next(&events), Event::Acknowledged));
    }
    for _ in 0..further {
        next(&events);
    }
    server.kill();

    clients
        .into_iter()
        .flat_map(|client| client.join().expect("a client only ends by the kill"))
        .collect()
}

fn next(events: &Receiver<Event>) -> Event {
    events
        .recv_timeout(TIMEOUT)
        .expect("the clients get on until the server is killed")
}

/// Submits messages over one connection until it breaks. All that was begun is returned.
fn submit_until_the_end(door: &Door, name: &str, mut random: Random, events: &Sender<Event>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    // The connection breaks by the kill, at any place; whatever the server says before it must be right.
    let broken = submit_all(door, name, &mut random, events, &mut attempts).expect_err("it goes on until it breaks");
    let hung = matches!(broken.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
    assert!(!hung, "the server did not answer: {broken}");
    attempts
}

fn submit_all(
    door: &Door,
    name: &str,
    random: &mut Random,
    events: &Sender<Event>,
    attempts: &mut Vec<Attempt>,
) -> io::Result<std::convert::Infallible> {
    let mut client = door.connect()?;
    let reply = client.log_in(ALICE, PASSWORD)?;
    assert!(reply.is("235 2.7.0"), "{reply} to the login");
    loop {
        let recipient = format!("{name}-m{}@kill.example", attempts.len());
        let octets = size(random);
        let body = random.text(octets, LINE_OCTETS_MAX);
        attempts.push(Attempt {
            recipient,
            body,
            acknowledged: None,
        });
        let attempt = attempts.last_mut().expect("it was just pushed");
        submit(&mut client, attempt, random, events)?;
    }
}

fn submit(client: &mut Client, attempt: &mut Attempt, random: &mut Random, events: &Sender<Event>) -> io::Result<()> {
    // Nobody listens any more once the kill is under way.
    let tell = |event| drop(events.send(event));
    client.envelope(ALICE, &[attempt.recipient.as_str()])?;
    tell(Event::Sent);
    // Text that does not end with a line end can only go by BDAT.
    let octets = if attempt.body.ends_with(b"\r\n") && random.below(4) > 0 {
        client.expect("DATA", "354")?;
        stuffed(&attempt.body)
    } else {
        chunk(&attempt.body)
    };
    for piece in octets.chunks(PIECE_OCTETS) {
        client.send(piece)?;
        tell(Event::Sent);
    }
    let reply = client.reply()?;
    let id = reply.queue_id().unwrap_or_else(|| panic!("{reply} to a message"));
    attempt.acknowledged = Some(id.to_owned());
    tell(Event::Acknowledged);
    Ok(())
}

/// Any size, small ones as often as large ones: each number of binary digits is as likely as the next.
fn size(random: &mut Random) -> usize {
    let digits = random.below(SIZE_DIGITS_MAX);
    let octets = (1 << digits) + random.below(1 << digits);
    octets.min(SIZE_MAX)
}

/// Each acknowledged message is in the list, once, for its recipient and with its size; nothing is there that nobody sent.
/// Returns how many were acknowledged.
fn check_list(attempts: &[Attempt], listed: &[Listed]) -> usize {
    let ids: BTreeSet<&str> = listed.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids.len(), listed.len(), "a queue id is listed twice");
    let mut by_recipient = BTreeMap::new();
    for message in listed {
        let [recipient] = message.to()[..] else {
            panic!("{message:?} has not one recipient")
        };
        let twice = by_recipient.insert(recipient.to_owned(), message);
        assert!(twice.is_none(), "{message:?} and {twice:?} are the same message");
    }
    let mut acknowledged = 0;
    for attempt in attempts {
        let found = by_recipient.remove(&attempt.recipient);
        if let Some(id) = &attempt.acknowledged {
            acknowledged += 1;
            let found = found.unwrap_or_else(|| panic!("message {id} for {} is lost", attempt.recipient));
            assert_eq!(&found.id, id, "the queue id of the message for {}", attempt.recipient);
        }
        // One that was stored when the kill kept its 250 from the client has to be whole, too.
        if let Some(found) = found {
            assert_eq!(
                found.size,
                attempt.body.len() as u64,
                "the size of message {}",
                found.id
            );
            assert_eq!(
                (found.sender.as_str(), found.account.as_str()),
                (ALICE, ALICE),
                "of message {}",
                found.id
            );
        }
    }
    assert!(by_recipient.is_empty(), "nobody sent {by_recipient:?}");
    acknowledged
}

/// Each message in the list has the octets that were sent.
fn check_bodies(site: &Site, attempts: &[Attempt], listed: &[Listed]) {
    let sent: BTreeMap<&str, &[u8]> = attempts
        .iter()
        .map(|attempt| (attempt.recipient.as_str(), attempt.body.as_slice()))
        .collect();
    let share = listed.len().div_ceil(EXPORTS_AT_ONCE).max(1);
    thread::scope(|scope| {
        for messages in listed.chunks(share) {
            let sent = &sent;
            scope.spawn(move || {
                for message in messages {
                    let body = sent.get(message.to()[0]).expect("the list was checked");
                    assert_same(&format!("message {}", message.id), &site.export(&message.id), body);
                }
            });
        }
    });
}

const ROUNDS: usize = 30;
const CLIENTS: usize = 4;
/// The kill comes behind one of the first acknowledgements of its round: 30 rounds take well under a minute.
const ACKNOWLEDGEMENTS_MAX: usize = 16;
/// And then behind a few further steps of the clients, so that it falls into commands, messages and waiting for the 250.
const FURTHER_EVENTS_MAX: usize = 24;
/// Larger than what lies in the database, so that messages go to files as well.
const SIZE_MAX: usize = 300 * 1024;
/// 2^18 + 2^18 is more than the largest size.
const SIZE_DIGITS_MAX: usize = 19;
const LINE_OCTETS_MAX: usize = 5_000;
const PIECE_OCTETS: usize = 16 * 1024;
const EXPORTS_AT_ONCE: usize = 4;
