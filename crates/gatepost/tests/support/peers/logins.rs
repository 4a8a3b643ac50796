//! Dovecot, which only checks passwords; everybody's is [`PASSWORD`].

use super::{Process, obstacle, unpacked, write};
use crate::support::{PASSWORD, TempDir, own_address};
use std::fs::{Permissions, set_permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A Dovecot of our own, which only checks passwords.
pub struct Logins {
    /// `None`: it was stopped.
    process: Option<Process>,
    /// A second way to the same, that it can be seen to listen.
    address: SocketAddr,
    root: TempDir,
}

impl Logins {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        obstacle(&[("usr/sbin/dovecot", "dovecot-core")])
    }

    /// Starts one with these mechanisms.
    #[track_caller]
    pub fn start(mechanisms: &str) -> Self {
        let root = TempDir::new("logins-peer");
        let address = own_address();
        let settings = CONFIGURATION
            .replace("{root}", &root.path().display().to_string())
            .replace("{mechanisms}", mechanisms)
            .replace("{host}", &address.ip().to_string())
            .replace("{port}", &address.port().to_string());
        write(&root.path().join("dovecot.conf"), &settings);
        write(&root.path().join("logins"), &LOGINS.replace("{password}", PASSWORD));
        let later = root.path().join("later");
        write(&later, LATER);
        set_permissions(&later, Permissions::from_mode(0o755)).expect("it is ours");
        let mut logins = Self {
            process: None,
            address,
            root,
        };
        logins.run();
        logins
    }

    /// Starts it once more.
    #[track_caller]
    pub fn run(&mut self) {
        let mut command = unpacked("/usr/sbin/dovecot", None);
        command.arg("-F").arg("-c").arg(self.root.path().join("dovecot.conf"));
        self.process = Some(Process::start("Dovecot", &mut command, self.address));
    }

    /// Stops it: all connections end.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// Where it is asked.
    pub fn socket(&self) -> PathBuf {
        self.root.path().join("auth")
    }
}

/// The name, its password, and fields that Dovecot adds to the answer.
const LOGINS: &str = "\
alice@example.com:{PLAIN}{password}
앨리스@example.com:{PLAIN}{password}
renamed@example.com:{PLAIN}{password}::::::user=Other@Example.com
blocked@example.com:{PLAIN}{password}::::::nologin=y reason=not_today
proxied@example.com:{PLAIN}{password}::::::proxy=y host=192.0.2.1
";

/// A program that checks passwords (driver `checkpassword`), and cannot today.
const LATER: &str = "#!/bin/sh\nexit 111\n";

/// A wrong password is answered at once.
const CONFIGURATION: &str = "\
protocols =
base_dir = {root}/run
state_dir = {root}/state
log_path = /dev/stderr
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
ssl = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
auth_username_chars =
passdb {
  driver = passwd-file
  args = username_format=%u {root}/logins
}
passdb {
  driver = checkpassword
  args = {root}/later
  username_filter = *@later.example
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home={root}
}
service auth {
  unix_listener {root}/auth {
    mode = 0666
  }
  inet_listener {
    address = {host}
    port = {port}
  }
}
";
