//! Two reply codes side by side: a table of facts, and a session in which both occur.

use crate::codes::{self, Code, Place, class};
use crate::{Language, Retry, Who};

/// Two codes beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What is said of both, row by row.
    pub rows: Vec<Row>,
    /// A session in which both occur.
    pub session: Vec<SessionLine>,
    /// When the one applies, and when the other.
    pub when: [&'static str; 2],
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is about, as programs read it.
    pub id: &'static str,
    /// The same in words.
    pub name: &'static str,
    /// What is said of the one and of the other.
    pub values: [String; 2],
}

/// A line of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// `C: …`, `S: …`, or what happens beside the dialogue, in brackets.
    pub text: String,
    /// Which of the two it shows, and what that means; empty for other lines.
    pub note: String,
}

/// The two codes beside each other; nothing where one of them is not known.
pub fn compare(one: u16, other: u16, language: Language) -> Option<Comparison> {
    let codes = [Code::find(one)?, Code::find(other)?];
    Some(Comparison {
        rows: rows(codes, language),
        session: session(codes, language),
        when: codes.map(|code| code.words(language).when),
    })
}

fn rows(codes: [&'static Code; 2], language: Language) -> Vec<Row> {
    let row = |id, (english, korean): (&'static str, &'static str), say: &dyn Fn(&'static Code) -> String| Row {
        id,
        name: match language {
            Language::English => english,
            Language::Korean => korean,
        },
        values: codes.map(say),
    };
    let words = |code: &'static Code| code.words(language);
    let first = |code: &'static Code| {
        code.causes
            .first()
            .map(|(cause, _)| *cause)
            .filter(|_| code.code >= 400)
    };
    vec![
        row("title", ("Title", "제목"), &|code| words(code).title.to_owned()),
        row("class", ("First digit", "첫 숫자"), &|code| {
            class(code.code, language).to_owned()
        }),
        row("meaning", ("Meaning", "설명"), &|code| words(code).meaning.to_owned()),
        row(
            "commands",
            ("The server sends it after", "이 응답이 나오는 명령"),
            &|code| codes::commands(code.commands, language).join(", "),
        ),
        row("before", ("Session before it", "응답 전의 세션"), &|code| {
            words(code).before.to_owned()
        }),
        row("after", ("Session after it", "응답 후의 세션"), &|code| {
            words(code).after.to_owned()
        }),
        row("next", ("What comes next", "다음 응답"), &|code| {
            words(code).next.to_owned()
        }),
        row(
            "retry",
            ("Does trying again help", "다시 시도하면 되는지"),
            &|code| match first(code) {
                Some(cause) => cause.explanation(language).retry.to_owned(),
                None => Retry::Unneeded.name(language).to_owned(),
            },
        ),
        row("who", ("Who must act", "조치할 사람"), &|code| {
            first(code)
                .map_or(Who::Nobody, |cause| cause.who)
                .name(language)
                .to_owned()
        }),
        row("action", ("What to do", "해결 방법"), &|code| {
            words(code).action.to_owned()
        }),
        row("rfc", ("Defined in", "정의한 문서"), &|code| code.rfc.to_owned()),
    ]
}

/// The session that every client should have, with what goes wrong in the places where it does.
fn session(codes: [&'static Code; 2], language: Language) -> Vec<SessionLine> {
    let mut out = Vec::new();
    let note = |code: &Code| format!("{} {}", code.code, code.words(language).title);
    let mut shown: Vec<u16> = Vec::new();
    for (place, lines) in COURSE {
        for code in codes {
            let is_here = story_place(code) == *place && !shown.contains(&code.code);
            if !is_here || is_in_course(code) {
                continue;
            }
            shown.push(code.code);
            for line in code.example {
                let is_it = line.starts_with(&format!("S: {}", code.code));
                out.push(SessionLine {
                    text: (*line).to_owned(),
                    note: if is_it { note(code) } else { String::new() },
                });
            }
            if let Some(then) = then(code, language) {
                out.push(SessionLine {
                    text: format!("({then})"),
                    note: String::new(),
                });
            }
        }
        for line in *lines {
            let found = codes.into_iter().find(|code| {
                is_in_course(code)
                    && !shown.contains(&code.code)
                    && line.starts_with(&format!("S: {}", code.code))
                    && story_place(code) <= *place
            });
            if let Some(code) = found {
                shown.push(code.code);
            }
            out.push(SessionLine {
                text: line_in(line, language).to_owned(),
                note: found.map(note).unwrap_or_default(),
            });
        }
    }
    out
}

/// Where a code is told of: one that asks for a login or for TLS stands before what it asks for.
fn story_place(code: &Code) -> Place {
    match code.code {
        530 => Place::Login,
        250 => Place::Sender,
        _ => code.at,
    }
}

/// Whether the course itself shows it.
fn is_in_course(code: &Code) -> bool {
    code.code < 400
        && COURSE
            .iter()
            .filter(|(place, _)| *place >= story_place(code))
            .any(|(_, lines)| lines.iter().any(|line| line.starts_with(&format!("S: {}", code.code))))
}

/// What a client does after a refusal, so that the session can go on.
fn then(code: &Code, language: Language) -> Option<&'static str> {
    let (english, korean) = match code.code {
        421 => (
            "the server hangs up; the client connects again later",
            "서버가 연결을 끊습니다. 클라이언트는 나중에 다시 연결합니다",
        ),
        530 => (
            "the client logs in, and sends MAIL again",
            "클라이언트가 로그인한 다음 MAIL을 다시 보냅니다",
        ),
        0..400 => return None,
        400..500 => ("the client tries again later", "클라이언트가 나중에 다시 시도합니다"),
        _ => (
            "the cause is removed, and the client tries again",
            "원인을 해결한 다음 클라이언트가 다시 시도합니다",
        ),
    };
    Some(match language {
        Language::English => english,
        Language::Korean => korean,
    })
}

/// Lines of the course that are no dialogue are in the reader's language.
fn line_in(line: &'static str, language: Language) -> &'static str {
    match (line, language) {
        (TLS, Language::Korean) => "(TLS 협상)",
        (MESSAGE, Language::Korean) => "C: (메일 본문, 마지막 줄은 점 하나)",
        (line, _) => line,
    }
}

const TLS: &str = "(TLS handshake)";
const MESSAGE: &str = "C: (the message, and a line with one dot)";

/// A submission as RFC 6409 and 8314 have it.
const COURSE: &[(Place, &[&str])] = &[
    (Place::Connect, &["S: 220 mail.example.com ESMTP"]),
    (
        Place::Hello,
        &[
            "C: EHLO laptop.example.com",
            "S: 250-mail.example.com",
            "S: 250 STARTTLS",
        ],
    ),
    (
        Place::StartTls,
        &[
            "C: STARTTLS",
            "S: 220 2.0.0 Ready to start TLS",
            TLS,
            "C: EHLO laptop.example.com",
            "S: 250-mail.example.com",
            "S: 250 AUTH LOGIN PLAIN",
        ],
    ),
    (
        Place::Login,
        &[
            "C: AUTH LOGIN",
            "S: 334 VXNlcm5hbWU6",
            "C: YWxpY2VAZXhhbXBsZS5jb20=",
            "S: 334 UGFzc3dvcmQ6",
            "C: c2VjcmV0",
            "S: 235 2.7.0 Authentication successful",
        ],
    ),
    (Place::Sender, &["C: MAIL FROM:<alice@example.com>", "S: 250 2.1.0 OK"]),
    (Place::Recipient, &["C: RCPT TO:<bob@example.org>", "S: 250 2.1.5 OK"]),
    (Place::Data, &["C: DATA", "S: 354 End data with <CR><LF>.<CR><LF>"]),
    (Place::End, &[MESSAGE, "S: 250 2.0.0 Queued"]),
    (Place::Other, &[]),
    (Place::Quit, &["C: QUIT", "S: 221 2.0.0 Bye"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_530_over_auth_to_235_and_250() {
        let found = compare(235, 530, Language::English).expect("both are known");
        let position = |begin: &str| {
            found
                .session
                .iter()
                .position(|line| line.text.starts_with(begin))
                .unwrap_or_else(|| panic!("{begin}: {found:?}"))
        };
        let order = [
            "S: 220",
            "S: 530",
            "C: AUTH",
            "S: 235",
            "S: 250 2.1.0",
            "S: 354",
            "S: 250 2.0.0",
            "S: 221",
        ]
        .map(position);
        assert!(order.is_sorted(), "{found:?}");
        let noted: Vec<&str> = found
            .session
            .iter()
            .map(|line| line.note.as_str())
            .filter(|note| !note.is_empty())
            .collect();
        assert_eq!(noted.len(), 2, "{noted:?}");
    }

    #[test]
    fn any_two_codes_are_in_one_session() {
        for one in codes::all() {
            for other in codes::all().filter(|other| other.code != one.code) {
                for language in [Language::English, Language::Korean] {
                    let found = compare(one.code, other.code, language).expect("both are known");
                    for code in [one, other] {
                        let begin = format!("{} ", code.code);
                        let shown = found
                            .session
                            .iter()
                            .filter(|line| line.note.starts_with(&begin))
                            .count();
                        assert!(shown >= 1, "{} with {}: {:?}", code.code, other.code, found.session);
                    }
                    assert!(
                        found
                            .rows
                            .iter()
                            .all(|row| row.values.iter().all(|value| !value.is_empty()))
                    );
                }
            }
        }
        assert_eq!(compare(235, 299, Language::English), None);
    }
}
