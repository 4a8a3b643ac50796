//! What is known of the servers of single providers, each fact with a date and a source: these things change.

use crate::{Cause, Language};

/// Whoever runs servers that many send through or to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Provider {
    /// As options and programs name it.
    pub id: &'static str,
    /// As people know it.
    pub name: &'static str,
    /// Names of its servers; what stands below them is meant, too.
    pub hosts: &'static [&'static str],
    /// Words in replies that nobody else uses, in lower case.
    pub marks: &'static [&'static str],
    /// Where mail is handed over: host, ports and kind of TLS; empty where nobody hands mail over.
    pub submission: &'static str,
    /// What is known of it.
    pub facts: &'static [Fact],
    /// Steps that are better there than the general ones.
    pub steps: &'static [Steps],
}

/// Something that was so on a day.
#[derive(Debug)]
pub struct Fact {
    /// The day, the month or the year of which the source speaks.
    pub date: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Korean.
    pub ko: &'static str,
}

/// What to do at one provider about one cause.
#[derive(Debug)]
pub struct Steps {
    /// About what.
    pub cause: &'static Cause,
    /// The day, the month or the year of which the source speaks.
    pub date: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// In English.
    pub en: &'static [&'static str],
    /// In Korean.
    pub ko: &'static [&'static str],
}

impl Provider {
    /// The one with this id or name, in upper or lower case.
    pub fn find(name: &str) -> Option<&'static Self> {
        all().find(|known| known.id.eq_ignore_ascii_case(name) || known.name.eq_ignore_ascii_case(name))
    }

    /// Its own steps about `cause`.
    pub fn steps(&self, cause: &Cause) -> Option<&Steps> {
        self.steps.iter().find(|steps| steps.cause == cause)
    }
}

impl Fact {
    /// In words.
    pub const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Korean => self.ko,
        }
    }
}

impl Steps {
    /// In words.
    pub const fn text(&self, language: Language) -> &'static [&'static str] {
        match language {
            Language::English => self.en,
            Language::Korean => self.ko,
        }
    }
}

/// All of them.
pub fn all() -> impl Iterator<Item = &'static Provider> {
    [mailboxes::MAILBOXES, korea::KOREA, services::SERVICES, filters::FILTERS]
        .into_iter()
        .flatten()
}

/// Makes the list of a group of blocks.
macro_rules! providers {
    ($group:ident: $(
        $name:ident { id: $id:literal, name: $shown:literal,
            hosts: [$($host:literal),* $(,)?], marks: [$($mark:literal),* $(,)?], submission: $submission:literal,
            facts: [$({ date: $date:literal, source: $source:literal, en: $en:literal, ko: $ko:literal $(,)? }),* $(,)?],
            steps: [$($cause:ident: { date: $steps_date:literal, source: $steps_source:literal,
                en: [$($steps_en:literal),+ $(,)?], ko: [$($steps_ko:literal),+ $(,)?] $(,)? }),* $(,)?] $(,)?
        }
    )+) => {
        pub(super) static $group: &[$crate::providers::Provider] = &[$(
            $crate::providers::Provider {
                id: $id,
                name: $shown,
                hosts: &[$($host),*],
                marks: &[$($mark),*],
                submission: $submission,
                facts: &[$($crate::providers::Fact { date: $date, source: $source, en: $en, ko: $ko }),*],
                steps: &[$($crate::providers::Steps {
                    cause: &$crate::causes::$cause,
                    date: $steps_date,
                    source: $steps_source,
                    en: &[$($steps_en),+],
                    ko: &[$($steps_ko),+],
                }),*],
            }
        ),+];
    };
}

mod filters;
mod korea;
mod mailboxes;
mod services;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_hosts_and_marks_are_of_one_alone() {
        let ids: BTreeSet<&str> = all().map(|known| known.id).collect();
        assert_eq!(ids.len(), all().count());
        let (mut hosts, mut marks) = (BTreeSet::new(), BTreeSet::new());
        for known in all() {
            for (words, seen) in [(known.hosts, &mut hosts), (known.marks, &mut marks)] {
                for word in words {
                    assert_eq!(*word, word.to_lowercase(), "{}", known.id);
                    assert!(seen.insert(*word), "{}: {word} stands twice", known.id);
                }
            }
            assert!(!known.hosts.is_empty() || !known.marks.is_empty(), "{}", known.id);
        }
    }

    #[test]
    fn facts_have_a_date_a_source_and_both_languages() {
        let is_date = |date: &str| date.len() >= 4 && date.bytes().all(|octet| octet.is_ascii_digit() || octet == b'-');
        let has_hangul = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
        for known in all() {
            for fact in known.facts {
                assert!(is_date(fact.date) && !fact.source.is_empty(), "{}: {fact:?}", known.id);
                assert!(has_hangul(fact.ko), "{}: {fact:?}", known.id);
            }
            for steps in known.steps {
                assert!(
                    is_date(steps.date) && !steps.source.is_empty(),
                    "{}: {steps:?}",
                    known.id
                );
                assert_eq!(steps.en.len(), steps.ko.len(), "{}: {steps:?}", known.id);
                assert!(steps.ko.iter().all(|text| has_hangul(text)), "{}: {steps:?}", known.id);
            }
        }
    }
}
