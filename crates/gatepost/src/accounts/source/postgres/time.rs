//! Points in time that a database has as text.

use mail::Timestamp;

/// RFC 3339 §5.6, also with a space in place of `T`, without an offset (then it is UTC), and without a time of day.
pub(super) fn parse_time(text: &str) -> Option<Timestamp> {
    let number = |text: &str, digits: usize| {
        let whole = text.len() == digits && text.bytes().all(|octet| octet.is_ascii_digit());
        whole.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (date, time) = text.split_at_checked(10)?;
    let (year, month) = (number(date.get(..4)?, 4)?, number(date.get(5..7)?, 2)?);
    let day = number(date.get(8..)?, 2)?;
    let is_day = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if date.as_bytes()[4] != b'-' || date.as_bytes()[7] != b'-' || !is_day {
        return None;
    }
    let midnight = days_since_1970(year, month, day).saturating_mul(MICROS_PER_DAY);
    if time.is_empty() {
        return Some(Timestamp::from_micros(midnight));
    }
    let (clock, rest) = time.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts[..] else { return None };
    let (hour, minute, second) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    let (fraction, offset) = match rest.strip_prefix('.') {
        None => ("", rest),
        Some(rest) => rest.split_at(rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len())),
    };
    if hour > 23 || minute > 59 || second > 60 || (rest.starts_with('.') && fraction.is_empty()) {
        return None;
    }
    let micros = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
    let micros = micros.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let offset = match offset.as_bytes() {
        [] | [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), ..] => {
            let minutes = number(offset.get(1..3)?, 2)? * 60
                + match offset.get(3..)? {
                    "" => 0,
                    rest => number(rest.strip_prefix(':').unwrap_or(rest), 2)?,
                };
            if *sign == b'+' { minutes } else { -minutes }
        }
        _ => return None,
    };
    let seconds = hour * 3_600 + (minute - offset) * 60 + second;
    Some(Timestamp::from_micros(midnight + seconds * 1_000_000 + micros))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// In the proleptic Gregorian calendar, whose years begin in March here: then the leap day is the last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

pub(super) const MICROS_PER_DAY: i64 = 86_400 * 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_they_are_written() {
        for (text, expected) in [
            ("1970-01-01", Some("1970-01-01T00:00:00.000000Z")),
            ("2024-02-29", Some("2024-02-29T00:00:00.000000Z")),
            ("2026-11-23T20:15:53Z", Some("2026-11-23T20:15:53.000000Z")),
            ("2026-11-23t20:15:53.5z", Some("2026-11-23T20:15:53.500000Z")),
            ("2026-11-23 20:15:53.1234567+00", Some("2026-11-23T20:15:53.123456Z")),
            ("2026-11-23 20:15:53", Some("2026-11-23T20:15:53.000000Z")),
            ("2026-11-24T05:15:53+09:00", Some("2026-11-23T20:15:53.000000Z")),
            ("2026-11-23T16:45:53-0330", Some("2026-11-23T20:15:53.000000Z")),
            ("9999-12-31T23:59:59Z", Some("9999-12-31T23:59:59.000000Z")),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("2026-00-01", None),
            ("2026/11/23", None),
            ("2026-11-23T", None),
            ("2026-11-23T24:00:00Z", None),
            ("2026-11-23T20:15Z", None),
            ("2026-11-23T20:15:53.Z", None),
            ("2026-11-23T20:15:53+9", None),
            ("2026-11-23T20:15:53 CET", None),
            ("+026-11-23", None),
            ("23.11.2026", None),
            ("202\u{e9}-11-23", None),
            ("", None),
        ] {
            let read = parse_time(text).map(|time| time.rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
