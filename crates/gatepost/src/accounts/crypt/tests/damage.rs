//! Damaged hashes: whatever is read ends in a kind or an error; what is taken can be checked, and is right for nothing new.

use super::*;
use crate::accounts::damage::{Chance, damaged};

#[test]
fn any_text_is_judged() {
    let mut chance = Chance(1);
    let mut memory = Memory::default();
    let (mut right, mut wrong, mut refused) = (0, 0, 0);
    for round in 0..20_000 {
        let (password, hash, output) = chance.one(HASHES);
        let text = match chance.below(10) {
            0 => hash.to_owned(),
            _ => String::from_utf8_lossy(&damaged(hash.as_bytes(), WORDS, &mut chance)).into_owned(),
        };
        assert_eq!(kind_of(&text), check(&text).ok(), "{text:?}");
        let _ = is_weak(&text, CHEAP);
        let _ = scram_sha1(&text);
        let kind = match check(&text) {
            Ok(kind) => kind,
            Err(error) => {
                refused += 1;
                let why = error.to_string();
                assert!(
                    !why.contains(output) && !why.chars().any(char::is_control),
                    "{text:?}: {why}"
                );
                let verdict = verify(&mut memory, password.as_bytes(), &text);
                let expected = match text.as_str() {
                    "" => Ok(Checked::Wrong),
                    _ => Err(ArgonError::Unusable(why)),
                };
                assert_eq!(verdict, expected, "{text:?}");
                continue;
            }
        };
        // What is cheap takes its time, too.
        if round % 8 > 0 || !is_cheap(kind, &text) {
            continue;
        }
        match verify(&mut memory, password.as_bytes(), &text) {
            Ok(Checked::Right) => {
                assert!(text.contains(output), "{text:?}");
                right += 1;
            }
            Ok(Checked::Wrong) => wrong += 1,
            Err(ArgonError::Unusable(why)) => panic!("{text:?}: {why}"),
            Err(ArgonError::NoMemory) => panic!("{text:?} is not cheap"),
        }
    }
    let reached = [right, wrong, refused];
    assert!(reached.iter().all(|count| *count >= 100), "{reached:?}");
}

/// Whether a check takes a millisecond or two. All that could be meant counts, not only what we would read.
fn is_cheap(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Argon2id | Kind::Argon2i | Kind::Argon2d => {
            let at_most = |name: &str, limit: u64| {
                let mut numbers = text.split(['$', ',']).filter_map(|param| param.strip_prefix(name));
                numbers.all(|number| number.parse::<u64>().is_ok_and(|number| number <= limit))
            };
            at_most("m=", 1024) && at_most("t=", 4)
        }
        Kind::Bcrypt => text.contains("$04$"),
        Kind::Yescrypt => {
            let params = text.rsplit('$').nth(2).unwrap_or_default();
            let params = params.parse::<yescrypt::Params>();
            params.is_ok_and(|params| params.n().saturating_mul(u64::from(params.r())) <= 8192)
        }
        Kind::Sha512Crypt | Kind::Sha256Crypt => text.contains("$rounds=1000$"),
        Kind::ScramSha256 => scram_sha256(text).is_ok_and(|keys| keys.iterations <= 4096),
    }
}

/// The password, the hash, and the letters of it without which no password is right.
const HASHES: &[(&str, &str, &str)] = &[
    (
        HORSE,
        "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "jydOTSfIH/d5oUHpsygqV5X9xJLQc6",
    ),
    (
        HORSE,
        "{CRYPT}$5$rounds=1000$0123456789abcdef$nR1521U8IXcSFtheYoCuDMlX/ICPi621L7rO.MJ27x2",
        "nR1521U8IXcSFtheYoCuDMlX/ICPi621L7rO.MJ27x2",
    ),
    (
        HORSE,
        "{SHA512-CRYPT}$6$rounds=1000$VS08OR83ZOKFsgak$f/BQC1G83gfNvHpFdNnJVGS4yiOdbHTdqhtSfhKqZR.IdmkPYK.fb2C.C2uViMWTTgbg2KMEYMmDr2sL69k660",
        "f/BQC1G83gfNvHpFdNnJVGS4yiOdbHTdqhtSfhKqZR.IdmkPYK.fb2C.C2uViMWTTgbg2KMEYMmDr2sL69k660",
    ),
    (
        HORSE,
        "$y$j75$F5Jx5fExrKuPp53xLKQ..1$aEFV0VcEI5Jx.rzUhLbfRgipTKSbuNF0ldHPkDpnco3",
        "aEFV0VcEI5Jx.rzUhLbfRgipTKSbuNF0ldHPkDpnco3",
    ),
    (
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ),
    (
        "pencil",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY",
    ),
    (
        HORSE,
        "{SCRAM-SHA-256}4096,HHAXoy3l2jlI26WSYxKb1w==,SNKem+T+tqXmzK5nYBRqm9YWGac/jH3BPEo4kWuRniM=,K+1lCbLTYFRdvIOFRJFP43aeWPliydCm9evFoowwjqI=",
        "SNKem+T+tqXmzK5nYBRqm9YWGac/jH3BPEo4kWuRniM",
    ),
];

const WORDS: &[&[u8]] = &[
    b"$", b"$$", b"{CRYPT}", b"{", b"}", b"rounds=", b"1000$", b"v=19$", b"v=", b"m=8,", b",t=1", b"p=2", b"$2y$",
    b"$y$", b"$5$", b"$6$", b"=", b",", b":", b".", b"/", b"0", b"9", b"A", b" ", b"\0", b"!", b"\xff",
];
