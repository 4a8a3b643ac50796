//! unbound, as the only DNS server that the server under test asks.
//!
//! It can say all that a test needs: it takes any record as it stands in a zone file, the null MX among them, says
//! NXDOMAIN for all that it does not know instead of asking elsewhere, and SERVFAIL, at once, for a zone that it cannot
//! get.

use super::{Process, obstacle, unpacked, write};
use crate::support::{TempDir, own_address};
use std::net::SocketAddr;

/// An unbound of our own, over UDP and TCP.
pub struct Unbound {
    _process: Process,
    /// Where it answers.
    pub address: SocketAddr,
    _root: TempDir,
}

impl Unbound {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        obstacle(&[("usr/sbin/unbound", "unbound")])
    }

    /// Starts one that knows these records, as in `example.org. MX 10 mx.example.org.`, and besides them only
    /// localhost. For what is asked about a domain in `broken` it says SERVFAIL.
    #[track_caller]
    pub fn start(records: &[&str], broken: &[&str]) -> Self {
        let root = TempDir::new("unbound-peer");
        let address = own_address();
        let here = root.path().display();
        let (ip, port) = (address.ip(), address.port());
        let mut settings =
            format!("server:\n  interface: {ip}@{port}\n  port: {port}\n  directory: \"{here}\"\n{SERVER}");
        for record in records {
            settings.push_str(&format!("  local-data: '{record}'\n"));
        }
        for domain in broken {
            settings.push_str(&format!("  local-zone: '{domain}' transparent\n"));
        }
        for domain in broken {
            settings.push_str(&format!("auth-zone:\n  name: '{domain}'\n{UNREACHABLE}"));
        }
        settings.push_str("remote-control:\n  control-enable: no\n");
        let configuration = root.path().join("unbound.conf");
        write(&configuration, &settings);
        let mut command = unpacked("/usr/sbin/unbound", None);
        command.args(["-d", "-p", "-c"]).arg(&configuration);
        Self {
            _process: Process::start("unbound", &mut command, address),
            address,
            _root: root,
        }
    }
}

/// All names are its own, and there is nobody whom it would ask. The SOA record stands in answers that have nothing
/// else to say (RFC 2308).
const SERVER: &str = "  chroot: \"\"
  username: \"\"
  pidfile: \"\"
  use-syslog: no
  do-daemonize: no
  module-config: \"iterator\"
  access-control: 127.0.0.0/8 allow
  local-zone: '.' static
  local-data: '. SOA ns.invalid. nobody.invalid. 1 3600 1200 604800 60'
";

/// A zone whose primary server is not there, and which may not be looked for elsewhere.
const UNREACHABLE: &str = "  primary: 127.0.0.1@9
  fallback-enabled: no
  for-downstream: yes
  for-upstream: yes
";
