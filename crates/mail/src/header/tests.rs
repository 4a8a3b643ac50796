use super::*;

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// The facts of a message, which must not depend on how it is cut.
fn scan(message: &[u8]) -> HeaderFacts {
    let in_pieces = |next: &mut dyn FnMut() -> usize| {
        let mut scanner = HeaderScanner::new();
        let mut rest = message;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(next().min(rest.len()));
            scanner.feed(piece);
            rest = behind;
        }
        scanner.finish()
    };
    let facts = in_pieces(&mut || message.len());
    let shown = message.escape_ascii();
    assert_eq!(in_pieces(&mut || 1), facts, "octet by octet: {shown}");
    let mut chance = Chance(message.len() as u64);
    for _ in 0..4 {
        assert_eq!(in_pieces(&mut || chance.below(7)), facts, "in pieces: {shown}");
    }
    facts
}

/// What is left of a message.
fn kept(message: &[u8], facts: &HeaderFacts) -> Vec<u8> {
    let mut left = Vec::new();
    let mut at = 0;
    for range in &facts.removed {
        left.extend_from_slice(&message[at..range.start as usize]);
        at = range.end as usize;
    }
    left.extend_from_slice(&message[at..]);
    left
}

fn told(from: &From) -> String {
    match from {
        From::Missing => "missing".to_owned(),
        From::Unreadable => "unreadable".to_owned(),
        From::Addresses(list) => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn where_the_header_ends() {
    // message, its header, has_header
    for (message, header, has_header) in [
        ("", "", false),
        ("\r\n", "", true),
        ("\r\nbody\r\n", "", true),
        ("A: b\r\n\r\nbody\r\n", "A: b\r\n", true),
        ("A: b\r\n c\r\n\td\r\n\r\nB: c\r\n", "A: b\r\n c\r\n\td\r\n", true),
        ("A: b\r\n \r\nB: c\r\n\r\n", "A: b\r\n \r\nB: c\r\n", true),
        ("A:\r\nB :c\r\n\r\n", "A:\r\nB :c\r\n", true),
        ("A: b\r\nbody\r\nC: d\r\n\r\n", "A: b\r\n", true),
        ("A: b\r\nB c: d\r\n\r\n", "A: b\r\n", true),
        ("A: b\r\n: d\r\n\r\n", "A: b\r\n", true),
        ("A: b\r\nB\0: d\r\n\r\n", "A: b\r\n", true),
        // A line that is no field, and is taken out all the same.
        (
            "A: b\r\nB\x01cc: d\r\nE: f\r\n\r\n",
            "A: b\r\nB\x01cc: d\r\nE: f\r\n",
            true,
        ),
        ("B cc: d\r\n e\r\nE: f\r\n\r\n", "B cc: d\r\n e\r\nE: f\r\n", true),
        ("A: b\r\nbody\r\nB\x01cc: d\r\n\r\n", "A: b\r\n", true),
        ("A: b\r\nB", "A: b\r\n", true),
        ("A: b\r\nB:", "A: b\r\nB:", true),
        ("A: b\r\nB: c", "A: b\r\nB: c", true),
        ("A: b\r\n", "A: b\r\n", true),
        ("A: b\r", "A: b\r", true),
        ("A: b\r\n\r", "A: b\r\n", true),
        ("A: b\n\nB: c\r\n\r\nd", "A: b\n\nB: c\r\n", true),
        ("A: b\r\rB: c\r\r\n\r\nd", "A: b\r\rB: c\r\r\n", true),
        ("A: b\r\n\r\r\nB: c\r\n\r\n", "A: b\r\n", true),
        ("A: b\r\n\nB: c\r\n\r\n", "A: b\r\n", true),
        ("body\r\n", "", false),
        ("body", "", false),
        (" A: b\r\n\r\n", "", false),
        (" \r\nA: b\r\n\r\n", "", false),
        ("\rA: b\r\n\r\n", "", false),
        (":\r\n", "", false),
        (
            "From bob@example.org Mon Nov 23 20:15:53 2026\r\nA: b\r\n\r\n",
            "",
            false,
        ),
        ("\u{feff}A: b\r\n\r\n", "", false),
    ] {
        let facts = scan(message.as_bytes());
        assert_eq!(facts.header_octets, header.len() as u64, "{message:?}");
        assert_eq!(facts.has_header, has_header, "{message:?}");
    }
}

#[test]
fn who_wrote_it() {
    let many = vec!["a@b.example"; 200].join(",");
    let too_many = vec!["a@b.example"; 400].join(",");
    let nested = format!("{}{} a@b.example", "(".repeat(2000), ")".repeat(2000));
    let list = vec!["a@b.example"; 200].join(" ");
    // What stands between `From:` and CR LF.
    for (value, expected) in [
        (" ana@example.org", "ana@example.org"),
        ("ana@example.org", "ana@example.org"),
        (" <ana@example.org>", "ana@example.org"),
        (" Ana <ana@example.org>", "ana@example.org"),
        (" \"Ana, of \\\"Oz\\\"\" <ana@example.org>", "ana@example.org"),
        (" John Q. Public <jqp@example.org>", "jqp@example.org"),
        (" =?utf-8?B?7JWI?= =?utf-8?q?a_b?= <ana@example.org>", "ana@example.org"),
        (
            " \u{c548}\u{b155} <\u{c548}@\u{d55c}\u{ad6d}.example>",
            "\u{c548}@\u{d55c}\u{ad6d}.example",
        ),
        ("\r\n ana\r\n\t<ana@example.org>", "ana@example.org"),
        (" ana@example.org (Ana (of \\) Oz))", "ana@example.org"),
        (" (c) ana (c) @ (c) example.org (c)", "ana@example.org"),
        (
            " Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
            "pete@silly.test",
        ),
        (" Ana < ana@example.org >", "ana@example.org"),
        (" \"ana\"@example.org", "ana@example.org"),
        (" \"a b\".c@example.org", "\"a b.c\"@example.org"),
        (" a@b.example, \"X\" <c@d.example>", "a@b.example c@d.example"),
        (" ,a@b.example,, c@d.example,", "a@b.example c@d.example"),
        (" Team: a@b.example, C <c@d.example>;", "a@b.example c@d.example"),
        (" Team:a@b.example;, e@f.example", "a@b.example e@f.example"),
        (" None:;, e@f.example", "e@f.example"),
        (" Ana <@one.example,@two.example:ana@example.org>", "ana@example.org"),
        (" ana@[192.0.2.1]", "ana@[192.0.2.1]"),
        (many.as_str(), list.as_str()),
        (nested.as_str(), "a@b.example"),
        ("", "unreadable"),
        (" ", "unreadable"),
        (" ,", "unreadable"),
        (" <>", "unreadable"),
        (" ana", "unreadable"),
        (" Ana <ana>", "unreadable"),
        (" None:;", "unreadable"),
        (" Team: a@b.example", "unreadable"),
        (" Team: Sub: a@b.example;;", "unreadable"),
        (" : a@b.example;", "unreadable"),
        (" a@b.example;", "unreadable"),
        (" a@b.example c@d.example", "unreadable"),
        (" a@b.example <c@d.example>", "unreadable"),
        (" <a@b.example> <c@d.example>", "unreadable"),
        (" <a@b.example> x", "unreadable"),
        (" <a@b.example", "unreadable"),
        (" a@b.example>", "unreadable"),
        (" <<a@b.example>>", "unreadable"),
        (" a b@c.example", "unreadable"),
        (" a . b@c.example", "unreadable"),
        (" a.(x)b@c.example", "unreadable"),
        (" a..b@c.example", "unreadable"),
        (" a.@c.example", "unreadable"),
        (" .a@c.example", "unreadable"),
        (" a@c.example.", "unreadable"),
        (" a@c . example", "unreadable"),
        (" a@c.example(x).org", "unreadable"),
        (" a@[192.0.2.1", "unreadable"),
        (" a@b@c.example", "unreadable"),
        (" a@my_pc.example", "unreadable"),
        (" \"a@b.example", "unreadable"),
        (" \"a\tb\"@c.example", "unreadable"),
        (" (a@b.example", "unreadable"),
        (" (a\\", "unreadable"),
        (" a@b.example )", "unreadable"),
        (" <@one.example:>", "unreadable"),
        (" <@one.example a@b.example>", "unreadable"),
        (" Kim, Minji <minji@example.org>", "unreadable"),
        (" a@b.example\n", "unreadable"),
        (" a@b.example\rc", "unreadable"),
        (" a@b.example\0", "unreadable"),
        (too_many.as_str(), "unreadable"),
    ] {
        for name in ["From:", "fROM:", "From :", "From \t :"] {
            let message = format!("A: b\r\n{name}{value}\r\n\r\nbody\r\n");
            assert_eq!(told(&scan(message.as_bytes()).from), expected, "{message:?}");
        }
    }
}

#[test]
fn authors_do_not_hide() {
    for (message, expected) in [
        ("A: b\r\n\r\nFrom: a@b.example\r\n", "missing"),
        ("Fromm: a@b.example\r\nX-From: a@b.example\r\n\r\n", "missing"),
        ("A: b\r\n From: a@b.example\r\n\r\n", "missing"),
        ("From: a@b.example", "a@b.example"),
        ("From: a@b.example\r\nSender: x\r\n\r\n", "a@b.example"),
        ("From: a@b.example\r\nFrom: a@b.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\nFROM : c@d.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\n \r\nFrom: c@d.example\r\n\r\n", "unreadable"),
        ("From:\r\nFrom: c@d.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\nFrom:\r\n\r\n", "unreadable"),
        (
            "From: a@b.example, \r\n\tc@d.example\r\n\r\n",
            "a@b.example c@d.example",
        ),
        // Behind a line that is no field.
        (
            "From: a@b.example\r\nno field\r\nFrom: c@d.example\r\n\r\n",
            "unreadable",
        ),
        (
            "A: b\r\nno field\r\n x\r\nC: d\r\nFrom : c@d.example\r\n\r\n",
            "unreadable",
        ),
        (
            "From: a@b.example\r\nno field\r\nfrom the sea: yes\r\n\r\n",
            "a@b.example",
        ),
        (
            "From: a@b.example\r\nno field\r\n\r\nFrom: c@d.example\r\n",
            "a@b.example",
        ),
        // Names that are none, but that somebody may forgive.
        ("From: a@b.example\r\nFrom\0: c@d.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\nFrom\x0b : c@d.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\n\u{a0}From: c@d.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\n\rFrom: c@d.example\r\n\r\n", "unreadable"),
        ("From: a@b.example\r\n\nFrom: c@d.example\r\n\r\n", "unreadable"),
        // Where there is no header, an empty line of ours makes all of it a body.
        (" From: a@b.example\r\n\r\n", "missing"),
        ("no field\r\nFrom: a@b.example\r\n\r\n", "missing"),
    ] {
        assert_eq!(told(&scan(message.as_bytes()).from), expected, "{message:?}");
    }
}

#[test]
fn what_is_not_sent() {
    for (message, expected) in [
        ("A: b\r\n\r\nBcc: c\r\n", "A: b\r\n\r\nBcc: c\r\n"),
        ("A: b\r\nBcc: c\r\nD: e\r\n\r\nf", "A: b\r\nD: e\r\n\r\nf"),
        ("Bcc: c\r\n\r\nf", "\r\nf"),
        ("Bcc: c", ""),
        ("Bcc: c\r", ""),
        ("Bcc:\r\n\r\n", "\r\n"),
        ("bCC \t: c,\r\n d,\r\n\te\r\n \r\nF: g\r\n\r\n", "F: g\r\n\r\n"),
        (
            "Bcc: a\r\nReturn-Path: <b>\r\nC: d\r\nReturn-path :<e>\r\n\r\n",
            "C: d\r\n\r\n",
        ),
        ("Bcc: a\nC: d\r\n\r\n", "\r\n"),
        (
            "Resent-Bcc: a\r\nBccc: b\r\nBc: c\r\nReturn-Paths: d\r\n\r\n",
            "Resent-Bcc: a\r\nBccc: b\r\nBc: c\r\nReturn-Paths: d\r\n\r\n",
        ),
        (
            "A: b\r\nno field\r\nBcc: c\r\n d\r\nE: f\r\n\r\nBcc: g\r\n",
            "A: b\r\nno field\r\nE: f\r\n\r\nBcc: g\r\n",
        ),
        ("Bcc: c\r\nno field\r\n", "no field\r\n"),
    ] {
        // Both are there, so that nothing is replaced.
        let front = "Date: x\r\nMessage-ID: <a@b>\r\n";
        let message = format!("{front}{message}");
        let facts = scan(message.as_bytes());
        let left = kept(message.as_bytes(), &facts);
        assert_eq!(
            left.escape_ascii().to_string(),
            format!("{front}{expected}").as_bytes().escape_ascii().to_string()
        );
        assert!(!facts.too_many_runs);
    }
}

#[test]
fn blind_copies_stay_blind_behind_a_first_line_that_is_no_field() {
    for (message, expected) in [
        (
            "From me@x Mon Nov 23\r\nBcc: c\r\nA: b\r\n\r\nBcc: d\r\n",
            "From me@x Mon Nov 23\r\nA: b\r\n\r\nBcc: d\r\n",
        ),
        ("\u{feff}A: b\r\nBcc: c\r\n\r\n", "\u{feff}A: b\r\n\r\n"),
        ("Hello\r\n\r\nBcc: c\r\n", "Hello\r\n\r\nBcc: c\r\n"),
    ] {
        let facts = scan(message.as_bytes());
        assert_eq!(kept(message.as_bytes(), &facts), expected.as_bytes(), "{message:?}");
        assert!(!facts.has_header && told(&facts.from) == "missing", "{message:?}");
    }
}

#[test]
fn what_is_replaced() {
    // message, has_date, message_id, what is left
    for (message, has_date, id, left) in [
        ("A: b\r\n\r\n", false, None, "A: b\r\n\r\n"),
        (
            "date: Mon\r\nMESSAGE-ID: <a@b>\r\n\r\n",
            true,
            Some("<a@b>"),
            "date: Mon\r\nMESSAGE-ID: <a@b>\r\n\r\n",
        ),
        ("Date :\r\n Mon\r\n\r\n", true, None, "Date :\r\n Mon\r\n\r\n"),
        ("Date:\r\nA: b\r\n\r\n", false, None, "A: b\r\n\r\n"),
        ("Date: \r\n\t\r\nBcc: x\r\nA: b\r\n\r\n", false, None, "A: b\r\n\r\n"),
        ("Date:\r\nDate: Mon\r\n\r\n", true, None, "Date:\r\nDate: Mon\r\n\r\n"),
        (
            "A: b\r\nMessage-ID: none\r\nC: d\r\n\r\n",
            false,
            None,
            "A: b\r\nC: d\r\n\r\n",
        ),
        (
            "Message-ID:\r\nBcc: x\r\nDate:\r\nC: d\r\n\r\n",
            false,
            None,
            "C: d\r\n\r\n",
        ),
        (
            "Message-ID: x\r\nMessage-ID: <a@b>\r\n\r\n",
            false,
            Some("<a@b>"),
            "Message-ID: x\r\nMessage-ID: <a@b>\r\n\r\n",
        ),
        (
            "Message-ID: <a@b>\r\nMessage-ID: <c@d>\r\n\r\n",
            false,
            Some("<a@b>"),
            "Message-ID: <a@b>\r\nMessage-ID: <c@d>\r\n\r\n",
        ),
        ("\r\nDate: Mon\r\n", false, None, "\r\nDate: Mon\r\n"),
    ] {
        let facts = scan(message.as_bytes());
        assert_eq!(
            (facts.has_date, facts.message_id.as_deref()),
            (has_date, id),
            "{message:?}"
        );
        assert_eq!(kept(message.as_bytes(), &facts), left.as_bytes(), "{message:?}");
    }
}

#[test]
fn message_ids() {
    let long = format!("<{}@b>", "a".repeat(4000));
    let too_long = format!("<{}@b>", "a".repeat(5000));
    for (value, expected) in [
        ("<a@b>", Some("<a@b>")),
        ("<a.b.c@mail.example.org>", Some("<a.b.c@mail.example.org>")),
        ("<a@[192.0.2.1]>", Some("<a@[192.0.2.1]>")),
        ("<\"quoted\"@b,c;(d)>", Some("<\"quoted\"@b,c;(d)>")),
        ("<a@b@c>", Some("<a@b@c>")),
        ("<\u{c548}@\u{d55c}\u{ad6d}>", Some("<\u{c548}@\u{d55c}\u{ad6d}>")),
        ("\r\n <a@b>\r\n ", Some("<a@b>")),
        ("<a@b> (added by (somebody))", Some("<a@b>")),
        (long.as_str(), Some(long.as_str())),
        ("", None),
        ("a@b", None),
        ("<>", None),
        ("<a>", None),
        ("<@b>", None),
        ("<a@>", None),
        ("<a@b", None),
        ("<a b@c>", None),
        ("<a\r\n b@c>", None),
        ("<<a@b>>", None),
        ("<a@b> <c@d>", None),
        ("<a@b> c", None),
        ("<a@b> (c", None),
        ("<a\0@b>", None),
        ("<a\u{3000}b@c>", None),
        (too_long.as_str(), None),
    ] {
        let message = format!("Message-ID: {value}\r\n\r\n");
        assert_eq!(scan(message.as_bytes()).message_id.as_deref(), expected, "{message:?}");
    }
    assert_eq!(scan(b"Message-ID: <a\xff@b>\r\n\r\n").message_id, None);
}

#[test]
fn octets_outside_ascii() {
    for (message, header, body) in [
        (&b"A: b\r\n\r\nc\r\n"[..], false, false),
        (&b"A: \xec\x95\x88\r\n\r\nc\r\n"[..], true, false),
        (&b"A: b\r\n \xff\r\n\r\nc\r\n"[..], true, false),
        (&b"A: b\r\n\r\n\xff"[..], false, true),
        (&b"A: \xff\r\n\r\n\xff"[..], true, true),
        (&b"\xff: b\r\n\r\n"[..], false, true),
        (&b"A: b\r\n\xffB: b\r\n\r\n"[..], false, true),
        (&b"A: b\r\nno field \xff\r\n\r\n"[..], false, true),
        (&b"A: b\r\nno field\r\nB: \xff\r\n\r\n"[..], false, true),
        (&b"A: b\r\xff\r\n\r\n"[..], true, false),
        (&b"\r\n\r\xff"[..], false, true),
    ] {
        let facts = scan(message);
        assert_eq!(
            (facts.eight_bit_header, facts.eight_bit_body),
            (header, body),
            "{}",
            message.escape_ascii()
        );
    }
}

#[test]
fn received_fields_are_counted() {
    let message = "Received: a\r\nRECEIVED :b\r\n c\r\nReceived-SPF: d\r\n\r\nReceived: e\r\n";
    assert_eq!(scan(message.as_bytes()).received_count, 2);
}

#[test]
fn what_is_remembered_is_bounded() {
    for (count, too_many) in [(64, false), (65, true), (200, true)] {
        let facts = scan(format!("{}\r\n", "Bcc: a\r\nC: d\r\n".repeat(count)).as_bytes());
        assert_eq!((facts.too_many_runs, facts.removed.len()), (too_many, count.min(64)));
    }
    let facts = scan(format!("{}\r\n", "Bcc: a\r\n".repeat(200)).as_bytes());
    assert_eq!(
        (facts.too_many_runs, facts.removed),
        (false, vec![Range { start: 0, end: 1600 }])
    );

    let mut scanner = HeaderScanner::new();
    scanner.feed(b"From: ");
    for _ in 0..1000 {
        scanner.feed(&[b'x'; 1000]);
    }
    assert!(scanner.value.capacity() <= 2 * VALUE_OCTETS_MAX);
    assert_eq!(scanner.finish().from, From::Unreadable);
    let long_name = format!("From{}: a@b.example\r\n\r\n", "x".repeat(100_000));
    assert_eq!(scan(long_name.as_bytes()).from, From::Missing);
}

/// Whatever comes, the facts do not depend on how it is cut, and make sense.
#[test]
fn random_messages() {
    let pieces = b"From|from|Bcc|Return-Path|Date|Message-ID|Received|X|:|: | |\t|\r\n|\r\n|\r\n|\r\n |\r\n\r\n|\r|\n|\
        a@b.example|<|>|(|)|\"|\\|,|;|.|\xec\x95\x88|\xff|\0";
    let pieces: Vec<&[u8]> = pieces.split(|octet| *octet == b'|').collect();
    let mut chance = Chance(7);
    for _ in 0..10_000 {
        let count = chance.below(30);
        let message: Vec<u8> = (0..count)
            .flat_map(|_| pieces[chance.below(pieces.len())])
            .copied()
            .collect();
        let facts = scan(&message);
        let end = message.len() as u64;
        assert!(facts.header_octets <= end);
        assert!(facts.removed.windows(2).all(|pair| pair[0].end < pair[1].start));
        for range in &facts.removed {
            assert!(range.start < range.end && range.end <= message.len() as u64);
            assert!(range.start == 0 || message[..range.start as usize].ends_with(b"\r\n"));
            assert!(range.end == end || message[..range.end as usize].ends_with(b"\r\n"));
        }
        // What is left has nothing more that should go.
        let left = scan(&kept(&message, &facts));
        assert!(left.removed.is_empty(), "{}", message.escape_ascii());
    }
}
