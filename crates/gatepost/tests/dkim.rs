//! Our DKIM signatures against a verifier of others: dkimpy, as Debian's `python3-dkim`.

mod support;

use gatepost::outbound::dkim::{BodyHasher, DkimKey};
use mail::Timestamp;
use std::path::Path;
use std::process::Command;
use support::{Random, can_run, find_tool, missing, run};

/// Debian's own, which finds what its packages install.
const PYTHON: &str = "/usr/bin/python3";

/// Verifies the message on standard input with the record in the first argument. Says `yes` or `no`.
const VERIFY: &str = "\
import dkim, sys
record = sys.argv[1].encode()
print('yes' if dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: record) else 'no')
";

fn obstacle() -> Option<String> {
    let tools = missing(&["openssl"]);
    let python = || (!Path::new(PYTHON).exists()).then(|| "install python3 (scripts/install-test-tools.sh)".to_owned());
    tools.or_else(python).or_else(|| {
        let found = run(Command::new(PYTHON).args(["-c", "import dkim, nacl"]), b"");
        (found.code != Some(0)).then(|| "install python3-dkim (scripts/install-test-tools.sh)".to_owned())
    })
}

fn key(arguments: &[&str]) -> DkimKey {
    let mut openssl = Command::new(find_tool("openssl").expect("it was looked for"));
    let made = run(openssl.arg("genpkey").args(arguments), b"").succeeded();
    DkimKey::from_pem("example.com", "mail", &made.stdout).expect("a key")
}

fn verified(record: &str, message: &[u8]) -> bool {
    let answer = run(Command::new(PYTHON).args(["-c", VERIFY, record]), message).succeeded();
    match answer.stdout.as_slice() {
        b"yes\n" => true,
        b"no\n" => false,
        _ => panic!("{answer}"),
    }
}

#[test]
fn dkimpy_verifies_what_we_sign() {
    if !can_run(obstacle()) {
        return;
    }
    let keys = [
        key(&["-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        key(&["-quiet", "-algorithm", "ED25519"]),
    ];
    let mut random = Random::new(7);
    let long = random.text(50_000, 900);
    let messages: Vec<(&[u8], &[u8])> = vec![
        (b"From: a@example.com\r\n", b""),
        (b"From: a@example.com\r\n", b"\r\n\r\n"),
        (
            b"From: a@example.com\r\nSubject:  lunch \t at\r\n  one\r\n",
            b"Hello!\r\n  \r\n\r\n",
        ),
        (
            "From: \u{c548} <a@example.com>\r\nTo: b@example.org,\r\n c@example.org\r\nto: d@example.org\r\nX: y\r\n"
                .as_bytes(),
            "\u{c548}\u{b155}  x \r\n. dots\r\n\tend \t\r\n".as_bytes(),
        ),
        (
            b"Received: from x\r\nReceived: from y\r\nFROM: a@example.com\r\nDate: Mon, 24 Nov 2025 16:00:00 +0000\r\n\
              Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\n",
            b"a\r\n\r\n\r\nb",
        ),
        (b"From: a@example.com\r\nSubject: long\r\n", &long),
    ];
    let now = Timestamp::from_micros(1_764_000_000_000_000);
    for key in &keys {
        for (header, body) in &messages {
            let mut hasher = BodyHasher::default();
            body.chunks(7).for_each(|piece| hasher.feed(piece));
            let field = key.sign(header, &hasher.finish(), now).expect("a signature");
            let whole = |header: &[u8], body: &[u8]| [field.as_bytes(), header, b"\r\n", body].concat();
            let shown = String::from_utf8_lossy(header);
            assert!(verified(&key.record(), &whole(header, body)), "{shown}: {field}");
            assert!(
                !verified(&key.record(), &whole(header, &[body, &b"more\r\n"[..]].concat())),
                "{shown}"
            );
            // A field that readers look at cannot be added.
            let added = [b"Subject: other\r\n", *header].concat();
            assert!(!verified(&key.record(), &whole(&added, body)), "{shown}");
        }
    }
}
