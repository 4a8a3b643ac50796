//! Sizes and times as people write them: a number with a unit.

use super::keys::Key;
use super::values::Wrong;

/// Units of one kind.
pub(super) struct Scale {
    /// From the smallest on, each with what it is worth.
    units: &'static [(&'static str, u64)],
    /// A unit is written from so many of it on: `60 s` rather than `1 min`.
    fewest: u64,
    /// What is said of a text without a number.
    no_number: &'static str,
    /// What stands behind the caret.
    label: &'static str,
    /// The unit that somebody had in mind who wrote this.
    meant: fn(&str) -> Option<&'static str>,
}

/// Octets. Units of 1,000 are not taken: who writes them rarely means them.
pub(super) static SIZE: Scale = Scale {
    units: &[("KiB", KIB), ("MiB", MIB), ("GiB", GIB), ("TiB", TIB)],
    fewest: 1,
    no_number: "is not a size",
    label: "must be a whole number of octets, or one with KiB, MiB, GiB or TiB",
    meant: size_meant,
};

/// Seconds.
pub(super) static TIME: Scale = Scale {
    units: &[("s", 1), ("min", MINUTE), ("h", HOUR), ("d", DAY)],
    fewest: 2,
    no_number: "is not a time",
    label: "must be a whole number of seconds, or one with s, min, h or d",
    meant: time_meant,
};

impl Scale {
    /// The number that `text` says. More than there can be is left to the bounds of `key`.
    pub fn read(&self, text: &str, key: &Key) -> Result<u64, Wrong> {
        let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
        let (digits, unit) = (&text[..end], text[end..].trim());
        let example = || format!("write for instance `{}`", key.example);
        let Ok(number) = digits.parse::<u64>() else {
            let problem = if digits.is_empty() {
                self.no_number
            } else {
                "is too large"
            };
            return Err(Wrong::new(problem, self.label, example()));
        };
        if let Some((_, worth)) = self.units.iter().find(|(name, _)| *name == unit) {
            return Ok(number.saturating_mul(*worth));
        }
        let fix = match (self.meant)(unit) {
            _ if unit.is_empty() => format!("write `{} = {number}` without quotes, or a unit behind it", key.name),
            Some(name) => format!("write `{} = \"{number} {name}\"`", key.name),
            None => example(),
        };
        Err(Wrong::new("has no unit that is known", self.label, fix))
    }

    /// As people read it.
    pub fn text(&self, number: u64) -> String {
        match self.unit(number) {
            Some((name, worth)) => format!("{} {name}", number / worth),
            None => number.to_string(),
        }
    }

    /// As it stands in a file.
    pub fn toml(&self, number: u64) -> String {
        match self.unit(number) {
            Some(_) => format!("\"{}\"", self.text(number)),
            None => number.to_string(),
        }
    }

    /// What a text with a unit looks like, as a regular expression (ECMA-262).
    pub fn pattern(&self) -> String {
        let names: Vec<&str> = self.units.iter().map(|(name, _)| *name).collect();
        format!("^[0-9]+ *({})$", names.join("|"))
    }

    /// The largest unit of which the number is a whole multiple.
    fn unit(&self, number: u64) -> Option<(&'static str, u64)> {
        let fits = |(_, worth): &&(&str, u64)| number.is_multiple_of(*worth) && number / worth >= self.fewest;
        self.units.iter().rev().find(fits).copied()
    }
}

fn size_meant(unit: &str) -> Option<&'static str> {
    let first = unit.chars().next()?.to_ascii_lowercase();
    let letters = [('k', "KiB"), ('m', "MiB"), ('g', "GiB"), ('t', "TiB")];
    letters
        .iter()
        .find(|(letter, _)| *letter == first)
        .map(|(_, name)| *name)
}

fn time_meant(unit: &str) -> Option<&'static str> {
    match unit.to_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => Some("s"),
        "m" | "min" | "mins" | "minute" | "minutes" => Some("min"),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some("h"),
        "d" | "day" | "days" => Some("d"),
        _ => None,
    }
}

pub(super) const KIB: u64 = 1 << 10;
pub(super) const MIB: u64 = 1 << 20;
pub(super) const GIB: u64 = 1 << 30;
pub(super) const TIB: u64 = 1 << 40;
/// In seconds, as all that follow.
pub(super) const MINUTE: u64 = 60;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    /// What is written is read again, as the same.
    fn check(scale: &Scale, number: u64, text: &str, toml: &str) {
        assert_eq!((scale.text(number).as_str(), scale.toml(number).as_str()), (text, toml));
        if toml.starts_with('"') {
            let read = scale.read(text, keys::key("limits.message_size"));
            assert_eq!(read.ok(), Some(number), "{text}");
        }
    }

    #[test]
    fn numbers_with_units() {
        for (octets, text, toml) in [
            (0, "0", "0"),
            (1, "1", "1"),
            (1_000, "1000", "1000"),
            (1_024, "1 KiB", "\"1 KiB\""),
            (1_536, "1536", "1536"),
            (19 << 20, "19 MiB", "\"19 MiB\""),
            (1 << 30, "1 GiB", "\"1 GiB\""),
            (3 << 40, "3 TiB", "\"3 TiB\""),
        ] {
            check(&SIZE, octets, text, toml);
        }
        for (seconds, text, toml) in [
            (0, "0", "0"),
            (1, "1", "1"),
            (10, "10 s", "\"10 s\""),
            (60, "60 s", "\"60 s\""),
            (90, "90 s", "\"90 s\""),
            (180, "3 min", "\"3 min\""),
            (3_600, "60 min", "\"60 min\""),
            (7_200, "2 h", "\"2 h\""),
            (86_400, "24 h", "\"24 h\""),
            (2_592_000, "30 d", "\"30 d\""),
        ] {
            check(&TIME, seconds, text, toml);
        }
    }

    #[test]
    fn units_that_were_meant() {
        let key = keys::key("limits.idle_time");
        let example = format!("write for instance `{}`", key.example);
        for (text, fix) in [
            ("5m", "write `idle_time = \"5 min\"`"),
            ("5 Minutes", "write `idle_time = \"5 min\"`"),
            ("300 sec", "write `idle_time = \"300 s\"`"),
            ("300", "write `idle_time = 300` without quotes, or a unit behind it"),
            ("500 ms", example.as_str()),
            ("1h30min", example.as_str()),
            ("soon", example.as_str()),
            ("-5 min", example.as_str()),
        ] {
            let wrong = TIME.read(text, key).err().unwrap();
            assert_eq!(wrong.fix, fix, "{text}");
        }
    }
}
