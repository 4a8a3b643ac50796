//! The page of all settings as Markdown, made from the same blocks by which files are read.

use super::EXAMPLE;
use super::keys::{Bounds, Change, Key, Kind, SECTIONS, Section, Usual};
use super::mechanisms::MECHANISMS;
use reply::Language;

/// The whole page, with a line feed at its end. The same on every machine.
pub fn page(language: Language) -> String {
    let words = words(language);
    let sections: Vec<String> = SECTIONS.iter().map(|section| part(section, language)).collect();
    format!(
        "<!-- {} -->\n\n# {}\n\n{}\n\n```sh\n{COMMANDS}```\n\n{}\n\n## {}\n\n```toml\n{EXAMPLE}```\n\n{}\n\n{}\n## {}\n\n{}\n\n\
         ## {}\n\n{}",
        words.made_by,
        words.title,
        words.introduction,
        words.use_of_it,
        words.every_setting,
        words.how_to_write,
        sections.join("\n"),
        words.reload,
        words.what_a_reload_does,
        words.difference,
        difference(words),
    )
}

fn part(section: &Section, language: Language) -> String {
    let words = words(language);
    let title = match section.header {
        "" => words.top.to_owned(),
        header => format!("`{header}`"),
    };
    let rows: String = section.keys.iter().map(|key| row(section, key, language)).collect();
    format!(
        "### {title}\n\n{}\n\n{}{rows}",
        section.about.of(language),
        table(&words.columns)
    )
}

/// The head of a table.
fn table(columns: &[&str]) -> String {
    format!("| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()))
}

fn row(section: &Section, key: &Key, language: Language) -> String {
    let words = words(language);
    let default = match &key.default {
        Usual::Required => words.required.to_owned(),
        Usual::Is(toml) => format!("`{toml}`"),
        Usual::Unset(text) => text.of(language).to_owned(),
    };
    let change = match key.change {
        Change::Reload => words.at_reload,
        Change::Restart => words.at_restart,
    };
    let mut about = key.about.of(language).to_owned();
    for word in key.words() {
        about.push_str(&format!(" `\"{}\"`: {}.", word.name, word.about.of(language)));
    }
    format!(
        "| `{}` | {default} | {} | {change} | {about} |\n",
        section.setting(key.name),
        values(key, words),
    )
}

/// What may be written.
fn values(key: &Key, words: &Words) -> String {
    match key.kind {
        Kind::Hostname => words.hostname.to_owned(),
        Kind::Path => words.path.to_owned(),
        Kind::Address => words.address.to_owned(),
        Kind::User => words.user.to_owned(),
        Kind::Flag => "`true`, `false`".to_owned(),
        Kind::Networks => words.networks.to_owned(),
        Kind::Domains => words.domains.to_owned(),
        Kind::Domain => words.domain.to_owned(),
        Kind::Host => words.host.to_owned(),
        Kind::Text => words.text.to_owned(),
        Kind::Texts => words.texts.to_owned(),
        Kind::Url => "URL".to_owned(),
        Kind::Mechanisms => {
            let names = MECHANISMS.map(|name| format!("`\"{name}\"`"));
            format!("{}: {}", words.mechanisms, names.join(", "))
        }
        Kind::Addresses => words.addresses.to_owned(),
        Kind::Mailbox => words.mailbox.to_owned(),
        Kind::OneOf(choices) => {
            let choices: Vec<String> = choices.iter().map(|word| format!("`\"{}\"`", word.name)).collect();
            choices.join(", ")
        }
        Kind::Count(Bounds { least, most, rfc }) => range(words, &grouped(least), &grouped(most), rfc),
        Kind::Size(Bounds { least, most, rfc }) | Kind::Time(Bounds { least, most, rfc }) => {
            range(words, &key.shown(least), &key.shown(most), rfc)
        }
    }
}

fn range(words: &Words, least: &str, most: &str, rfc: &str) -> String {
    let range = words.range.replacen("{}", least, 1).replacen("{}", most, 1);
    match rfc {
        "" => range,
        rfc => format!("{range} ({rfc})"),
    }
}

/// `50,000`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What it is like with a file and without.
fn difference(words: &Words) -> String {
    let rows = words.differences.iter();
    let rows: String = rows
        .map(|[what, without, with]| format!("| {what} | {without} | {with} |\n"))
        .collect();
    table(&words.difference_columns) + &rows
}

const COMMANDS: &str = "gatepost check --config /etc/gatepost/gatepost.toml\n\
                        gatepost serve --config /etc/gatepost/gatepost.toml\n";

/// What the page says besides the settings.
struct Words {
    made_by: &'static str,
    title: &'static str,
    introduction: &'static str,
    use_of_it: &'static str,
    every_setting: &'static str,
    how_to_write: &'static str,
    top: &'static str,
    columns: [&'static str; 5],
    required: &'static str,
    at_reload: &'static str,
    at_restart: &'static str,
    hostname: &'static str,
    path: &'static str,
    address: &'static str,
    user: &'static str,
    networks: &'static str,
    domains: &'static str,
    domain: &'static str,
    host: &'static str,
    text: &'static str,
    texts: &'static str,
    mechanisms: &'static str,
    addresses: &'static str,
    mailbox: &'static str,
    range: &'static str,
    reload: &'static str,
    what_a_reload_does: &'static str,
    difference: &'static str,
    difference_columns: [&'static str; 3],
    differences: [[&'static str; 3]; 5],
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}

static ENGLISH: Words = Words {
    made_by: "Made from crates/gatepost/src/config by the xtask command `docs`. Change the words there.",
    title: "Configuration",
    introduction: "`gatepost serve` works without any configuration, for trying it out on one machine. A server that \
        others use has a file, in [TOML](https://toml.io):",
    use_of_it: "No file is read unless `--config` names it. What is unknown or wrong in it is refused, with line and fix, \
        all at once; `check` says the same without starting, and also looks at the files and directories that the \
        configuration names. `gatepost config show` prints the settings as they are used, with the defaults filled in; \
        `gatepost config schema` prints a JSON Schema, by which editors complete and check the file.",
    every_setting: "Every setting",
    how_to_write: "The least that works is `hostname` and one `[[listener]]`. Relative paths start at the directory of the \
        file. A size is a number of octets, or a text with KiB, MiB, GiB or TiB; a time is a number of seconds, or a text \
        with s, min, h or d. A network is an address (`\"192.0.2.7\"`), or one with the number of bits that count \
        (`\"192.0.2.0/24\"`, `\"2001:db8::/32\"`). A limit in parentheses says where it comes from.",
    top: "At the top of the file",
    columns: ["setting", "default", "values", "changed by", "what it is"],
    required: "required",
    at_reload: "reload",
    at_restart: "restart",
    hostname: "domain name",
    path: "path",
    address: "IP address and port",
    user: "name of a user",
    networks: "list of networks",
    domains: "list of domain names",
    domain: "domain name",
    host: "name or address of a server",
    text: "text",
    texts: "list of texts",
    mechanisms: "list of mechanisms",
    addresses: "list of IP addresses with ports",
    mailbox: "mail address",
    range: "{} to {}",
    reload: "What a reload changes",
    what_a_reload_does: "A server that gets SIGHUP reads its file again, with all certificates and keys. If something is \
        wrong in it, the log says what, and everything stays as it was. Otherwise the new settings hold at once for new \
        connections, and sessions that are open go on as they began. Settings with \"restart\" in the tables above stay as \
        they are until the server is started anew; the log names them.",
    difference: "What a configuration changes",
    difference_columns: ["", "without", "with"],
    differences: [
        [
            "listeners",
            "2587 (STARTTLS) and 2465 (TLS) on 127.0.0.1, and on ::1 where there is IPv6",
            "those of the file",
        ],
        [
            "hostname",
            "`gatepost.localhost`, a name that no other machine can have (RFC 6761 §6.3)",
            "required",
        ],
        [
            "who may write as whom",
            "any sender address",
            "by default only those that belong to the account",
        ],
        [
            "where mail goes",
            "nowhere: it is held",
            "by default to the domains' own servers (MX)",
        ],
        [
            "space that is kept free",
            "64 MiB, and 4 MiB of ballast",
            "by default 1 GiB or 5 %, and 64 MiB of ballast",
        ],
    ],
};

static KOREAN: Words = Words {
    made_by: "xtask의 `docs` 명령으로 crates/gatepost/src/config에서 만든 문서입니다. 내용은 그곳에서 수정하세요.",
    title: "설정",
    introduction: "한 컴퓨터에서 써 보기만 할 때는 `gatepost serve`를 설정 없이 실행할 수 있습니다. 다른 사람이 함께 쓰는 서버에는 \
        [TOML](https://toml.io) 형식의 설정 파일을 만드세요.",
    use_of_it: "`--config`로 지정한 파일만 읽습니다. 알 수 없는 설정이나 잘못된 값이 있으면 몇 번째 줄이 잘못되었고 어떻게 고치면 되는지 한꺼번에 \
        보여 주고 시작하지 않습니다. `check`는 서버를 시작하지 않고 같은 검사를 하며, 설정에 적은 파일과 디렉터리도 확인합니다. \
        `gatepost config show`는 기본값까지 채운 실제 설정을 보여 줍니다. `gatepost config schema`는 편집기에서 자동 완성과 검사에 쓸 수 있는 \
        JSON Schema를 출력합니다.",
    every_setting: "모든 설정",
    how_to_write: "`hostname`과 `[[listener]]` 하나만 있으면 동작합니다. 상대 경로는 설정 파일이 있는 디렉터리를 기준으로 합니다. \
        크기는 옥텟 수로 적거나 KiB, MiB, GiB, TiB 단위를 붙여 문자열로 적습니다. 시간은 초로 적거나 s(초), min(분), h(시간), d(일) 단위를 붙여 \
        문자열로 적습니다. 네트워크는 주소 하나(`\"192.0.2.7\"`)로 적거나 비트 수를 붙여(`\"192.0.2.0/24\"`, `\"2001:db8::/32\"`) 적습니다. \
        괄호 안에는 한도의 근거가 되는 문서를 적었습니다.",
    top: "파일의 맨 위",
    columns: ["설정", "기본값", "값", "적용 시점", "설명"],
    required: "필수",
    at_reload: "다시 읽을 때",
    at_restart: "다시 시작할 때",
    hostname: "도메인 이름",
    path: "경로",
    address: "IP 주소와 포트",
    user: "시스템 사용자의 이름",
    networks: "네트워크 목록",
    domains: "도메인 이름 목록",
    domain: "도메인 이름",
    host: "서버의 이름이나 주소",
    text: "문자열",
    texts: "문자열 목록",
    mechanisms: "인증 메커니즘 목록",
    addresses: "IP 주소와 포트 목록",
    mailbox: "메일 주소",
    range: "{}~{}",
    reload: "설정을 다시 읽을 때 바뀌는 것",
    what_a_reload_does: "서버는 SIGHUP을 받으면 설정 파일을 다시 읽고, 모든 인증서와 키도 다시 읽습니다. 파일에 잘못된 곳이 있으면 로그에 그 내용을 남기고 \
        이전 설정을 그대로 사용합니다. 잘못된 곳이 없으면 새 연결부터 바로 새 설정을 적용하며, 열려 있는 세션은 시작할 때의 설정으로 계속됩니다. \
        위의 표에 \"다시 시작할 때\"라고 적힌 설정은 서버를 다시 시작해야 바뀌며, 그런 설정이 있으면 로그에 표시됩니다.",
    difference: "설정 파일이 있을 때 달라지는 것",
    difference_columns: ["항목", "없을 때", "있을 때"],
    differences: [
        [
            "리스너",
            "127.0.0.1과 ::1(IPv6를 쓸 수 있을 때)의 2587(STARTTLS), 2465(TLS) 포트",
            "파일에 적은 리스너",
        ],
        [
            "서버 이름",
            "`gatepost.localhost`, 다른 컴퓨터는 가질 수 없는 이름(RFC 6761 §6.3)",
            "필수",
        ],
        [
            "쓸 수 있는 발신자",
            "모든 발신자 주소를 쓸 수 있음",
            "기본적으로 계정에 속한 주소만 쓸 수 있음",
        ],
        [
            "메일을 보내는 곳",
            "보내지 않고 보류함",
            "기본적으로 각 도메인의 서버(MX)",
        ],
        [
            "남겨 두는 여유 공간",
            "64 MiB, 예비 공간(ballast) 4 MiB",
            "기본적으로 1 GiB와 5 % 중 큰 쪽, 예비 공간(ballast) 64 MiB",
        ],
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const LANGUAGES: [Language; 2] = [Language::English, Language::Korean];

    #[test]
    fn the_documentation_has_every_setting_and_its_example_works() {
        for language in LANGUAGES {
            let page = page(language);
            let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
            let example = example.expect("there is one");
            if let Err(complaint) = super::super::load(Path::new("example.toml"), example, None, Path::new("/data")) {
                panic!("{complaint}");
            }
            for section in SECTIONS {
                assert!(example.contains(section.header));
                for key in section.keys {
                    let setting = section.setting(key.name);
                    assert!(
                        page.contains(&row(section, key, language)),
                        "{setting} is not described"
                    );
                    // Where there are several of a section, what stands in one of them may be another one's.
                    let is_there = |line: &str| match section.is_repeated() {
                        true => line.starts_with(&format!("{} = ", key.name)),
                        false => line == key.example,
                    };
                    assert!(example.lines().any(is_there), "{setting} is not in the example");
                }
            }
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"));
            assert!(!page.contains("\n\n\n") && !page.contains("{}"), "{page}");
        }
    }

    #[test]
    fn tables_are_tables() {
        for language in LANGUAGES {
            let page = page(language);
            let mut columns = 0;
            for line in page.lines() {
                match line.strip_prefix('|') {
                    Some(cells) if columns == 0 => columns = cells.matches('|').count(),
                    Some(cells) => assert_eq!(cells.matches('|').count(), columns, "{line}"),
                    None => columns = 0,
                }
            }
        }
    }

    #[test]
    fn rows() {
        let row = |setting: &str, language| {
            let (section, key) = setting.split_once('.').unwrap_or(("", setting));
            let section = super::super::keys::section(section).expect("it is there");
            let key = section
                .keys
                .iter()
                .find(|found| found.name == key)
                .expect("it is there");
            super::row(section, key, language)
        };
        for (setting, begin) in [
            (
                "limits.recipients",
                "| `limits.recipients` | `1000` | 100 to 50,000 (RFC 5321 §4.5.3.1.8) | reload | Recipients of",
            ),
            (
                "limits.idle_time",
                "| `limits.idle_time` | `\"5 min\"` | 10 s to 60 min | reload | How long",
            ),
            ("hostname", "| `hostname` | required | domain name | reload | The name"),
            (
                "log.file",
                "| `log.file` | standard error | path | restart | File to append to. |\n",
            ),
            (
                "submission.senders",
                "| `submission.senders` | `\"own\"` | `\"own\"`, `\"any\"` | reload | Whose",
            ),
        ] {
            let row = row(setting, Language::English);
            assert!(row.starts_with(begin), "{row}");
        }
        let korean = row("limits.recipients", Language::Korean);
        assert!(
            korean
                .starts_with("| `limits.recipients` | `1000` | 100~50,000 (RFC 5321 §4.5.3.1.8) | 다시 읽을 때 | 메일")
        );
    }

    /// Names, commands and the example stay as they are; every other line is in Korean.
    #[test]
    fn the_korean_page_is_korean() {
        let page = page(Language::Korean);
        for line in page.split("```").step_by(2).flat_map(str::lines) {
            let verbatim = line.is_empty()
                || ["| ---", "### "].iter().any(|mark| line.starts_with(mark))
                || ["sh", "toml"].contains(&line);
            assert!(
                verbatim || line.chars().any(|letter| ('가'..='힣').contains(&letter)),
                "{line}"
            );
        }
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, expected) in [(0, "0"), (100, "100"), (1_000, "1,000"), (1_000_000, "1,000,000")] {
            assert_eq!(grouped(number), expected);
        }
    }
}
