//! The parameters of MAIL and RCPT. A further ESMTP parameter is one arm here and one field in `mail::envelope`.

use mail::{BodyKind, Envelope, Notify, Recipient, Ret, xtext};

/// Why parameters are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterError {
    /// Not one of ours: 555 (RFC 5321 §4.1.1.11).
    Unknown,
    /// Ours, but doubled, without its value, with one that it does not take, or out of range: 501.
    Bad,
}

/// Reads what stands behind the reverse-path of MAIL into `envelope`.
pub fn read_mail(text: &str, envelope: &mut Envelope) -> Result<(), ParameterError> {
    let mut seen = Seen::default();
    for (keyword, value) in split(text)? {
        match seen.once(keyword, MAIL_KEYWORDS)? {
            "SIZE" => envelope.size = Some(size(value)?),
            "BODY" => envelope.body = body(value)?,
            "SMTPUTF8" if value.is_none() => envelope.smtputf8 = true,
            "RET" => envelope.ret = Some(ret(value)?),
            "ENVID" => envelope.envid = Some(envid(value)?),
            "AUTH" => envelope.submitter = Some(submitter(value)?),
            _ => return Err(ParameterError::Bad),
        }
    }
    Ok(())
}

/// Reads what stands behind the forward-path of RCPT into `recipient`. `smtputf8`: whether MAIL said so.
pub fn read_recipient(text: &str, smtputf8: bool, recipient: &mut Recipient) -> Result<(), ParameterError> {
    let mut seen = Seen::default();
    for (keyword, value) in split(text)? {
        match seen.once(keyword, RECIPIENT_KEYWORDS)? {
            "NOTIFY" => recipient.notify = Some(value.and_then(Notify::parse).ok_or(ParameterError::Bad)?),
            _ => recipient.orcpt = Some(orcpt(value, smtputf8)?),
        }
    }
    Ok(())
}

fn split(text: &str) -> Result<impl Iterator<Item = (&str, Option<&str>)>, ParameterError> {
    if !text.is_empty() && !text.starts_with(' ') {
        return Err(ParameterError::Bad);
    }
    let words = text.split(' ').filter(|word| !word.is_empty());
    Ok(words.map(|word| {
        word.split_once('=')
            .map_or((word, None), |(keyword, value)| (keyword, Some(value)))
    }))
}

#[derive(Default)]
struct Seen(Vec<&'static str>);

impl Seen {
    /// The known spelling of `keyword`; a parameter stands at most once (RFC 3461 §4.5, RFC 6152 §3).
    fn once(&mut self, keyword: &str, known: &[&'static str]) -> Result<&'static str, ParameterError> {
        let known = known
            .iter()
            .find(|name| keyword.eq_ignore_ascii_case(name))
            .ok_or(ParameterError::Unknown)?;
        if self.0.contains(known) {
            return Err(ParameterError::Bad);
        }
        self.0.push(known);
        Ok(known)
    }
}

/// `SIZE=1*20DIGIT`, RFC 1870 §3. More than 64 bits can hold is more than any limit.
fn size(value: Option<&str>) -> Result<u64, ParameterError> {
    let digits = value.ok_or(ParameterError::Bad)?;
    if digits.is_empty() || digits.len() > 20 || !digits.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(ParameterError::Bad);
    }
    Ok(digits.parse().unwrap_or(u64::MAX))
}

fn body(value: Option<&str>) -> Result<BodyKind, ParameterError> {
    let value = value.ok_or(ParameterError::Bad)?;
    if value.eq_ignore_ascii_case("7BIT") {
        Ok(BodyKind::SevenBit)
    } else if value.eq_ignore_ascii_case("8BITMIME") {
        Ok(BodyKind::EightBit)
    } else if value.eq_ignore_ascii_case("BINARYMIME") {
        // Not offered, so not a bad value of ours but an extension that we do not have (RFC 3030 §3).
        Err(ParameterError::Unknown)
    } else {
        Err(ParameterError::Bad)
    }
}

fn ret(value: Option<&str>) -> Result<Ret, ParameterError> {
    match value {
        Some(value) if value.eq_ignore_ascii_case("FULL") => Ok(Ret::Full),
        Some(value) if value.eq_ignore_ascii_case("HDRS") => Ok(Ret::Headers),
        _ => Err(ParameterError::Bad),
    }
}

/// xtext of printable US-ASCII, kept as it was given: reports must repeat case and spelling (RFC 3461 §4.4).
fn envid(value: Option<&str>) -> Result<String, ParameterError> {
    let value = value
        .filter(|value| !value.is_empty() && value.len() <= ENVID_OCTETS_MAX)
        .ok_or(ParameterError::Bad)?;
    printable(&xtext::decode(value).ok_or(ParameterError::Bad)?)?;
    Ok(value.to_owned())
}

/// `addr-type ";" xtext`, RFC 3461 §4.2; the type `utf-8` has its own encoding, RFC 6533 §3.
fn orcpt(value: Option<&str>, smtputf8: bool) -> Result<String, ParameterError> {
    let value = value
        .filter(|value| value.len() <= ORCPT_OCTETS_MAX)
        .ok_or(ParameterError::Bad)?;
    let (kind, address) = value.split_once(';').ok_or(ParameterError::Bad)?;
    let named = !kind.is_empty() && kind.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    if !named || address.is_empty() {
        return Err(ParameterError::Bad);
    }
    if kind.eq_ignore_ascii_case("utf-8") {
        unitext(address, smtputf8)?;
    } else {
        printable(&xtext::decode(address).ok_or(ParameterError::Bad)?)?;
    }
    Ok(value.to_owned())
}

/// `utf-8-addr-unitext`, or without SMTPUTF8 `utf-8-addr-xtext`: no SP, `+`, `=`, and a backslash only in `\x{HEXPOINT}`.
fn unitext(address: &str, smtputf8: bool) -> Result<(), ParameterError> {
    let mut rest = address;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '\\' => {
                let (hex, behind) = rest
                    .strip_prefix("\\x{")
                    .and_then(|rest| rest.split_once('}'))
                    .ok_or(ParameterError::Bad)?;
                let hexadecimal = (2..=6).contains(&hex.len()) && hex.bytes().all(|octet| octet.is_ascii_hexdigit());
                let point = u32::from_str_radix(hex, 16)
                    .ok()
                    .filter(|_| hexadecimal)
                    .and_then(char::from_u32);
                point.ok_or(ParameterError::Bad)?;
                behind
            }
            '+' | '=' => return Err(ParameterError::Bad),
            '!'..='~' => &rest[1..],
            c if smtputf8 && !c.is_ascii() => &rest[c.len_utf8()..],
            _ => return Err(ParameterError::Bad),
        };
    }
    Ok(())
}

/// xtext of a mailbox or of `<>` (RFC 4954 §5). Returned decoded.
fn submitter(value: Option<&str>) -> Result<String, ParameterError> {
    let octets = value.and_then(xtext::decode).ok_or(ParameterError::Bad)?;
    let text = String::from_utf8(octets).map_err(|_| ParameterError::Bad)?;
    if text == "<>" || mail::Address::parse(&text).is_ok() {
        Ok(text)
    } else {
        Err(ParameterError::Bad)
    }
}

fn printable(octets: &[u8]) -> Result<(), ParameterError> {
    if octets.iter().all(|octet| (b' '..=b'~').contains(octet)) {
        Ok(())
    } else {
        Err(ParameterError::Bad)
    }
}

const MAIL_KEYWORDS: &[&str] = &["SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "AUTH"];
const RECIPIENT_KEYWORDS: &[&str] = &["NOTIFY", "ORCPT"];
/// RFC 3461 §5.4
const ENVID_OCTETS_MAX: usize = 100;
/// RFC 3461 §5.4
const ORCPT_OCTETS_MAX: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use ParameterError::{Bad, Unknown};
    use mail::{Address, ReversePath};

    fn envelope() -> Envelope {
        Envelope {
            sender: ReversePath::Null,
            recipients: Vec::new(),
            size: None,
            body: BodyKind::SevenBit,
            smtputf8: false,
            ret: None,
            envid: None,
            submitter: None,
        }
    }

    #[test]
    fn mail_parameters() {
        for (text, expected) in [
            ("", Ok(())),
            (" SIZE=5 BODY=8bitmime smtputf8 RET=HDRS ENVID=QQ+2B1 AUTH=<>", Ok(())),
            ("  SIZE=5  ", Ok(())),
            (" SIZE=99999999999999999999", Ok(())),
            (" AUTH=e+3Dmc2@example.com", Ok(())),
            ("SIZE=5", Err(Bad)),
            (" SIZE", Err(Bad)),
            (" SIZE=", Err(Bad)),
            (" SIZE=-1", Err(Bad)),
            (" SIZE=100000000000000000000", Err(Bad)),
            (" SIZE=1 SIZE=1", Err(Bad)),
            (" BODY=", Err(Bad)),
            (" BODY=BINARYMIME", Err(Unknown)),
            (" SMTPUTF8=yes", Err(Bad)),
            (" RET=ALL", Err(Bad)),
            (" ENVID=", Err(Bad)),
            (" ENVID=a+0Ab", Err(Bad)),
            (" ENVID=a+zz", Err(Bad)),
            (" AUTH=", Err(Bad)),
            (" AUTH=nobody", Err(Bad)),
            (" AUTH=<a@b.example>", Err(Bad)),
            (" X-OWN=1", Err(Unknown)),
            (" =", Err(Unknown)),
        ] {
            assert_eq!(read_mail(text, &mut envelope()), expected, "{text:?}");
        }
    }

    #[test]
    fn recipient_parameters() {
        for (text, expected) in [
            (" NOTIFY=NEVER", Ok(())),
            (" NOTIFY=success,Delay ORCPT=rfc822;bob+2Bx@example.org", Ok(())),
            (" ORCPT=utf-8;\\x{ac00}@example.org", Ok(())),
            (" ORCPT=utf-8;a=b@example.org", Err(Bad)),
            (" ORCPT=utf-8;a+2B@example.org", Err(Bad)),
            (" ORCPT=utf-8;\\x{zz}@example.org", Err(Bad)),
            (" ORCPT=utf-8;\\x{d800}@example.org", Err(Bad)),
            (" ORCPT=utf-8;\u{ac00}@example.org", Err(Bad)),
            (" NOTIFY=NEVER,SUCCESS", Err(Bad)),
            (" NOTIFY=", Err(Bad)),
            (" NOTIFY", Err(Bad)),
            (" ORCPT=bob@example.org", Err(Bad)),
            (" ORCPT=rfc822;", Err(Bad)),
            (" ORCPT=rfc822;a ORCPT=rfc822;a", Err(Bad)),
            (" SIZE=1", Err(Unknown)),
        ] {
            let address = Address::parse("bob@example.org").expect("an address");
            let mut recipient = Recipient {
                address,
                notify: None,
                orcpt: None,
            };
            assert_eq!(read_recipient(text, false, &mut recipient), expected, "{text:?}");
        }
        let address = Address::parse("bob@example.org").expect("an address");
        let mut recipient = Recipient {
            address,
            notify: None,
            orcpt: None,
        };
        assert_eq!(
            read_recipient(" ORCPT=utf-8;\u{ac00}@example.org", true, &mut recipient),
            Ok(())
        );
    }
}
