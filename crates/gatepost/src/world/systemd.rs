//! systemd, where it started us: how the service is, the watchdog, and the sockets that it hands over. Without it nothing here
//! does anything.
//!
//! sd-notify and listenfd stay behind this module. listenfd makes listeners of the numbers that systemd passes, which is
//! unsafe and so not ours to do; sd-notify would only return the numbers.

use super::Clock;
use listenfd::ListenFd;
use sd_notify::NotifyState;
use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

/// The service is up, or up again after [`reloading`]; `status` stands in `systemctl status`.
///
/// # Errors
/// systemd does not hear us: there is nothing to do but to say so.
pub fn ready(status: &str) -> io::Result<()> {
    let status = in_one_line(status);
    // We never fork, but whoever wraps us may have.
    let pid = NotifyState::MainPid(std::process::id());
    sd_notify::notify(&[NotifyState::Ready, NotifyState::Status(&status), pid])
}

/// The configuration is read again; [`ready`] must follow, also when nothing came of it.
///
/// # Errors
/// As for [`ready`].
pub fn reloading() -> io::Result<()> {
    // systemd compares the time with that of its signal, so that it does not take an earlier reload for this one.
    sd_notify::notify(&[NotifyState::Reloading, NotifyState::monotonic_usec_now()?])
}

/// The service is coming to its end.
///
/// # Errors
/// As for [`ready`].
pub fn stopping(status: &str) -> io::Result<()> {
    let status = in_one_line(status);
    sd_notify::notify(&[NotifyState::Stopping, NotifyState::Status(&status)])
}

/// Tells the watchdog that we are alive, twice in the time in which it wants to hear from us, for as long as this is polled. Ends
/// at once if nobody listens (`WatchdogSec=`).
pub async fn keep_alive(clock: Arc<dyn Clock>) {
    let Some(interval) = sd_notify::watchdog_enabled().and_then(half) else {
        return;
    };
    loop {
        // If one is lost, the next is in time.
        let _ = sd_notify::notify(&[NotifyState::Watchdog]);
        clock.sleep_until(clock.now() + interval).await;
    }
}

/// As sd_watchdog_enabled(3) recommends.
fn half(timeout: Duration) -> Option<Duration> {
    Some(timeout / 2).filter(|interval| !interval.is_zero())
}

/// A line break would begin another message.
fn in_one_line(status: &str) -> String {
    status.replace(['\n', '\r'], " ")
}

/// Sockets that are open already, because systemd opened them.
#[derive(Debug, Default)]
pub struct PassedSockets {
    listeners: Vec<Passed>,
    /// What was passed and is of no use, and why.
    unfit: Vec<String>,
}

#[derive(Debug)]
struct Passed {
    /// `FileDescriptorName=`, or the name of the socket unit.
    name: String,
    address: SocketAddr,
    listener: TcpListener,
}

impl PassedSockets {
    /// Takes what was passed, as the variables of sd_listen_fds(3) say. To be called once, before threads are started and files
    /// opened: listenfd takes the variables out of the environment.
    pub fn from_environment() -> Self {
        let names = env::var("LISTEN_FDNAMES").unwrap_or_default();
        let mut names = names.split(':');
        let mut descriptors = ListenFd::from_env();
        let mut passed = Self::default();
        for n in 0..descriptors.len() {
            let name = names.next().filter(|name| !name.is_empty()).unwrap_or("unknown");
            match descriptors.take_tcp_listener(n) {
                Ok(Some(listener)) => passed.add(name, listener),
                Ok(None) => {}
                Err(_) => passed.unfit.push(format!("{name}: not a TCP socket")),
            }
        }
        passed
    }

    fn add(&mut self, name: &str, listener: TcpListener) {
        let stream = TcpStream::from(OwnedFd::from(listener));
        if stream.peer_addr().is_ok() {
            let why = "a connection, not a listening socket; the socket unit must not say `Accept=yes`";
            return self.unfit.push(format!("{name}: {why}"));
        }
        let listener = TcpListener::from(OwnedFd::from(stream));
        match listener.set_nonblocking(true).and_then(|()| listener.local_addr()) {
            Ok(address) => self.listeners.push(Passed {
                name: name.to_owned(),
                address,
                listener,
            }),
            Err(error) => self.unfit.push(format!("{name}: {error}")),
        }
    }

    /// The socket that listens at exactly this address, as the configuration writes it; `0.0.0.0` and `[::]` are two. It does
    /// not block.
    pub fn take(&mut self, address: SocketAddr) -> Option<TcpListener> {
        let at = self.listeners.iter().position(|passed| passed.address == address)?;
        Some(self.listeners.remove(at).listener)
    }

    /// What was passed and not taken, for people: clients that connect there would wait for ever.
    pub fn left(&self) -> Vec<String> {
        let listeners = self.listeners.iter();
        let listeners = listeners.map(|passed| format!("{} at {}", passed.name, passed.address));
        listeners.chain(self.unfit.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listener() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        (listener, address)
    }

    #[test]
    fn sockets_are_found_by_their_address() {
        let ((first, first_address), (second, second_address)) = (listener(), listener());
        let (third, third_address) = listener();
        let client = TcpStream::connect(third_address).expect("a connection");
        let (accepted, _) = third.accept().expect("the client");
        let mut passed = PassedSockets::default();
        passed.add("submission", first);
        passed.add("submissions", second);
        passed.add("connection", TcpListener::from(OwnedFd::from(accepted)));
        let port = second_address.port();
        assert!(passed.take(SocketAddr::from(([0, 0, 0, 0], port))).is_none());
        let taken = passed.take(second_address).expect("passed");
        assert_eq!(taken.local_addr().expect("an address"), second_address);
        let waiting = taken.accept().expect_err("nobody has come");
        assert_eq!(waiting.kind(), io::ErrorKind::WouldBlock);
        assert!(passed.take(second_address).is_none(), "only once");
        let left = passed.left();
        assert_eq!(left[0], format!("submission at {first_address}"));
        assert!(
            left[1].starts_with("connection: ") && left[1].contains("Accept=yes"),
            "{left:?}"
        );
        assert_eq!(left.len(), 2);
        drop(client);
    }

    #[test]
    fn nothing_was_passed_to_a_test() {
        let mut passed = PassedSockets::from_environment();
        assert_eq!(passed.left(), Vec::<String>::new());
        assert!(passed.take(SocketAddr::from(([127, 0, 0, 1], 587))).is_none());
    }

    #[test]
    fn how_often_the_watchdog_hears_of_us() {
        for (timeout, expected) in [
            (Duration::from_secs(60), Some(Duration::from_secs(30))),
            (Duration::from_micros(1), Some(Duration::from_nanos(500))),
            (Duration::ZERO, None),
        ] {
            assert_eq!(half(timeout), expected);
        }
    }

    #[test]
    fn a_status_is_one_line() {
        assert_eq!(in_one_line("up\nREADY=0\r\n"), "up READY=0  ");
    }
}
