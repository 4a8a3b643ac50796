//! What only the disk knows about a configuration. This looks, and changes nothing.

mod named;
mod owner;
mod pem;

use super::complain::{Finding, Severity};
use super::judge::{collide, collision};
use super::settings::Settings;
use nix::fcntl::AtFlags;
use nix::unistd::{AccessFlags, faccessat};
use owner::Owner;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::{fs, io};

/// What only the disk knows: whether certificates and keys can be read and are PEM, whether the user that the server will
/// run as may read the keys and others may not, whether the data directory and the log file are there or can be made, and
/// whose the directory is. The same of the files of listeners, sources of accounts, issuers and routes. Also two listeners that
/// cannot both be had, for settings that did not come from a file. Changes nothing. Whether a certificate is valid, and belongs
/// to its key, shows when TLS is set up; whether ports can be opened, when they are.
pub fn check_files(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |setting: &str, severity: Severity, found: Option<Trouble>| {
        findings.extend(found.map(|Trouble { problem, fix }| Finding {
            setting: setting.to_owned(),
            problem,
            fix,
            severity,
        }));
    };
    let owner = Owner::of(settings);
    for (index, files) in settings.certificates.iter().enumerate() {
        let section = if index == 0 { "tls" } else { "certificate" };
        let (chain, key) = (format!("{section}.certificate"), format!("{section}.key"));
        note(
            &chain,
            Severity::Error,
            pem::check_chain(&files.chain, &pem::OURS).err(),
        );
        match pem::check_key(&files.key, &pem::OURS) {
            Err(trouble) => note(&key, Severity::Error, Some(trouble)),
            Ok(()) => {
                let closed = owner.as_ref().ok().and_then(|owner| owner.may_not_read(&files.key));
                note(&key, Severity::Error, closed);
                note(&key, Severity::Warning, owner::is_open(&files.key, KEY));
            }
        }
    }
    for file in named::files(settings) {
        match file.look() {
            Err(trouble) => note(file.setting, Severity::Error, Some(trouble)),
            Ok(()) => {
                let closed = owner.as_ref().ok().and_then(|owner| owner.may_not_read(file.path));
                note(file.setting, Severity::Error, closed);
                for trouble in file.open_to_others() {
                    note(file.setting, Severity::Warning, Some(trouble));
                }
            }
        }
    }
    match check_data(&settings.data) {
        Err(trouble) => note("data", Severity::Error, Some(trouble)),
        Ok(()) => {
            let not_owned = owner.as_ref().ok().and_then(|owner| owner.does_not_own(settings));
            note("data", Severity::Error, not_owned);
            note("data", Severity::Warning, owner::is_looked_into(&settings.data));
        }
    }
    match owner {
        Err(trouble) => note("user", Severity::Error, Some(trouble)),
        Ok(owner) => note("user", Severity::Warning, owner.is_root(settings)),
    }
    if let Some(file) = &settings.log.file {
        note("log.file", Severity::Error, check_log(file).err());
    }
    for (index, listener) in settings.listeners.iter().enumerate() {
        let earlier = settings.listeners[..index].iter().map(|earlier| earlier.address);
        let taken = earlier.filter(|earlier| collide(*earlier, listener.address));
        findings.extend(taken.map(|earlier| collision("listener.address", earlier, listener.address)));
    }
    findings
}

const KEY: &str = "the private key";

/// Half a finding: the setting is known to the caller.
struct Trouble {
    problem: String,
    fix: String,
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

/// Whether opening it would wait until somebody reads it. `/dev/stdout` and its like may be pipes, too, and are open already:
/// those have no place in the tree.
pub fn is_named_pipe(path: &Path) -> bool {
    let is_pipe = fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo());
    is_pipe && fs::canonicalize(path).is_ok()
}

/// There is a file to which we may append, or a directory in which it can be made.
fn check_log(path: &Path) -> Result<(), Trouble> {
    let fix = || "name another file, or take the setting out: then the log goes to standard error".to_owned();
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Trouble {
            problem: format!("{} is a directory", path.display()),
            fix: fix(),
        }),
        Ok(_) if is_named_pipe(path) => Err(Trouble {
            problem: format!("{} is a pipe, and no file", path.display()),
            fix: fix(),
        }),
        Ok(_) if may_write(path) => Ok(()),
        Ok(_) => Err(Trouble {
            problem: format!("this user may not write to {}", path.display()),
            fix: fix(),
        }),
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => Err(Trouble {
            problem: format!("the log cannot be made: {error}"),
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

#[cfg(test)]
mod tests {
    use super::super::settings::{CertificateFiles, without_file};
    use super::pem::PEM_OCTETS_MAX;
    use super::*;
    use nix::unistd::geteuid;
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::path::PathBuf;

    /// A directory of one test, gone at its end.
    pub(super) struct Scratch(pub(super) PathBuf);

    impl Scratch {
        pub(super) fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("gatepost-config-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            set_mode(&path, 0o700);
            Self(path)
        }

        pub(super) fn file(&self, name: &str, octets: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            fs::write(&path, octets).unwrap();
            path
        }
    }

    pub(super) fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    pub(super) type Expected<'a> = &'a [(&'a str, &'a str, &'a str)];

    /// The findings: of which setting, with what in the problem and what in the fix.
    pub(super) fn check(settings: &Settings, expected: Expected<'_>) {
        let findings = check_files(settings);
        assert_eq!(findings.len(), expected.len(), "{findings:?}");
        for (finding, (setting, problem, fix)) in findings.iter().zip(expected) {
            assert_eq!(finding.setting, *setting);
            assert!(finding.problem.contains(problem), "{problem}: {finding}");
            assert!(finding.fix.contains(fix), "{fix}: {finding}");
        }
    }

    pub(super) const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----\n";
    pub(super) const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n";

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
            settings.certificates = vec![CertificateFiles {
                chain: chain.clone(),
                key: key.clone(),
            }];
            check(&settings, expected);
        }
    }

    #[test]
    fn directories() {
        let scratch = Scratch::new("directories");
        let here = &scratch.0;
        let file = scratch.file("file", b"");
        let fix = "standard error";
        let pipe = here.join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).expect("our own pipe");
        let cases: [(PathBuf, Option<PathBuf>, Expected<'_>); 11] = [
            (here.clone(), None, &[]),
            (here.join("a/b/c"), None, &[]),
            (PathBuf::from("made-by-nobody"), None, &[]),
            (file.clone(), None, &[("data", "is not a directory", "--data DIR")]),
            (file.join("below"), None, &[("data", "cannot be made", "--data DIR")]),
            (here.clone(), Some(here.join("log")), &[]),
            (here.clone(), Some(file), &[]),
            (here.clone(), Some(here.clone()), &[("log.file", "is a directory", fix)]),
            (here.clone(), Some(pipe), &[("log.file", "is a pipe", fix)]),
            (
                here.clone(),
                Some(here.join("x".repeat(300))),
                &[("log.file", "cannot be made", fix)],
            ),
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
            set_mode(path, mode);
        }
        let mut settings = without_file(closed.join("data"));
        settings.log.file = Some(log);
        settings.certificates = vec![CertificateFiles {
            chain: scratch.file("certificate", CERTIFICATE.as_bytes()),
            key,
        }];
        let expected: Expected<'_> = &[
            ("tls.key", "cannot be read", "chmod g+r"),
            ("data", "may not write in", "--data DIR"),
            ("log.file", "may not write to", "standard error"),
        ];
        check(&settings, if geteuid().is_root() { &[] } else { expected });
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
    fn further_certificates() {
        let scratch = Scratch::new("further");
        let files = |chain: &str, key: &str| CertificateFiles {
            chain: scratch.0.join(chain),
            key: scratch.0.join(key),
        };
        scratch.file("certificate", CERTIFICATE.as_bytes());
        scratch.file("key", KEY.as_bytes());
        let mut settings = without_file(scratch.0.clone());
        settings.certificates = vec![
            files("certificate", "key"),
            files("absent", "key"),
            files("certificate", "absent"),
        ];
        check(
            &settings,
            &[
                ("certificate.certificate", "cannot be read", "correct the path"),
                ("certificate.key", "cannot be read", "correct the path"),
            ],
        );
    }

    /// What is only warned of, and what is not.
    #[test]
    fn what_others_may_do() {
        let scratch = Scratch::new("others");
        let key = scratch.file("key", KEY.as_bytes());
        let data = scratch.0.join("data");
        fs::create_dir_all(&data).unwrap();
        let mut settings = without_file(data.clone());
        settings.certificates = vec![CertificateFiles {
            chain: scratch.file("certificate", CERTIFICATE.as_bytes()),
            key: key.clone(),
        }];
        let open: Expected<'_> = &[("tls.key", "everybody on this machine may read", "chmod o-r")];
        let wide: Expected<'_> = &[("data", "others may look into", "chmod 700")];
        for (around, key_mode, data_mode, expected) in [
            (0o755, 0o640, 0o700, &[][..]),
            (0o755, 0o644, 0o700, open),
            // Nobody else gets there.
            (0o700, 0o644, 0o700, &[]),
            (0o755, 0o600, 0o750, wide),
            (0o755, 0o600, 0o755, wide),
        ] {
            set_mode(&scratch.0, around);
            set_mode(&key, key_mode);
            set_mode(&data, data_mode);
            check(&settings, expected);
            let findings = check_files(&settings);
            assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
        }
    }

    /// Only root can give files away, so this shows something only when root runs it.
    #[test]
    fn whose_the_files_are() {
        if !geteuid().is_root() {
            return;
        }
        const NOBODY: u32 = 65_534;
        let scratch = Scratch::new("owner");
        let key = scratch.file("key", KEY.as_bytes());
        let data = scratch.0.join("data");
        fs::create_dir_all(&data).unwrap();
        set_mode(&data, 0o700);
        let mut settings = without_file(data.clone());
        settings.configured = true;
        settings.certificates = vec![CertificateFiles {
            chain: scratch.file("certificate", CERTIFICATE.as_bytes()),
            key: key.clone(),
        }];
        set_mode(&scratch.0, 0o755);
        set_mode(&key, 0o600);
        check(&settings, &[("user", "would run as root", "useradd --system gatepost")]);
        settings.user = Some("no-such-user-here".to_owned());
        check(
            &settings,
            &[("user", "there is no user", "useradd --system no-such-user-here")],
        );
        settings.user = None;
        chown(&data, Some(NOBODY), Some(NOBODY)).unwrap();
        check(&settings, &[("tls.key", "may not read", "chmod g+r")]);
        chown(&key, None, Some(NOBODY)).unwrap();
        set_mode(&key, 0o640);
        check(&settings, &[]);
        set_mode(&scratch.0, 0o700);
        check(&settings, &[("tls.key", "may not look into", "into that directory")]);
        set_mode(&scratch.0, 0o755);
        let Some(name) = nix::unistd::User::from_uid(NOBODY.into())
            .unwrap()
            .map(|user| user.name)
        else {
            return;
        };
        settings.user = Some(name);
        check(&settings, &[]);
        // An empty directory is given to the user at the start, another one is not.
        chown(&data, Some(0), Some(0)).unwrap();
        chown(&key, Some(NOBODY), None).unwrap();
        check(&settings, &[]);
        fs::write(data.join("queue.db"), b"").unwrap();
        check(&settings, &[("data", "belongs to root", "chown -R")]);
    }
}
