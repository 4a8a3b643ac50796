//! Postfix, as a server that takes mail for mailboxes of its own.

use super::{Certificate, Dovecot, Mailboxes, Process, directory, nobody, silently, write};
use crate::support::{TempDir, as_root, find_tool, missing, own_address};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

/// A Postfix of our own, beside the one that this machine may have. It offers STARTTLS and SMTPUTF8.
pub struct Postfix {
    _process: Process,
    /// The directory of its main.cf.
    configuration: PathBuf,
    /// Where it takes connections.
    pub address: SocketAddr,
    /// What it has delivered.
    pub mailboxes: Mailboxes,
    _root: TempDir,
}

impl Postfix {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        missing(&["postfix"]).or_else(|| as_root("Postfix needs it"))
    }

    /// Starts one with these mailboxes; all other recipients are refused. With `logins` it takes mail only from whom
    /// that Dovecot knows, and asks it, as Postfix can check no password itself.
    #[track_caller]
    pub fn start(certificate: &Certificate, mailboxes: &[&str], logins: Option<&Dovecot>) -> Self {
        let root = TempDir::new("postfix-peer");
        let configuration = directory(root.path(), "etc");
        directory(root.path(), "queue");
        let address = own_address();
        let here = root.path().display();
        let domains: BTreeSet<&str> = mailboxes
            .iter()
            .filter_map(|mailbox| Some(mailbox.rsplit_once('@')?.1))
            .collect();
        let domains: Vec<&str> = domains.into_iter().collect();
        let nobody = nobody();
        let mut settings = format!(
            "{MAIN}queue_directory = {here}/queue\n\
             data_directory = {here}/data\n\
             smtpd_tls_chain_files = {}, {}\n\
             virtual_mailbox_domains = {}\n\
             virtual_mailbox_base = {here}/mail\n\
             virtual_mailbox_maps = texthash:{here}/etc/mailboxes\n\
             virtual_uid_maps = static:{}\n\
             virtual_gid_maps = static:{}\n",
            certificate.key.display(),
            certificate.chain.display(),
            domains.join(", "),
            nobody.uid,
            nobody.gid,
        );
        match logins {
            Some(dovecot) => {
                settings.push_str(MEMBERS_ONLY);
                settings.push_str(&format!("smtpd_sasl_path = {}\n", dovecot.logins.display()));
            }
            None => settings.push_str("smtpd_relay_restrictions = reject_unauth_destination\n"),
        }
        write(&configuration.join("main.cf"), &settings);
        write(
            &configuration.join("master.cf"),
            &format!("{address} inet n - n - - smtpd\n{MASTER}"),
        );
        let list: String = mailboxes
            .iter()
            .map(|mailbox| format!("{mailbox} {mailbox}/\n"))
            .collect();
        write(&configuration.join("mailboxes"), &list);
        let mailboxes = Mailboxes::new(root.path());
        let mut command = Command::new(find_tool("postfix").expect("it was looked for"));
        command.arg("-c").arg(&configuration).arg("start-fg");
        Self {
            _process: Process::start("Postfix", &mut command, address),
            configuration,
            address,
            mailboxes,
            _root: root,
        }
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // What was started is a script; Postfix knows its own processes, by the files in its own queue directory.
        if let Some(postfix) = find_tool("postfix") {
            let mut stop = Command::new(postfix);
            silently(stop.arg("-c").arg(&self.configuration).arg("stop"));
        }
    }
}

/// The header stays as it came, whoever the client is (`local_header_rewrite_clients`). Messages are taken up to 50
/// MiB.
const MAIN: &str = "\
compatibility_level = 3.6
myhostname = mx.example.org
mydestination =
inet_protocols = ipv4
alias_maps =
alias_database =
local_transport = error:there are no local users
default_transport = error:nothing is sent from here
local_header_rewrite_clients =
maillog_file = /dev/stdout
smtputf8_enable = yes
smtpd_peername_lookup = no
smtpd_tls_security_level = may
smtpd_tls_loglevel = 1
smtpd_tls_received_header = yes
message_size_limit = 52428800
mailbox_size_limit = 0
virtual_mailbox_limit = 0
";

const MEMBERS_ONLY: &str = "\
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
";

/// What a Postfix needs besides `smtpd` that takes mail and puts it into mailboxes. None of it is chrooted.
const MASTER: &str = "\
cleanup unix  n  -  n  -  0  cleanup
qmgr    unix  n  -  n  300  1  qmgr
tlsmgr  unix  -  -  n  1000?  1  tlsmgr
rewrite unix  -  -  n  -  -  trivial-rewrite
bounce  unix  -  -  n  -  0  bounce
defer   unix  -  -  n  -  0  bounce
trace   unix  -  -  n  -  0  bounce
proxymap unix -  -  n  -  -  proxymap
anvil   unix  -  -  n  -  1  anvil
error   unix  -  -  n  -  -  error
retry   unix  -  -  n  -  -  error
virtual unix  -  n  n  -  -  virtual
showq   unix  n  -  n  -  -  showq
postlog unix-dgram n - n  -  1  postlogd
";
