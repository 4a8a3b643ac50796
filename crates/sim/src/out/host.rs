//! A server of the rest of the world: it speaks SMTP in the manner of its domain.

use super::internet::{Copy, Domain, Internet, Manner};
use crate::chance::Chance;
use crate::tls::{CLIENT_HELLO, OTHER_HELLO, SERVER_HELLO};
use futures_util::future::{Either, select};
use gatepost::world::Stream;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// One session.
struct Host {
    internet: Arc<Internet>,
    domain: Domain,
    stream: Box<dyn Stream>,
    chance: Chance,
    input: Vec<u8>,
    secured: bool,
    sender: String,
    recipients: Vec<String>,
}

/// Whether the session goes on.
type Go = Option<()>;

pub(super) async fn serve(internet: Arc<Internet>, domain: String, stream: Box<dyn Stream>, mut chance: Chance) {
    let Some(mut domain) = internet.domain(&domain) else {
        return;
    };
    if domain.manner == Manner::Flaky {
        domain.manner = *chance.pick(&[
            Manner::Good,
            Manner::Slow,
            Manner::Silent,
            Manner::BusyGreeting,
            Manner::UnknownUsers,
            Manner::CutsAfterData,
            Manner::BrokenTls,
        ]);
    }
    let mut host = Host {
        internet,
        domain,
        stream,
        chance,
        input: Vec::new(),
        secured: false,
        sender: String::new(),
        recipients: Vec::new(),
    };
    host.live().await;
}

impl Host {
    async fn live(&mut self) -> Go {
        let now = self.internet.executor.now();
        match self.domain.manner {
            Manner::Silent => {
                self.internet.executor.sleep(Duration::from_secs(3_600)).await;
                return None;
            }
            Manner::AwayForGood => return None,
            Manner::AwayForDays if now < self.domain.until => return None,
            Manner::BusyGreeting => return self.last("421 4.3.2 too busy").await,
            Manner::RefusingGreeting => return self.last("554 5.7.1 no mail from you").await,
            _ => self.say("220 mx ESMTP\r\n").await?,
        }
        loop {
            let line = self.line().await?;
            if self.domain.manner == Manner::Slow {
                let wait = self.chance.duration(Duration::from_secs(20), Duration::from_secs(200));
                self.internet.executor.sleep(wait).await;
            }
            let upper = line.to_ascii_uppercase();
            match upper.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => self.ehlo().await?,
                "HELO" => self.say("250 mx\r\n").await?,
                "STARTTLS" => self.start_tls().await?,
                "MAIL" => self.mail(&line).await?,
                "RCPT" => self.rcpt(&line).await?,
                "DATA" if self.recipients.is_empty() => self.say("503 5.5.1 nobody\r\n").await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.recipients.clear();
                    self.say("250 2.0.0 ok\r\n").await?;
                }
                "QUIT" => return self.last("221 2.0.0 bye").await,
                _ => self.say("500 5.5.2 what\r\n").await?,
            }
        }
    }

    async fn ehlo(&mut self) -> Go {
        let size = match self.domain.manner {
            Manner::LiesAboutSize => "250-SIZE 100\r\n",
            _ => "250-SIZE 10000000\r\n",
        };
        let tls = if self.secured { "" } else { "250-STARTTLS\r\n" };
        match self.domain.manner {
            Manner::OldServer => self.say("502 5.5.1 what\r\n").await,
            _ => {
                let reply =
                    format!("250-mx\r\n{size}{tls}250-PIPELINING\r\n250-DSN\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n");
                self.say(&reply).await
            }
        }
    }

    async fn start_tls(&mut self) -> Go {
        self.say("220 2.0.0 go\r\n").await?;
        while self.input.len() < CLIENT_HELLO.len() {
            self.read().await?;
        }
        self.input.drain(..CLIENT_HELLO.len());
        let hello = match self.domain.manner {
            Manner::BrokenTls => *b"\x15broken!",
            Manner::OtherCertificate => OTHER_HELLO,
            _ => SERVER_HELLO,
        };
        self.octets(&hello).await?;
        self.secured = true;
        if self.domain.manner == Manner::BrokenTls {
            None
        } else {
            Some(())
        }
    }

    async fn mail(&mut self, line: &str) -> Go {
        self.sender = path(line);
        self.recipients.clear();
        self.say("250 2.1.0 ok\r\n").await
    }

    async fn rcpt(&mut self, line: &str) -> Go {
        let recipient = path(line);
        let now = self.internet.executor.now();
        match self.domain.manner {
            Manner::UnknownUsers => return self.say("550 5.1.1 no such user\r\n").await,
            Manner::Greylists if now.saturating_sub(self.internet.first_seen(&recipient)) < GREYLIST_TIME => {
                return self.say("450 4.2.0 greylisted, try later\r\n").await;
            }
            Manner::FewRecipients if self.recipients.len() >= 2 => {
                return self.say("452 4.5.3 too many recipients\r\n").await;
            }
            _ => {}
        }
        self.recipients.push(recipient);
        self.say("250 2.1.5 ok\r\n").await
    }

    async fn data(&mut self) -> Go {
        self.say("354 go\r\n").await?;
        let end = loop {
            if let Some(at) = self.input.windows(5).position(|window| window == b"\r\n.\r\n") {
                break at;
            }
            self.read().await?;
        };
        let text: Vec<u8> = self.input.drain(..end + 5).collect();
        let octets = unstuffed(&text[..end + 2]);
        let now = self.internet.executor.now();
        if self.domain.manner == Manner::FullForDays && now < self.domain.until {
            return self.say("452 4.3.1 no space\r\n").await;
        }
        if self.domain.manner == Manner::LiesAboutSize {
            return self.say("552 5.3.4 too large\r\n").await;
        }
        // The first few times it goes away, sometimes with the message.
        let is_cut = self.domain.manner == Manner::CutsAfterData && self.internet.session(&self.domain.name) <= 2;
        if !is_cut || self.chance.one_in(2) {
            for recipient in std::mem::take(&mut self.recipients) {
                self.internet.keep(Copy {
                    recipient,
                    sender: self.sender.clone(),
                    octets: octets.clone(),
                    at: now,
                    acknowledged: !is_cut,
                    secured: self.secured,
                });
            }
        }
        if is_cut {
            return None;
        }
        self.recipients.clear();
        self.say("250 2.0.0 taken\r\n").await
    }

    async fn say(&mut self, text: &str) -> Go {
        self.octets(text.as_bytes()).await
    }

    async fn last(&mut self, text: &str) -> Go {
        self.say(&format!("{text}\r\n")).await?;
        None
    }

    async fn octets(&mut self, octets: &[u8]) -> Go {
        self.stream.write_all(octets).await.ok()?;
        self.stream.flush().await.ok()
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(at) = self.input.windows(2).position(|window| window == b"\r\n") {
                let line: Vec<u8> = self.input.drain(..at + 2).collect();
                return Some(String::from_utf8_lossy(&line[..at]).into_owned());
            }
            self.read().await?;
        }
    }

    async fn read(&mut self) -> Go {
        let mut buffer = [0; 1024];
        let count = {
            let read = pin!(self.stream.read(&mut buffer));
            let patience = self.internet.executor.sleep(PATIENCE);
            match select(read, patience).await {
                Either::Left((read, _)) => read.ok()?,
                Either::Right(_) => return None,
            }
        };
        if count == 0 {
            return None;
        }
        self.input.extend_from_slice(&buffer[..count]);
        Some(())
    }
}

/// What stands between the brackets.
fn path(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    let end = line.find('>').unwrap_or(line.len()).max(start);
    line[start..end].to_owned()
}

fn unstuffed(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.split_inclusive(|octet| *octet == b'\n') {
        out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    out
}

const GREYLIST_TIME: Duration = Duration::from_secs(4 * 60);
const PATIENCE: Duration = Duration::from_secs(20 * 60);
