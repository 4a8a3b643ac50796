//! What reading addresses, paths and headers costs.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mail::{Address, HeaderScanner, forward_path, reverse_path};
use std::hint::black_box;

criterion_group!(benches, addresses, paths, headers);
criterion_main!(benches);

fn addresses(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("address");
    for (name, text) in [
        ("plain", "alice.liddell@mail.example.com"),
        ("quoted", "\"alice and \\\"bob\\\"\"@example.com"),
        ("literal", "alice@[IPv6:2001:db8::25]"),
        ("unicode", "\u{c548}\u{b155}@\u{d14c}\u{c2a4}\u{d2b8}.example"),
        ("wrong", "alice..liddell@example.com"),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| Address::parse(black_box(text))));
    }
    group.finish();
}

fn paths(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("path");
    group.bench_function("of MAIL", |bencher| {
        bencher.iter(|| reverse_path(black_box("<alice@example.com> SIZE=4096 BODY=8BITMIME")));
    });
    group.bench_function("of RCPT", |bencher| {
        bencher.iter(|| forward_path(black_box("<bob@example.org> NOTIFY=SUCCESS,FAILURE")));
    });
    group.bench_function("of RCPT, with a source route", |bencher| {
        bencher.iter(|| forward_path(black_box("<@one.example,@two.example:bob@example.org>")));
    });
    group.finish();
}

fn headers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("header");
    let small = [&header()[..], &b"\r\n"[..], &body(4096)[..]].concat();
    let large = [&header()[..], &b"\r\n"[..], &body(1 << 20)[..]].concat();
    let received = [header().repeat(20), b"\r\n".to_vec()].concat();
    for (name, text) in [
        ("and 4 KiB of body", small),
        ("and 1 MiB of body", large),
        ("twenty times as long", received),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut scanner = HeaderScanner::new();
                // As large as the pieces in which a connection reads.
                for piece in black_box(&text).chunks(16 * 1024) {
                    scanner.feed(piece);
                }
                scanner.finish()
            });
        });
    }
    group.finish();
}

/// What a mail program writes, with the traces of two servers.
fn header() -> Vec<u8> {
    b"Received: from gate.example.com (gate.example.com [192.0.2.25])\r\n\
      \tby mail.example.org with ESMTPS id 01jd1k3w8m; Mon, 01 Jun 2026 12:00:02 +0000\r\n\
      Received: from [192.0.2.7] (client.example.com [192.0.2.7])\r\n\
      \tby gate.example.com with ESMTPSA id 01jd1k3w8k; Mon, 01 Jun 2026 12:00:01 +0000\r\n\
      Date: Mon, 01 Jun 2026 12:00:00 +0000\r\n\
      From: Alice Liddell <alice@example.com>\r\n\
      To: Bob <bob@example.org>, \"Carol, of Example\" <carol@example.net>\r\n\
      Cc: dave@example.org\r\n\
      Bcc: eve@example.org\r\n\
      Subject: =?UTF-8?B?7JWI64WV7ZWY7IS47JqU?=\r\n\
      Message-ID: <01jd1k3w8h@client.example.com>\r\n\
      In-Reply-To: <01jd1k3w7a@client.example.org>\r\n\
      MIME-Version: 1.0\r\n\
      Content-Type: text/plain; charset=UTF-8\r\n\
      Content-Transfer-Encoding: quoted-printable\r\n\
      User-Agent: a mail program\r\n"
        .to_vec()
}

fn body(octets: usize) -> Vec<u8> {
    let line = b"a line of text as it stands in a great many letters, of seventy octets\r\n";
    line.repeat(octets / line.len())
}
