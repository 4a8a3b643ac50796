//! The name that was meant by one that does not exist.

/// The one of `known` that `name` was probably meant to be.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name
        .to_lowercase()
        .replace('-', "_")
        .chars()
        .take(NAME_CHARS_MAX)
        .collect();
    known
        .into_iter()
        .filter_map(|candidate| Some((strangeness(&name, candidate)?, candidate)))
        .min_by_key(|(strangeness, _)| *strangeness)
        .map(|(_, candidate)| candidate)
}

/// How far `candidate` is from what was written: `None` when it cannot have been meant.
fn strangeness(written: &[char], candidate: &str) -> Option<usize> {
    let target: Vec<char> = candidate.chars().collect();
    let distance = edits(written, &target);
    if distance * 3 <= written.len().max(target.len()) {
        return Some(distance);
    }
    // Short forms and long forms: `cert`, `max_message_size`.
    let written: String = written.iter().collect();
    let part = written.len() >= 3 && (candidate.contains(&written) || written.contains(candidate));
    part.then_some(distance)
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Longer names than this are compared by their beginning.
const NAME_CHARS_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name() {
        let known = ["hostname", "data", "message_size", "certificate"];
        for (written, expected) in [
            ("hostnme", Some("hostname")),
            ("Hostname", Some("hostname")),
            ("host", Some("hostname")),
            ("dtaa", Some("data")),
            ("message-size", Some("message_size")),
            ("max_message_size", Some("message_size")),
            ("cert", Some("certificate")),
            ("x", None),
            ("", None),
            ("port", None),
        ] {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
    }
}
