//! What a login can be bound to: the TLS session that it is in, and the certificate that the client showed.

use std::fmt;

/// Channel bindings of a TLS session. `tls-unique` (RFC 5929 §3) is left out on purpose: it is not defined for TLS 1.3, and of no
/// worth in TLS 1.2 without the extended master secret (RFC 7627).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Binding {
    /// `tls-exporter` (RFC 9266 §2): 32 octets; of TLS 1.3 alone.
    pub exporter: Option<Vec<u8>>,
    /// `tls-server-end-point` (RFC 5929 §4): the hash of the server's certificate.
    pub end_point: Option<Vec<u8>>,
}

impl Binding {
    /// The data of a kind, by its registered name.
    pub(super) fn named(&self, name: &str) -> Option<&[u8]> {
        match name {
            EXPORTER => self.exporter.as_deref(),
            END_POINT => self.end_point.as_deref(),
            _ => None,
        }
    }

    /// The kind that a client uses: the one that holds for this session alone, where there is one.
    pub(super) fn best(&self) -> Option<(&'static str, &[u8])> {
        [EXPORTER, END_POINT]
            .into_iter()
            .find_map(|name| Some((name, self.named(name)?)))
    }

    /// Whether there is any.
    pub fn is_there(&self) -> bool {
        self.best().is_some()
    }
}

/// Says what there is, not what it is.
impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding")
            .field("exporter", &self.exporter.is_some())
            .field("end_point", &self.end_point.is_some())
            .finish()
    }
}

/// A certificate that a client showed, and that leads to somebody who is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNames {
    /// Its alternative names (RFC 5280 §4.2.1.6): host names and mail addresses, in lower case.
    pub names: Vec<String>,
    /// The SHA-256 of the whole certificate, in hexadecimal digits.
    pub fingerprint: String,
}

const EXPORTER: &str = "tls-exporter";
const END_POINT: &str = "tls-server-end-point";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_of_this_session_alone() {
        let (exporter, end_point) = (Some(vec![1]), Some(vec![2]));
        let both = Binding {
            exporter: exporter.clone(),
            end_point: end_point.clone(),
        };
        assert_eq!(both.best(), Some(("tls-exporter", &[1][..])));
        let older = Binding {
            exporter: None,
            end_point,
        };
        assert_eq!(older.best(), Some(("tls-server-end-point", &[2][..])));
        assert_eq!((older.named("tls-exporter"), both.named("tls-unique")), (None, None));
        assert!(both.is_there() && !Binding::default().is_there());
        assert!(!format!("{both:?}").contains('1'));
    }
}
