//! OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2, which Google and Microsoft describe: an access token, and a few words.

use super::{Around, ClientMechanism, Credential, Mechanism, NOT_PREPARED, Next, escape, prepare_optional, unescape};
use zeroize::Zeroizing;

pub(super) const OAUTHBEARER: &str = "OAUTHBEARER";
pub(super) const XOAUTH2: &str = "XOAUTH2";

/// The server's side of both.
pub(super) struct Bearer {
    name: &'static str,
    /// What is said of a token that is refused.
    refusal: String,
}

impl Bearer {
    pub(super) fn new(name: &'static str, around: &Around<'_>) -> Self {
        Self {
            name,
            refusal: around.token_challenge.to_owned(),
        }
    }
}

impl Mechanism for Bearer {
    fn start(&mut self, initial: Option<&[u8]>) -> Next {
        match initial {
            None => Next::Challenge(Vec::new()),
            Some(message) => self.respond(message),
        }
    }

    fn respond(&mut self, message: &[u8]) -> Next {
        let Ok(text) = std::str::from_utf8(message) else {
            return Next::Malformed;
        };
        let read = match self.name {
            XOAUTH2 => read_google(text),
            _ => read_standard(text),
        };
        let Some((login, token)) = read else {
            return Next::Malformed;
        };
        Next::Ask(match prepare_optional(login.as_bytes()) {
            Some(login) => Credential::Token {
                mechanism: self.name,
                login,
                token,
            },
            None => Credential::Impossible {
                mechanism: self.name,
                login: String::new(),
                why: NOT_PREPARED,
            },
        })
    }

    // RFC 7628 §3.2.2: the client learns where tokens come from, and answers before it hears the refusal.
    fn refused(&mut self) -> Option<Vec<u8>> {
        Some(self.refusal.clone().into_bytes())
    }
}

/// RFC 7628 §3.1: a GS2 header, then pairs. Without a token it only asks where to get one.
fn read_standard(text: &str) -> Option<(String, Zeroizing<String>)> {
    let (header, pairs) = text.split_once(SEPARATOR)?;
    let mut parts = header.split(',');
    let (Some("n" | "y"), Some(identity), Some(""), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let login = match identity {
        "" => String::new(),
        named => unescape(named.strip_prefix("a=")?)?,
    };
    Some((login, token_of(pairs)?))
}

/// <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>
fn read_google(text: &str) -> Option<(String, Zeroizing<String>)> {
    let (user, pairs) = text.strip_prefix("user=")?.split_once(SEPARATOR)?;
    (!user.contains('\0')).then_some(())?;
    Some((user.to_owned(), token_of(pairs)?))
}

/// The token in `key=value` pairs, of which each ends with the separator, and all end with one more. Empty if there is none.
fn token_of(pairs: &str) -> Option<Zeroizing<String>> {
    let pairs = match pairs.strip_suffix(SEPARATOR)? {
        "" => "",
        pairs => pairs.strip_suffix(SEPARATOR)?,
    };
    let mut token = Zeroizing::new(String::new());
    let mut is_there = false;
    for pair in pairs.split(SEPARATOR).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=')?;
        (!key.is_empty() && key.bytes().all(|octet| octet.is_ascii_alphabetic())).then_some(())?;
        if !key.eq_ignore_ascii_case("auth") {
            continue;
        }
        // Of two nobody knows which is meant.
        (!std::mem::replace(&mut is_there, true)).then_some(())?;
        // RFC 6750 §2.1: the scheme in any case, then the token.
        let (scheme, said) = value.split_once(' ').unwrap_or((value, ""));
        if scheme.is_empty() {
            continue;
        }
        let is_token = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~+/=".contains(&octet);
        (scheme.eq_ignore_ascii_case("bearer") && said.bytes().all(is_token)).then_some(())?;
        token = Zeroizing::new(said.to_owned());
    }
    Some(token)
}

/// The client's side of both.
pub(super) struct BearerClient {
    name: &'static str,
    /// Until it was said.
    message: Option<Zeroizing<Vec<u8>>>,
}

impl BearerClient {
    pub(super) fn new(name: &'static str, user: &str, token: &str) -> Self {
        let message = match name {
            XOAUTH2 => format!("user={user}\x01auth=Bearer {token}\x01\x01"),
            _ => format!("n,a={},\x01auth=Bearer {token}\x01\x01", escape(user)),
        };
        Self {
            name,
            message: Some(Zeroizing::new(message.into_bytes())),
        }
    }
}

impl ClientMechanism for BearerClient {
    fn initial(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        self.message.clone()
    }

    fn initial_sent(&mut self) {
        self.message = None;
    }

    fn respond(&mut self, _: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // What comes behind the message is why it is refused; whoever acknowledges that hears the refusal itself. RFC 7628 §3.2.3
        // wants the separator alone, the older mechanism nothing.
        let acknowledgement = match self.name {
            XOAUTH2 => Vec::new(),
            _ => SEPARATOR.to_string().into_bytes(),
        };
        let said = self.message.take();
        Some(said.unwrap_or_else(|| Zeroizing::new(acknowledgement)))
    }
}

const SEPARATOR: char = '\x01';

#[cfg(test)]
mod tests {
    use super::super::{decode, encode};
    use super::*;

    fn check(name: &'static str, message: &[u8], expected: &str) {
        let around = Around {
            binding: None,
            offers_binding: false,
            token_challenge: "{}",
        };
        let got = match Bearer::new(name, &around).start(Some(message)) {
            Next::Ask(Credential::Token { login, token, .. }) => format!("{login}|{}", token.as_str()),
            Next::Malformed => "malformed".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(got, expected, "{:?}", String::from_utf8_lossy(message));
    }

    #[test]
    fn the_standard_form() {
        // RFC 7628 §4.1
        let example = b"n,a=user@example.com,\x01host=server.example.com\x01port=587\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";
        check(
            OAUTHBEARER,
            example,
            "user@example.com|vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
        );
        check(OAUTHBEARER, b"n,,\x01auth=bearer abc\x01\x01", "|abc");
        check(OAUTHBEARER, b"y,a=a=2Cb,\x01auth=Bearer abc\x01\x01", "a,b|abc");
        // RFC 7628 §4.3: where tokens come from.
        check(
            OAUTHBEARER,
            b"n,a=user@example.com,\x01auth=\x01\x01",
            "user@example.com|",
        );
        check(OAUTHBEARER, b"n,,\x01\x01", "|");
        check(OAUTHBEARER, b"n,,\x01", "malformed");
        for wrong in [
            &b""[..],
            b"n,,",
            b"p=tls-exporter,,\x01auth=Bearer abc\x01\x01",
            b"n,alice,\x01auth=Bearer abc\x01\x01",
            b"n,a=a=2c,\x01auth=Bearer abc\x01\x01",
            b"n,,x\x01auth=Bearer abc\x01\x01",
            b"n,,\x01auth=Bearer abc\x01",
            b"n,,\x01auth=Bearer abc",
            b"n,,\x01auth=Basic abc\x01\x01",
            b"n,,\x01auth=Bearer a b\x01\x01",
            b"n,,\x01auth\x01\x01",
            b"n,,\x01=x\x01\x01",
            b"\xff",
        ] {
            check(OAUTHBEARER, wrong, "malformed");
        }
    }

    /// RFC 7628 §4.1 to §4.3, each as it is on the wire.
    #[test]
    fn the_examples_of_the_rfc() {
        let reads = |text: &str, expected: &str| {
            let message = decode(text.as_bytes()).expect("base64");
            assert_eq!(encode(&message), text);
            check(OAUTHBEARER, &message, expected);
        };
        let known = "user@example.com|vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
        // With IMAP, and with SMTP.
        reads(IMAP_EXAMPLE, known);
        reads(SMTP_EXAMPLE, known);
        // OAuth 1.0a belongs to another mechanism.
        reads(OTHER_EXAMPLE, "malformed");
        // Where tokens come from.
        reads(ASKING_EXAMPLE, "user@example.com|");

        // Ours says neither host nor port, which may be left out (RFC 7628 §3.1).
        let mut client = BearerClient::new(
            OAUTHBEARER,
            "user@example.com",
            "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
        );
        let message = client.initial().expect("it begins");
        let shorter = decode(SMTP_EXAMPLE.as_bytes()).expect("base64");
        let shorter = String::from_utf8_lossy(&shorter).replace("host=server.example.com\x01port=587\x01", "");
        assert_eq!(String::from_utf8_lossy(&message), shorter);
        check(OAUTHBEARER, &message, known);
        client.initial_sent();

        let around = Around {
            binding: None,
            offers_binding: false,
            token_challenge: r#"{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}"#,
        };
        let mut server = Bearer::new(OAUTHBEARER, &around);
        let asking = decode(ASKING_EXAMPLE.as_bytes()).expect("base64");
        assert!(matches!(server.start(Some(&asking)), Next::Ask(Credential::Token { token, .. }) if token.is_empty()));
        let refusal = server.refused().expect("it says where tokens come from");
        assert_eq!(encode(&refusal), REFUSAL_EXAMPLE);
        let answer = client.respond(&refusal).expect("it hears the refusal out");
        assert_eq!(encode(&answer), "AQ==");
    }

    /// The example of <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>, as it is on the wire.
    #[test]
    fn the_example_of_google() {
        let text = "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==";
        let token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg";
        let message = decode(text.as_bytes()).expect("base64");
        check(XOAUTH2, &message, &format!("someuser@example.com|{token}"));
        let mut client = BearerClient::new(XOAUTH2, "someuser@example.com", token);
        assert_eq!(encode(&client.initial().expect("it begins")), text);
        // The server may ask for it instead.
        assert_eq!(client.respond(b"").as_deref(), Some(&message.to_vec()));
    }

    #[test]
    fn the_older_form() {
        check(
            XOAUTH2,
            b"user=someuser@example.com\x01auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01",
            "someuser@example.com|ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
        );
        for wrong in [
            &b""[..],
            b"user=a",
            b"auth=Bearer x\x01\x01",
            b"user=a\x01auth=Bearer x\x01",
            b"user=a\0\x01auth=Bearer x\x01\x01",
        ] {
            check(XOAUTH2, wrong, "malformed");
        }
    }

    #[test]
    fn the_client_says_what_the_server_reads() {
        for (name, acknowledged) in [(OAUTHBEARER, &b"\x01"[..]), (XOAUTH2, b"")] {
            let mut client = BearerClient::new(name, "a,b@example.com", "abc.def");
            let message = client.initial().expect("it begins");
            check(name, &message, "a,b@example.com|abc.def");
            client.initial_sent();
            let answer = client.respond(b"{\"status\":\"invalid_token\"}");
            assert_eq!(answer.as_ref().map(|answer| &answer[..]), Some(acknowledged));
        }
    }

    const IMAP_EXAMPLE: &str = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
    const SMTP_EXAMPLE: &str = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9NTg3AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
    const OTHER_EXAMPLE: &str = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9ZXhhbXBsZS5jb20BcG9ydD0xNDMBYXV0aD1PQXV0aCByZWFsbT0iRXhhbXBsZSIsb2F1dGhfY29uc3VtZXJfa2V5PSI5ZGpkajgyaDQ4ZGpzOWQyIixvYXV0aF90b2tlbj0ia2trOWQ3ZGgzazM5c2p2NyIsb2F1dGhfc2lnbmF0dXJlX21ldGhvZD0iSE1BQy1TSEExIixvYXV0aF90aW1lc3RhbXA9IjEzNzEzMTIwMSIsb2F1dGhfbm9uY2U9IjdkOGYzZTRhIixvYXV0aF9zaWduYXR1cmU9IlRtOTBJR0VnY21WaGJDQnphV2R1WVhSMWNtVSUzRCIBAQ==";
    const ASKING_EXAMPLE: &str = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9AQE=";
    const REFUSAL_EXAMPLE: &str = "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=";
}
