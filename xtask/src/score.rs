//! How often `gatepost explain` is right, measured with replies whose causes are known. It sees nothing of them but their text.

use reply::explain::{Hints, explain, who};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// A line of the file; further fields are not looked at.
#[derive(Debug, Deserialize)]
struct Known {
    id: String,
    text: String,
    cause: String,
    #[serde(default)]
    also: Vec<String>,
    who: String,
}

/// What was right, of how many.
#[derive(Debug, Default, PartialEq, Eq)]
struct Score {
    replies: usize,
    strict: usize,
    lenient: usize,
    first_three: usize,
    who: usize,
}

/// Prints the confusions, and the score as the last line.
pub fn run(file: &str) -> ExitCode {
    match known(Path::new(file)) {
        Ok(known) => {
            print!("{}", report(&known));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::from(2)
        }
    }
}

fn known(file: &Path) -> Result<Vec<Known>, String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| serde_json::from_str(line).map_err(|error| format!("line {}: {error}", n + 1)))
        .collect()
}

fn report(known: &[Known]) -> String {
    let mut score = Score::default();
    let mut confusions: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut bands: BTreeMap<u8, (usize, usize)> = BTreeMap::new();
    for one in known {
        let answer = explain(&one.text, Hints::default());
        let ranked = answer
            .as_ref()
            .map(|answer| answer.ranked.as_slice())
            .unwrap_or_default();
        let ids: Vec<&str> = ranked.iter().map(|ranked| ranked.cause.id).collect();
        let first = ids.first().copied().unwrap_or("nothing");
        let is_strict = first == one.cause;
        let is_lenient = is_strict || one.also.iter().any(|also| also == first);
        let found_who = answer
            .as_ref()
            .and_then(|answer| answer.cause().map(|cause| who(cause, &answer.reading)));
        score.replies += 1;
        score.strict += usize::from(is_strict);
        score.lenient += usize::from(is_lenient);
        score.first_three += usize::from(ids.iter().take(3).any(|id| *id == one.cause));
        score.who += usize::from(found_who.is_some_and(|who| who.id() == one.who));
        let band = bands
            .entry(ranked.first().map_or(0, |first| first.percent / 10 * 10))
            .or_default();
        band.0 += usize::from(is_lenient);
        band.1 += 1;
        if !is_strict {
            let mark = if is_lenient { " (also right)" } else { "" };
            let entry = confusions
                .entry((one.cause.clone(), format!("{first}{mark}")))
                .or_default();
            entry.push(one.id.clone());
        }
    }
    let mut out = String::new();
    for ((cause, first), ids) in &confusions {
        out.push_str(&format!("{cause} taken for {first}: {}\n", ids.join(" ")));
    }
    for (band, (right, all)) in &bands {
        out.push_str(&format!("confidence {band} % and more: {right} of {all} right\n"));
    }
    out.push_str(&score.line());
    out
}

impl Score {
    fn line(&self) -> String {
        let share = |right: usize| {
            #[expect(clippy::cast_precision_loss)]
            let share = right as f64 * 100.0 / self.replies.max(1) as f64;
            format!("{share:.1}%")
        };
        format!(
            "strict {} lenient {} first-three {} who {} ({} replies)\n",
            share(self.strict),
            share(self.lenient),
            share(self.first_three),
            share(self.who),
            self.replies
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/reply/tests/replies/");

    /// 64-bit FNV-1a, by which the replies were told apart.
    fn hash(text: &str) -> u64 {
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, octet| {
            (hash ^ u64::from(octet)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    #[derive(Deserialize)]
    struct Source {
        source: String,
    }

    #[test]
    fn no_source_is_on_both_sides() {
        for (file, is_apart) in [("learned.jsonl", false), ("apart.jsonl", true)] {
            let text = fs::read_to_string(format!("{REPLIES}{file}")).expect("the file");
            for line in text.lines() {
                let Source { source } = serde_json::from_str(line).expect("a reply");
                assert_eq!((hash(&source) >> 32).is_multiple_of(3), is_apart, "{file}: {source}");
            }
        }
    }

    /// A change of the rules that makes much worse is seen here. The figures stand in docs/explain.md.
    #[test]
    fn the_rules_know_what_they_were_made_from() {
        let known = known(Path::new(&format!("{REPLIES}learned.jsonl"))).expect("replies");
        let report = report(&known);
        let last = report.lines().last().expect("a line");
        let strict: f64 = last
            .split_once("strict ")
            .and_then(|(_, rest)| rest.split_once('%'))
            .and_then(|(share, _)| share.parse().ok())
            .expect("a share");
        assert!(strict >= 80.0, "{report}");
    }

    #[test]
    fn the_line_is_as_programs_read_it() {
        let score = Score {
            replies: 3,
            strict: 1,
            lenient: 2,
            first_three: 3,
            who: 0,
        };
        assert_eq!(
            score.line(),
            "strict 33.3% lenient 66.7% first-three 100.0% who 0.0% (3 replies)\n"
        );
        assert!(report(&[]).ends_with("(0 replies)\n"));
    }
}
