//! The page of all reply codes and enhanced codes, whoever says them.

use super::made_by;
use crate::Language;
use crate::codes::{self, Code, EnhancedCode, class};
use std::fmt::Write as _;

/// The whole page, with a line feed at its end. The same on every machine.
pub fn reference(language: Language) -> String {
    let words = words(language);
    let mut page = format!(
        "<!-- {} -->\n\n# {}\n\n{}\n\n## {}\n\n| {} | {} | {} |\n| --- | --- | --- |\n",
        made_by(language),
        words.title,
        words.introduction,
        words.codes,
        words.code,
        words.name,
        words.answers
    );
    for code in codes::all() {
        row(
            &mut page,
            &code.code.to_string(),
            code.words(language).title,
            code.commands,
        );
    }
    for enhanced in codes::all_enhanced() {
        row(
            &mut page,
            &name(enhanced),
            enhanced.words(language).title,
            enhanced.commands,
        );
    }
    for code in codes::all() {
        basic(&mut page, code, language, words);
    }
    for code in codes::all_enhanced() {
        enhanced(&mut page, code, language, words);
    }
    page
}

fn row(page: &mut String, code: &str, title: &str, commands: &[&str]) {
    // Writing to a String does not fail.
    let _ = writeln!(
        page,
        "| [`{code}`](#{}) | {title} | {} |",
        anchor(code),
        commands.join(", ")
    );
}

/// As Markdown makes it of a heading.
fn anchor(code: &str) -> String {
    code.chars()
        .filter(|letter| *letter != '.')
        .collect::<String>()
        .to_lowercase()
}

fn name(code: &EnhancedCode) -> String {
    format!("X.{}.{}", code.subject, code.detail)
}

fn basic(page: &mut String, code: &Code, language: Language, words: &Words) {
    let text = code.words(language);
    let _ = write!(
        page,
        "\n### {}\n\n**{}**\n\n{}\n\n",
        code.code, text.title, text.meaning
    );
    let answers = codes::commands(code.commands, language).join(", ");
    for (name, value) in [
        (words.class, class(code.code, language)),
        (words.answers, answers.as_str()),
        (words.rfc, code.rfc),
        (words.when, text.when),
        (words.action, text.action),
        (words.before, text.before),
        (words.after, text.after),
        (words.next, text.next),
    ] {
        let _ = writeln!(page, "- **{name}:** {value}");
    }
    let _ = write!(page, "\n```\n{}\n```\n", code.example.join("\n"));
    if !code.causes.is_empty() {
        let _ = writeln!(page, "\n**{}:**\n", words.causes);
        for (cause, wording) in code.causes {
            let title = cause.explanation(language).title;
            let _ = writeln!(
                page,
                "1. [{title}](replies.md#{}): {}",
                cause.id,
                wording.text(language)
            );
        }
    }
}

fn enhanced(page: &mut String, code: &EnhancedCode, language: Language, words: &Words) {
    let text = code.words(language);
    let _ = write!(
        page,
        "\n### {}\n\n**{}**\n\n{}\n\n",
        name(code),
        text.title,
        text.meaning
    );
    let list = |numbers: &[u16]| numbers.iter().map(u16::to_string).collect::<Vec<String>>().join(", ");
    let (classes, basic, answers) = (
        list(code.classes),
        list(code.basic),
        codes::commands(code.commands, language).join(", "),
    );
    for (name, value) in [
        (words.class, classes.as_str()),
        (words.goes_with, basic.as_str()),
        (words.answers, answers.as_str()),
        (words.rfc, code.rfc),
        (words.when, text.when),
        (words.action, text.action),
    ] {
        if !value.is_empty() {
            let _ = writeln!(page, "- **{name}:** {value}");
        }
    }
    if !code.causes.is_empty() {
        let _ = writeln!(page, "\n**{}:**\n", words.causes);
        for cause in code.causes {
            let _ = writeln!(
                page,
                "1. [{}](replies.md#{})",
                cause.explanation(language).title,
                cause.id
            );
        }
    }
}

struct Words {
    title: &'static str,
    introduction: &'static str,
    codes: &'static str,
    code: &'static str,
    name: &'static str,
    class: &'static str,
    answers: &'static str,
    goes_with: &'static str,
    rfc: &'static str,
    when: &'static str,
    action: &'static str,
    before: &'static str,
    after: &'static str,
    next: &'static str,
    causes: &'static str,
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

static ENGLISH: Words = Words {
    title: "Reply codes of SMTP",
    introduction: "What the reply codes and enhanced codes of SMTP mean, whichever server says them. `gatepost explain CODE` prints \
        the same; with the words of a reply it finds the cause: `gatepost explain 'THE WHOLE LINE'`. The possible causes of a code \
        are listed with the most frequent first.",
    codes: "Codes",
    code: "Code",
    name: "Title",
    class: "First digit",
    answers: "Answer to",
    goes_with: "Goes with",
    rfc: "Defined in",
    when: "When you see it",
    action: "What to do",
    before: "Session before it",
    after: "Session after it",
    next: "What comes next",
    causes: "What may be behind it",
};

static KOREAN: Words = Words {
    title: "SMTP 응답 코드",
    introduction: "SMTP의 응답 코드와 확장 상태 코드가 무엇을 뜻하는지 정리한 문서이며, 어느 서버의 응답에나 해당합니다. `gatepost \
        explain 코드` 명령으로도 같은 내용을 볼 수 있고, 응답 문구까지 입력하면 원인을 찾아 줍니다. 가능한 원인은 자주 발생하는 \
        순서로 적었습니다. X.7.1 같은 확장 상태 코드의 X 자리에는 2(성공), 4(일시적인 오류), 5(영구적인 오류)가 들어갑니다. 예에서 \
        C:는 클라이언트가, S:는 서버가 보낸 줄입니다. 명령 칸의 connection은 연결 직후, end of data는 메일 내용을 모두 보낸 뒤, any는 \
        모든 명령을 뜻합니다.",
    codes: "코드 목록",
    code: "코드",
    name: "제목",
    class: "첫 숫자",
    answers: "이 응답이 나오는 명령",
    goes_with: "함께 나오는 코드",
    rfc: "정의한 문서",
    when: "이 코드를 보게 되는 경우",
    action: "해결 방법",
    before: "응답 전의 세션",
    after: "응답 후의 세션",
    next: "다음 응답",
    causes: "가능한 원인",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_section_that_is_linked() {
        for language in [Language::English, Language::Korean] {
            let page = reference(language);
            let names = codes::all()
                .map(|code| code.code.to_string())
                .chain(codes::all_enhanced().map(name));
            for code in names {
                assert!(page.contains(&format!("\n### {code}\n")), "{code}");
                assert!(page.contains(&format!("| [`{code}`](#{}) |", anchor(&code))), "{code}");
            }
            assert!(page.ends_with('\n') && !page.contains("\n\n\n"));
            // A `|` in a title would split its cell.
            assert!(codes::all().all(|code| !code.words(language).title.contains('|')));
        }
    }
}
