//! When something ends, as operators say it.

use mail::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// When an account or an app password ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// Never.
    Never,
    /// At a date, as [`Expiry::date`] reads it.
    At(String),
    /// So many seconds from now.
    In(u64),
}

impl Expiry {
    /// Reads a date in UTC: `2026-12-31`, which is the beginning of that day, or `2026-12-31T18:30:00Z`.
    ///
    /// # Errors
    /// In a sentence for people.
    pub fn date(text: &str) -> Result<Timestamp, String> {
        read(text).ok_or_else(|| {
            "write a day (2026-12-31, which means its beginning in UTC), or a time of it (2026-12-31T18:30:00Z)"
                .to_owned()
        })
    }

    /// The moment that is meant; none: never.
    ///
    /// # Errors
    /// In a sentence for people: it is no date, or one that is over.
    pub fn moment(&self, now: Timestamp) -> Result<Option<Timestamp>, String> {
        let moment = match self {
            Self::Never => return Ok(None),
            Self::At(text) => Self::date(text)?,
            Self::In(seconds) => now.plus(Duration::from_secs(*seconds)),
        };
        if moment <= now {
            let help =
                "give a later one, or disable the account or revoke the app password, which takes effect at once";
            return Err(format!("the time at which it ends is over: {help}"));
        }
        Ok(Some(moment))
    }
}

fn read(text: &str) -> Option<Timestamp> {
    let (day, seconds) = match text.split_once('T') {
        None => (text, 0),
        Some((day, time)) => {
            let fields = numbers(time.strip_suffix('Z')?, ':', &[2, 2, 2])?;
            let [hour, minute, second] = fields[..] else {
                return None;
            };
            if hour > 23 || minute > 59 || second > 59 {
                return None;
            }
            (day, (hour * 60 + minute) * 60 + second)
        }
    };
    let fields = numbers(day, '-', &[4, 2, 2])?;
    let [year, month, day] = fields[..] else { return None };
    let days = (1970..=9999)
        .contains(&year)
        .then(|| days(year, month, day))
        .flatten()?;
    Some(Timestamp::from_micros((days * 86_400 + seconds) * 1_000_000))
}

/// Numbers of so many digits each.
fn numbers(text: &str, between: char, digits: &[usize]) -> Option<Vec<i64>> {
    let fields: Vec<&str> = text.split(between).collect();
    let fits =
        |(field, digits): (&&str, &usize)| field.len() == *digits && field.bytes().all(|octet| octet.is_ascii_digit());
    if fields.len() != digits.len() || !fields.iter().zip(digits).all(fits) {
        return None;
    }
    fields.iter().map(|field| field.parse().ok()).collect()
}

/// Days from 1970-01-01 to a day of that year or a later one; none, if the calendar has no such day.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = |month: i64| match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=12).contains(&month) || !(1..=length(month)).contains(&day) {
        return None;
    }
    let years: i64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let months: i64 = (1..month).map(length).sum();
    Some(years + months + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("1970-01-01", Some("1970-01-01T00:00:00.000000Z")),
            ("2024-02-29", Some("2024-02-29T00:00:00.000000Z")),
            ("2026-12-31", Some("2026-12-31T00:00:00.000000Z")),
            ("2026-12-31T18:30:05Z", Some("2026-12-31T18:30:05.000000Z")),
            ("9999-12-31T23:59:59Z", Some("9999-12-31T23:59:59.000000Z")),
            ("2100-03-01", Some("2100-03-01T00:00:00.000000Z")),
            ("2023-02-29", None),
            ("2100-02-29", None),
            ("2026-13-01", None),
            ("2026-00-01", None),
            ("2026-04-31", None),
            ("2026-04-00", None),
            ("1969-12-31", None),
            ("26-12-31", None),
            ("2026-1-1", None),
            ("2026-12-31T18:30:05", None),
            ("2026-12-31T24:00:00Z", None),
            ("2026-12-31T18:30Z", None),
            ("2026-12-31 18:30:05Z", None),
            ("+026-12-31", None),
            ("tomorrow", None),
            ("", None),
        ] {
            let date = Expiry::date(text).ok().map(|date| date.rfc3339());
            assert_eq!(date.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_over_is_no_end() {
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        for (expiry, expected) in [
            (Expiry::Never, Ok(None)),
            (Expiry::In(60), Ok(Some("2023-11-14T22:14:20.000000Z"))),
            (Expiry::In(u64::MAX), Ok(Some("9999-12-31T23:59:59.999999Z"))),
            (Expiry::In(0), Err(())),
            (Expiry::At("2023-11-14".to_owned()), Err(())),
            (
                Expiry::At("2023-11-15".to_owned()),
                Ok(Some("2023-11-15T00:00:00.000000Z")),
            ),
            (Expiry::At("soon".to_owned()), Err(())),
        ] {
            let moment = expiry.moment(now).map(|moment| moment.map(|moment| moment.rfc3339()));
            let moment = moment.as_ref().map(Option::as_deref).map_err(|_| ());
            assert_eq!(moment, expected, "{expiry:?}");
        }
    }
}
