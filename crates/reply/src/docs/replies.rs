//! The page of all replies of ours, and of all causes.

use super::made_by;
use crate::{ALL, Cause, Language, Reply, causes};

/// The whole page, with a line feed at its end. The same on every machine.
pub fn reference(language: Language) -> String {
    let words = words(language);
    let sections: Vec<String> = causes::ALL.iter().map(|cause| section(cause, language)).collect();
    format!(
        "<!-- {} -->\n\n# {}\n\n{}\n\n## {}\n\n{}\n## {}\n\n{}",
        made_by(language),
        words.title,
        words.introduction,
        words.replies,
        table(words),
        words.causes,
        sections.join("\n"),
    )
}

/// Sorted by code, since that is what people look up.
fn table(words: &Words) -> String {
    let mut replies = ALL.to_vec();
    replies.sort_by_key(|reply| (reply.code, reply.enhanced));
    let mut table = format!("| {} |\n| --- | --- | --- | --- | --- |\n", words.columns.join(" | "));
    table.extend(replies.into_iter().map(row));
    table
}

fn row(reply: &Reply) -> String {
    let enhanced = reply
        .enhanced_code()
        .map_or_else(String::new, |enhanced| format!("`{enhanced}`"));
    let cause = reply
        .cause
        .map_or_else(String::new, |cause| format!("[{0}](#{0})", cause.id));
    format!(
        "| `{}` | {enhanced} | `{}` | `{}` | {cause} |\n",
        reply.code,
        shown(reply),
        reply.id
    )
}

fn section(cause: &Cause, language: Language) -> String {
    let words = words(language);
    let explanation = cause.explanation(language);
    let carriers = ALL.iter().filter(|reply| reply.cause == Some(cause));
    let carriers: String = carriers.map(|reply| format!("- `{}`\n", whole_line(reply))).collect();
    let carriers = if carriers.is_empty() {
        format!("{}\n", words.others)
    } else {
        format!("**{}:**\n\n{carriers}", words.carriers)
    };
    let steps: String = (1..)
        .zip(explanation.steps)
        .map(|(n, step)| format!("{n}. {step}\n"))
        .collect();
    let near: String = cause
        .near
        .iter()
        .map(|near| format!("- [{0}](#{0}): {1}\n", near.cause.id, near.apart(language)))
        .collect();
    format!(
        "### {}\n\n**{}**\n\n**{}:** {}\n\n**{}:** {}\n\n**{}:** {}\n\n**{}:**\n\n{steps}\n**{}:** {}\n\n**{}:** {}\n\n**{}:**\n\n{near}\n{carriers}",
        cause.id,
        explanation.title,
        words.meaning,
        explanation.meaning,
        words.when,
        explanation.when,
        words.who,
        cause.who.name(language),
        words.remedy,
        words.check,
        explanation.check,
        words.retry,
        explanation.retry,
        words.near,
    )
}

fn whole_line(reply: &Reply) -> String {
    match reply.enhanced_code() {
        Some(enhanced) => format!("{} {enhanced} {}", reply.code, shown(reply)),
        None => format!("{} {}", reply.code, shown(reply)),
    }
}

/// The text for a reader, to whom `{}` would say nothing.
fn shown(reply: &Reply) -> String {
    reply.text.replace("{}", "…")
}

/// What the page says besides the replies and causes.
struct Words {
    title: &'static str,
    introduction: &'static str,
    replies: &'static str,
    columns: [&'static str; 5],
    causes: &'static str,
    meaning: &'static str,
    when: &'static str,
    who: &'static str,
    remedy: &'static str,
    check: &'static str,
    retry: &'static str,
    near: &'static str,
    carriers: &'static str,
    /// Where no reply of ours has the cause.
    others: &'static str,
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

static ENGLISH: Words = Words {
    title: "Server replies",
    introduction: "Everything that Gatepost can say to a mail client, why it says it, and what to do then; \
        and what other servers mean when they refuse mail. \
        Find the text of your error message in the table and follow the link to its cause. \
        The first digit of a code tells what became of the command: 2 done, 3 go on, 4 not now, 5 not like this. \
        `…` stands for a value.",
    replies: "Replies",
    columns: ["Code", "Enhanced", "Text", "Name", "Cause"],
    causes: "Causes",
    meaning: "Meaning",
    when: "When you see it",
    who: "Who must act",
    remedy: "What to do",
    check: "How to check that it is fixed",
    retry: "Does trying again help",
    near: "What looks like it",
    carriers: "Replies",
    others: "Gatepost has no reply of its own for this.",
};

static KOREAN: Words = Words {
    title: "서버 응답 코드",
    introduction: "Gatepost가 메일 클라이언트에 보내는 모든 응답과 그 원인, 해결 방법을 정리한 문서입니다. \
        다른 서버가 메일을 거부하는 원인도 함께 설명합니다. \
        오류 메시지에 나온 문구를 표에서 찾은 다음 원인 링크를 여세요. \
        응답 코드의 첫 숫자는 명령의 결과를 나타냅니다. 2는 성공, 3은 계속 진행, \
        4는 일시적인 오류, 5는 영구적인 오류입니다. `…`에는 상황에 따라 다른 값이 들어갑니다.",
    replies: "응답 목록",
    columns: ["응답 코드", "확장 상태 코드", "응답 문구", "이름", "원인"],
    causes: "원인별 설명과 해결 방법",
    meaning: "설명",
    when: "이 오류를 보게 되는 경우",
    who: "조치할 사람",
    remedy: "해결 방법",
    check: "해결되었는지 확인하는 방법",
    retry: "다시 시도하면 되는지",
    near: "비슷한 원인과 구별하는 방법",
    carriers: "해당하는 응답",
    others: "Gatepost에는 이 원인만을 위한 응답 문구가 없습니다. 실제로 나오는 문구는 위의 \"이 오류를 보게 되는 경우\"를 보세요.",
};

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 2] = [Language::English, Language::Korean];

    #[test]
    fn everything_is_on_the_page() {
        for language in LANGUAGES {
            let page = reference(language);
            for reply in ALL {
                assert!(page.contains(&row(reply)), "{}", reply.id);
            }
            for cause in causes::ALL {
                let explanation = cause.explanation(language);
                assert!(page.contains(&format!("\n### {}\n", cause.id)), "{}", cause.id);
                assert!(
                    page.contains(explanation.meaning) && explanation.steps.iter().all(|step| page.contains(step)),
                    "{}",
                    cause.id
                );
            }
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"));
            assert!(!page.contains("\n\n\n") && !page.contains("{}"));
        }
    }

    #[test]
    fn rows_and_sections() {
        assert_eq!(
            row(&crate::BAD_CREDENTIALS),
            "| `535` | `5.7.8` | `Username or password not accepted` | `auth-bad-credentials` \
             | [credentials-wrong](#credentials-wrong) |\n"
        );
        assert_eq!(
            row(&crate::GREETING),
            "| `220` |  | `… ESMTP Gatepost` | `greeting` |  |\n"
        );
        let section = section(&causes::TLS_REQUIRED, Language::English);
        assert!(
            section.starts_with("### tls-required\n\n**Encryption required first**\n\n**Meaning:** The server"),
            "{section}"
        );
        assert!(
            section.ends_with("**Replies:**\n\n- `530 5.7.0 Must issue a STARTTLS command first`\n"),
            "{section}"
        );
    }

    /// Server texts and names stay as they are; every other line is in Korean.
    #[test]
    fn the_korean_page_is_korean() {
        for line in reference(Language::Korean).lines() {
            let verbatim = line.is_empty()
                || ["| `", "| ---", "### ", "- `"]
                    .iter()
                    .any(|mark| line.starts_with(mark));
            assert!(verbatim || line.chars().any(|c| ('가'..='힣').contains(&c)), "{line}");
        }
    }

    /// A `|` in a text would split its cell, a backtick would end it.
    #[test]
    fn texts_fit_into_a_table() {
        for reply in ALL {
            assert!(!reply.text.contains(['|', '`']), "{}", reply.id);
        }
    }
}
