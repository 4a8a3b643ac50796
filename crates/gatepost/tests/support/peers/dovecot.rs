//! Dovecot, which puts mail into mailboxes by LMTP, and knows who may log in at Postfix.

use super::{ACCOUNT, Certificate, Mailboxes, Process, SECRET, obstacle, unpacked, write};
use crate::support::{TempDir, own_address};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A Dovecot of our own. It offers STARTTLS, and no SMTPUTF8.
pub struct Dovecot {
    _process: Process,
    /// Where it takes LMTP over TCP.
    pub address: SocketAddr,
    /// Where it takes LMTP over a Unix socket.
    pub socket: PathBuf,
    /// Where Postfix asks whether a login is right: the socket of its authentication protocol.
    pub logins: PathBuf,
    /// What it has delivered.
    pub mailboxes: Mailboxes,
    _root: TempDir,
}

impl Dovecot {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        obstacle(&[
            ("usr/sbin/dovecot", "dovecot-core"),
            ("usr/lib/dovecot/lmtp", "dovecot-lmtpd"),
        ])
    }

    /// Starts one with these mailboxes; all other recipients are refused.
    #[track_caller]
    pub fn start(certificate: &Certificate, mailboxes: &[&str]) -> Self {
        let root = TempDir::new("dovecot-peer");
        let address = own_address();
        let list: String = mailboxes.iter().map(|mailbox| format!("{mailbox}:::::::\n")).collect();
        write(&root.path().join("mailboxes"), &list);
        write(&root.path().join("logins"), &format!("{ACCOUNT}:{{PLAIN}}{SECRET}\n"));
        let settings = CONFIGURATION
            .replace("{root}", &root.path().display().to_string())
            .replace("{host}", &address.ip().to_string())
            .replace("{port}", &address.port().to_string())
            .replace("{chain}", &certificate.chain.display().to_string())
            .replace("{key}", &certificate.key.display().to_string());
        let configuration = root.path().join("dovecot.conf");
        write(&configuration, &settings);
        let mailboxes = Mailboxes::new(root.path());
        let mut command = unpacked("/usr/sbin/dovecot", None);
        command.arg("-F").arg("-c").arg(&configuration);
        Self {
            _process: Process::start("Dovecot", &mut command, address),
            address,
            socket: root.path().join("lmtp"),
            logins: root.path().join("auth"),
            mailboxes,
            _root: root,
        }
    }
}

/// A wrong password is answered at once: no delay of its own, and none that grows (`anvil-auth-penalty`).
const CONFIGURATION: &str = "\
protocols = lmtp
base_dir = {root}/run
state_dir = {root}/state
log_path = /dev/stderr
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
auth_mechanisms = plain login scram-sha-256
auth_failure_delay = 0
mail_location = maildir:{root}/mail/%u
first_valid_gid = 0
passdb {
  driver = passwd-file
  args = username_format=%u {root}/logins
}
userdb {
  driver = passwd-file
  args = username_format=%u {root}/mailboxes
  default_fields = uid=nobody gid=nogroup home={root}/mail/%u
}
service lmtp {
  inet_listener lmtp {
    address = {host}
    port = {port}
  }
  unix_listener {root}/lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener {root}/auth {
    mode = 0666
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
";
