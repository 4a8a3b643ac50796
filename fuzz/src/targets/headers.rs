//! Headers: what is learned of a message does not depend on how it was cut, and whoever gets the message that we send on
//! reads in it what we have read.

use crate::cut::ways;
use mail::{Added, Arrival, HeaderFacts, HeaderScanner, Range, Timestamp, fix_up, trace};
use std::net::IpAddr;

/// Takes the octets for a message.
pub fn run(octets: &[u8]) {
    let facts = scan(&[octets]);
    for pieces in ways(octets) {
        assert_eq!(scan(&pieces), facts, "{}", octets.escape_ascii());
    }
    check_ranges(octets, &facts);
    if !facts.too_many_runs {
        check_submitted(octets, &facts);
        check_relayed(octets, &facts);
    }
}

fn scan(pieces: &[&[u8]]) -> HeaderFacts {
    let mut scanner = HeaderScanner::new();
    let mut fed = 0;
    for piece in pieces {
        scanner.feed(piece);
        fed += piece.len() as u64;
        assert!(scanner.header_octets() <= fed);
    }
    scanner.finish()
}

fn check_ranges(octets: &[u8], facts: &HeaderFacts) {
    let end = octets.len() as u64;
    assert!(facts.header_octets <= end);
    assert!(facts.removed.len() <= 64, "bounded");
    assert!(
        facts.removed.windows(2).all(|pair| pair[0].end < pair[1].start),
        "in order, and apart"
    );
    for &Range { start, end: behind } in &facts.removed {
        assert!(start < behind && behind <= end);
        assert!(start == 0 || octets[..start as usize].ends_with(b"\r\n"), "whole lines");
        assert!(
            behind == end || octets[..behind as usize].ends_with(b"\r\n"),
            "whole lines"
        );
    }
}

/// What a submission server sends on: nothing is lacking, nothing is left to be taken out, and From says what it said when
/// it was judged.
fn check_submitted(octets: &[u8], facts: &HeaderFacts) {
    let left = without(octets, &facts.removed);
    assert!(scan(&[&left]).removed.is_empty(), "{}", octets.escape_ascii());
    let Added(lines) = fix_up(facts, &arrival(&name(octets)), "0123");
    check_lines(&lines);
    let again = scan(&[lines.as_bytes(), &left]);
    let shown = octets.escape_ascii();
    assert!(again.has_header && again.has_date, "{shown}");
    assert!(again.message_id.is_some(), "{shown}");
    assert!(
        facts.message_id.is_none() || again.message_id == facts.message_id,
        "{shown}"
    );
    assert_eq!(again.from, facts.from, "{shown}");
    assert_eq!(again.received_count, facts.received_count + 1, "{shown}");
    assert!(again.removed.is_empty(), "{shown}");
}

/// What a relay sends on: the message as it is, behind one line more.
fn check_relayed(octets: &[u8], facts: &HeaderFacts) {
    let Added(lines) = trace(facts, &arrival(&name(octets)));
    check_lines(&lines);
    let again = scan(&[lines.as_bytes(), octets]);
    let shown = octets.escape_ascii();
    assert_eq!(again.from, facts.from, "{shown}");
    assert_eq!(again.received_count, facts.received_count + 1, "{shown}");
    assert_eq!(again.message_id, facts.message_id, "{shown}");
    assert_eq!(again.has_date, facts.has_date, "{shown}");
    if facts.has_header {
        let further = lines.len() as u64;
        let expected: Vec<Range> = facts.removed.iter().map(|range| moved(range, further)).collect();
        assert_eq!(again.removed, expected, "{shown}");
        assert_eq!(again.header_octets, facts.header_octets + further, "{shown}");
        assert_eq!(again.eight_bit_header, facts.eight_bit_header, "{shown}");
    }
}

/// Header lines of ours: ASCII, whole, not too long (RFC 5322 §2.1.1), and no more of them than we know of.
fn check_lines(lines: &str) {
    assert!(lines.ends_with("\r\n") && lines.is_ascii(), "{lines:?}");
    for line in lines.split_terminator("\r\n") {
        assert!(
            line.len() <= 998 && !line.chars().any(|c| c.is_control() && c != '\t'),
            "{line:?}"
        );
        let known = ["Received: ", "\t", "Date: ", "Message-ID: "];
        assert!(
            line.is_empty() || known.iter().any(|start| line.starts_with(start)),
            "{line:?}"
        );
    }
}

/// What the client calls itself, in the worst case: the head of the message.
fn name(octets: &[u8]) -> String {
    String::from_utf8_lossy(&octets[..octets.len().min(300)]).into_owned()
}

fn arrival(ehlo: &str) -> Arrival<'_> {
    Arrival {
        hostname: "mail.example.com",
        ehlo,
        client: Some(IpAddr::from([192, 0, 2, 1])),
        tls: Some(("TLS1.3", "TLS_AES_128_GCM_SHA256")),
        authenticated: true,
        esmtp: true,
        smtputf8: false,
        id: "0123456789abcdefghjkmnpqrs",
        recipient: None,
        at: Timestamp::from_micros(1_795_464_953_123_456),
    }
}

fn without(octets: &[u8], removed: &[Range]) -> Vec<u8> {
    let mut left = Vec::new();
    let mut at = 0;
    for range in removed {
        left.extend_from_slice(&octets[at..range.start as usize]);
        at = range.end as usize;
    }
    left.extend_from_slice(&octets[at..]);
    left
}

fn moved(range: &Range, octets: u64) -> Range {
    Range {
        start: range.start + octets,
        end: range.end + octets,
    }
}
