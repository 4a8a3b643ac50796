//! The xtext encoding of ESMTP parameter values (RFC 3461 §4).

/// The octets that xtext stands for. `None` when the text is not xtext: an octet that should have been encoded, or a
/// `+` without two upper-case hexadecimal digits.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        match octet {
            b'+' => octets.push(digit(rest.next()?)? * 16 + digit(rest.next()?)?),
            b'=' => return None,
            b'!'..=b'~' => octets.push(octet),
            _ => return None,
        }
    }
    Some(octets)
}

/// These octets as xtext, encoding no more of them than must be.
pub fn encode(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len());
    for &octet in octets {
        match octet {
            b'+' | b'=' => text.push_str(&format!("+{octet:02X}")),
            b'!'..=b'~' => text.push(char::from(octet)),
            _ => text.push_str(&format!("+{octet:02X}")),
        }
    }
    text
}

fn digit(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'A'..=b'F' => Some(octet - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_xtext() {
        for (text, expected) in [
            ("", Some(&b""[..])),
            ("abc", Some(&b"abc"[..])),
            ("!~<>", Some(&b"!~<>"[..])),
            ("e+3Dmc2@example.com", Some(&b"e=mc2@example.com"[..])),
            ("+2B", Some(&b"+"[..])),
            ("+00+FF", Some(&b"\x00\xff"[..])),
            ("+3d", None),
            ("+3", None),
            ("+", None),
            ("a+", None),
            ("+zz", None),
            ("++2B", None),
            ("a=b", None),
            ("a b", None),
            ("a\tb", None),
            ("\u{7f}", None),
            ("\u{d55c}", None),
            ("+\u{d55c}", None),
        ] {
            assert_eq!(decode(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn every_octet_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let text = encode(&all);
        assert!(
            text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'='),
            "{text}"
        );
        assert_eq!(decode(&text), Some(all));
        assert_eq!(encode(b"a+b=c d"), "a+2Bb+3Dc+20d");
    }
}
