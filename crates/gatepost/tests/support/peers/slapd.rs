//! slapd, a directory in which everybody's password is [`PASSWORD`].

use super::{Certificate, Process, folder, obstacle, unpacked, write};
use crate::support::{PASSWORD, TempDir, own_address, run};
use std::fs;
use std::net::SocketAddr;

/// Who may search in it.
pub const SEARCHER: &str = "cn=gatepost,dc=example,dc=com";
/// The password of [`SEARCHER`].
pub const SEARCHER_SECRET: &str = "searching secret";

/// A slapd of our own.
pub struct Slapd {
    /// `None`: it was stopped.
    process: Option<Process>,
    /// Where LDAP is spoken in the clear first.
    pub clear: SocketAddr,
    /// Where TLS comes first.
    pub implicit: SocketAddr,
    root: TempDir,
}

impl Slapd {
    /// Why it cannot be run here, if it cannot.
    pub fn obstacle() -> Option<String> {
        obstacle(&[("usr/sbin/slapd", "slapd")])
    }

    /// Starts one that shows this certificate.
    #[track_caller]
    pub fn start(certificate: &Certificate) -> Self {
        let root = TempDir::new("slapd-peer");
        let settings = CONFIGURATION
            .replace("{schema}", &folder().join("etc/ldap/schema").display().to_string())
            .replace("{root}", &root.path().display().to_string())
            .replace("{chain}", &certificate.chain.display().to_string())
            .replace("{key}", &certificate.key.display().to_string());
        let (configuration, entries) = (root.path().join("slapd.conf"), root.path().join("entries.ldif"));
        write(&configuration, &settings);
        write(
            &entries,
            &ENTRIES
                .replace("{password}", PASSWORD)
                .replace("{secret}", SEARCHER_SECRET),
        );
        fs::create_dir(root.path().join("entries")).expect("the temporary directory can be written");
        let mut load = unpacked("/usr/sbin/slapadd", None);
        load.arg("-f").arg(&configuration).arg("-l").arg(&entries);
        run(&mut load, b"").succeeded();
        let mut slapd = Self {
            process: None,
            clear: own_address(),
            implicit: own_address(),
            root,
        };
        slapd.run();
        slapd
    }

    /// Starts it, with the entries that it had.
    #[track_caller]
    pub fn run(&mut self) {
        let mut command = unpacked("/usr/sbin/slapd", None);
        // In the foreground, and silent.
        command.args(["-d", "0", "-f"]).arg(self.root.path().join("slapd.conf"));
        command
            .arg("-h")
            .arg(format!("ldap://{}/ ldaps://{}/", self.clear, self.implicit));
        self.process = Some(Process::start("slapd", &mut command, self.clear));
    }

    /// Stops it: all connections end.
    pub fn stop(&mut self) {
        self.process = None;
    }
}

/// Who searches may read everything, but for passwords; everybody may read what is open. Of the modules only `ppolicy` is
/// loaded: what keeps the entries is built in.
const CONFIGURATION: &str = "\
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload ppolicy
loglevel 0
TLSCertificateFile {chain}
TLSCertificateKeyFile {key}
TLSVerifyClient never
database ldif
suffix \"dc=example,dc=com\"
directory {root}/entries
overlay ppolicy
ppolicy_default \"cn=policy,dc=example,dc=com\"
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree=\"ou=open,dc=example,dc=com\" by * read
access to * by dn.exact=\"cn=gatepost,dc=example,dc=com\" read by * none
";

/// `pwdAccountLockedTime` that early is a lock for good.
const ENTRIES: &str = "\
dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: cn=policy,dc=example,dc=com
objectClass: applicationProcess
objectClass: pwdPolicy
cn: policy
pwdAttribute: userPassword
pwdLockout: TRUE

dn: cn=gatepost,dc=example,dc=com
objectClass: applicationProcess
objectClass: simpleSecurityObject
cn: gatepost
userPassword: {secret}

dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: people

dn: uid=alice,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: alice
cn: Alice
sn: Alice
mail: sales@example.com
mail: alice@example.com
userPassword: {password}

dn: uid=a\\2Cb\\2Bc,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: a,b+c
cn: Odd
sn: Odd
mail: odd@example.com
userPassword: {password}

dn: uid=locked,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: locked
cn: Locked
sn: Locked
mail: locked@example.com
userPassword: {password}
pwdAccountLockedTime: 000001010000Z

dn: uid=twin1,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: twin1
cn: Twin
sn: Twin
mail: twin@example.com
userPassword: {password}

dn: uid=twin2,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: twin2
cn: Twin
sn: Twin
mail: twin@example.com
userPassword: {password}

dn: ou=open,dc=example,dc=com
objectClass: organizationalUnit
ou: open

dn: uid=bob,ou=open,dc=example,dc=com
objectClass: inetOrgPerson
uid: bob
cn: Bob
sn: Bob
mail: bob@example.com
userPassword: {password}
";
