//! The real binary explains what people typically paste, in both languages, word for word as in `tests/explain`; and anything else
//! ends in an answer.
//!
//! `GATEPOST_BLESS=1 cargo test -p gatepost --test explain` writes the answers anew. Read the difference before you commit it.

mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const QUESTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/explain");

/// What a file of `tests/explain` asks: the arguments, and what is on standard input.
struct Question {
    name: String,
    arguments: Vec<String>,
    input: Vec<u8>,
}

impl Question {
    fn all() -> Vec<Self> {
        let mut files: Vec<PathBuf> = fs::read_dir(QUESTIONS)
            .expect("the questions")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        files.iter().filter_map(|path| Self::of(path)).collect()
    }

    fn of(path: &Path) -> Option<Self> {
        let name = path.file_stem()?.to_str()?.to_owned();
        let kind = path.extension()?.to_str()?;
        let octets = fs::read(path).expect("a file");
        let (arguments, input) = match kind {
            // Words are parted by a line of their own.
            "args" => {
                let text = String::from_utf8(octets).expect("text");
                let words = text.trim_end_matches('\n').split("\n---\n").map(str::to_owned);
                (words.collect(), Vec::new())
            }
            "txt" => (Vec::new(), octets),
            "eml" => (vec!["--dsn".to_owned(), "-".to_owned()], octets),
            _ => return None,
        };
        Some(Self { name, arguments, input })
    }

    fn ask(&self, more: &[&str]) -> Output {
        let arguments: Vec<&str> = self
            .arguments
            .iter()
            .map(String::as_str)
            .chain(more.iter().copied())
            .collect();
        explain(&arguments, &self.input)
    }
}

/// Runs `gatepost explain`, with nothing in the environment that speaks of a language.
fn explain(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
    command.arg("explain").args(arguments);
    with_input(command, input)
}

fn with_input(mut command: Command, input: &[u8]) -> Output {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        if command.get_envs().all(|(known, _)| known != name) {
            command.env_remove(name);
        }
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // It may have read enough before all is written.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends");
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn typical_questions_in_both_languages() {
    let questions = Question::all();
    assert!(questions.len() >= 20, "{} questions", questions.len());
    let bless = std::env::var_os("GATEPOST_BLESS").is_some();
    let mut wrong = String::new();
    for question in &questions {
        for language in ["en", "ko"] {
            let said = text(&question.ask(&["--lang", language]));
            let file = format!("{QUESTIONS}/answers/{}.{language}", question.name);
            if bless {
                fs::write(&file, &said).expect("written");
                continue;
            }
            let expected = fs::read_to_string(&file).unwrap_or_default();
            if said != expected {
                let line = said
                    .lines()
                    .zip(expected.lines())
                    .find(|(said, expected)| said != expected);
                let _ = writeln!(wrong, "{file}: {line:?}");
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "not as it was; GATEPOST_BLESS=1 writes them anew:\n{wrong}"
    );
}

/// What the questions are about, so that blessing a wrong answer is noticed.
#[test]
fn the_first_cause_is_the_right_one() {
    for (name, expected) in [
        ("08-gmail-password", "credentials-wrong"),
        ("10-bare-reply", "relay-denied"),
        ("11-dotnet-nested", "basic-auth-disabled"),
        ("12-python-starttls", "tls-required"),
        ("13-nodemailer-certificate", "tls-cert-name"),
        ("14-wrong-port", "wrong-port-tls-on-plain"),
        ("15-postfix-log", "ip-blocked"),
        ("16-bounce", "mailbox-full"),
        ("17-json", "sender-not-owned"),
        ("18-oauth-token", "oauth-token-bad"),
        ("19-phpmailer-no-reply", "connect-timeout"),
        ("20-naver", "credentials-wrong"),
        ("21-session", "relay-denied"),
    ] {
        let question = Question::all()
            .into_iter()
            .find(|question| question.name == name)
            .expect(name);
        let said: Value = serde_json::from_slice(&question.ask(&["--json"]).stdout).expect("JSON");
        assert_eq!(said["causes"][0]["cause"], expected, "{name}: {said}");
    }
}

#[test]
fn the_environment_says_the_language_and_an_option_more() {
    let ask = |variable: &str, value: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatepost"));
        command.arg("explain").arg("535").args(more).env(variable, value);
        text(&with_input(command, b""))
    };
    assert!(ask("LANG", "ko_KR.UTF-8", &[]).contains("인증 실패"));
    assert!(ask("LC_ALL", "ko_KR.UTF-8", &[]).contains("인증 실패"));
    assert!(ask("LANG", "C", &[]).contains("Authentication failed"));
    assert!(ask("LANG", "ko_KR.UTF-8", &["--lang", "en"]).contains("Authentication failed"));
}

#[test]
fn credentials_are_in_nothing_that_is_printed() {
    let secrets = [
        "aHVudGVyMjItc2VjcmV0",
        "hunter22-secret",
        "AGFsaWNlAGh1bnRlcjIyLXNlY3JldA==",
        "SG.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbb",
    ];
    let paste = "SMTP_PASSWORD=hunter22-secret\nsmtp://alice:hunter22-secret@mail.example.com\n{\"pass\": \"hunter22-secret\"}\n\
                 key SG.aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbb\nC: AUTH PLAIN AGFsaWNlAGh1bnRlcjIyLXNlY3JldA==\n\
                 S: 535 5.7.8 no\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: aHVudGVyMjItc2VjcmV0\n\
                 S: 535 5.7.8 authentication failed for AGFsaWNlAGh1bnRlcjIyLXNlY3JldA==\n";
    for more in [&["--lang", "en"][..], &["--lang", "ko"], &["--json"]] {
        let output = explain(more, paste.as_bytes());
        let said = format!("{}{}", text(&output), String::from_utf8_lossy(&output.stderr));
        for secret in secrets {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
        assert!(said.contains("removed") || said.contains("자격 증명"), "{said}");
    }
}

#[test]
fn exit_status_says_whether_there_is_an_answer() {
    for (arguments, input, code) in [
        (&["530"][..], &b""[..], 0),
        (&["235", "530"], b"", 0),
        (&[], b"550 5.1.1 user unknown", 0),
        (&["--list"], b"", 0),
        (&[], b"lorem ipsum dolor", 1),
        (&["200", "530"], b"", 1),
        (&["--dsn", "/nonexistent/bounce.eml"], b"", 1),
        (&[], b"", 2),
        (&["--provider", "nobody", "550"], b"", 2),
        (&["--stage", "lunch", "550"], b"", 2),
        (&["--lang", "xx", "550"], b"", 2),
    ] {
        let output = explain(arguments, input);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_provider_and_a_stage_may_be_named() {
    let first = |arguments: &[&str]| {
        let said: Value = serde_json::from_slice(&explain(arguments, b"").stdout).expect("JSON");
        said
    };
    let yahoo = first(&["535 authentication failed", "--provider", "yahoo", "--json"]);
    assert_eq!(yahoo["provider"]["id"], "yahoo");
    let at_rcpt = first(&["550 blocked", "--stage", "rcpt", "--json"]);
    assert_eq!(at_rcpt["reply"]["step"], "rcpt");
}

/// The page that describes the output names every field that there is.
#[test]
fn every_field_is_documented() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/explain.md")).expect("the page");
    let mut fields = BTreeSet::new();
    for question in Question::all() {
        let said: Value = serde_json::from_slice(&question.ask(&["--json"]).stdout).expect("JSON");
        gather(&said, &mut fields);
    }
    let listed: Value = serde_json::from_slice(&explain(&["--list", "--json"], b"").stdout).expect("JSON");
    gather(&listed, &mut fields);
    assert!(fields.len() > 40, "{fields:?}");
    for field in fields {
        assert!(
            page.contains(&format!("`{field}`")),
            "docs/explain.md does not name `{field}`"
        );
    }
}

fn gather(value: &Value, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                fields.insert(name.clone());
                gather(value, fields);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, fields)),
        _ => {}
    }
}

/// Long and strange input: an answer that says what was not read.
#[test]
fn anything_ends_in_an_answer() {
    let half = 8 << 20;
    let mut long = vec![b'\n'; 2 * half + 1_000];
    long.extend_from_slice(b"550 5.1.1 no such user\n");
    let said: Value = serde_json::from_slice(&explain(&["--json"], &long).stdout).expect("JSON");
    assert_eq!(said["causes"][0]["cause"], "mailbox-unavailable");
    assert_eq!(said["octets_left_out"], 1_000 + 23);
    assert_eq!(said["reply"]["line"], long.len() - 22);
    let size = 128 * 1024;
    for input in [
        vec![0; size],
        vec![b'9'; size],
        b"550 ".repeat(size / 4),
        b"\\".repeat(size),
        b"a\\n".repeat(size / 3),
        b"334 ".repeat(size / 4),
        b"pass ".repeat(size / 5),
        b",5.7.8]".repeat(size / 7),
        (0..=255).cycle().take(size).collect(),
    ] {
        for more in [&[][..], &["--json", "--lang", "ko"], &["--dsn", "-"]] {
            let output = explain(more, &input);
            assert!(matches!(output.status.code(), Some(0..=2)), "{output:?}");
        }
    }
}
