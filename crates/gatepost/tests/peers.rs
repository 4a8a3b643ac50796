//! The real server hands mail on to the servers of other makers: to Postfix and Exim by MX and as smarthosts, to
//! Dovecot by LMTP, and to an smtp-sink that refuses. What arrives is compared octet by octet with what was submitted.
//!
//! A peer that is not there is skipped; `scripts/install-test-tools.sh` brings them all.

mod support;

// Here and not in `support`: few tests have a use for them.
#[allow(
    dead_code,
    unused_imports,
    reason = "of the peers, not those that only know accounts"
)]
#[path = "support/peers/mod.rs"]
mod peers;

use peers::{ACCOUNT, Certificate, Dovecot, Exim, Mailboxes, Postfix, SECRET, Sink, Unbound};
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::Command;
use support::{
    ALICE, Authority, Random, Server, Site, assert_same, can_run, configuration, message, own_address, run, stuffed,
    wait_until,
};

#[test]
fn postfix_by_mx() {
    if !can_run(Unbound::obstacle().or_else(Postfix::obstacle)) {
        return;
    }
    let mut place = Place::new("postfix-mx");
    let postfix = Postfix::start(&place.certificate, MAILBOXES, None);
    let server = place.serve(&by_mx(postfix.address));
    // Postfix's word for a session in TLS, which is only opportunistic here.
    check_all_kinds(&mut place, &server, &postfix.mailboxes, "with esmtps id");
    check_utf8(&server, &postfix.mailboxes);
    server.stop();
}

#[test]
fn exim_by_mx() {
    if !can_run(Unbound::obstacle().or_else(Exim::obstacle)) {
        return;
    }
    let mut place = Place::new("exim-mx");
    let exim = Exim::start(&place.certificate, MAILBOXES, false);
    let server = place.serve(&by_mx(exim.address));
    check_all_kinds(&mut place, &server, &exim.mailboxes, "with esmtps ");
    check_utf8(&server, &exim.mailboxes);
    server.stop();
}

#[test]
fn postfix_as_smarthost() {
    let obstacle = Unbound::obstacle().or_else(Postfix::obstacle);
    if !can_run(obstacle.or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("postfix-host");
    let dovecot = Dovecot::start(&place.certificate, &[]);
    let postfix = Postfix::start(&place.certificate, MAILBOXES, Some(&dovecot));
    let server = place.serve(&place.by_smarthost(postfix.address, SECRET));
    check_all_kinds(&mut place, &server, &postfix.mailboxes, "with esmtpsa id");
    check_utf8(&server, &postfix.mailboxes);
    server.stop();
}

#[test]
fn exim_as_smarthost() {
    if !can_run(Unbound::obstacle().or_else(Exim::obstacle)) {
        return;
    }
    let mut place = Place::new("exim-host");
    let exim = Exim::start(&place.certificate, MAILBOXES, true);
    let server = place.serve(&place.by_smarthost(exim.address, SECRET));
    check_all_kinds(&mut place, &server, &exim.mailboxes, "with esmtpsa ");
    check_utf8(&server, &exim.mailboxes);
    server.stop();
}

/// Whoever runs the server has to mend it, so the mail waits, and its sender hears nothing.
#[test]
fn smarthosts_that_refuse_the_login() {
    let obstacle = Unbound::obstacle().or_else(Postfix::obstacle);
    if !can_run(obstacle.or_else(Exim::obstacle).or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("wrong-password");
    let dovecot = Dovecot::start(&place.certificate, &[ALICE]);
    let postfix = Postfix::start(&place.certificate, MAILBOXES, Some(&dovecot));
    let exim = Exim::start(&place.certificate, MAILBOXES, true);
    for (name, address) in [("postfix", postfix.address), ("exim", exim.address)] {
        let routes = place.by_smarthost(address, "wrong secret") + &own_domain(&dovecot);
        let server = place.serve(&routes);
        let message = place.message(name);
        let id = submit(&server, &["bob@example.org"], &message);
        place.wait_for_cause(&id, "credentials-wrong");
        let status = place.site.run(&["status"]).text();
        assert!(status.contains("credentials-wrong"), "{name}: the status:\n{status}");
        assert_same(name, &place.site.export(&id), &message);
        server.stop();
    }
    let all = [&postfix.mailboxes, &exim.mailboxes, &dovecot.mailboxes];
    assert!(
        all.iter().all(|mailboxes| mailboxes.all().is_empty()),
        "nothing may arrive"
    );
}

/// What is to go to a verified server only goes nowhere else: not without TLS, and not with a login.
#[test]
fn a_smarthost_that_nobody_vouches_for() {
    if !can_run(Unbound::obstacle().or_else(Exim::obstacle)) {
        return;
    }
    let mut place = Place::new("untrusted");
    let stranger = Authority::new();
    let exim = Exim::start(
        &Certificate::issue(&stranger, &place.site, &[SMARTHOST]),
        MAILBOXES,
        true,
    );
    let server = place.serve(&place.by_smarthost(exim.address, SECRET));
    let message = place.message("untrusted");
    let id = submit(&server, &["bob@example.org"], &message);
    place.wait_for_cause(&id, "tls-cert-untrusted");
    assert_same("what waits", &place.site.export(&id), &message);
    server.stop();
    assert!(exim.mailboxes.all().is_empty(), "nothing may arrive");
}

#[test]
fn the_servers_of_a_domain() {
    if !can_run(Unbound::obstacle().or_else(Postfix::obstacle)) {
        return;
    }
    let mut place = Place::new("servers");
    let mailboxes = ["bob@implicit.example", "bob@two.example"];
    let postfix = Postfix::start(&place.certificate, &mailboxes, None);
    let server = place.serve(&by_mx(postfix.address));
    for mailbox in mailboxes {
        let id = mailbox.replace('@', "-");
        let message = place.message(&id);
        submit(&server, &[mailbox], &message);
        check_arrived(&postfix.mailboxes.wait_for(mailbox, &id), &message, "with esmtps id");
    }
    server.stop();
}

#[test]
fn domains_that_take_no_mail() {
    if !can_run(Unbound::obstacle().or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("no-mail");
    let dovecot = Dovecot::start(&place.certificate, &[ALICE]);
    let server = place.serve(&(by_mx(own_address()) + &own_domain(&dovecot)));
    for (recipient, status) in [("bob@null.example", "5.1.10"), ("bob@nowhere.example", "5.1.2")] {
        let message = place.message(recipient);
        submit(&server, &[recipient], &message);
        check_report(&dovecot.mailboxes.wait_for(ALICE, recipient), recipient, status);
    }
    server.stop();
}

/// A DNS server that cannot say is no domain that does not exist.
#[test]
fn a_domain_whose_dns_is_broken() {
    if !can_run(Unbound::obstacle().or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("servfail");
    let dovecot = Dovecot::start(&place.certificate, &[ALICE]);
    let server = place.serve(&(by_mx(own_address()) + &own_domain(&dovecot)));
    let message = place.message("servfail");
    let id = submit(&server, &["bob@broken.example"], &message);
    place.wait_for_cause(&id, "dns");
    assert_same("what waits", &place.site.export(&id), &message);
    server.stop();
    assert!(dovecot.mailboxes.all().is_empty(), "nothing may be reported");
}

#[test]
fn a_server_that_refuses_for_good() {
    let obstacle = Unbound::obstacle().or_else(Sink::obstacle);
    if !can_run(obstacle.or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("for-good");
    let dovecot = Dovecot::start(&place.certificate, &[ALICE]);
    let sink = Sink::start(&["-f", "RCPT", "-B", "550 5.1.1 No such user here"]);
    let server = place.serve(&(by_mx(sink.address) + &own_domain(&dovecot)));
    let message = place.message("for-good");
    submit(&server, &["bob@example.org"], &message);
    let report = dovecot.mailboxes.wait_for(ALICE, "bob@example.org");
    check_report(&report, "bob@example.org", "5.1.1");
    let text = String::from_utf8_lossy(&report);
    assert!(text.contains("No such user here"), "the server's own words:\n{text}");
    server.stop();
    assert!(sink.arrived().is_empty(), "it has refused");
}

#[test]
fn a_server_that_refuses_for_now() {
    let obstacle = Unbound::obstacle().or_else(Sink::obstacle);
    if !can_run(obstacle.or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("for-now");
    let dovecot = Dovecot::start(&place.certificate, &[ALICE]);
    let sink = Sink::start(&["-r", "RCPT", "-b", "450 4.7.1 Greylisted, come again"]);
    let server = place.serve(&(by_mx(sink.address) + &own_domain(&dovecot)));
    let message = place.message("for-now");
    let id = submit(&server, &["bob@example.org"], &message);
    place.wait_for_cause(&id, "greylisted");
    assert_same("what waits", &place.site.export(&id), &message);
    server.stop();
    assert!(sink.arrived().is_empty(), "it has refused");
    assert!(dovecot.mailboxes.all().is_empty(), "nothing may be reported");
}

/// A server without TLS, whose reply to EHLO ends with an empty line besides.
#[test]
fn a_server_that_takes_all() {
    if !can_run(Unbound::obstacle().or_else(Sink::obstacle)) {
        return;
    }
    let mut place = Place::new("sink");
    let sink = Sink::start(&[]);
    let server = place.serve(&by_mx(sink.address));
    let message = place.message("sink");
    submit(&server, &["bob@example.org", "carol@example.org"], &message);
    let lines = lines(&message);
    wait_until("smtp-sink has the message", || {
        let arrived = sink.arrived();
        let to: Vec<&str> = arrived.iter().map(|message| message.recipient.as_str()).collect();
        let whole = arrived.iter().all(|message| message.octets.ends_with(&lines));
        (whole && to == ["bob@example.org", "carol@example.org"]).then_some(())
    });
    server.stop();
}

/// With an RSA key and an Ed25519 key at once; dkimpy verifies both.
#[test]
fn what_is_delivered_is_signed() {
    let dkimpy = || {
        let found = run(Command::new(PYTHON).args(["-c", "import dkim, nacl"]), b"");
        (found.code != Some(0)).then(|| "install python3-dkim (scripts/install-test-tools.sh)".to_owned())
    };
    if !can_run(Unbound::obstacle().or_else(Sink::obstacle).or_else(dkimpy)) {
        return;
    }
    let mut place = Place::new("signed");
    let sink = Sink::start(&[]);
    let (mut sections, mut records) = (String::new(), String::new());
    for kind in ["rsa", "ed25519"] {
        let file = place.site.path(kind).display().to_string();
        let made = place.site.run(&[
            "dkim",
            "create",
            "example.com",
            "--selector",
            kind,
            "--kind",
            kind,
            "--output",
            &file,
            "--json",
        ]);
        let record: Value = made.succeeded().json();
        let (name, value) = (
            record["name"].as_str().expect("a name"),
            record["value"].as_str().expect("a value"),
        );
        records.push_str(&format!("{name}. {value}\n"));
        sections.push_str(&format!(
            "[[dkim]]\ndomain = \"example.com\"\nselector = \"{kind}\"\nkey = \"{file}\"\n"
        ));
    }
    let server = place.serve(&(by_mx(sink.address) + &sections));
    let large = place.random.text(300_000, LINE_OCTETS_MAX);
    for (n, body) in [&b""[..], b"Hello.  \r\n\r\n\r\n", &large].into_iter().enumerate() {
        let name = format!("signed-{n}");
        let message = [&message(&mut place.random, &name, 0, 1)[..], body].concat();
        submit(&server, &["bob@example.org"], &message);
        let whole = lines(&message);
        let arrived = wait_until("smtp-sink has the message", || {
            let all = sink.arrived().into_iter().map(|one| one.octets);
            all.into_iter().find(|octets| octets.ends_with(&whole))
        });
        let verified = run(Command::new(PYTHON).args(["-c", VERIFY, &records]), &arrived).succeeded();
        assert_eq!(verified.text().trim(), "True True", "{name}");
    }
    server.stop();
}

#[test]
fn dovecot_by_lmtp() {
    if !can_run(Unbound::obstacle().or_else(Dovecot::obstacle)) {
        return;
    }
    let mut place = Place::new("lmtp");
    let dovecot = Dovecot::start(&place.certificate, &["bob@example.org", ALICE]);
    for (name, route) in [("tcp", by_lmtp(&dovecot)), ("unix", by_lmtp_socket(&dovecot))] {
        let server = place.serve(&route);
        check_all_kinds(&mut place, &server, &dovecot.mailboxes, "with lmtp");

        let message = place.message(name);
        let (known, unknown) = ("bob@example.org", format!("nobody-{name}@example.org"));
        submit(&server, &[known, &unknown], &message);
        let words = format!("<{name}@client.example>");
        check_arrived(&dovecot.mailboxes.wait_for(known, &words), &message, "with lmtp");
        check_report(&dovecot.mailboxes.wait_for(ALICE, &unknown), &unknown, "5.1.1");
        server.stop();
    }
}

/// The server under test, before it runs, and the names that it finds.
struct Place {
    site: Site,
    /// What the smarthost's certificate leads to.
    ca: PathBuf,
    /// For all peers: for whatever they are called.
    certificate: Certificate,
    dns: Unbound,
    random: Random,
}

impl Place {
    /// Alice has an account here.
    fn new(name: &str) -> Self {
        let site = Site::with_alice(name);
        let authority = Authority::new();
        let certificate = Certificate::issue(&authority, &site, &[SMARTHOST, "mx.example.org"]);
        // All peers have one address, and differ in their ports.
        let ip = own_address().ip();
        let records = [
            "example.org. MX 10 mx.example.org.".to_owned(),
            format!("mx.example.org. A {ip}"),
            format!("{SMARTHOST}. A {ip}"),
            format!("implicit.example. A {ip}"),
            // Nobody listens at the first of them: peers are never at 127.0.0.1.
            "two.example. MX 10 silent.example.".to_owned(),
            "two.example. MX 20 mx.example.org.".to_owned(),
            "silent.example. A 127.0.0.1".to_owned(),
            "null.example. MX 0 .".to_owned(),
        ];
        let records = records.each_ref().map(String::as_str);
        Self {
            ca: authority.write(&site),
            site,
            certificate,
            dns: Unbound::start(&records, &["broken.example."]),
            random: Random::fresh(),
        }
    }

    /// Starts the server with these routes.
    fn serve(&self, routes: &str) -> Server {
        let delivery = format!("[delivery]\nresolvers = [\"{}\"]\n", self.dns.address);
        self.site
            .configure(&configuration("", "", &format!("{routes}\n{delivery}")));
        Server::start(&self.site)
    }

    /// The route for all domains to a peer where one has to log in.
    fn by_smarthost(&self, address: SocketAddr, password: &str) -> String {
        let file = self.site.path("password");
        let mut options = OpenOptions::new();
        let opened = options.write(true).create(true).truncate(true).mode(0o600).open(&file);
        opened
            .and_then(|mut file| writeln!(file, "{password}"))
            .expect("the temporary directory can be written");
        format!(
            "[[route]]\nvia = \"smarthost\"\nhost = \"{SMARTHOST}\"\nport = {}\ntls = \"verify\"\nca = \"{}\"\n\
             user = \"{ACCOUNT}\"\npassword_file = \"{}\"\n",
            address.port(),
            self.ca.display(),
            file.display()
        )
    }

    /// A message from alice that is named like this.
    fn message(&mut self, name: &str) -> Vec<u8> {
        message(&mut self.random, &name.replace('@', "-"), 4_000, LINE_OCTETS_MAX)
    }

    /// Waits until a message was tried, and waits in the queue for this cause.
    #[track_caller]
    fn wait_for_cause(&self, id: &str, cause: &str) {
        wait_until(&format!("the queue shows {cause} for {id}"), || {
            let shown = self.site.run(&["queue", "show", id]).succeeded().text();
            let json = self.site.run(&["queue", "show", id, "--json"]).succeeded().text();
            (shown.contains(cause) || json.contains(cause)).then_some(())
        });
        let queue = self.site.queue(&[]);
        assert!(queue.iter().any(|listed| listed.id == id), "{id} is not in {queue:?}");
    }
}

/// The route for all domains to a peer that the DNS knows.
fn by_mx(address: SocketAddr) -> String {
    format!("[[route]]\nvia = \"mx\"\nport = {}\n", address.port())
}

/// The route for all domains.
fn by_lmtp(dovecot: &Dovecot) -> String {
    let (ip, port) = (dovecot.address.ip(), dovecot.address.port());
    format!("[[route]]\nvia = \"lmtp\"\nhost = \"{ip}\"\nport = {port}\n")
}

/// The same, over the Unix socket.
fn by_lmtp_socket(dovecot: &Dovecot) -> String {
    let socket = dovecot.socket.display();
    format!("[[route]]\nvia = \"lmtp\"\nsocket = \"{socket}\"\n")
}

/// The route to alice herself, by which reports go.
fn own_domain(dovecot: &Dovecot) -> String {
    by_lmtp(dovecot) + "domains = [\"example.com\"]\n"
}

/// Submits a message as alice; with SMTPUTF8 if a recipient needs it. Returns its queue id.
#[track_caller]
fn submit(server: &Server, recipients: &[&str], message: &[u8]) -> String {
    let mut client = server.log_in(ALICE);
    if recipients.iter().all(|recipient| recipient.is_ascii()) {
        return client.deliver(ALICE, recipients, message);
    }
    let mail = format!("MAIL FROM:<{ALICE}> BODY=8BITMIME SMTPUTF8");
    client.expect(&mail, "250 2.1.0").expect("a reply");
    for recipient in recipients {
        let rcpt = format!("RCPT TO:<{recipient}>");
        client.expect(&rcpt, "250 2.1.5").expect("a reply");
    }
    client.expect("DATA", "354").expect("a reply");
    client.send(&stuffed(message)).expect("the server reads");
    let reply = client.reply().expect("a reply");
    let id = reply.queue_id().unwrap_or_else(|| panic!("{reply} to a message"));
    id.to_owned()
}

/// Sends bob messages of each kind, and compares what arrives. `how` is what the peer says in its Received field, in
/// lower case.
#[track_caller]
fn check_all_kinds(place: &mut Place, server: &Server, mailboxes: &Mailboxes, how: &str) {
    let long = ["x", "."].map(|octet| octet.repeat(LINE_OCTETS_MAX) + "\r\n").concat();
    let eight_bit = place.random.text(40_000, LINE_OCTETS_MAX);
    let large = place.random.text(LARGE_OCTETS, LINE_OCTETS_MAX);
    for (kind, octets) in [
        ("eight-bit", &eight_bit[..]),
        ("large", &large[..]),
        ("long", long.as_bytes()),
        ("dots", &b".\r\n..\r\n.one\r\n\r\n.\r\n\r\n"[..]),
        (
            "white",
            &b" \r\n\t\r\n\r\n=20\r\nFrom here \r\n\x01\x7f\x80\xff\r\n"[..],
        ),
        ("empty", &b""[..]),
    ] {
        let name = format!("{kind}-{:x}", place.random.draw());
        let message = [&message(&mut place.random, &name, 0, 1)[..], octets].concat();
        submit(server, &["bob@example.org"], &message);
        check_arrived(&mailboxes.wait_for("bob@example.org", &name), &message, how);
    }
}

/// Sends a message with an address, names and a subject in UTF-8 (RFC 6531, RFC 6532), which arrives as it is.
#[track_caller]
fn check_utf8(server: &Server, mailboxes: &Mailboxes) {
    let message = format!(
        "From: 앨리스 <{ALICE}>\r\nTo: 봄이 <{SPRING}>\r\nSubject: 봄이 왔습니다\r\n\
         Date: Mon, 23 Nov 2026 20:15:53 +0000\r\nMessage-ID: <spring@client.example>\r\n\r\n봄이 왔습니다.\r\n"
    );
    submit(server, &[SPRING], message.as_bytes());
    // Of such a session Postfix says UTF8SMTPS, and Exim utf8esmtps.
    check_arrived(&mailboxes.wait_for(SPRING, "spring@"), message.as_bytes(), "with utf8");
}

/// Below what was added on the way, this message is as it was submitted. It came to the peer as it says by `how`.
#[track_caller]
fn check_arrived(arrived: &[u8], message: &[u8], how: &str) {
    let lines = lines(message);
    let added = arrived.len().saturating_sub(lines.len());
    assert_same("what arrived", &arrived[added..], &lines);
    let head = String::from_utf8_lossy(&arrived[..added]).to_lowercase();
    let (theirs, ours) = head.rsplit_once("received:").expect("there are Received fields");
    assert!(
        ours.contains("by gatepost.example"),
        "the Received field of ours:\n{head}"
    );
    assert!(theirs.contains(how), "{how:?} is not what the peer says:\n{head}");
}

/// A message as it stands in a file.
fn lines(message: &[u8]) -> Vec<u8> {
    let mut lines = message.to_vec();
    // CR stands in these messages only in front of LF.
    lines.retain(|octet| *octet != b'\r');
    lines
}

/// This is a report (RFC 3464) from nobody that this recipient, and no other, did not get the mail.
#[track_caller]
fn check_report(report: &[u8], recipient: &str, status: &str) {
    let text = String::from_utf8_lossy(report);
    let lower = text.to_lowercase();
    for words in ["return-path: <>", "action: failed", &format!("status: {status}")] {
        assert!(lower.contains(words), "{words:?} is not in the report:\n{text}");
    }
    let failed: Vec<&str> = lower
        .lines()
        .filter(|line| line.starts_with("final-recipient:"))
        .collect();
    assert!(
        failed.len() == 1 && failed[0].ends_with(recipient),
        "{failed:?} in:\n{text}"
    );
}

const MAILBOXES: &[&str] = &["bob@example.org", SPRING];

const SPRING: &str = "봄@example.org";

/// A name that only the DNS of the test knows.
const SMARTHOST: &str = "relay.example.net";

/// RFC 5321 §4.5.3.1.6, without the line end.
const LINE_OCTETS_MAX: usize = 998;

const LARGE_OCTETS: usize = 1 << 20;

/// Debian's own, which finds what its packages install.
const PYTHON: &str = "/usr/bin/python3";
/// Verifies the two signatures of the message on standard input, whose lines end with LF, with the records in the first argument.
const VERIFY: &str = "\
import dkim, sys
records = dict(line.split(' ', 1) for line in sys.argv[1].splitlines())
message = sys.stdin.buffer.read().replace(b'\\n', b'\\r\\n')
look = lambda name, timeout=5: records[name.decode()].encode()
print(*[dkim.DKIM(message).verify(idx=n, dnsfunc=look) for n in range(2)])
";
