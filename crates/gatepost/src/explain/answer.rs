//! Puts what is known into the words of one language.

use super::paste::Paste;
use super::question::Question;
use super::said::{
    Alike, CauseFound, CodeFound, Compared, ComparedFact, Explained, FactFound, Likely, OtherFound, Overview,
    ProgramFound, ProviderFound, ReplyFound, SessionFound, StepsFound,
};
use reply::codes::{self, Code, EnhancedCode};
use reply::compare::{self, Comparison};
use reply::explain::{Answer, Hints, explain_parts};
use reply::providers::{self, Provider};
use reply::ranking::{Confidence, Evidence, Ranked};
use reply::reading::Reading;
use reply::{Cause, Enhanced, Language, Who, causes, clients};

/// Answers a question; `paste` is what it was read from, if it was.
///
/// # Errors
/// A code that nothing is known of, in words.
pub fn explain(
    question: &Question,
    paste: Option<&Paste>,
    hints: Hints,
    language: Language,
) -> Result<Explained, String> {
    Ok(match question {
        Question::Code(code) => of_code(*code, hints, language),
        Question::Enhanced(code) => of_enhanced(*code, hints, language),
        Question::Cause(cause) => Explained::Cause {
            language: language.id(),
            cause: CauseFound::of(cause, cause.who, hints.provider, language),
        },
        Question::Compare(one, other) => {
            let found = compare::compare(*one, *other, language).ok_or_else(|| unknown_code(*one, *other, language))?;
            Explained::Comparison(Compared::of([*one, *other], found, language))
        }
        Question::Text(text) => match paste {
            Some(paste) => of_paste(paste, hints, language),
            None => of_text(&[text], hints, language),
        },
    })
}

fn unknown_code(one: u16, other: u16, language: Language) -> String {
    let unknown = if Code::find(one).is_some() { other } else { one };
    match language {
        Language::English => {
            format!("{unknown} is no reply code of SMTP; `gatepost explain --list` shows those that there are")
        }
        Language::Korean => {
            format!("{unknown}은(는) SMTP 응답 코드가 아닙니다. `gatepost explain --list`에서 전체 목록을 확인하세요")
        }
    }
}

/// So many causes are shown.
const CAUSES_MAX: usize = 5;
/// Of those behind the first only what has some likelihood.
const PERCENT_MIN: u8 = 2;
/// So many other refusals are shown.
const OTHERS_MAX: usize = 20;
/// So many wordings are shown of what speaks for a cause.
const WORDS_MAX: usize = 2;
const WORDS_LOOKED_AT: usize = 6;

/// The lines are those of what was pasted, whatever it was cut into.
fn of_paste(paste: &Paste, hints: Hints, language: Language) -> Explained {
    let parts: Vec<&str> = paste.parts.iter().map(String::as_str).collect();
    let mut explained = of_text(&parts, hints, language);
    if let Explained::Text {
        reply,
        others,
        octets_left_out,
        ..
    } = &mut explained
    {
        *octets_left_out = paste.left_out;
        for (line, text) in reply
            .iter_mut()
            .map(|reply| (&mut reply.line, &reply.text))
            .chain(others.iter_mut().map(|other| (&mut other.line, &other.text)))
        {
            *line = paste.line(*line, text);
        }
    }
    explained
}

fn of_text(parts: &[&str], hints: Hints, language: Language) -> Explained {
    let answer = explain_parts(parts, hints);
    let reading = answer.as_ref().map(|answer| &answer.reading);
    let provider = hints.provider.or_else(|| reading.and_then(|reading| reading.provider));
    Explained::Text {
        language: language.id(),
        reply: reading.map(|reading| ReplyFound::of(reading, language)),
        credentials_removed: answer.as_ref().map_or(0, |answer| answer.credentials),
        octets_left_out: 0,
        codes: reading.map(|reading| codes_of(reading, language)).unwrap_or_default(),
        provider: provider.map(|provider| ProviderFound::of(provider, language)),
        program: reading
            .and_then(|reading| reading.client)
            .map(|client| ProgramFound::of(client, language)),
        causes: answer
            .as_ref()
            .map(|answer| likely(answer, provider, language))
            .unwrap_or_default(),
        count: answer.as_ref().map_or(0, |answer| answer.count),
        others: answer.map(|answer| others(answer, language)).unwrap_or_default(),
    }
}

fn likely(answer: &Answer, provider: Option<&'static Provider>, language: Language) -> Vec<Likely> {
    let first = answer.cause();
    let shown = answer
        .ranked
        .iter()
        .enumerate()
        .filter(|(n, ranked)| *n == 0 || ranked.percent >= PERCENT_MIN);
    shown
        .take(CAUSES_MAX)
        .map(|(n, ranked)| {
            let who = reply::explain::who(ranked.cause, &answer.reading);
            Likely {
                percent: Some(ranked.percent),
                confidence: ranked.confidence().id(),
                evidence: evidence(ranked, &answer.reading, language),
                wording: None,
                apart: first
                    .filter(|_| n > 0)
                    .and_then(|first| apart(first, ranked.cause, language)),
                cause: CauseFound::of(ranked.cause, who, provider, language),
            }
        })
        .collect()
}

/// What tells `other` from `first`, as either of them says it.
fn apart(first: &Cause, other: &'static Cause, language: Language) -> Option<&'static str> {
    first
        .near
        .iter()
        .find(|near| near.cause == other)
        .map(|near| near.apart(language))
}

fn evidence(ranked: &Ranked, reading: &Reading, language: Language) -> Vec<String> {
    let words = ranked.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Words(words) => Some(format!("\"{}\"", plain(words))),
        Evidence::Enhanced | Evidence::Code => None,
    });
    let mut words: Vec<String> = words.take(WORDS_LOOKED_AT).collect();
    words.dedup();
    words.truncate(WORDS_MAX);
    let mut out = Vec::new();
    if !words.is_empty() {
        let words = words.join(", ");
        out.push(match language {
            Language::English => format!("it says {words}"),
            Language::Korean => format!("{words} 문구가 있음"),
        });
    }
    let code = |code: String| match language {
        Language::English => format!("the code {code}"),
        Language::Korean => format!("코드 {code}"),
    };
    for evidence in &ranked.evidence {
        match evidence {
            Evidence::Enhanced => out.extend(reading.enhanced.map(|enhanced| code(enhanced.to_string()))),
            Evidence::Code => out.extend(reading.code.map(|three| code(three.to_string()))),
            Evidence::Words(_) => {}
        }
    }
    out
}

/// The words of a mark without its signs.
fn plain(words: &str) -> String {
    words
        .replace(['*', '_'], "")
        .replace(" ... ", " … ")
        .replace(" & ", "\", \"")
}

fn others(answer: Answer, language: Language) -> Vec<OtherFound> {
    let others = answer.others.into_iter().take(OTHERS_MAX);
    others
        .map(|other| OtherFound {
            line: Some(other.reading.line),
            text: other.reading.shown,
            cause: other.cause.map(|cause| cause.id),
            title: other.cause.map(|cause| cause.explanation(language).title),
            count: other.count,
        })
        .collect()
}

fn codes_of(reading: &Reading, language: Language) -> Vec<CodeFound> {
    let basic = reading.code.map(|code| CodeFound::of(code, language));
    let enhanced = reading.enhanced.map(|code| CodeFound::of_enhanced(code, language));
    basic.into_iter().chain(enhanced).collect()
}

fn of_code(code: u16, hints: Hints, language: Language) -> Explained {
    let known = Code::find(code).map(|code| code.causes).unwrap_or_default();
    Explained::Code {
        language: language.id(),
        code: CodeFound::of(code, language),
        causes: by_code(
            known
                .iter()
                .map(|(cause, wording)| (*cause, Some(wording.text(language)))),
            hints,
            language,
        ),
    }
}

fn of_enhanced(code: Enhanced, hints: Hints, language: Language) -> Explained {
    let known = EnhancedCode::find(code).map(|code| code.causes).unwrap_or_default();
    Explained::Code {
        language: language.id(),
        code: CodeFound::of_enhanced(code, language),
        causes: by_code(known.iter().map(|cause| (*cause, None)), hints, language),
    }
}

/// Nobody knows more than that they are frequent.
fn by_code(
    causes: impl Iterator<Item = (&'static Cause, Option<&'static str>)>,
    hints: Hints,
    language: Language,
) -> Vec<Likely> {
    let mut first = None;
    causes
        .map(|(cause, wording)| {
            let apart = first.and_then(|first| apart(first, cause, language));
            first.get_or_insert(cause);
            Likely {
                percent: None,
                confidence: Confidence::Low.id(),
                evidence: Vec::new(),
                wording,
                apart,
                cause: CauseFound::of(cause, cause.who, hints.provider, language),
            }
        })
        .collect()
}

impl ReplyFound {
    fn of(reading: &Reading, language: Language) -> Self {
        Self {
            line: Some(reading.line),
            text: reading.shown.clone(),
            why: reading.why.id(),
            because: reading.why.text(language),
            code: reading.code,
            enhanced: reading.enhanced.map(|code| code.to_string()),
            step: reading.at.map(reply::ranking::At::id),
            challenge: reading.challenge.clone(),
        }
    }
}

impl CodeFound {
    fn of(code: u16, language: Language) -> Self {
        let known = Code::find(code);
        let words = known.map(|known| known.words(language));
        Self {
            code: code.to_string(),
            class: codes::class(code, language),
            title: words.map(|words| words.title),
            meaning: words.map(|words| words.meaning),
            when: words.map(|words| words.when),
            action: words.map(|words| words.action),
            commands: known
                .map(|known| codes::commands(known.commands, language))
                .unwrap_or_default(),
            goes_with: codes::all_enhanced()
                .filter(|enhanced| enhanced.basic.contains(&code) && enhanced.classes.contains(&(code / 100)))
                .map(|enhanced| format!("{}.{}.{}", code / 100, enhanced.subject, enhanced.detail))
                .collect(),
            rfc: known.map(|known| known.rfc),
            example: known.map(|known| known.example.to_vec()).unwrap_or_default(),
        }
    }

    fn of_enhanced(code: Enhanced, language: Language) -> Self {
        let known = EnhancedCode::find(code);
        let words = known.map(|known| known.words(language));
        Self {
            code: code.to_string(),
            class: codes::class(code.class * 100, language),
            title: words.map(|words| words.title),
            meaning: words.map(|words| words.meaning),
            when: words.map(|words| words.when),
            action: words.map(|words| words.action),
            commands: known
                .map(|known| codes::commands(known.commands, language))
                .unwrap_or_default(),
            goes_with: known
                .map(|known| {
                    known
                        .basic
                        .iter()
                        .filter(|basic| **basic / 100 == code.class)
                        .map(u16::to_string)
                        .collect()
                })
                .unwrap_or_default(),
            rfc: known.map(|known| known.rfc),
            example: Vec::new(),
        }
    }
}

impl ProviderFound {
    fn of(provider: &'static Provider, language: Language) -> Self {
        Self {
            id: provider.id,
            name: provider.name,
            submission: provider.submission,
            facts: provider
                .facts
                .iter()
                .map(|fact| FactFound {
                    date: fact.date,
                    source: fact.source,
                    text: fact.text(language),
                })
                .collect(),
        }
    }
}

impl ProgramFound {
    fn of(client: &'static clients::Client, language: Language) -> Self {
        let words = client.words(language);
        Self {
            id: client.id,
            name: client.name,
            shows: words.shows,
            full: words.full,
            settings: words.settings,
        }
    }
}

impl CauseFound {
    fn of(cause: &'static Cause, who: Who, provider: Option<&'static Provider>, language: Language) -> Self {
        let words = cause.explanation(language);
        let own = provider.and_then(|provider| provider.steps(cause).map(|steps| (provider, steps)));
        Self {
            cause: cause.id,
            title: words.title,
            meaning: words.meaning,
            when: words.when,
            who: who.id(),
            who_name: who.name(language),
            steps: words.steps,
            provider_steps: own.map(|(provider, steps)| StepsFound {
                provider: provider.name,
                date: steps.date,
                source: steps.source,
                steps: steps.text(language),
            }),
            check: words.check,
            retry: cause.retry.id(),
            retry_text: words.retry,
            alike: cause
                .near
                .iter()
                .map(|near| Alike {
                    cause: near.cause.id,
                    title: near.cause.explanation(language).title,
                    apart: near.apart(language),
                })
                .collect(),
        }
    }
}

impl Compared {
    fn of(codes: [u16; 2], found: Comparison, language: Language) -> Self {
        Self {
            language: language.id(),
            codes,
            facts: found
                .rows
                .into_iter()
                .map(|row| ComparedFact {
                    id: row.id,
                    name: row.name,
                    values: row.values,
                })
                .collect(),
            session: found
                .session
                .into_iter()
                .map(|line| SessionFound {
                    text: line.text,
                    note: line.note,
                })
                .collect(),
            when: found.when,
        }
    }
}

/// All that is known, as a list.
pub fn list(language: Language) -> Overview {
    let enhanced = |code: &'static EnhancedCode| {
        [
            format!("X.{}.{}", code.subject, code.detail),
            code.words(language).title.to_owned(),
        ]
    };
    Overview {
        language: language.id(),
        causes: causes::ALL
            .iter()
            .map(|cause| [cause.id, cause.explanation(language).title])
            .collect(),
        codes: codes::all()
            .map(|code| [code.code.to_string(), code.words(language).title.to_owned()])
            .collect(),
        enhanced: codes::all_enhanced().map(enhanced).collect(),
        providers: providers::all().map(|provider| [provider.id, provider.name]).collect(),
        programs: clients::all().map(|client| [client.id, client.name]).collect(),
    }
}
