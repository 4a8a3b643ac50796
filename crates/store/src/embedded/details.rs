//! What is known of an event, as it stands in the table: JSON, or nothing.

use mail::Timestamp;
use queue::{Detail, QueueId};
use serde::{Deserialize, Serialize};

/// As it is written. What is not there is left out.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hop: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Microseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
    /// A queue id.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<String>,
}

/// The text for the table.
pub(super) fn to_text(detail: &Detail) -> Option<String> {
    if *detail == Detail::default() {
        return None;
    }
    let detail = detail.clone();
    let written = Written {
        recipients: detail.recipients,
        hop: detail.hop,
        tls: detail.tls,
        said: detail.said,
        cause: detail.cause,
        note: detail.note,
        next: detail.next.map(Timestamp::micros),
        report: detail.report.map(|id| id.to_string()),
    };
    // Strings and numbers can always be written.
    serde_json::to_string(&written).ok()
}

/// What the table has; nothing if we never wrote that.
pub(super) fn from_text(text: Option<&str>) -> Option<Detail> {
    let Some(text) = text else {
        return Some(Detail::default());
    };
    let written: Written = serde_json::from_str(text).ok()?;
    let report = written.report.map(|id| id.parse::<QueueId>().ok());
    Some(Detail {
        recipients: written.recipients,
        hop: written.hop,
        tls: written.tls,
        said: written.said,
        cause: written.cause,
        note: written.note,
        next: written.next.map(Timestamp::from_micros),
        report: match report {
            None => None,
            Some(id) => Some(id?),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_come_back() {
        let whole = Detail {
            recipients: vec![0, 7],
            hop: Some("mx.example.org [192.0.2.1]:25".to_owned()),
            tls: Some("TLS1.3".to_owned()),
            said: Some("550 5.1.1 \"no\"\u{ac00}".to_owned()),
            cause: Some("greylisted".to_owned()),
            note: Some("twice".to_owned()),
            next: Some(Timestamp::from_micros(5)),
            report: Some(QueueId::from_octets([7; 16])),
        };
        let some = Detail {
            cause: whole.cause.clone(),
            ..Detail::default()
        };
        for detail in [Detail::default(), some, whole] {
            let text = to_text(&detail);
            assert_eq!(from_text(text.as_deref()), Some(detail), "{text:?}");
        }
        assert_eq!(to_text(&Detail::default()), None);
        for wrong in ["", "x", "{\"report\":\"x\"}", "{\"next\":\"x\"}"] {
            assert_eq!(from_text(Some(wrong)), None, "{wrong}");
        }
    }
}
