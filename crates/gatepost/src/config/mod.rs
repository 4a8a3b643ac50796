//! The configuration: as written (`file`), as used (`settings`), and what is wrong with it (`complain`).
//!
//! Nothing here reads the environment, and only `check_files` looks at the disk: the caller hands in text and paths.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use nix::fcntl::AtFlags;
use nix::unistd::{AccessFlags, faccessat};
use rustls_pki_types::pem::{Error as PemError, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

mod complain;
mod file;
mod settings;
mod values;

pub use complain::{Complaint, Finding};
pub use settings::{
    CertificateFiles, Limits, Listener, ListenerTls, Log, LogFormat, LogLevel, SenderRule, Service, Settings,
    default_data, load, without_file,
};

/// What only the disk knows: whether certificate and key can be read and are PEM, whether the data directory and the
/// log file are there or can be made. Also two listeners that cannot both be had, for settings that did not come from
/// a file. Changes nothing. Whether the certificate is valid, and belongs to the key, shows when TLS is set up.
pub fn check_files(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |setting: &str, found: Result<(), Trouble>| {
        if let Err(Trouble { problem, fix }) = found {
            findings.push(Finding {
                setting: setting.to_owned(),
                problem,
                fix,
            });
        }
    };
    if let Some(files) = &settings.certificate {
        note("tls.certificate", check_chain(&files.chain));
        note("tls.key", check_key(&files.key));
    }
    note("data", check_data(&settings.data));
    if let Some(file) = &settings.log.file {
        note("log.file", check_log(file));
    }
    for (index, listener) in settings.listeners.iter().enumerate() {
        let earlier = settings.listeners[..index].iter().map(|earlier| earlier.address);
        let taken = earlier.filter(|earlier| settings::collide(*earlier, listener.address));
        findings.extend(taken.map(|earlier| settings::collision(earlier, listener.address)));
    }
    findings
}

/// Half a finding: the setting is known to the caller.
struct Trouble {
    problem: String,
    fix: String,
}

fn check_chain(path: &Path) -> Result<(), Trouble> {
    let octets = read_small(path, "the certificate")?;
    let file = path.display();
    for (count, certificate) in CertificateDer::pem_slice_iter(&octets).enumerate() {
        certificate.map_err(|error| broken_pem(path, &error, &format!("certificate {}", count + 1)))?;
    }
    match CertificateDer::from_pem_slice(&octets) {
        Ok(_) => Ok(()),
        Err(_) if PrivateKeyDer::from_pem_slice(&octets).is_ok() => Err(Trouble {
            problem: format!("{file} holds a private key and no certificate"),
            fix: "name the certificate in `certificate` and the private key in `key`: they may be swapped".to_owned(),
        }),
        Err(_) => Err(no_pem(
            path,
            &octets,
            "certificate",
            &format!("openssl x509 -inform der -in {file} -out mail.pem"),
        )),
    }
}

fn check_key(path: &Path) -> Result<(), Trouble> {
    let octets = read_small(path, "the private key")?;
    let file = path.display();
    match PrivateKeyDer::from_pem_slice(&octets) {
        Ok(_) => Ok(()),
        Err(_) if ENCRYPTED.iter().any(|mark| contains(&octets, mark)) => Err(Trouble {
            problem: format!("the private key in {file} is protected by a passphrase"),
            fix: format!("a server starts without anybody who types it: `openssl pkey -in {file} -out mail.key`"),
        }),
        Err(PemError::NoItemsFound) if CertificateDer::from_pem_slice(&octets).is_ok() => Err(Trouble {
            problem: format!("{file} holds a certificate and no private key"),
            fix: "name the certificate in `certificate` and the private key in `key`: they may be swapped".to_owned(),
        }),
        Err(PemError::NoItemsFound) => Err(no_pem(
            path,
            &octets,
            "private key",
            &format!("openssl pkey -inform der -in {file} -out mail.key"),
        )),
        Err(error) => Err(broken_pem(path, &error, "the private key")),
    }
}

/// There is a directory in which we may write, or one can be made.
fn check_data(path: &Path) -> Result<(), Trouble> {
    let fix = || "set `data`, or give `--data DIR`, to a directory that this user may write".to_owned();
    let nearest = path
        .ancestors()
        .find(|ancestor| fs::symlink_metadata(or_here(ancestor)).is_ok());
    let nearest = or_here(nearest.unwrap_or(path));
    let shown = nearest.display();
    let here = nearest == or_here(path);
    match fs::metadata(nearest) {
        Ok(metadata) if !metadata.is_dir() && here => Err(Trouble {
            problem: format!("{shown} is not a directory"),
            fix: fix(),
        }),
        Ok(metadata) if !metadata.is_dir() => Err(Trouble {
            problem: format!("{} cannot be made: {shown} is not a directory", path.display()),
            fix: fix(),
        }),
        Ok(_) if may_write(nearest) => Ok(()),
        Ok(_) if here => Err(Trouble {
            problem: format!("this user may not write in {shown}"),
            fix: fix(),
        }),
        Ok(_) => Err(Trouble {
            problem: format!("{} cannot be made: this user may not write in {shown}", path.display()),
            fix: fix(),
        }),
        Err(error) => Err(Trouble {
            problem: format!("{shown} cannot be looked at: {error}"),
            fix: fix(),
        }),
    }
}

/// There is a file to which we may append, or a directory in which it can be made.
fn check_log(path: &Path) -> Result<(), Trouble> {
    let fix = || "name another file, or take the setting out: then the log goes to standard error".to_owned();
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Trouble {
            problem: format!("{} is a directory", path.display()),
            fix: fix(),
        }),
        Ok(_) if may_write(path) => Ok(()),
        Ok(_) => Err(Trouble {
            problem: format!("this user may not write to {}", path.display()),
            fix: fix(),
        }),
        Err(_) => {
            let directory = or_here(path.parent().unwrap_or(Path::new("")));
            if directory.is_dir() && may_write(directory) {
                return Ok(());
            }
            let reason = if directory.is_dir() {
                "this user may not write in"
            } else {
                "there is no directory"
            };
            let problem = format!("{} cannot be made: {reason} {}", path.display(), directory.display());
            Err(Trouble { problem, fix: fix() })
        }
    }
}

/// The parent of a bare file name is an empty path, which the system does not take for the current directory.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    }
}

/// Asked of the system, not read from the mode: that would be wrong for root, for access lists and for read-only disks.
fn may_write(path: &Path) -> bool {
    let flags = if path.is_dir() {
        AccessFlags::W_OK | AccessFlags::X_OK
    } else {
        AccessFlags::W_OK
    };
    faccessat(nix::fcntl::AT_FDCWD, path, flags, AtFlags::AT_EACCESS).is_ok()
}

fn read_small(path: &Path, what: &str) -> Result<Vec<u8>, Trouble> {
    let file = path.display();
    let cannot = |error: io::Error| {
        let fix = match error.kind() {
            io::ErrorKind::NotFound => {
                "correct the path; without `[tls]` a certificate is made at the first start".to_owned()
            }
            io::ErrorKind::PermissionDenied => {
                format!(
                    "let the group of the user that runs Gatepost read it: `chgrp GROUP {file} && chmod g+r {file}`"
                )
            }
            _ => "see that the path is right and the disk is well".to_owned(),
        };
        Trouble {
            problem: format!("{what} in {file} cannot be read: {error}"),
            fix,
        }
    };
    // A pipe would keep us waiting.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        let fix = "name a file in PEM form".to_owned();
        return Err(Trouble {
            problem: format!("{file} is not a file"),
            fix,
        });
    }
    let mut octets = Vec::new();
    fs::File::open(path)
        .map_err(cannot)?
        .take(PEM_OCTETS_MAX + 1)
        .read_to_end(&mut octets)
        .map_err(cannot)?;
    if octets.len() as u64 > PEM_OCTETS_MAX {
        let fix = "name a file in PEM form that holds nothing else".to_owned();
        return Err(Trouble {
            problem: format!("{file} is too large for {what}"),
            fix,
        });
    }
    Ok(octets)
}

fn no_pem(path: &Path, octets: &[u8], what: &str, convert: &str) -> Trouble {
    // DER begins with the tag of a sequence.
    let fix = match octets.first() {
        None => "the file is empty: make or copy it again".to_owned(),
        Some(0x30) => format!("it looks like DER: `{convert}` makes PEM of it"),
        Some(_) => format!("name a file in PEM form: `-----BEGIN …-----` stands above each {what}"),
    };
    Trouble {
        problem: format!("{} holds no {what} in PEM form", path.display()),
        fix,
    }
}

/// The error's own text is left out: it may quote what stands in the file.
fn broken_pem(path: &Path, error: &PemError, what: &str) -> Trouble {
    let reason = match error {
        PemError::MissingSectionEnd { .. } => "its last line, `-----END …-----`, is missing",
        PemError::IllegalSectionStart { .. } => "a line `-----BEGIN …-----` is damaged",
        PemError::Base64Decode(_) => "it is not base64",
        _ => "it is not PEM",
    };
    Trouble {
        problem: format!("{what} in {} is damaged: {reason}", path.display()),
        fix: "copy the file again from where it was made".to_owned(),
    }
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

/// Chains are a few KiB; this keeps a wrong path from filling the memory.
const PEM_OCTETS_MAX: u64 = 1 << 20;

/// How PEM says that a passphrase is needed: PKCS #8, and the older form.
const ENCRYPTED: [&[u8]; 2] = [b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED"];

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    /// A directory of one test, gone at its end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("gatepost-config-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn file(&self, name: &str, octets: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            fs::write(&path, octets).unwrap();
            path
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    type Expected<'a> = &'a [(&'a str, &'a str, &'a str)];

    /// The findings: of which setting, with what in the problem and what in the fix.
    fn check(settings: &Settings, expected: Expected<'_>) {
        let findings = check_files(settings);
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, (setting, problem, fix)) in findings.iter().zip(expected) {
            assert_eq!(finding.setting, *setting);
            assert!(finding.problem.contains(problem), "{problem}: {finding}");
            assert!(finding.fix.contains(fix), "{fix}: {finding}");
        }
    }

    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n";
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n";

    #[test]
    fn certificates_and_keys() {
        let scratch = Scratch::new("pem");
        let certificate = scratch.file("certificate", CERTIFICATE.as_bytes());
        let chain = scratch.file("chain", CERTIFICATE.repeat(3).as_bytes());
        let cut = scratch.file("cut", &CERTIFICATE.as_bytes()[..40]);
        let chain_cut = scratch.file("chain-cut", [CERTIFICATE, &CERTIFICATE[..40]].concat().as_bytes());
        let base64 = scratch.file("base64", CERTIFICATE.replace("MAAA", "M!!!").as_bytes());
        let key = scratch.file("key", KEY.as_bytes());
        let ec = scratch.file("ec", KEY.replace("PRIVATE", "EC PRIVATE").as_bytes());
        let locked = scratch.file("locked", KEY.replace("PRIVATE", "ENCRYPTED PRIVATE").as_bytes());
        let key_base64 = scratch.file("key-base64", KEY.replace("MAAA", "M!!!").as_bytes());
        let absent = scratch.0.join("absent");
        let der = scratch.file("der", b"0\x82\x01\x00\x00");
        let empty = scratch.file("empty", b"");
        let text = scratch.file("text", b"hello");
        let large = scratch.file("large", &vec![b'a'; PEM_OCTETS_MAX as usize + 1]);
        let swapped = [
            ("tls.certificate", "holds a private key", "swapped"),
            ("tls.key", "holds a certificate", "swapped"),
        ];
        let cases: [(&PathBuf, &PathBuf, Expected<'_>); 17] = [
            (&certificate, &key, &[]),
            (&chain, &key, &[]),
            (&certificate, &ec, &[]),
            (
                &absent,
                &key,
                &[("tls.certificate", "cannot be read", "correct the path")],
            ),
            (&scratch.0, &key, &[("tls.certificate", "is not a file", "name a file")]),
            (
                &der,
                &key,
                &[(
                    "tls.certificate",
                    "no certificate in PEM form",
                    "openssl x509 -inform der",
                )],
            ),
            (
                &empty,
                &key,
                &[("tls.certificate", "no certificate in PEM form", "is empty")],
            ),
            (
                &text,
                &key,
                &[("tls.certificate", "no certificate in PEM form", "-----BEGIN")],
            ),
            (
                &cut,
                &key,
                &[("tls.certificate", "certificate 1", "copy the file again")],
            ),
            (
                &chain_cut,
                &key,
                &[("tls.certificate", "certificate 2", "copy the file again")],
            ),
            (
                &base64,
                &key,
                &[("tls.certificate", "not base64", "copy the file again")],
            ),
            (&large, &key, &[("tls.certificate", "too large", "holds nothing else")]),
            (
                &certificate,
                &absent,
                &[("tls.key", "cannot be read", "correct the path")],
            ),
            (
                &certificate,
                &der,
                &[("tls.key", "no private key in PEM form", "openssl pkey -inform der")],
            ),
            (
                &certificate,
                &locked,
                &[("tls.key", "protected by a passphrase", "openssl pkey -in")],
            ),
            (
                &certificate,
                &key_base64,
                &[("tls.key", "not base64", "copy the file again")],
            ),
            (&key, &certificate, &swapped),
        ];
        for (chain, key, expected) in cases {
            let mut settings = without_file(scratch.0.clone());
            settings.certificate = Some(CertificateFiles {
                chain: chain.clone(),
                key: key.clone(),
            });
            check(&settings, expected);
        }
    }

    #[test]
    fn directories() {
        let scratch = Scratch::new("directories");
        let here = &scratch.0;
        let file = scratch.file("file", b"");
        let fix = "standard error";
        let cases: [(PathBuf, Option<PathBuf>, Expected<'_>); 9] = [
            (here.clone(), None, &[]),
            (here.join("a/b/c"), None, &[]),
            (PathBuf::from("made-by-nobody"), None, &[]),
            (file.clone(), None, &[("data", "is not a directory", "--data DIR")]),
            (file.join("below"), None, &[("data", "cannot be made", "--data DIR")]),
            (here.clone(), Some(here.join("log")), &[]),
            (here.clone(), Some(file), &[]),
            (here.clone(), Some(here.clone()), &[("log.file", "is a directory", fix)]),
            (
                here.clone(),
                Some(here.join("no/log")),
                &[("log.file", "there is no directory", fix)],
            ),
        ];
        for (data, log, expected) in cases {
            let mut settings = without_file(data);
            settings.log.file = log;
            check(&settings, expected);
        }
        assert!(
            !here.join("a").exists() && !here.join("log").exists(),
            "a check changes nothing"
        );
    }

    /// Root may do everything, so this shows something only when others run it.
    #[test]
    fn what_this_user_may_not_do() {
        let scratch = Scratch::new("permissions");
        let closed = scratch.0.join("closed");
        fs::create_dir_all(&closed).unwrap();
        let (log, key) = (scratch.file("log", b""), scratch.file("key", KEY.as_bytes()));
        for (path, mode) in [(&closed, 0o555), (&log, 0o444), (&key, 0o000)] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let mut settings = without_file(closed.join("data"));
        settings.log.file = Some(log);
        settings.certificate = Some(CertificateFiles {
            chain: scratch.file("certificate", CERTIFICATE.as_bytes()),
            key,
        });
        let expected: Expected<'_> = &[
            ("tls.key", "cannot be read", "chmod g+r"),
            ("data", "may not write in", "--data DIR"),
            ("log.file", "may not write to", "standard error"),
        ];
        check(
            &settings,
            if nix::unistd::geteuid().is_root() {
                &[]
            } else {
                expected
            },
        );
    }

    #[test]
    fn listeners_on_the_same_address() {
        let scratch = Scratch::new("listeners");
        let mut settings = without_file(scratch.0.clone());
        settings.listeners[1].address = settings.listeners[0].address;
        check(
            &settings,
            &[("listener.address", "two listeners want port 2587", "another port")],
        );
    }

    #[test]
    fn the_documentation_has_every_setting_and_its_example_works() {
        let documentation = include_str!("../../../../docs/configuration.md");
        let example = documentation
            .split("```toml\n")
            .nth(1)
            .and_then(|rest| rest.split("```").next())
            .unwrap();
        if let Err(complaint) = load(Path::new("docs/configuration.md"), example, None, Path::new("/data")) {
            panic!("{complaint}");
        }
        for section in file::SECTIONS {
            assert!(example.contains(section.header));
            for key in section.keys {
                let dot = if section.name.is_empty() { "" } else { "." };
                let setting = format!("| `{}{dot}{}` |", section.name, key.name);
                assert!(documentation.contains(&setting), "{setting} is not described");
                assert!(
                    example.lines().any(|line| line == key.example),
                    "{setting} is not in the example"
                );
            }
        }
    }
}
