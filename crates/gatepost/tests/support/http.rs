//! As much of HTTP as monitoring speaks, and what it reads.

use super::TIMEOUT;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Status and body of the answer to a GET.
#[track_caller]
pub fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).expect("somebody answers there");
    stream.set_read_timeout(Some(TIMEOUT)).expect("a time");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a connection");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer, and its end");
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no head of an answer: {answer:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (
        status.unwrap_or_else(|| panic!("no status in {head:?}")),
        body.to_owned(),
    )
}

/// What `/metrics` tells: each value by its name and labels, as they stand there. Every line has to be one of OpenMetrics.
#[track_caller]
pub fn metrics(address: SocketAddr) -> BTreeMap<String, f64> {
    let (status, text) = get(address, "/metrics");
    assert_eq!(status, 200, "{text}");
    let lines = text
        .strip_suffix("# EOF\n")
        .unwrap_or_else(|| panic!("there is no end of it: {text}"));
    let mut values = BTreeMap::new();
    for line in lines.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let known = ["HELP ", "TYPE ", "UNIT "].iter().any(|word| comment.starts_with(word));
            assert!(known, "{line:?} is no line of OpenMetrics");
            continue;
        }
        let (name, value) = sample(line).unwrap_or_else(|| panic!("{line:?} is no line of OpenMetrics"));
        let twice = values.insert(name.to_owned(), value);
        assert_eq!(twice, None, "{name} is told twice");
    }
    values
}

/// `name value`, or `name{label="text",…} value`.
fn sample(line: &str) -> Option<(&str, f64)> {
    let name_end = line.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))?;
    let (name, mut rest) = line.split_at(name_end);
    if name.is_empty() || name.starts_with(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    if let Some(mut labels) = rest.strip_prefix('{') {
        loop {
            let (label, text) = labels.split_once("=\"")?;
            let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            if label.is_empty() || !label.chars().all(is_word) {
                return None;
            }
            let end = text_end(text)?;
            labels = &text[end + 1..];
            match labels.strip_prefix(',') {
                Some(further) => labels = further,
                None => break,
            }
        }
        rest = labels.strip_prefix('}')?;
    }
    let value = rest.strip_prefix(' ')?.parse().ok()?;
    Some((&line[..line.len() - rest.len()], value))
}

/// Where the quotation mark is that ends a text.
fn text_end(text: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some(at),
            '\\' => {
                letters.next()?;
            }
            _ => {}
        }
    }
    None
}
