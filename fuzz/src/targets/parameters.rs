//! The parameters of MAIL and RCPT: what was read can be written and read again; neither order nor case of keywords
//! matters; none may stand twice.

use mail::{Address, BodyKind, Envelope, Notify, Recipient, ReversePath, xtext};
use smtp::parameters::{ParameterError, read_mail, read_recipient};

/// Takes each line for what stands behind a path.
pub fn run(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    for line in text.split(['\r', '\n']) {
        check(line, mail_of, written_mail);
        for smtputf8 in [false, true] {
            check(line, |text| recipient_of(text, smtputf8), written_recipient);
        }
        check_notify(line);
    }
}

fn check<T: PartialEq + std::fmt::Debug>(
    text: &str,
    read: impl Fn(&str) -> Result<T, ParameterError>,
    written: fn(&T) -> String,
) {
    let Ok(found) = read(text) else { return };
    let again = written(&found);
    assert_eq!(read(&again).as_ref(), Ok(&found), "{text:?} as {again:?}");
    let mut words: Vec<String> = text.split(' ').filter(|word| !word.is_empty()).map(shouted).collect();
    words.reverse();
    let turned: String = words.iter().map(|word| format!(" {word}")).collect();
    assert_eq!(read(&turned).as_ref(), Ok(&found), "{text:?} as {turned:?}");
    if let Some(word) = words.first() {
        let twice = format!("{turned} {word}");
        assert_eq!(read(&twice).err(), Some(ParameterError::Bad), "{twice:?}");
    }
}

/// The keyword in capitals, the value as it is.
fn shouted(word: &str) -> String {
    match word.split_once('=') {
        Some((keyword, value)) => format!("{}={value}", keyword.to_ascii_uppercase()),
        None => word.to_ascii_uppercase(),
    }
}

fn mail_of(text: &str) -> Result<Envelope, ParameterError> {
    let mut envelope = Envelope {
        sender: ReversePath::Null,
        recipients: Vec::new(),
        size: None,
        body: BodyKind::SevenBit,
        smtputf8: false,
        ret: None,
        envid: None,
        submitter: None,
    };
    read_mail(text, &mut envelope)?;
    assert!(
        envelope.envid.as_ref().is_none_or(|id| id.len() <= 100),
        "RFC 3461 §5.4"
    );
    Ok(envelope)
}

fn recipient_of(text: &str, smtputf8: bool) -> Result<Recipient, ParameterError> {
    let mut recipient = Recipient {
        address: Address::parse("bob@example.org").expect("an address"),
        notify: None,
        orcpt: None,
    };
    read_recipient(text, smtputf8, &mut recipient)?;
    if let Some(orcpt) = &recipient.orcpt {
        assert!(
            orcpt.len() <= 500 && (smtputf8 || orcpt.is_ascii()),
            "RFC 3461 §5.4: {orcpt:?}"
        );
        assert!(!orcpt.contains([' ', '=', '\0']), "{orcpt:?}");
    }
    Ok(recipient)
}

fn written_mail(envelope: &Envelope) -> String {
    let mut text = format!(" BODY={}", envelope.body);
    if let Some(octets) = envelope.size {
        text.push_str(&format!(" SIZE={octets}"));
    }
    if envelope.smtputf8 {
        text.push_str(" SMTPUTF8");
    }
    if let Some(ret) = envelope.ret {
        text.push_str(&format!(" RET={ret}"));
    }
    if let Some(id) = &envelope.envid {
        text.push_str(&format!(" ENVID={id}"));
    }
    if let Some(submitter) = &envelope.submitter {
        text.push_str(&format!(" AUTH={}", xtext::encode(submitter.as_bytes())));
    }
    text
}

fn written_recipient(recipient: &Recipient) -> String {
    let mut text = String::new();
    if let Some(notify) = recipient.notify {
        text.push_str(&format!(" NOTIFY={notify}"));
    }
    if let Some(orcpt) = &recipient.orcpt {
        text.push_str(&format!(" ORCPT={orcpt}"));
    }
    text
}

fn check_notify(text: &str) {
    if let Some(notify) = Notify::parse(text) {
        assert!(
            !notify.never || !(notify.success || notify.failure || notify.delay),
            "{text:?}"
        );
        assert_eq!(Notify::parse(&notify.to_string()), Some(notify), "{text:?}");
    }
}
