//! Points in time, and how mail and logs write them.

use std::fmt;
use std::time::Duration;

/// Microseconds since 1970-01-01T00:00:00Z, never before then and never after the year 9999, so that the written forms
/// always fit. What lies outside is moved to the nearest end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < 0 {
            Self(0)
        } else if micros > MICROS_MAX {
            Self(MICROS_MAX)
        } else {
            Self(micros)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> i64 {
        self.0 / MICROS_PER_SECOND
    }

    /// This much later; at most the end of the year 9999.
    pub fn plus(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// The time that went by since `earlier`; zero where that is later.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// As in a Date field: `Mon, 23 Nov 2026 20:15:53 +0000` (RFC 5322 §3.3).
    pub fn rfc5322(&self) -> String {
        let Civil {
            year,
            month,
            day,
            weekday,
            hour,
            minute,
            second,
        } = self.civil();
        let (weekday, month) = (WEEKDAYS[weekday as usize], MONTHS[month as usize - 1]);
        format!("{weekday}, {day} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
    }

    /// As in a log: `2026-11-23T20:15:53.123456Z` (RFC 3339 §5.6).
    pub fn rfc3339(&self) -> String {
        let Civil {
            year,
            month,
            day,
            hour,
            minute,
            second,
            ..
        } = self.civil();
        let micros = self.0 % MICROS_PER_SECOND;
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
    }

    fn civil(self) -> Civil {
        // Never negative, by the constructor.
        let seconds = u64::try_from(self.seconds()).unwrap_or(0);
        let (days, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
        let (year, month, day) = civil_from_days(days);
        Civil {
            year,
            month,
            day,
            // The first day was a Thursday.
            weekday: (days + 4) % 7,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.rfc3339())
    }
}

/// A point in time by the calendar, in UTC.
struct Civil {
    year: u64,
    /// 1 to 12
    month: u64,
    /// 1 to 31
    day: u64,
    /// 0 is Sunday
    weekday: u64,
    hour: u64,
    minute: u64,
    second: u64,
}

/// Year, month and day of the day that many days after 1970-01-01, in the proleptic Gregorian calendar.
///
/// Years are taken to begin in March, so that the leap day is the last of its year and needs no case of its own; then
/// months repeat every five (153 days), years every four, hundred and four hundred.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_FROM_YEAR_ZERO;
    let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MICROS_PER_SECOND: i64 = 1_000_000;
/// 9999-12-31T23:59:59.999999Z
const MICROS_MAX: i64 = 253_402_300_799_999_999;
const SECONDS_PER_DAY: u64 = 86_400;
/// From 0000-03-01 to 1970-01-01.
const DAYS_FROM_YEAR_ZERO: u64 = 719_468;
/// Four hundred years.
const DAYS_PER_ERA: u64 = 146_097;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_forms() {
        for (micros, rfc5322, rfc3339) in [
            (0, "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00.000000Z"),
            (-1, "Thu, 1 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00.000000Z"),
            (
                i64::MIN,
                "Thu, 1 Jan 1970 00:00:00 +0000",
                "1970-01-01T00:00:00.000000Z",
            ),
            (
                2_678_399_999_999,
                "Sat, 31 Jan 1970 23:59:59 +0000",
                "1970-01-31T23:59:59.999999Z",
            ),
            (
                946_684_799_000_000,
                "Fri, 31 Dec 1999 23:59:59 +0000",
                "1999-12-31T23:59:59.000000Z",
            ),
            (
                951_782_399_000_000,
                "Mon, 28 Feb 2000 23:59:59 +0000",
                "2000-02-28T23:59:59.000000Z",
            ),
            (
                951_782_400_000_000,
                "Tue, 29 Feb 2000 00:00:00 +0000",
                "2000-02-29T00:00:00.000000Z",
            ),
            (
                951_868_800_000_000,
                "Wed, 1 Mar 2000 00:00:00 +0000",
                "2000-03-01T00:00:00.000000Z",
            ),
            (
                1_709_208_000_000_000,
                "Thu, 29 Feb 2024 12:00:00 +0000",
                "2024-02-29T12:00:00.000000Z",
            ),
            (
                1_795_464_953_123_456,
                "Mon, 23 Nov 2026 20:15:53 +0000",
                "2026-11-23T20:15:53.123456Z",
            ),
            (
                2_147_483_648_000_000,
                "Tue, 19 Jan 2038 03:14:08 +0000",
                "2038-01-19T03:14:08.000000Z",
            ),
            (
                4_107_542_399_000_000,
                "Sun, 28 Feb 2100 23:59:59 +0000",
                "2100-02-28T23:59:59.000000Z",
            ),
            (
                4_107_542_400_000_000,
                "Mon, 1 Mar 2100 00:00:00 +0000",
                "2100-03-01T00:00:00.000000Z",
            ),
            (
                253_402_300_799_999_999,
                "Fri, 31 Dec 9999 23:59:59 +0000",
                "9999-12-31T23:59:59.999999Z",
            ),
            (
                253_402_300_800_000_000,
                "Fri, 31 Dec 9999 23:59:59 +0000",
                "9999-12-31T23:59:59.999999Z",
            ),
            (
                i64::MAX,
                "Fri, 31 Dec 9999 23:59:59 +0000",
                "9999-12-31T23:59:59.999999Z",
            ),
        ] {
            let time = Timestamp::from_micros(micros);
            assert_eq!(time.rfc5322(), rfc5322, "{micros}");
            assert_eq!(time.rfc3339(), rfc3339, "{micros}");
            assert_eq!(time.to_string(), rfc3339, "{micros}");
        }
    }

    #[test]
    fn the_calendar_day_by_day() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..170_000 {
            assert_eq!(civil_from_days(days), (year, month, day), "day {days}");
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            if day < last {
                day += 1;
            } else if month < 12 {
                (month, day) = (month + 1, 1);
            } else {
                (year, month, day) = (year + 1, 1, 1);
            }
        }
    }

    #[test]
    fn sums_and_differences_stay_in_range() {
        let time = Timestamp::from_micros;
        assert_eq!(time(1).plus(Duration::from_secs(1)), time(1_000_001));
        assert_eq!(time(5).plus(Duration::MAX), time(i64::MAX));
        assert_eq!(time(5).since(time(2)), Duration::from_micros(3));
        assert_eq!(time(2).since(time(5)), Duration::ZERO);
        assert_eq!(time(-7).micros(), 0);
        assert_eq!(time(1_999_999).seconds(), 1);
    }
}
