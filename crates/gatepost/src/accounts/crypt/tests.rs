use super::super::made_up::CHEAP;
use super::forms::BCRYPT_PASSWORD_OCTETS;
use super::*;

mod damage;

/// A hash that somebody else made of `password`.
fn check_right(password: &str, hash: &str, kind: Kind) {
    let mut memory = Memory::default();
    let mut verdict = |password: &[u8], hash: &str| verify(&mut memory, password, hash);
    assert_eq!(check(hash), Ok(kind), "{hash}");
    assert_eq!(verdict(password.as_bytes(), hash), Ok(Checked::Right), "{hash}");
    let wrong = [format!("{password}x"), format!("x{password}"), format!("{password}\0")];
    for wrong in wrong.iter().filter(|_| password.len() < BCRYPT_PASSWORD_OCTETS) {
        assert_eq!(verdict(wrong.as_bytes(), hash), Ok(Checked::Wrong), "{hash} {wrong:?}");
    }
    assert!(is_weak(hash, CHEAP) || kind == Kind::Argon2id, "{hash}");
}

const HORSE: &str = "correct horse";

/// Made by crypt(3) of libxcrypt 4.4.33.
#[test]
fn hashes_of_crypt() {
    use Kind::{Bcrypt, Sha256Crypt, Sha512Crypt, Yescrypt};
    let hangul = "비밀번호 한글";
    let long = format!("{}yzend", "x".repeat(71));
    for (password, hash, kind) in [
        (
            HORSE,
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
            Bcrypt,
        ),
        (
            HORSE,
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
            Bcrypt,
        ),
        (
            HORSE,
            "$2y$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
            Bcrypt,
        ),
        (
            HORSE,
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            Bcrypt,
        ),
        // The last letter of the salt with bits in it that do not count.
        (
            HORSE,
            "$2b$04$abcdefghijklmnopqrstuvjydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            Bcrypt,
        ),
        (
            "",
            "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq",
            Bcrypt,
        ),
        (
            hangul,
            "$2b$04$abcdefghijklmnopqrstuuVGvy2S.Q7DYhK/3MlHUwcsFZ6Q97e0e",
            Bcrypt,
        ),
        (
            &long,
            "$2b$04$abcdefghijklmnopqrstuu.5skbTx2BS4jj.FAhPbN7I9dDGDUUN2",
            Bcrypt,
        ),
        (
            &long[..72],
            "$2b$04$abcdefghijklmnopqrstuu.5skbTx2BS4jj.FAhPbN7I9dDGDUUN2",
            Bcrypt,
        ),
        (
            HORSE,
            "$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
            Sha256Crypt,
        ),
        (
            HORSE,
            "$5$rounds=1000$0123456789abcdef$nR1521U8IXcSFtheYoCuDMlX/ICPi621L7rO.MJ27x2",
            Sha256Crypt,
        ),
        (
            hangul,
            "$5$saltsalt$axBimbdcEIEIJJX4ZB7UO3ovf78C5NNXVblJAfKX0f7",
            Sha256Crypt,
        ),
        (
            HORSE,
            "$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0",
            Sha512Crypt,
        ),
        (
            HORSE,
            "$6$rounds=1234$0123456789abcdef$yJKAU.GCgxQxo9NIHthYvSOZlwcGg6tBNIwD1wtfwrQJ8ZAMotNBlAVg1rHuHueFD9A/6OxeAnDolLXIH.xSz1",
            Sha512Crypt,
        ),
        (
            "",
            "$6$saltsalt$qkTgsCrWMTAS9gBGcf9W60sFfH.hU0oTCAOJjhbz5tSp/sU3/xXZK4OFwCtq8lIIdpJ6CatVdOTSHKp97TPkt/",
            Sha512Crypt,
        ),
        (
            &long,
            "$6$rounds=1000$saltsalt$uTNI4kl4cdUh4pK1l.6ZtQuCHTb.lx0NjJ0TVl74cSBk9bVOfou7ApaGqyOi.22AdKCf4z90WVcxt76OJ3ig2.",
            Sha512Crypt,
        ),
        (
            HORSE,
            "$y$j75$F5Jx5fExrKuPp53xLKQ..1$aEFV0VcEI5Jx.rzUhLbfRgipTKSbuNF0ldHPkDpnco3",
            Yescrypt,
        ),
        // As Debian makes them.
        (
            HORSE,
            "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79",
            Yescrypt,
        ),
        (
            "",
            "$y$j75$F5Jx5fExrKuPp53xLKQ..1$c8tztuygy5KLG6.YQ9M73I8HxQwBhNB/SZP9PahpzX8",
            Yescrypt,
        ),
        (
            hangul,
            "$y$j75$F5Jx5fExrKuPp53xLKQ..1$yHQ4lTdJxsN11CSCbHpoJ57aSpnqHCtrew2WvpFHWgA",
            Yescrypt,
        ),
    ] {
        check_right(password, hash, kind);
        check_right(password, &format!("{{CRYPT}}{hash}"), kind);
    }
}

/// Made by `doveadm pw` of Dovecot 2.3.19.
#[test]
fn hashes_of_dovecot() {
    use Kind::{Argon2i, Bcrypt, ScramSha256, Sha256Crypt, Sha512Crypt};
    for (hash, kind) in [
        (
            "{SCRAM-SHA-256}4096,HHAXoy3l2jlI26WSYxKb1w==,SNKem+T+tqXmzK5nYBRqm9YWGac/jH3BPEo4kWuRniM=,K+1lCbLTYFRdvIOFRJFP43aeWPliydCm9evFoowwjqI=",
            ScramSha256,
        ),
        (
            "{BLF-CRYPT}$2y$05$wXJTelFO5W58SKnEBEVaWeB2az1lC85nwu5EGr3r6pS.nhX73d36S",
            Bcrypt,
        ),
        (
            "{CRYPT}$2y$05$OxxBq0dbi0xf.fgfihTEY.JLvoSgsKV70GteWv6OgoQ/qwjC6jx7W",
            Bcrypt,
        ),
        (
            "{SHA512-CRYPT}$6$rounds=1000$VS08OR83ZOKFsgak$f/BQC1G83gfNvHpFdNnJVGS4yiOdbHTdqhtSfhKqZR.IdmkPYK.fb2C.C2uViMWTTgbg2KMEYMmDr2sL69k660",
            Sha512Crypt,
        ),
        (
            "{sha256-crypt}$5$rounds=1000$qJYKu04LcriwckGh$letrTMtRxL6cGbyfaasFlO1SmuAbVp5Q.mWQUwje6HC",
            Sha256Crypt,
        ),
        (
            "{ARGON2I}$argon2i$v=19$m=32768,t=3,p=1$u2QCFF0gLNX/13K2KlnIaw$Dtbk7dn8oRy32wTi7oU/JbFWBeeY1Ed+oN1UVPui0nc",
            Argon2i,
        ),
        (
            "{Argon2}$argon2i$v=19$m=32768,t=3,p=1$u2QCFF0gLNX/13K2KlnIaw$Dtbk7dn8oRy32wTi7oU/JbFWBeeY1Ed+oN1UVPui0nc",
            Argon2i,
        ),
    ] {
        check_right(HORSE, hash, kind);
    }
}

/// RFC 7677 §3, written as in RFC 5803.
#[test]
fn keys_of_scram() {
    let dollars = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
    let spaces = dollars.replace('$', " $ ");
    let commas = "{scram-sha-256}4096,W22ZaJ0SNY7soEsUEjb6gQ,WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY,wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU";
    let keys = scram_sha256(dollars).expect("keys");
    assert_eq!((keys.iterations, keys.salt.len()), (4096, 16));
    for text in [dollars, &spaces, commas] {
        check_right("pencil", text, Kind::ScramSha256);
        assert_eq!(scram_sha256(text).as_ref(), Ok(&keys), "{text}");
        assert_eq!(scram_sha1(text), Err(CryptError::Malformed(SCRAM_SHA1)), "{text}");
    }
    let sha1 = "{SCRAM-SHA-1}4096,tJvFHp+dXT8GuoegS1xxqA==,oJF1ruhsL3BQKZJdJOAExyrY7zg=,2uXJO2mjX6pfK03g0uth4P7+96Q=";
    assert_eq!(scram_sha1(sha1).map(|keys| keys.stored_key.len()), Ok(20));
    for broken in [
        dollars.replace("4096", "0"),
        dollars.replace("4096", "+4096"),
        dollars.replace(":W22Z", ":W2Z"),
        dollars.replace("4qY=", "4q"),
        dollars.replace("2dU=", "2dU=:"),
        commas.replace(",wfP", "wfP"),
    ] {
        assert_eq!(
            scram_sha256(&broken),
            Err(CryptError::Malformed(SCRAM_SHA256)),
            "{broken}"
        );
    }
}

/// What is said of a hash that is not taken, and that no password is right for it.
fn check_refused(hash: &str, why: &str) {
    let error = check(hash).expect_err(hash);
    assert!(error.to_string().contains(why), "{hash}: {error}");
    assert_eq!(kind_of(hash), None);
    assert!(is_weak(hash, CHEAP));
    let verdict = verify(&mut Memory::default(), HORSE.as_bytes(), hash);
    assert_eq!(verdict, Err(ArgonError::Unusable(error.to_string())), "{hash}");
}

#[test]
fn what_is_too_weak_or_unknown() {
    for (hash, why) in [
        ("{PLAIN}correct horse", "PLAIN is the password itself"),
        ("{cleartext}correct horse", "CLEARTEXT is the password itself"),
        ("{MD5}$1$5YXwSAHx$2TmjxxKy9S8XK0mU6g72W1", "MD5 is too weak"),
        ("{MD5-CRYPT}$1$5YXwSAHx$2TmjxxKy9S8XK0mU6g72W1", "MD5-CRYPT is too weak"),
        ("$1$saltsalt$NuzA7WTAelpl95xgBGWN60", "MD5-CRYPT is too weak"),
        ("{CRYPT}$1$saltsalt$NuzA7WTAelpl95xgBGWN60", "MD5-CRYPT is too weak"),
        ("$apr1$saltsalt$NuzA7WTAelpl95xgBGWN60", "apr1"),
        ("{Ssha}xNMkGH7NrQcb+zByzN6cgcALaXMdwjZD", "SSHA is too weak"),
        ("{SHA}xNMkGH7NrQcb+zByzN6cgcALaXM=", "SHA is too weak"),
        ("abhfCpXqd4GrI", "DES-CRYPT is too weak"),
        ("$2x$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2", "2x"),
        (
            "{PBKDF2}$1$Hr7dLjSda9cfzI5H$5000$07d220620128f57a466c0723e7230a8505fb94ac",
            "PBKDF2 cannot",
        ),
        (
            "$7$CU..../....SodiumChloride$Yw7JGvjxkSv2Fvi7sJpBeLiTTtUGxnbZZs6HOj7nC3/",
            "scrypt",
        ),
        (
            "$gy$j75$F5Jx5fExrKuPp53xLKQ..1$i3puib2IU6hkbxHI/yuhK68Miy1C0nE9PMnnrNZ/Yy.",
            "gost-yescrypt",
        ),
        ("{SECRET}hunter2", "no password hash that is known"),
        ("correct horse", "no password hash that is known"),
        ("{", "no password hash that is known"),
        ("!", "no password hash that is known"),
    ] {
        check_refused(hash, why);
        assert!(!check(hash).expect_err(hash).to_string().contains("hunter2"));
    }
}

#[test]
fn what_is_not_whole() {
    for (hash, name) in [
        ("$2b$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot", "bcrypt"),
        ("$2b$03$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2", "bcrypt"),
        ("$2b$x5$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2", "bcrypt"),
        ("$2b$05$CCCCCCCCCCCCCCCCCC한.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2", "bcrypt"),
        ("$2b$05$CCCCCCCCCCCCCCCCCCCCC!WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2", "bcrypt"),
        (
            "{BLF-CRYPT}$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
            "bcrypt",
        ),
        (
            "{ARGON2ID}$argon2i$v=19$m=8,t=3,p=1$c29tZXNhbHQ$c29tZXNhbHQ",
            "Argon2id",
        ),
        ("$argon2id$v=19$m=8,p=1$c29tZXNhbHQ$c29tZXNhbHQ", "Argon2id"),
        ("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ", "Argon2id"),
        ("$5$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4", "sha256-crypt"),
        ("$5$saltsalt", "sha256-crypt"),
        (
            "$5$salt:alt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
            "sha256-crypt",
        ),
        (
            "$5$rounds=999$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
            "sha256-crypt",
        ),
        (
            "$5$rounds=-1$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
            "sha256-crypt",
        ),
        (
            "$6$saltsalt$myjXcpMpE2Ofk7fj9hqyNYSn6lmWG4Mqnjx.KIRRr4/",
            "sha512-crypt",
        ),
        ("$y$j75$F5Jx5fExrKuPp53xLKQ..1$aEFV0VcEI5Jx", "yescrypt"),
        ("$y$j75$$6BUZ57Ppq1XCOI8LGmraG8XOzb1ERDdNMwVQ/ANg0pD", "yescrypt"),
        (
            "$y$!$F5Jx5fExrKuPp53xLKQ..1$aEFV0VcEI5Jx.rzUhLbfRgipTKSbuNF0ldHPkDpnco3",
            "yescrypt",
        ),
        ("{SCRAM-SHA-256}4096", "SCRAM-SHA-256"),
        ("{CRYPT}SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$a:b", "crypt(3)"),
    ] {
        check_refused(hash, &format!("no whole hash of {name}"));
    }
}

#[test]
fn what_would_cost_too_much() {
    let sha = "saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0";
    let y = "F5Jx5fExrKuPp53xLKQ..1$aEFV0VcEI5Jx.rzUhLbfRgipTKSbuNF0ldHPkDpnco3";
    let argon = "p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let scram = "W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
    for (within, beyond, why) in [
        (
            "$2b$16$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
            "$2b$17$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
            "cost of 16",
        ),
        (
            format!("$6$rounds=5000000${sha}"),
            format!("$6$rounds=5000001${sha}"),
            "5,000,000 rounds",
        ),
        // N of 2^16 and 2^17 with r of 32.
        (format!("$y$jDT${y}"), format!("$y$jET${y}"), "a quarter of a GiB"),
        (
            format!("$argon2id$v=19$m=1048576,t=20,{argon}"),
            format!("$argon2id$v=19$m=1048577,t=20,{argon}"),
            "1 GiB",
        ),
        (
            format!("$argon2i$v=19$m=8,t=20,{argon}"),
            format!("$argon2i$v=19$m=8,t=21,{argon}"),
            "20 passes",
        ),
        (
            format!("SCRAM-SHA-256$1000000:{scram}"),
            format!("SCRAM-SHA-256$1000001:{scram}"),
            "1,000,000 iterations",
        ),
    ] {
        assert!(check(&within).is_ok(), "{within}");
        check_refused(&beyond, why);
    }
    // More passes (t), and parallel (p).
    for params in ["j75/.", "j75..", "j75.0"] {
        let error = check(&format!("$y${params}${y}")).expect_err(params);
        assert!(
            matches!(error, CryptError::Foreign(_) | CryptError::Malformed(_)),
            "{params}: {error}"
        );
    }
}

/// The library takes the last of two: so the first alone says nothing of the cost.
#[test]
fn parameters_that_stand_twice() {
    let output = "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    for params in [
        "m=8,m=1048577,t=1,p=1",
        "m=8,t=1,p=1,m=1048577",
        "m=8,t=1,t=21,p=1",
        "m=8,t=1,p=1,t=4294967295",
    ] {
        let hash = format!("$argon2id$v=19${params}${output}");
        assert!(check(&hash).is_err(), "{hash}");
    }
}

#[test]
fn what_should_be_made_anew() {
    let cost = |memory_kib, passes| Cost {
        memory_kib,
        passes,
        ..CHEAP
    };
    let output = "p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    for (start, cost, expected) in [
        ("$argon2id$v=19$m=256,t=2", cost(256, 2), false),
        ("{ARGON2ID}$argon2id$v=19$m=256,t=2", cost(256, 2), false),
        ("$argon2id$v=19$m=512,t=3", cost(256, 2), false),
        ("$argon2id$v=19$m=256,t=2", cost(257, 2), true),
        ("$argon2id$v=19$m=256,t=2", cost(256, 3), true),
        ("$argon2id$v=16$m=256,t=2", cost(256, 2), true),
        ("$argon2id$m=256,t=2", cost(256, 2), true),
        ("$argon2i$v=19$m=256,t=2", cost(256, 2), true),
        ("$argon2d$v=19$m=256,t=2", cost(256, 2), true),
    ] {
        assert_eq!(is_weak(&format!("{start},{output}"), cost), expected, "{start}");
    }
}

#[test]
fn no_password_is_right_for_nothing() {
    for password in ["", "x"] {
        let verdict = verify(&mut Memory::default(), password.as_bytes(), "");
        assert_eq!(verdict, Ok(Checked::Wrong));
    }
}

/// The last letter stands for less than six bits, so most of them are no hash of any password.
#[test]
fn hashes_that_nothing_has() {
    let (sha512, sha256) = ("a".repeat(85), "a".repeat(42));
    for (hash, is_one) in [
        (format!("$6$salt${sha512}1"), true),
        (format!("$6$salt${sha512}2"), false),
        (format!("$5$salt${sha256}D"), true),
        (format!("$5$salt${sha256}E"), false),
    ] {
        assert_eq!(super::check(&hash).is_ok(), is_one, "{hash}");
        if is_one {
            let verdict = super::verify(&mut Memory::default(), b"x", &hash);
            assert!(matches!(verdict, Ok(Checked::Wrong)), "{hash}");
        }
    }
}

/// Every login would end in nothing, for ever.
#[test]
fn what_argon2_does_not_know() {
    for hash in [
        "$argon2id$v=19$m=8,t=1,p=200$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=4096,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=18$m=4096,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=4096,t=1,p=1$c2Fs$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHQ$AAAA",
    ] {
        assert!(matches!(check(hash), Err(CryptError::Malformed(_))), "{hash}");
    }
}
