//! What is wrong with a configuration, and how it is shown: file, line, caret, what is wrong, what to write instead.

use std::fmt;
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

/// One thing that is wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The setting as the documentation names it, for instance `tls.certificate`; empty when it is the file as a whole.
    pub setting: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
    /// Whether it can be lived with.
    pub severity: Severity,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The server does not start, or does not do what the configuration says.
    Error,
    /// The server starts all the same.
    Warning,
}

impl Finding {
    /// What keeps the server from starting.
    pub fn new(setting: impl Into<String>, problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            setting: setting.into(),
            problem: problem.into(),
            fix: fix.into(),
            severity: Severity::Error,
        }
    }

    /// What the server can live with.
    pub fn warning(setting: impl Into<String>, problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::new(setting, problem, fix)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; {}", self.problem, self.fix)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A finding with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub finding: Finding,
    /// Octets of the text. `None`: what is wrong is that something is not there.
    pub place: Option<Range<usize>>,
    /// What stands behind the caret.
    pub label: String,
    /// A second place that has to do with it.
    pub also: Option<(Range<usize>, String)>,
}

impl Mistake {
    pub(super) fn new(finding: Finding, place: Option<Range<usize>>, label: impl Into<String>) -> Self {
        Self {
            finding,
            place,
            label: label.into(),
            also: None,
        }
    }
}

/// Why a configuration file cannot be used: everything that was found in it, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    file: String,
    text: String,
    mistakes: Vec<Mistake>,
}

impl Complaint {
    pub(super) fn new(file: &Path, text: &str, mut mistakes: Vec<Mistake>) -> Self {
        // What is missing has no place and comes last.
        mistakes.sort_by_key(|mistake| mistake.place.as_ref().map_or(usize::MAX, |place| place.start));
        Self {
            file: file.display().to_string(),
            text: text.to_owned(),
            mistakes,
        }
    }

    /// The findings, each with its line (from 1), where it has one.
    pub fn findings(&self) -> impl Iterator<Item = (Option<usize>, &Finding)> {
        self.mistakes.iter().map(|mistake| {
            let line = mistake.place.as_ref().map(|place| {
                let before = &self.text.as_bytes()[..place.start.min(self.text.len())];
                before.iter().filter(|octet| **octet == b'\n').count() + 1
            });
            (line, &mistake.finding)
        })
    }

    /// Everything that is wrong, as text for a person; several lines, the last one ended. With `colour`, ANSI escape
    /// codes are in it: the caller knows whether it writes to a terminal that wants them.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for (index, mistake) in self.mistakes.iter().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            out.push_str(&renderer.render(&[self.group(mistake)]));
            out.push('\n');
        }
        out
    }

    fn group<'a>(&'a self, mistake: &'a Mistake) -> Group<'a> {
        let group = Group::with_title(Level::ERROR.primary_title(mistake.finding.problem.as_str()));
        let group = match &mistake.place {
            Some(place) => {
                let primary = AnnotationKind::Primary
                    .span(self.within(place))
                    .label(mistake.label.as_str());
                let also = mistake
                    .also
                    .as_ref()
                    .map(|(place, label)| AnnotationKind::Context.span(self.within(place)).label(label.as_str()));
                group.element(
                    Snippet::source(self.text.as_str())
                        .path(self.file.as_str())
                        .annotation(primary)
                        .annotations(also),
                )
            }
            None => group.element(Origin::path(self.file.as_str())),
        };
        if mistake.finding.fix.is_empty() {
            return group;
        }
        // The fix may quote what stands in the file, and help texts are not cleaned by the renderer.
        let fix: Vec<String> = mistake.finding.fix.lines().map(normalize_untrusted_str).collect();
        group.element(Level::HELP.message(fix.join("\n")))
    }

    /// The first line of a place: a value over several lines would otherwise be drawn whole.
    fn within(&self, place: &Range<usize>) -> Range<usize> {
        let start = place.start.min(self.text.len());
        let end = place.end.clamp(start, self.text.len());
        match self.text.as_bytes()[start..end]
            .iter()
            .position(|octet| *octet == b'\n')
        {
            Some(length) => start..start + length,
            None => start..end,
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Complaint {}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str, mistakes: Vec<Mistake>) -> Complaint {
        Complaint::new(Path::new("gatepost.toml"), text, mistakes)
    }

    fn mistake(place: Option<Range<usize>>, fix: &str) -> Mistake {
        Mistake::new(Finding::new("data", "`data` is wrong", fix), place, "wrong")
    }

    #[test]
    fn what_is_shown() {
        for (text, place, fix, expected) in [
            (
                "a = 1\ndata = 5\n",
                Some(13..14),
                "write it",
                " --> gatepost.toml:2:8\n  |\n2 | data = 5\n  |        ^ wrong\n  |\n  = help: write it\n",
            ),
            (
                "",
                None,
                "write\nit",
                "--> gatepost.toml\n = help: write\n         it\n",
            ),
            (
                "data = 5",
                Some(8..8),
                "",
                " --> gatepost.toml:1:9\n  |\n1 | data = 5\n  |         ^ wrong\n",
            ),
            // Only the first line of a long value; and places outside are brought inside.
            (
                "data = [\n5]\n",
                Some(7..99),
                "",
                " --> gatepost.toml:1:8\n  |\n1 | data = [\n  |        ^ wrong\n",
            ),
            // What stands in a Korean file is as wide as it looks.
            (
                "data = \"값\"",
                Some(7..12),
                "",
                " --> gatepost.toml:1:8\n  |\n1 | data = \"값\"\n  |        ^^^^ wrong\n",
            ),
        ] {
            let shown = complaint(text, vec![mistake(place, fix)]).render(false);
            assert_eq!(shown, format!("error: `data` is wrong\n{expected}"));
        }
    }

    #[test]
    fn the_order_is_that_of_the_file() {
        let text = "a = 1\nb = 2\nc = 3\n";
        let mistakes = vec![
            mistake(None, "last"),
            mistake(Some(12..13), "third"),
            mistake(Some(0..1), "first"),
        ];
        let complaint = complaint(text, mistakes);
        let found: Vec<_> = complaint
            .findings()
            .map(|(line, finding)| (line, finding.fix.as_str()))
            .collect();
        assert_eq!(found, [(Some(1), "first"), (Some(3), "third"), (None, "last")]);
        assert_eq!(complaint.to_string().matches("error: ").count(), 3);
    }

    #[test]
    fn colour_only_when_told_and_never_from_the_file() {
        let text = "data = \"\u{1b}[31m\"\n";
        let mistakes = vec![mistake(Some(7..13), "not \u{1b}[31m"), mistake(None, "\u{1b}[2J")];
        let complaint = complaint(text, mistakes);
        assert!(!complaint.render(false).contains('\u{1b}'));
        let coloured = complaint.render(true);
        assert!(coloured.contains('\u{1b}') && !coloured.contains("\u{1b}[31m") && !coloured.contains("\u{1b}[2J"));
    }
}
