//! What a session costs without socket, TLS and disk: all octets in, all replies out, each question answered at once.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use smtp::Moment;
use smtp::body::DataReader;
use smtp::lines::{Line, Lines};
use smtp::sasl::OfferSet;
use smtp::server::{Answer, Ask, Login, Service, Session, Step, Terms, TlsFacts, TlsMode, Welcome};
use std::hint::black_box;
use std::sync::Arc;

criterion_group!(benches, whole_sessions, lines, data);
criterion_main!(benches);

fn whole_sessions(criterion: &mut Criterion) {
    let terms = Arc::new(Terms::new("mail.example.com", Service::Submission, TlsMode::StartTls));
    let mut group = criterion.benchmark_group("session, EHLO to QUIT");
    for messages in [1, 20] {
        let reads = dialogue(messages);
        group.throughput(Throughput::Elements(messages));
        group.bench_function(format!("{messages} of 4 KiB"), |bencher| {
            bencher.iter(|| {
                let kept = run(terms.clone(), &reads);
                assert_eq!(kept, messages, "all are accepted");
            });
        });
    }
    group.finish();
}

fn lines(criterion: &mut Criterion) {
    let group_of_commands = envelope().repeat(20);
    let mut group = criterion.benchmark_group("lines");
    group.throughput(Throughput::Bytes(group_of_commands.len() as u64));
    group.bench_function("60 commands in one read", |bencher| {
        bencher.iter(|| {
            let mut lines = Lines::default();
            lines.push(black_box(&group_of_commands));
            let mut whole = 0;
            while let Some(Line::Whole(line)) = lines.next_line() {
                whole += usize::from(!black_box(line).is_empty());
            }
            assert_eq!(whole, 60, "all are cut");
        });
    });
    group.finish();
}

fn data(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("data, 64 KiB");
    let dots = b"..\r\n".repeat(16 * 1024);
    for (name, text) in [("lines of 70", letter(64 * 1024)), ("stuffed dots", dots)] {
        let text = [&text[..], &b".\r\n"[..]].concat();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            let mut out = Vec::with_capacity(text.len());
            bencher.iter(|| {
                out.clear();
                let mut reader = DataReader::default();
                let end = reader.read(black_box(&text), &mut out);
                assert_eq!(end, (text.len(), true), "it ends");
            });
        });
    }
    group.finish();
}

/// What a client sends that logs in and hands over messages, each part as one read brings it.
fn dialogue(messages: u64) -> Vec<Vec<u8>> {
    let part = |text: &[u8]| text.to_vec();
    let mut reads = vec![
        part(b"EHLO client.example\r\n"),
        part(b"STARTTLS\r\n"),
        part(b"EHLO client.example\r\n"),
        part(b"AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n"),
    ];
    for _ in 0..messages {
        reads.extend(envelope().split_inclusive(|octet| *octet == b'\n').map(part));
        reads.push([&letter(4096)[..], &b".\r\n"[..]].concat());
    }
    reads.push(part(b"QUIT\r\n"));
    reads
}

/// Carries a session as the shell does, and returns how many messages it handed over.
fn run(terms: Arc<Terms>, reads: &[Vec<u8>]) -> u64 {
    let mut session = Session::new(terms, None, Moment::ZERO);
    let (mut reads, mut kept) = (reads.iter(), 0);
    loop {
        match session.next_step(Moment::ZERO) {
            Step::Send { outgoing, .. } => drop(black_box(outgoing)),
            Step::Body(chunk) => drop(black_box(chunk)),
            Step::Abandon => {}
            Step::StartTls { .. } => session.tls_started(TlsFacts::new("TLS1.3", "TLS_AES_256_GCM_SHA384")),
            Step::Ask(ask) => session.answer(match ask {
                Ask::Credential(_) => Answer::Login(Ok(Login {
                    account: "alice".to_owned(),
                    is_lenient: false,
                })),
                Ask::Commit(handover) => {
                    kept += u64::from(!black_box(handover).envelope.recipients.is_empty());
                    Answer::Committed(Ok("01jd1k3w8m000000000000000a".to_owned()))
                }
                Ask::Client => Answer::Client(Ok(Welcome {
                    secured: OfferSet::of(["PLAIN"]),
                    clear: OfferSet::default(),
                    lists_end_point: false,
                })),
                Ask::Sender { .. } | Ask::Recipient { .. } | Ask::Body => Answer::Verdict(Ok(())),
            }),
            Step::Receive { .. } => match reads.next() {
                Some(read) => session.receive(read),
                None => return kept,
            },
            Step::Close => return kept,
        }
    }
}

fn envelope() -> Vec<u8> {
    b"MAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n".to_vec()
}

/// A header and lines of text, about `octets` of them.
fn letter(octets: usize) -> Vec<u8> {
    let line = b"a line of text as it stands in a great many letters, of seventy octets\r\n";
    let mut text = b"From: <alice@example.com>\r\nTo: <bob@example.org>\r\nSubject: a letter\r\n\r\n".to_vec();
    while text.len() + line.len() <= octets {
        text.extend_from_slice(line);
    }
    text
}
