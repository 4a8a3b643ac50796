//! Exim, as a server that takes mail for mailboxes of its own.

use super::{
    ACCOUNT, Certificate, Mailboxes, Process, SECRET, directory, give_to_nobody, nobody, obstacle, unpacked, write,
};
use crate::support::{TempDir, own_address};
use std::fs;
use std::net::SocketAddr;

/// An Exim of our own. It offers STARTTLS and SMTPUTF8.
pub struct Exim {
    _process: Process,
    /// Where it takes connections.
    pub address: SocketAddr,
    /// What it has delivered.
    pub mailboxes: Mailboxes,
    _root: TempDir,
}

impl Exim {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        obstacle(&[("usr/sbin/exim4", "exim4-daemon-light")])
    }

    /// Starts one with these mailboxes; all other recipients are refused. If it wants a login, it takes mail only from
    /// [`ACCOUNT`].
    #[track_caller]
    pub fn start(certificate: &Certificate, mailboxes: &[&str], wants_login: bool) -> Self {
        let root = TempDir::new("exim-peer");
        let here = root.path();
        let address = own_address();
        give_to_nobody(&directory(here, "spool"));
        for (from, name) in [(&certificate.chain, "chain.pem"), (&certificate.key, "key.pem")] {
            let copy = here.join(name);
            fs::copy(from, &copy).expect("it was written");
            give_to_nobody(&copy);
        }
        // Debian's Exim does not even start where there is no such user.
        let nobody = nobody();
        for (list, line) in [
            (
                "passwd",
                format!("Debian-exim:x:{}:{}::/:/bin/false\n", nobody.uid, nobody.gid),
            ),
            ("group", format!("Debian-exim:x:{}:\n", nobody.gid)),
        ] {
            let known = fs::read_to_string(format!("/etc/{list}")).expect("everybody may read it");
            write(&here.join(list), &format!("{}\n{line}", known.trim_end()));
        }
        let list: String = mailboxes
            .iter()
            .map(|mailbox| format!("{mailbox}: {mailbox}\n"))
            .collect();
        write(&here.join("mailboxes"), &list);
        let mut settings = format!(
            "ROOT = {}\nHOST = {}\nPORT = {}\nACCOUNT = {ACCOUNT}\nSECRET = {SECRET}\n",
            here.display(),
            address.ip(),
            address.port(),
        );
        if wants_login {
            settings.push_str("MEMBERS_ONLY = yes\n");
        }
        settings.push_str(CONFIGURATION);
        let configuration = here.join("exim.conf");
        write(&configuration, &settings);
        let mailboxes = Mailboxes::new(here);
        let mut command = unpacked("/usr/sbin/exim4", Some(here));
        command.arg("-C").arg(&configuration).arg("-bdf");
        Self {
            _process: Process::start("Exim", &mut command, address),
            address,
            mailboxes,
            _root: root,
        }
    }
}

/// Begins with lines that say what the words in capitals stand for. The name of a mailbox comes out of the list, and
/// not from the client: Exim makes no path of what a client has said.
const CONFIGURATION: &str = "\
exim_user = nobody
exim_group = nogroup
deliver_drop_privilege = true
never_users =
keep_environment =
primary_hostname = mx.example.org
spool_directory = ROOT/spool
log_file_path = ROOT/spool/log-%slog
pid_file_path = ROOT/exim.pid
local_interfaces = HOST
daemon_smtp_ports = PORT
host_lookup =
rfc1413_hosts =
message_size_limit = 50M
accept_8bitmime = true
smtputf8_advertise_hosts = *
tls_advertise_hosts = *
tls_certificate = ROOT/chain.pem
tls_privatekey = ROOT/key.pem
acl_smtp_connect = all
acl_smtp_rcpt = rcpt
acl_smtp_data = all

begin acl

all:
  accept

rcpt:
.ifdef MEMBERS_ONLY
  require authenticated = *
.endif
  accept verify = recipient
  deny message = no such mailbox

begin routers

mailboxes:
  driver = accept
  address_data = ${lookup{$local_part@$domain}lsearch{ROOT/mailboxes}{$value}fail}
  transport = maildir

begin transports

maildir:
  driver = appendfile
  directory = ROOT/mail/$address_data
  maildir_format
  create_directory
  user = nobody
  group = nogroup
  return_path_add
  envelope_to_add

begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${if and{{eq{$auth2}{ACCOUNT}}{eq{$auth3}{SECRET}}}{yes}{no}}
  server_set_id = $auth2
  server_advertise_condition = ${if def:tls_in_cipher {*}}

login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = ${if and{{eq{$auth1}{ACCOUNT}}{eq{$auth2}{SECRET}}}{yes}{no}}
  server_set_id = $auth1
  server_advertise_condition = ${if def:tls_in_cipher {*}}
";
