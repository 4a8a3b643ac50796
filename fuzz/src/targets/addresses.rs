//! Addresses, domains, paths, xtext, and the values of From and Message-ID: what was read can be written and read again,
//! and everything that reads an address reads the same.

use mail::{Address, Domain, ForwardPath, HeaderFacts, HeaderScanner, ReversePath, forward_path, reverse_path, xtext};

/// Takes the whole for an address, a path and so on, and each line in it.
pub fn run(octets: &[u8]) {
    check_encoding(octets);
    let text = String::from_utf8_lossy(octets);
    check(&text);
    for line in text.split(['\r', '\n']) {
        check(line);
        check_authors(line);
        check_message_id(line);
    }
}

fn check(text: &str) {
    check_domain(text);
    check_address(text);
    check_paths(text);
    if let Some(octets) = xtext::decode(text) {
        check_encoding(&octets);
    }
}

fn check_domain(text: &str) {
    let Ok(domain) = Domain::parse(text) else { return };
    for form in [domain.as_given(), domain.ascii()] {
        let again = Domain::parse(form);
        let again = again.unwrap_or_else(|error| panic!("{form:?} of {text:?}: {error}"));
        assert_eq!(again, domain, "{text:?}");
        assert_eq!(again.as_given(), form, "{text:?}");
        assert_eq!(again.ascii(), domain.ascii(), "{text:?}");
        assert_eq!(again.is_literal(), domain.is_literal(), "{text:?}");
        assert!(form.len() <= 255, "RFC 5321 §4.5.3.1.2: {text:?}");
    }
    assert!(domain.ascii().bytes().all(|octet| octet.is_ascii_graphic()), "{text:?}");
    assert_eq!(domain.is_internationalised(), !domain.as_given().is_ascii(), "{text:?}");
    if !domain.is_literal() {
        assert_eq!(domain.ascii(), domain.ascii().to_ascii_lowercase(), "{text:?}");
        let mut labels = domain.ascii().split('.');
        assert!(labels.all(|label| (1..=63).contains(&label.len())), "{text:?}");
    }
}

fn check_address(text: &str) {
    let Ok(address) = Address::parse(text) else { return };
    let shown = address.to_string();
    let again = Address::parse(&shown);
    assert_eq!(again.as_ref(), Ok(&address), "{text:?}");
    assert_eq!(again.map(|again| again.to_string()).as_ref(), Ok(&shown), "{text:?}");
    assert!(
        address.local().len() <= 64 && shown.len() <= 256,
        "RFC 5321 §4.5.3.1: {text:?}"
    );
    assert!(!shown.chars().any(char::is_control), "{text:?}");
    assert_eq!(address.is_internationalised(), !shown.is_ascii(), "{text:?}");
    for (front, behind) in [("", ""), ("", " SIZE=1"), ("@one.example,@two.example:", "")] {
        let path = format!("<{front}{text}>{behind}");
        assert_eq!(
            forward_path(&path),
            Ok((ForwardPath::Mailbox(address.clone()), behind)),
            "{path:?}"
        );
        assert_eq!(
            reverse_path(&path),
            Ok((ReversePath::Mailbox(address.clone()), behind)),
            "{path:?}"
        );
    }
    for form in [text, &shown] {
        assert_eq!(authors(form), Some(vec![address.clone()]), "{form:?}");
        assert_eq!(
            authors(&format!("A. Name (comment) <{form}>")),
            Some(vec![address.clone()]),
            "{form:?}"
        );
    }
}

fn check_paths(text: &str) {
    if let Ok((path, rest)) = forward_path(text) {
        assert!(text.starts_with('<') && text.ends_with(rest), "{text:?}");
        let shown = format!("<{path}>");
        assert_eq!(forward_path(&shown), Ok((path, "")), "{text:?}");
    }
    if let Ok((path, rest)) = reverse_path(text) {
        assert!(text.starts_with('<') && text.ends_with(rest), "{text:?}");
        let shown = format!("<{path}>");
        assert_eq!(reverse_path(&shown), Ok((path, "")), "{text:?}");
    }
}

/// Who is found in a From field is found again where each of them is written plainly.
fn check_authors(text: &str) {
    let Some(found) = authors(text) else { return };
    assert!(!found.is_empty(), "{text:?}");
    let plain: Vec<String> = found.iter().map(Address::to_string).collect();
    let plain = plain.join(",");
    if plain.len() < VALUE_OCTETS_MAX {
        assert_eq!(authors(&plain), Some(found), "{text:?} as {plain:?}");
    }
}

fn check_message_id(text: &str) {
    let Some(id) = facts("Message-ID", text).message_id else {
        return;
    };
    assert!(id.starts_with('<') && id.ends_with('>'), "{id:?}");
    assert!(!id.chars().any(|c| c.is_control() || c.is_whitespace()), "{id:?}");
    assert_eq!(facts("Message-ID", &id).message_id, Some(id), "{text:?}");
}

fn check_encoding(octets: &[u8]) {
    let text = xtext::encode(octets);
    assert!(
        text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'='),
        "{text:?}"
    );
    assert_eq!(xtext::decode(&text).as_deref(), Some(octets), "{text:?}");
}

fn authors(value: &str) -> Option<Vec<Address>> {
    match facts("From", value).from {
        mail::From::Addresses(addresses) => Some(addresses),
        mail::From::Missing => panic!("there is a From field"),
        mail::From::Unreadable => None,
    }
}

fn facts(field: &str, value: &str) -> HeaderFacts {
    let mut scanner = HeaderScanner::new();
    scanner.feed(format!("{field}: {value}\r\n\r\n").as_bytes());
    scanner.finish()
}

/// The scanner reads no longer values.
const VALUE_OCTETS_MAX: usize = 4_000;
