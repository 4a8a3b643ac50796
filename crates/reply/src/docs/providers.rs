//! The page of what is known of single providers, and of the programs that show replies.

use super::made_by;
use crate::Language;
use crate::clients::{self, Client};
use crate::providers::{self, Provider};
use std::fmt::Write as _;

/// The whole page, with a line feed at its end. The same on every machine.
pub fn reference(language: Language) -> String {
    let words = words(language);
    let mut page = format!(
        "<!-- {} -->\n\n# {}\n\n{}\n\n## {}\n",
        made_by(language),
        words.title,
        words.introduction,
        words.providers
    );
    for known in providers::all() {
        provider(&mut page, known, language, words);
    }
    // Writing to a String does not fail.
    let _ = write!(page, "\n## {}\n", words.clients);
    for known in clients::all() {
        client(&mut page, known, language, words);
    }
    page
}

fn provider(page: &mut String, known: &Provider, language: Language, words: &Words) {
    let _ = write!(page, "\n### {}\n\n- **{}:** `{}`\n", known.name, words.id, known.id);
    if !known.submission.is_empty() {
        let _ = writeln!(page, "- **{}:** {}", words.submission, known.submission);
    }
    for fact in known.facts {
        let _ = writeln!(page, "- {} ({}, {})", fact.text(language), fact.date, fact.source);
    }
    for steps in known.steps {
        let cause = steps.cause;
        let title = cause.explanation(language).title;
        let _ = writeln!(
            page,
            "\n[{title}](replies.md#{}) ({}, {}):\n",
            cause.id, steps.date, steps.source
        );
        for (n, step) in (1..).zip(steps.text(language)) {
            let _ = writeln!(page, "{n}. {step}");
        }
    }
}

fn client(page: &mut String, known: &Client, language: Language, words: &Words) {
    let text = known.words(language);
    let _ = write!(page, "\n### {}\n\n", known.name);
    for (name, value) in [
        (words.shows, text.shows),
        (words.full, text.full),
        (words.settings, text.settings),
    ] {
        let _ = writeln!(page, "- **{name}:** {value}");
    }
}

struct Words {
    title: &'static str,
    introduction: &'static str,
    providers: &'static str,
    id: &'static str,
    submission: &'static str,
    clients: &'static str,
    shows: &'static str,
    full: &'static str,
    settings: &'static str,
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

static ENGLISH: Words = Words {
    title: "Providers and programs",
    introduction: "What `gatepost explain` knows of individual providers and of the programs that show replies. Providers change \
        these things often: each fact has the date of which its source speaks, and the source.",
    providers: "Providers",
    id: "For `--provider`",
    submission: "Mail is handed over at",
    clients: "Programs and libraries",
    shows: "How its errors look",
    full: "Where the full reply is",
    settings: "Settings",
};

static KOREAN: Words = Words {
    title: "서비스와 프로그램",
    introduction: "`gatepost explain`이 알고 있는 메일 서비스의 특징과, 응답을 표시하는 프로그램의 특징을 정리한 문서입니다. 서비스의 \
        설정은 자주 바뀌므로, 내용마다 기준 날짜와 출처를 적었습니다. 서버 목록의 (TLS)는 처음부터 암호화하는 암시적 SSL, \
        (STARTTLS)는 접속한 뒤에 암호화를 시작하는 명시적 SSL을 뜻합니다. 프로그램의 로그에 남는 base64 비밀번호는 누구나 원래 값으로 \
        되돌릴 수 있으니, 로그를 다른 사람에게 보여 주기 전에 지우세요.",
    providers: "서비스",
    id: "`--provider`에 쓰는 이름",
    submission: "메일을 발송할 서버",
    clients: "프로그램과 라이브러리",
    shows: "오류가 표시되는 형태",
    full: "전체 응답을 보는 방법",
    settings: "설정 위치",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them_are_on_the_page() {
        for language in [Language::English, Language::Korean] {
            let page = reference(language);
            for name in providers::all()
                .map(|known| known.name)
                .chain(clients::all().map(|known| known.name))
            {
                assert!(page.contains(&format!("\n### {name}\n")), "{name}");
            }
            assert!(page.ends_with('\n') && !page.contains("\n\n\n"));
        }
    }
}
