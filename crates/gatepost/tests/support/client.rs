//! A small SMTP client, which says what it is told to.

use super::text::{chunk, stuffed};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use rustls_pki_types::ServerName;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// One SMTP session, seen from the client. Errors are those of the connection; replies that should not be fail the test.
pub struct Client {
    wire: Wire,
    heard: Vec<u8>,
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// One reply of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply(Vec<String>);

impl Reply {
    /// Whether it begins with this code, or this code and enhanced code.
    pub fn is(&self, codes: &str) -> bool {
        let text = self.to_string();
        text.strip_prefix(codes)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// The queue id, if it names one.
    pub fn queue_id(&self) -> Option<&str> {
        self.0.first()?.strip_prefix("250 2.0.0 Queued as ")
    }

    /// Whether one of its lines has this text behind the code.
    pub fn has_line(&self, text: &str) -> bool {
        self.0.iter().any(|line| line.get(4..) == Some(text))
    }

    /// What stands behind this keyword in the reply to EHLO.
    pub fn keyword(&self, keyword: &str) -> Option<&str> {
        let mut lines = self.0.iter().filter_map(|line| line.get(4..));
        lines.find_map(|line| line.strip_prefix(keyword)?.strip_prefix(' '))
    }
}

impl fmt::Display for Reply {
    /// The first line, with a space behind the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0.first().map_or("", String::as_str);
        f.write_str(&line.replacen('-', " ", usize::from(line.as_bytes().get(3) == Some(&b'-'))))
    }
}

impl Client {
    /// A session over this connection, on which nothing was said yet.
    pub fn new(socket: TcpStream) -> Self {
        Self {
            wire: Wire::Plain(socket),
            heard: Vec::new(),
        }
    }

    /// The same session in TLS, with the server of this name.
    pub fn secure(self, trust: Arc<ClientConfig>, name: &str) -> io::Result<Self> {
        let Wire::Plain(socket) = self.wire else {
            panic!("TLS is on already")
        };
        assert!(
            self.heard.is_empty(),
            "nothing may stand between the reply and the handshake"
        );
        let name = ServerName::try_from(name).expect("a name").to_owned();
        let connection = ClientConnection::new(trust, name).map_err(io::Error::other)?;
        Ok(Self {
            wire: Wire::Tls(Box::new(StreamOwned::new(connection, socket))),
            heard: Vec::new(),
        })
    }

    /// The certificate that the server showed.
    pub fn certificate(&self) -> Vec<u8> {
        let Wire::Tls(stream) = &self.wire else {
            panic!("there is no TLS")
        };
        let chain = stream.conn.peer_certificates().expect("the handshake is done");
        chain[0].to_vec()
    }

    /// What both sides of this TLS session have, and nobody else has: `tls-exporter` (RFC 9266).
    pub fn exporter(&self) -> Vec<u8> {
        let Wire::Tls(stream) = &self.wire else {
            panic!("there is no TLS")
        };
        let label = b"EXPORTER-Channel-Binding";
        let made = stream.conn.export_keying_material(vec![0; 32], label, Some(b""));
        made.expect("the handshake is done")
    }

    /// Sends octets as they are.
    pub fn send(&mut self, octets: &[u8]) -> io::Result<()> {
        match &mut self.wire {
            Wire::Plain(socket) => socket.write_all(octets),
            Wire::Tls(stream) => {
                stream.write_all(octets)?;
                stream.flush()
            }
        }
    }

    /// The next reply.
    pub fn reply(&mut self) -> io::Result<Reply> {
        let mut lines = Vec::new();
        loop {
            let line = self.line()?;
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line);
            if !more {
                return Ok(Reply(lines));
            }
        }
    }

    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.heard.windows(2).position(|pair| pair == b"\r\n") {
                let rest = self.heard.split_off(end + 2);
                let line = std::mem::replace(&mut self.heard, rest);
                return Ok(String::from_utf8_lossy(&line[..end]).into_owned());
            }
            let mut buffer = [0; 4096];
            match self.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                octets => self.heard.extend_from_slice(&buffer[..octets]),
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.wire {
            Wire::Plain(socket) => socket.read(buffer),
            Wire::Tls(stream) => stream.read(buffer),
        }
    }

    /// Sends a command and returns the reply.
    pub fn ask(&mut self, command: &str) -> io::Result<Reply> {
        self.send(format!("{command}\r\n").as_bytes())?;
        self.reply()
    }

    /// Sends a command whose reply must begin with these codes.
    #[track_caller]
    pub fn expect(&mut self, command: &str, codes: &str) -> io::Result<Reply> {
        let reply = self.ask(command)?;
        assert!(reply.is(codes), "{reply:?} to {command:?}, not {codes}");
        Ok(reply)
    }

    /// The next reply, which must begin with these codes.
    #[track_caller]
    pub fn hears(&mut self, codes: &str) {
        let reply = self.reply().expect("a reply");
        assert!(reply.is(codes), "{reply:?}, not {codes}");
    }

    /// AUTH PLAIN. The reply may be a refusal.
    pub fn log_in(&mut self, account: &str, password: &str) -> io::Result<Reply> {
        self.begin_log_in(account, password)?;
        self.reply()
    }

    /// AUTH PLAIN, without waiting for the reply.
    pub fn begin_log_in(&mut self, account: &str, password: &str) -> io::Result<()> {
        let response = plain_response(account, password);
        self.send(format!("AUTH PLAIN {response}\r\n").as_bytes())
    }

    /// MAIL and RCPT, which must be accepted.
    #[track_caller]
    pub fn envelope(&mut self, sender: &str, recipients: &[&str]) -> io::Result<()> {
        self.expect(&format!("MAIL FROM:<{sender}> BODY=8BITMIME"), "250 2.1.0")?;
        for recipient in recipients {
            self.expect(&format!("RCPT TO:<{recipient}>"), "250 2.1.5")?;
        }
        Ok(())
    }

    /// Submits a message, by DATA if it ends with CR LF, else by BDAT. Returns the reply to the message itself.
    #[track_caller]
    pub fn submit(&mut self, sender: &str, recipients: &[&str], message: &[u8]) -> io::Result<Reply> {
        self.envelope(sender, recipients)?;
        if message.ends_with(b"\r\n") {
            self.expect("DATA", "354")?;
            self.send(&stuffed(message))?;
        } else {
            self.send(&chunk(message))?;
        }
        self.reply()
    }

    /// Submits a message that must be accepted, and returns its queue id.
    #[track_caller]
    pub fn deliver(&mut self, sender: &str, recipients: &[&str], message: &[u8]) -> String {
        let reply = self.submit(sender, recipients, message).expect("a reply");
        reply
            .queue_id()
            .unwrap_or_else(|| panic!("{reply} to a message"))
            .to_owned()
    }

    /// Takes leave, and waits until the server has closed the connection.
    #[track_caller]
    pub fn quit(mut self) {
        self.expect("QUIT", "221 2.0.0").expect("a reply");
        assert!(self.is_closed(), "the connection behind QUIT");
    }

    /// Whether the server has closed the connection, with nothing said before.
    pub fn is_closed(&mut self) -> bool {
        self.heard.is_empty()
            && match self.read(&mut [0; 1]) {
                Ok(octets) => octets == 0,
                Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
            }
    }
}

/// What AUTH PLAIN carries.
pub fn plain_response(account: &str, password: &str) -> String {
    STANDARD.encode(format!("\0{account}\0{password}"))
}
