//! Reads a transcript and plays it to a driver. The format stands in `tests/transcripts/README.md`.

pub mod session;
pub mod socket;
pub mod world;

use gatepost::config::{Guessing, Listener, ListenerTls, OverLimit, SenderRule, Service, Settings, without_file};
use mail::{Domain, ReversePath};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::Stored;

/// One file.
pub struct Transcript {
    pub name: String,
    /// What the server runs with; its first listener is the one that the client connects to.
    pub settings: Settings,
    /// Where the client is.
    pub client: IpAddr,
    /// Whether its network is banned, and if so whether by an operator.
    pub banned_by_operator: Option<bool>,
    steps: Vec<(usize, Step)>,
}

enum Step {
    Send(Vec<u8>),
    Expect(Expected),
    Login,
    Act(Act),
    Closed,
    Kept(String),
}

/// What happens besides the dialogue.
#[derive(Clone, Copy, PartialEq)]
pub enum Act {
    Tls,
    Wait(Duration),
    StoreFails,
    StoreFull,
    AccountsFail,
    AccountDisabled,
    AccountChanged,
    /// It may log in by SCRAM alone.
    OnlyScram,
    /// It has a password, and no keys for SCRAM.
    Imported,
    Drain,
    Disconnect,
}

struct Expected {
    code: u16,
    enhanced: Option<String>,
    id: String,
    has: Vec<String>,
    has_not: Vec<String>,
    challenge: Option<String>,
}

/// One reply as it came.
#[derive(Debug)]
pub struct Heard {
    pub lines: Vec<String>,
    /// Where the driver knows it; else the catalogue is asked.
    pub id: Option<&'static str>,
}

/// What a transcript is played to.
pub trait Driver {
    fn send(&mut self, octets: &[u8]);
    /// The next reply; `None` if the server closed instead.
    fn hear(&mut self) -> Option<Heard>;
    fn act(&mut self, act: Act);
    /// Whether the server has closed, and nothing more was said.
    fn is_closed(&mut self) -> bool;
    /// The client is gone, and the session is over: all messages, oldest first, with their octets.
    fn kept(&mut self) -> Vec<(Stored, Vec<u8>)>;
}

impl Transcript {
    pub fn read_all(root: &Path) -> Vec<Self> {
        let mut all = Vec::new();
        let mut folders: Vec<_> = std::fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        for folder in folders.into_iter().filter(|path| path.is_dir()) {
            let mut files: Vec<_> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            files.sort();
            for file in files {
                let name = file.strip_prefix(root).unwrap().display().to_string();
                all.push(Self::read(name, &std::fs::read_to_string(&file).unwrap()));
            }
        }
        all
    }

    fn read(name: String, text: &str) -> Self {
        let mut it = Self {
            name,
            settings: settings(),
            client: "127.0.0.1".parse().expect("an address"),
            banned_by_operator: None,
            steps: Vec::new(),
        };
        let mut joins = false;
        for (n, line) in text.lines().enumerate().map(|(n, line)| (n + 1, line)) {
            let at = format!("{}:{n}", it.name);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (mark, rest) = line.split_at(2.min(line.len()));
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            let joined = std::mem::replace(&mut joins, mark == "C:");
            let step = match mark {
                "C:" => {
                    let mut octets = unescape(rest, &at);
                    octets.extend_from_slice(b"\r\n");
                    if let (true, Some((_, Step::Send(before)))) = (joined, it.steps.last_mut()) {
                        before.extend(octets);
                        continue;
                    }
                    Step::Send(octets)
                }
                "C>" => Step::Send(unescape(rest, &at)),
                "C*" => {
                    let (count, what) = rest
                        .split_once(' ')
                        .unwrap_or_else(|| panic!("{at}: C* COUNT CHARACTER"));
                    Step::Send(
                        what.as_bytes()
                            .repeat(count.parse().unwrap_or_else(|_| panic!("{at}: a count"))),
                    )
                }
                "S:" => Step::Expect(Expected::read(rest, &at)),
                "M:" => Step::Kept(rest.to_owned()),
                "@ " => match it.action(rest, &at) {
                    Some(step) => step,
                    None => continue,
                },
                _ => panic!("{at}: {line:?} is no line of a transcript"),
            };
            it.steps.push((n, step));
        }
        it
    }

    fn action(&mut self, text: &str, at: &str) -> Option<Step> {
        let words: Vec<&str> = text.split(' ').collect();
        Some(match words[..] {
            ["listener", which] => {
                let listener = &mut self.settings.listeners[0];
                (listener.service, listener.tls) = match which {
                    "starttls" => (Service::Submission, ListenerTls::StartTls),
                    "implicit" => (Service::Submission, ListenerTls::Implicit),
                    "relay" => (Service::Relay, ListenerTls::StartTls),
                    "relay-plain" => (Service::Relay, ListenerTls::None),
                    _ => panic!("{at}: no listener is called {which}"),
                };
                return None;
            }
            ["client", address] => {
                self.client = address.parse().unwrap_or_else(|_| panic!("{at}: an address"));
                return None;
            }
            ["banned"] => {
                self.banned_by_operator = Some(false);
                return None;
            }
            ["blocked"] => {
                self.banned_by_operator = Some(true);
                return None;
            }
            ["limit", what, number] => {
                let number: u64 = number.parse().unwrap_or_else(|_| panic!("{at}: a number"));
                let (small, short) = (number as u32, number as usize);
                let limits = &mut self.settings.limits;
                match what {
                    "size" => limits.message_octets_max = number,
                    "recipients" => limits.recipients_max = short,
                    "header" => limits.header_octets_max = number,
                    "received" => limits.received_max = small,
                    "connections" => limits.connections_max = short,
                    "connections-per-network" => limits.network_connections_max = short,
                    "errors" => limits.errors_max = small,
                    "idle-commands" => limits.idle_commands_max = small,
                    "command-line" => limits.command_octets_max = short,
                    "auth-line" => limits.auth_octets_max = short,
                    "failures" => self.settings.guessing.ban_from = small,
                    "messages-per-hour" => self.settings.sending.limits.messages_hour = Some(small),
                    "messages-per-day" => self.settings.sending.limits.messages_day = Some(small),
                    "recipients-per-hour" => self.settings.sending.limits.recipients_hour = Some(small),
                    "recipients-per-day" => self.settings.sending.limits.recipients_day = Some(small),
                    _ => panic!("{at}: no limit is called {what}"),
                }
                return None;
            }
            ["over", "refuse"] => {
                self.settings.sending.over = OverLimit::Refuse;
                return None;
            }
            ["transition", "told"] => {
                self.settings.auth.tell_transition = true;
                return None;
            }
            ["mechanisms", ref names @ ..] => {
                self.settings.listeners[0].mechanisms = names.iter().map(|name| (*name).to_owned()).collect();
                return None;
            }
            ["login"] => Step::Login,
            ["closed"] => Step::Closed,
            ["tls"] => Step::Act(Act::Tls),
            ["store", "fails"] => Step::Act(Act::StoreFails),
            ["store", "full"] => Step::Act(Act::StoreFull),
            ["accounts", "fail"] => Step::Act(Act::AccountsFail),
            ["account", "disabled"] => Step::Act(Act::AccountDisabled),
            ["account", "changed"] => Step::Act(Act::AccountChanged),
            ["account", "only", "scram"] => Step::Act(Act::OnlyScram),
            ["account", "imported"] => Step::Act(Act::Imported),
            ["drain"] => Step::Act(Act::Drain),
            ["disconnect"] => Step::Act(Act::Disconnect),
            ["wait", time] => {
                let (number, unit) = time.split_at(time.len() - 1);
                let number: u64 = number.parse().unwrap_or_else(|_| panic!("{at}: a time"));
                Step::Act(Act::Wait(Duration::from_secs(
                    number * if unit == "m" { 60 } else { 1 },
                )))
            }
            _ => panic!("{at}: nothing called {text:?} can happen"),
        })
    }

    pub fn is_implicit(&self) -> bool {
        self.settings.listeners[0].tls == ListenerTls::Implicit
    }

    pub fn needs_made_up_time(&self) -> bool {
        self.steps
            .iter()
            .any(|(_, step)| matches!(step, Step::Act(Act::Wait(_))))
    }

    pub fn play(&self, driver: &mut dyn Driver) {
        println!("{}", self.name);
        let mut kept = None;
        for (n, step) in &self.steps {
            let at = format!("tests/transcripts/{}:{n}", self.name);
            match step {
                Step::Send(octets) => driver.send(octets),
                Step::Expect(expected) => expected.check(driver.hear(), &at),
                Step::Act(act) => driver.act(*act),
                Step::Login => log_in(driver, &at),
                Step::Closed => assert!(driver.is_closed(), "{at}: the server has not closed the connection"),
                Step::Kept(text) => check_kept(kept.get_or_insert_with(|| driver.kept()), text, &at),
            }
        }
        if kept.is_none() {
            driver.kept();
        }
    }
}

/// One listener; this machine alone is trusted; failed logins are answered at once.
fn settings() -> Settings {
    let listener = Listener {
        address: "127.0.0.1:0".parse().expect("an address"),
        service: Service::Submission,
        tls: ListenerTls::StartTls,
        optional: false,
        relay_from: vec!["127.0.0.9".parse().expect("a network")],
        relay_to: vec![Domain::parse("example.com").expect("a domain")],
        proxy_from: Vec::new(),
        mechanisms: Vec::new(),
        client_ca: None,
    };
    let default = without_file(PathBuf::from("/nowhere"));
    Settings {
        hostname: "mail.example.com".to_owned(),
        trusted: vec!["127.0.0.1".parse().expect("a network")],
        listeners: vec![listener],
        guessing: Guessing {
            delay_from: u32::MAX,
            ..default.guessing
        },
        senders: SenderRule::Own,
        ..default
    }
}

fn log_in(driver: &mut dyn Driver, at: &str) {
    for (line, id) in [
        ("EHLO client.example.net", "ehlo"),
        ("STARTTLS", "starttls-go"),
        ("", ""),
        ("EHLO client.example.net", "ehlo"),
        ("AUTH PLAIN AGFsaWNlQGV4YW1wbGUuY29tAGNvcnJlY3QgaG9yc2U=", "auth-ok"),
    ] {
        if line.is_empty() {
            driver.act(Act::Tls);
            continue;
        }
        driver.send(format!("{line}\r\n").as_bytes());
        let heard = driver.hear().unwrap_or_else(|| panic!("{at}: closed at {line}"));
        assert!(heard.is(id), "{at}: {heard:?} to {line}");
    }
}

impl Heard {
    fn is(&self, id: &str) -> bool {
        match self.id {
            Some(known) => known == id,
            None => {
                let meant = reply::ALL.iter().find(|reply| reply.id == id);
                self.lines
                    .iter()
                    .all(|line| meant.is_some_and(|reply| reply.matches_line(line)))
            }
        }
    }
}

impl Expected {
    fn read(text: &str, at: &str) -> Self {
        let mut words = text.splitn(4, ' ');
        let mut word = || words.next().unwrap_or_else(|| panic!("{at}: S: CODE ENHANCED ID"));
        let (code, enhanced, id) = (word(), word(), word().to_owned());
        let rest = words.next().unwrap_or_default();
        let brackets: Vec<&str> = rest
            .split(['[', ']'])
            .map(str::trim)
            .filter(|part| rest.starts_with('[') && !part.is_empty() && *part != "any")
            .collect();
        let challenge = (id == "auth-challenge" && rest != "[any]").then(|| rest.to_owned());
        Self {
            code: code.parse().unwrap_or_else(|_| panic!("{at}: a code")),
            enhanced: (enhanced != "-").then(|| enhanced.to_owned()),
            id,
            has: brackets
                .iter()
                .filter(|part| !part.starts_with('!'))
                .map(|part| (*part).to_owned())
                .collect(),
            has_not: brackets
                .iter()
                .filter_map(|part| part.strip_prefix('!'))
                .map(str::to_owned)
                .collect(),
            challenge,
        }
    }

    fn check(&self, heard: Option<Heard>, at: &str) {
        let heard = heard.unwrap_or_else(|| panic!("{at}: the server closed instead of {}", self.id));
        assert!(heard.is(&self.id), "{at}: expected {}, got {heard:?}", self.id);
        let last = heard.lines.len() - 1;
        for (n, line) in heard.lines.iter().enumerate() {
            let separator = if n == last { ' ' } else { '-' };
            let head = match &self.enhanced {
                Some(enhanced) => format!("{}{separator}{enhanced} ", self.code),
                None => format!("{}{separator}", self.code),
            };
            assert!(line.starts_with(&head), "{at}: {line:?} does not begin with {head:?}");
        }
        let texts: Vec<&str> = heard.lines.iter().skip(1).map(|line| &line[4..]).collect();
        for text in &self.has {
            assert!(texts.contains(&text.as_str()), "{at}: {text:?} is missing: {texts:?}");
        }
        for keyword in &self.has_not {
            let found = texts.iter().any(|text| text.split(' ').next() == Some(keyword));
            assert!(!found, "{at}: {keyword:?} should not be there: {texts:?}");
        }
        if let Some(challenge) = &self.challenge {
            assert_eq!(&heard.lines[0][4..], challenge, "{at}");
        }
    }
}

fn check_kept(kept: &[(Stored, Vec<u8>)], text: &str, at: &str) {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let unescaped = if word == "body" {
        rest.to_owned()
    } else {
        String::from_utf8(unescape(rest, at)).unwrap()
    };
    let rest = unescaped.as_str();
    if let Ok(count) = word.parse::<usize>() {
        return assert_eq!(kept.len(), count, "{at}: messages");
    }
    let (stored, octets) = kept.last().unwrap_or_else(|| panic!("{at}: no message is there"));
    let message = &stored.entry.message;
    match word {
        "body" => {
            let quoted = rest
                .trim_start_matches('"')
                .strip_suffix('"')
                .unwrap_or_else(|| panic!("{at}: quotes"));
            let wanted = unescape(quoted, at);
            assert_eq!(
                String::from_utf8_lossy(octets),
                String::from_utf8_lossy(&wanted),
                "{at}"
            );
            assert_eq!(*octets, wanted, "{at}");
        }
        "from" => match &message.sender {
            ReversePath::Null => assert_eq!(rest, "<>", "{at}"),
            ReversePath::Mailbox(address) => assert_eq!(address.to_string(), rest, "{at}"),
        },
        "dsn" => {
            let ret = message
                .ret
                .map(|ret| if ret == mail::Ret::Full { "RET=FULL" } else { "RET=HDRS" }.to_owned());
            let envid = message.envid.as_ref().map(|envid| format!("ENVID={envid}"));
            let got: Vec<String> = [ret, envid].into_iter().flatten().collect();
            assert_eq!(got.join(" "), rest, "{at}");
        }
        "submitter" => assert_eq!(message.submitter.as_deref(), Some(rest), "{at}"),
        "to" => {
            let meant: Vec<String> = stored
                .entry
                .deliveries
                .iter()
                .map(|delivery| {
                    let recipient = &delivery.recipient;
                    let notify = recipient
                        .notify
                        .map(|notify| format!(" NOTIFY={notify}"))
                        .unwrap_or_default();
                    let orcpt = recipient
                        .orcpt
                        .as_ref()
                        .map(|orcpt| format!(" ORCPT={orcpt}"))
                        .unwrap_or_default();
                    format!("{}{notify}{orcpt}", recipient.address)
                })
                .collect();
            assert!(
                meant.iter().any(|one| one == rest),
                "{at}: {rest:?} is not among {meant:?}"
            );
        }
        _ => panic!("{at}: nothing called {word:?} is kept"),
    }
}

fn unescape(text: &str, at: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        if octet != b'\\' {
            out.push(octet);
            continue;
        }
        out.push(match octets.next() {
            Some(b'0') => 0,
            Some(b'r') => b'\r',
            Some(b'n') => b'\n',
            Some(b'\\') => b'\\',
            Some(b'"') => b'"',
            Some(b'x') => {
                let digits: String = octets.by_ref().take(2).map(char::from).collect();
                u8::from_str_radix(&digits, 16).unwrap_or_else(|_| panic!("{at}: \\xNN"))
            }
            other => panic!("{at}: no escape {other:?}"),
        });
    }
    out
}
