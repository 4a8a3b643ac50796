//! What is wrong with certificates, as far as it can be told without knowing whom clients trust.

use super::{CertificateFacts, covers, read};
use crate::world::tls::{CertificateError, files};
use mail::Timestamp;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Something about certificates that an operator should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFinding {
    /// The setting: `tls.certificate`, `tls.key`, `certificate.certificate`, `certificate.key` or `hostname`.
    pub setting: String,
    /// What is wrong, with the file's name.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
    /// Whether clients cannot use it, or are sure to refuse it. Else it is a warning.
    pub is_error: bool,
}

/// What is wrong with pairs of chain and key, in the order of the configuration, `[tls]` first; and whether one of them is for
/// `hostname`. `now` decides about their dates.
pub fn findings(pairs: &[(PathBuf, PathBuf)], hostname: &str, now: Timestamp) -> Vec<CertificateFinding> {
    let (mut findings, mut names) = (Vec::new(), Vec::new());
    for (n, (chain, key)) in pairs.iter().enumerate() {
        let section = if n == 0 { "tls" } else { "certificate" };
        let mut find = |setting: &str, found: Found| {
            findings.push(CertificateFinding {
                setting: format!("{section}.{setting}"),
                problem: found.problem,
                fix: found.fix,
                is_error: found.is_error,
            });
        };
        let setting = |error: &CertificateError| if error.path == *key { "key" } else { "certificate" };
        let facts = match read(chain) {
            Ok(facts) => facts,
            Err(error) => {
                find(setting(&error), error.into());
                continue;
            }
        };
        let judged = judge(&facts, chain, now);
        // A key that is too small is of no use to rustls either; that was said.
        let is_small = facts.first().is_some_and(has_small_key);
        for found in judged {
            find("certificate", found);
        }
        match files::pair(chain, key) {
            Err(error) if !is_small => find(setting(&error), error.into()),
            Err(_) | Ok(_) => {}
        }
        if is_open_to_all(key) {
            let shown = key.display();
            let problem = format!("everybody on this machine may read the private key in {shown}");
            find("key", warning(problem, format!("`chmod o-rwx {shown}`")));
        }
        names.extend(facts.into_iter().next().map_or_else(Vec::new, |own| own.names));
    }
    // Where no certificate could be read, there are better things to say.
    if !names.is_empty() && !covers(&names, hostname) {
        findings.push(CertificateFinding {
            setting: "hostname".to_owned(),
            problem: format!(
                "no certificate is for {hostname}, only for {}: clients that connect to that name refuse it",
                names.join(", ")
            ),
            fix: format!("get a certificate whose subjectAltName holds {hostname}, or set `hostname` to one of these"),
            is_error: false,
        });
    }
    findings
}

/// Half a finding: the setting is known to the caller.
struct Found {
    problem: String,
    fix: String,
    is_error: bool,
}

impl From<CertificateError> for Found {
    fn from(error: CertificateError) -> Self {
        Self {
            problem: error.problem,
            fix: error.fix,
            is_error: true,
        }
    }
}

fn error(problem: String, fix: impl Into<String>) -> Found {
    Found {
        problem,
        fix: fix.into(),
        is_error: true,
    }
}

fn warning(problem: String, fix: impl Into<String>) -> Found {
    Found {
        is_error: false,
        ..error(problem, fix)
    }
}

/// What can be told of a chain without knowing whom clients trust.
fn judge(chain: &[CertificateFacts], path: &Path, now: Timestamp) -> Vec<Found> {
    let mut found = Vec::new();
    for (n, certificate) in chain.iter().enumerate() {
        let what = match n {
            0 => format!("the certificate in {}", path.display()),
            _ => format!("certificate {} in {} ({})", n + 1, path.display(), certificate.subject),
        };
        // An authority at the end of the chain says nothing to clients: they go by their own copy.
        if n > 0 && certificate.self_signed {
            continue;
        }
        found.extend(judge_dates(certificate, &what, now));
        if has_small_key(certificate) {
            found.push(error(
                format!("{what} has a key of {}, which is too small", certificate.key),
                "make a key of RSA 2048 or more, or of ECDSA P-256, and a certificate for it",
            ));
        }
        if certificate.is_weakly_signed && !certificate.self_signed {
            found.push(warning(
                format!("{what} is signed with SHA-1 or MD5, which clients refuse"),
                "let it be issued anew",
            ));
        }
    }
    found.extend(judge_order(chain, path));
    found
}

fn judge_dates(certificate: &CertificateFacts, what: &str, now: Timestamp) -> Option<Found> {
    const RENEW: &str = "renew it, and let the server read it: `systemctl reload gatepost`, or the signal HUP";
    let ends = date(certificate.not_after);
    if now < certificate.not_before {
        let problem = format!("{what} is good only from {}", date(certificate.not_before));
        let fix = format!(
            "wait until then; if today is not {}, set this machine's clock right",
            date(now)
        );
        return Some(error(problem, fix));
    }
    if now > certificate.not_after {
        return Some(error(format!("{what} ended on {ends}: clients refuse it"), RENEW));
    }
    let left = certificate.not_after.since(now);
    (left < RENEW_BEFORE).then(|| {
        let days = left.as_secs() / DAY.as_secs();
        warning(format!("{what} ends on {ends}, in {days} days"), RENEW)
    })
}

/// Each certificate must be signed by the one behind it (RFC 5246 §7.4.2; TLS 1.3 only asks it of who wants to be understood
/// by all), up to one that is signed by an authority that clients know.
fn judge_order(chain: &[CertificateFacts], path: &Path) -> Option<Found> {
    let shown = path.display();
    let own = chain.first()?;
    if own.is_authority && chain.iter().any(|certificate| !certificate.is_authority) {
        return Some(error(
            format!(
                "the first certificate in {shown} is that of an authority ({})",
                own.subject
            ),
            "put the server's own certificate first, then its issuer's",
        ));
    }
    let signs =
        |issuer: &CertificateFacts, certificate: &CertificateFacts| issuer.subject_der == certificate.issuer_der;
    let broken = chain.windows(2).position(|pair| !signs(&pair[1], &pair[0]));
    if let Some(at) = broken {
        let (certificate, next) = (&chain[at], &chain[at + 1]);
        let problem = format!(
            "certificate {} in {shown} ({}) did not sign the one before it, which {} signed",
            at + 2,
            next.subject,
            certificate.issuer
        );
        let is_elsewhere = chain.iter().any(|issuer| signs(issuer, certificate));
        let fix = if is_elsewhere && !certificate.self_signed {
            "put them in order: the server's own first, then its issuer's, then the issuer's of that one"
        } else {
            "take out what does not belong there, and put the issuer's certificate in its place"
        };
        return Some(warning(problem, fix));
    }
    (chain.len() == 1 && !own.self_signed).then(|| {
        warning(
            format!(
                "{shown} holds no certificate of the issuer ({}): many clients need it",
                own.issuer
            ),
            "put the issuer's certificate behind the server's own; certbot calls the file with both `fullchain.pem`",
        )
    })
}

/// Whether others than owner and group may read a file, in directories that all of them may enter.
fn is_open_to_all(path: &Path) -> bool {
    let allows = |path: &Path, bit: u32| fs::metadata(path).is_ok_and(|metadata| metadata.mode() & bit != 0);
    let mut directories = path.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
    allows(path, 0o004) && directories.all(|directory| allows(directory, 0o001))
}

fn has_small_key(certificate: &CertificateFacts) -> bool {
    certificate.rsa_bits.is_some_and(|bits| bits < RSA_BITS_MIN)
}

fn date(timestamp: Timestamp) -> String {
    timestamp.rfc3339().chars().take("2026-11-23".len()).collect()
}

/// NIST SP 800-131A; aws-lc takes no smaller one either.
const RSA_BITS_MIN: usize = 2048;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Whoever renews certificates without people does so a month before.
const RENEW_BEFORE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tls::made_up::{Scratch, params};
    use rcgen::{
        BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, PKCS_ECDSA_P256_SHA256, date_time_ymd,
    };
    use std::os::unix::fs::PermissionsExt;
    use std::slice::from_ref;

    /// 2023-11-14
    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    type Expected<'a> = &'a [(&'a str, &'a str, &'a str, bool)];

    /// What is found: of which setting, with what in the problem and what in the fix, and whether it is an error.
    fn check(pairs: &[(PathBuf, PathBuf)], hostname: &str, expected: Expected<'_>) {
        let found = findings(pairs, hostname, NOW);
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, (setting, problem, fix, is_error)) in found.iter().zip(expected) {
            assert_eq!(
                (found.setting.as_str(), found.is_error),
                (*setting, *is_error),
                "{found:?}"
            );
            assert!(found.problem.contains(problem), "{problem}: {found:?}");
            assert!(found.fix.contains(fix), "{fix}: {found:?}");
        }
    }

    /// The key is for its owner alone, as it should be.
    fn close(pair: (PathBuf, PathBuf)) -> (PathBuf, PathBuf) {
        fs::set_permissions(&pair.1, fs::Permissions::from_mode(0o600)).expect("ours");
        pair
    }

    /// Good from one day (year, month, day) to another.
    fn dated(names: &[&str], from: (i32, u8, u8), to: (i32, u8, u8)) -> CertificateParams {
        let mut params = params("mail", names);
        params.not_before = date_time_ymd(from.0, from.1, from.2);
        params.not_after = date_time_ymd(to.0, to.1, to.2);
        params
    }

    fn authority(subject: &str) -> CertifiedIssuer<'static, KeyPair> {
        let mut params = params(subject, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
    }

    #[test]
    fn dates_and_names() {
        let scratch = Scratch::new("dates");
        let key = KeyPair::generate().expect("a key");
        let key_path = scratch.file("key", key.serialize_pem().as_bytes());
        let names = ["mail.example.com", "*.example.net"];
        let made = |name: &str, params: CertificateParams| {
            let own = params.self_signed(&key).expect("a certificate");
            close((scratch.file(name, own.pem().as_bytes()), key_path.clone()))
        };
        let good = made("good", dated(&names, (2023, 1, 1), (2024, 1, 1)));
        let ended = made("ended", dated(&names, (2022, 1, 1), (2023, 11, 14)));
        let soon = made("soon", dated(&names, (2023, 1, 1), (2023, 11, 20)));
        let later = made("later", dated(&names, (2023, 12, 1), (2024, 11, 20)));
        let nameless = made("nameless", dated(&[], (2023, 1, 1), (2024, 1, 1)));
        let host = "mail.example.com";
        check(&[good.clone(), nameless], host, &[]);
        check(from_ref(&good), "smtp.example.net", &[]);
        let name = "only for mail.example.com, *.example.net";
        check(
            from_ref(&good),
            "a.b.example.net",
            &[("hostname", name, "subjectAltName", false)],
        );
        check(
            &[good, ended],
            host,
            &[("certificate.certificate", "ended on 2023-11-14", "renew it", true)],
        );
        let days = "ends on 2023-11-20, in 5 days";
        check(&[soon], host, &[("tls.certificate", days, "renew it", false)]);
        let clock = "if today is not 2023-11-14";
        check(
            &[later],
            host,
            &[("tls.certificate", "good only from 2023-12-01", clock, true)],
        );
        check(&[], host, &[]);
    }

    #[test]
    fn chains() {
        let scratch = Scratch::new("chains");
        let (root, middle_key) = (authority("Root"), KeyPair::generate().expect("a key"));
        let mut middle = params("Middle", &[]);
        middle.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let middle = CertifiedIssuer::signed_by(middle, middle_key, &root).expect("an authority");
        let key = KeyPair::generate().expect("a key");
        let own = params("mail", &["mail.example.com"]);
        let own = own.signed_by(&key, &middle).expect("a certificate");
        let (own, middle, root) = (own.pem(), middle.pem(), root.pem());
        let stranger = authority("Stranger").pem();
        let key = scratch.file("key", key.serialize_pem().as_bytes());
        let setting = "tls.certificate";
        let cases: [(&str, &[&str], Expected<'_>); 6] = [
            ("full", &[&own, &middle], &[]),
            ("rooted", &[&own, &middle, &root], &[]),
            (
                "alone",
                &[&own],
                &[(setting, "no certificate of the issuer (CN=Middle)", "fullchain", false)],
            ),
            (
                "mixed",
                &[&own, &root, &middle],
                &[(setting, "certificate 2 in", "put them in order", false)],
            ),
            (
                "foreign",
                &[&own, &stranger],
                &[(setting, "(CN=Stranger) did not sign", "take out", false)],
            ),
            (
                "reversed",
                &[&middle, &own],
                &[
                    (
                        setting,
                        "is that of an authority (CN=Middle)",
                        "own certificate first",
                        true,
                    ),
                    ("tls.key", "does not belong to", "-pubkey", true),
                ],
            ),
        ];
        for (name, parts, expected) in cases {
            let pair = close((scratch.file(name, parts.concat().as_bytes()), key.clone()));
            check(&[pair], "mail.example.com", expected);
        }
    }

    #[test]
    fn keys() {
        let scratch = Scratch::new("keys");
        let names = ["mail.example.com"];
        let first = close(scratch.pair("first", &names, &PKCS_ECDSA_P256_SHA256));
        let second = close(scratch.pair("second", &names, &PKCS_ECDSA_P256_SHA256));
        let swapped = (second.0, first.1.clone());
        let absent = scratch.path("absent");
        check(
            &[first.clone(), swapped, (absent.clone(), first.1.clone())],
            names[0],
            &[
                ("certificate.key", "does not belong to", "-pubkey", true),
                ("certificate.certificate", "cannot be read", "correct the path", true),
            ],
        );
        check(
            &[(first.0, absent)],
            names[0],
            &[("tls.key", "cannot be read", "correct the path", true)],
        );
    }

    #[test]
    fn what_is_too_weak() {
        let path = Path::new("mail.pem");
        let scratch = Scratch::new("weak");
        let (chain, _) = scratch.pair("mail", &["mail.example.com"], &PKCS_ECDSA_P256_SHA256);
        let good = read(&chain).expect("a certificate").remove(0);
        let small = CertificateFacts {
            key: "RSA 1024".to_owned(),
            rsa_bits: Some(1024),
            ..good.clone()
        };
        let forged = CertificateFacts {
            is_weakly_signed: true,
            self_signed: false,
            issuer_der: b"another".to_vec(),
            ..good.clone()
        };
        let issuer = CertificateFacts {
            subject_der: b"another".to_vec(),
            is_authority: true,
            ..good.clone()
        };
        type Case<'a> = (&'a [CertificateFacts], &'a [(&'a str, bool)]);
        let cases: [Case<'_>; 3] = [
            (&[good], &[]),
            (&[small], &[("a key of RSA 1024", true)]),
            (&[forged, issuer], &[("SHA-1", false)]),
        ];
        for (chain, expected) in cases {
            let found = judge(chain, path, NOW);
            assert_eq!(found.len(), expected.len());
            for (found, (problem, is_error)) in found.iter().zip(expected) {
                assert!(found.problem.contains(problem), "{}", found.problem);
                assert_eq!(found.is_error, *is_error);
            }
        }
    }

    #[test]
    fn open_keys() {
        let scratch = Scratch::new("open");
        let names = ["mail.example.com"];
        let (chain, key) = scratch.pair("mail", &names, &PKCS_ECDSA_P256_SHA256);
        let mode = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
        };
        let directory = scratch.path("");
        mode(&key, 0o644);
        mode(&directory, 0o755);
        // Whether others may come here at all is not ours to say.
        let is_open = is_open_to_all(&directory);
        let pair = (chain, key);
        let expected: Expected<'_> = &[("tls.key", "everybody on this machine", "chmod o-rwx", false)];
        check(from_ref(&pair), names[0], if is_open { expected } else { &[] });
        mode(&directory, 0o700);
        check(from_ref(&pair), names[0], &[]);
        mode(&directory, 0o755);
        mode(&pair.1, 0o640);
        check(from_ref(&pair), names[0], &[]);
    }
}
