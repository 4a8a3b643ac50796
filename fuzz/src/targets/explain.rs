//! What people paste: anything ends in an answer, whose numbers make sense, which a terminal takes for nothing else, and in which
//! no credential stands that was told from the rest of the text.

use gatepost::explain::paste::Paste;
use gatepost::explain::question::Question;
use gatepost::explain::{Explained, explain};
use reply::explain::Hints;
use reply::reading::redacted;
use reply::{Cause, Language};

/// Takes the octets for what was pasted: as a text, and as a bounce.
pub fn run(octets: &[u8]) {
    for is_dsn in [false, true] {
        let paste = Paste::read(&mut &octets[..], is_dsn).expect("octets in memory are read");
        for language in [Language::English, Language::Korean] {
            let question = Question::Text(String::new());
            let said = explain(&question, Some(&paste), Hints::default(), language).expect("a text has an answer");
            check(&said, &paste);
        }
    }
    let text = String::from_utf8_lossy(octets);
    let once = redacted(&text);
    assert_eq!(once.text.split('\n').count(), text.split('\n').count(), "as many lines");
    if let Ok(said) = explain(&Question::text(&text), None, Hints::default(), Language::English) {
        assert!(said.is_answer() || matches!(said, Explained::Text { .. }));
    }
}

fn check(said: &Explained, paste: &Paste) {
    let Explained::Text {
        reply,
        causes,
        others,
        count,
        ..
    } = said
    else {
        panic!("a text was asked: {said:?}");
    };
    assert_eq!(
        reply.is_some(),
        paste
            .parts
            .iter()
            .any(|part| !part.trim().is_empty() && has_letters(part)),
        "{paste:?}"
    );
    assert_eq!(*count > 0, reply.is_some());
    let percent: u32 = causes.iter().filter_map(|cause| cause.percent).map(u32::from).sum();
    assert!(percent <= 105, "rounded: {causes:?}");
    assert!(
        causes.windows(2).all(|pair| pair[0].percent >= pair[1].percent),
        "the likeliest first"
    );
    for likely in causes {
        assert!(
            Cause::find(likely.cause.cause).is_some() && !likely.evidence.is_empty(),
            "{likely:?}"
        );
    }
    for text in reply
        .iter()
        .map(|reply| &reply.text)
        .chain(others.iter().map(|other| &other.text))
    {
        assert!(text.lines().count() <= 12 && text.len() <= 12 * 401, "{text:?}");
        assert!(
            !text
                .chars()
                .any(|letter| letter.is_control() && letter != '\n' && letter != '\t'),
            "{text:?}"
        );
        assert!(!redacted(text).text.contains("BEGIN PRIVATE KEY"), "{text:?}");
    }
}

/// What is nothing but blanks and control characters is nothing to read.
fn has_letters(part: &str) -> bool {
    part.chars()
        .any(|letter| !letter.is_whitespace() && !letter.is_control())
}
