//! The rules, held against the source. The tables that they follow stand in `architecture`.

use super::source::{Kind, Source, Token, lex};
use super::{DEPENDENCIES, Exception, MODULES, OUTSIDE, Outside, REAL_DOORS, TABLES, UNBIASED_SELECT, WORLD};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Path and content of each file, from the root of the repository.
pub type Tree = BTreeMap<String, String>;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    path: String,
    line: usize,
    /// What is wrong, and what to do.
    what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// All places of `tree` that break a rule, in order, and the `exceptions` that it does not need.
pub fn violations(tree: &Tree, exceptions: &[Exception]) -> Vec<Violation> {
    let mut judge = Judge {
        exceptions,
        needed: BTreeSet::new(),
        found: BTreeSet::new(),
    };
    let test_files = test_files(tree);
    for (path, text) in tree {
        if let Some(name) = crate_of(path).filter(|_| path.ends_with("/Cargo.toml")) {
            judge.dependencies(tree, path, name, text);
        }
        if !path.ends_with(".rs") {
            continue;
        }
        judge.unsafety(path, &lex(text));
        let is_tested = test_files.iter().any(|file| path.starts_with(file.as_str()));
        if is_tested || !is_source(path, &["reply", "mail", "smtp", "queue", "store", "gatepost"]) {
            continue;
        }
        let source = Source::read(text, &module_of(path));
        if !path.starts_with(WORLD) {
            judge.outside(path, &source);
        }
        if is_source(path, &["gatepost"]) {
            judge.modules(path, &source);
        }
        if is_source(path, &["gatepost", "smtp"]) {
            judge.wording(path, &source);
        }
    }
    judge.needless();
    judge.found.into_iter().collect()
}

struct Judge<'a> {
    exceptions: &'a [Exception],
    /// Places in `exceptions`.
    needed: BTreeSet<usize>,
    found: BTreeSet<Violation>,
}

impl Judge<'_> {
    fn say(&mut self, path: &str, line: usize, what: String) {
        let path = path.to_owned();
        self.found.insert(Violation { path, line, what });
    }

    /// Whether `path` may name `name` in spite of a rule.
    fn excepts(&mut self, path: &str, name: &str) -> bool {
        let fits = |exception: &Exception| {
            let same = if exception.place.ends_with('/') {
                path.starts_with(exception.place)
            } else {
                path == exception.place
            };
            let below = name.strip_prefix(exception.path);
            same && below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
        };
        let found = self.exceptions.iter().position(fits);
        self.needed.extend(found);
        found.is_some()
    }

    fn needless(&mut self) {
        for (n, exception) in self.exceptions.iter().enumerate() {
            if !self.needed.contains(&n) {
                let Exception { place, path, why, line } = exception;
                let what = format!("{place} does not need `{path}` any more ({why}): remove the exception");
                self.say(TABLES, *line as usize, what);
            }
        }
    }

    fn dependencies(&mut self, tree: &Tree, path: &str, name: &str, manifest: &str) {
        let Some((_, allowed)) = DEPENDENCIES.iter().find(|(known, _)| *known == name) else {
            let what = format!("the crate {name} is not on the map: say in DEPENDENCIES ({TABLES}) whom it may know");
            return self.say(path, 1, what);
        };
        for (dependency, line) in dependencies(manifest) {
            let is_ours = tree
                .keys()
                .any(|path| path.ends_with("/Cargo.toml") && crate_of(path) == Some(dependency.as_str()));
            if is_ours && !allowed.contains(&dependency.as_str()) {
                let known = match allowed {
                    [] => "no crate of ours".to_owned(),
                    allowed => format!("only {}", allowed.join(", ")),
                };
                let what = format!(
                    "{name} must not know {dependency}, {known}: put what needs both into a crate that knows both"
                );
                self.say(path, line, what);
            }
        }
    }

    /// The compiler stops this too, in crates that ask it to.
    fn unsafety(&mut self, path: &str, tokens: &[Token<'_>]) {
        for token in tokens {
            if token.kind == Kind::Word && token.text == "unsafe" && !path.starts_with("crates/sys/") {
                let what = "`unsafe` outside of crates/sys: move it there, with its reason, or do without";
                self.say(path, token.line, what.to_owned());
            }
        }
    }

    fn outside(&mut self, path: &str, source: &Source<'_>) {
        let mut touched: Vec<(usize, &Outside, &str)> = Vec::new();
        for outside in OUTSIDE {
            for place in outside.paths {
                let lines = source.paths.iter().filter(|named| named.is_in(place));
                touched.extend(lines.map(|named| (named.line, outside, *place)));
                if *place == UNBIASED_SELECT {
                    let lines = unbiased_selects(&source.tokens);
                    touched.extend(lines.map(|line| (line, outside, *place)));
                }
            }
        }
        for (line, Outside { what, instead, .. }, place) in touched {
            if !self.excepts(path, place) {
                self.say(path, line, format!("`{place}` is {what}: {instead}"));
            }
        }
    }

    fn modules(&mut self, path: &str, source: &Source<'_>) {
        let own = match module_of(path).first() {
            Some(own) => *own,
            None if path.ends_with("/main.rs") => "main",
            // The library's root lists the modules, and knows none of them.
            None => "lib",
        };
        let allowed = MODULES.iter().find(|(name, _)| *name == own);
        if allowed.is_none() && own != "lib" {
            let what = format!("the module {own} is not on the map: say in MODULES ({TABLES}) whom it may know");
            self.say(path, 1, what);
        }
        let allowed = allowed.map_or(&[][..], |(_, allowed)| *allowed);
        for named in &source.paths {
            let (root, name) = match &named.names[..] {
                [root, name, ..] => (root.as_str(), name.as_str()),
                _ => continue,
            };
            let full = named.names.join("::");
            if root != "crate" && !(own == "main" && root == "gatepost") || name == own || self.excepts(path, &full) {
                continue;
            }
            if !allowed.contains(&name) {
                let what = match allowed {
                    [] => format!("{own} must not know {name}, nor any other module"),
                    allowed => format!("{own} must not know {name}, only {}", allowed.join(", ")),
                };
                let instead = "let a module that may know both carry what is needed, or move it below both";
                self.say(path, named.line, format!("{what}: {instead}"));
            } else if let Some(door) = REAL_DOORS.iter().find(|door| named.is_in(door) && own != "cli") {
                let what = format!("`{door}` is the real world, and {own} must live in a made-up one too");
                self.say(
                    path,
                    named.line,
                    format!("{what}: take the trait of `world`, which `cli` fills"),
                );
            }
        }
    }

    fn wording(&mut self, path: &str, source: &Source<'_>) {
        for token in source.tokens.iter().filter(|token| token.kind == Kind::Text) {
            if is_reply(token.text) {
                let what = format!("{} looks like a reply: make it a block in crates/reply", token.text);
                self.say(path, token.line, what);
            }
        }
        for code in typed_codes(&source.tokens) {
            if !self.excepts(path, &format!("code {}", code.text)) {
                let what = format!(
                    "the code {} is typed by hand: name the reply of crates/reply",
                    code.text
                );
                self.say(path, code.line, what);
            }
        }
    }
}

/// `select!` asks its branches in a random order, unless it is told not to.
fn unbiased_selects<'a>(tokens: &'a [Token<'_>]) -> impl Iterator<Item = usize> + 'a {
    tokens.windows(4).filter_map(|four| match four {
        [select, not, open, first] if select.text == "select" && not.text == "!" && open.text == "{" => {
            (first.text != "biased").then_some(select.line)
        }
        _ => None,
    })
}

/// Numbers of three digits that something called `code` is set to or compared with.
fn typed_codes<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = Token<'a>> {
    let is_sign = |token: &&Token<'_>| ["=", "!", "<", ">", ":"].contains(&token.text);
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        let behind = &tokens[at + 1..];
        let signs = behind.iter().take_while(is_sign).count();
        let number = behind.get(signs)?;
        let is_code = number.text.parse().is_ok_and(|code: u16| (200..600).contains(&code));
        (token.text == "code" && signs > 0 && is_code).then_some(*number)
    })
}

/// Whether a line of a literal begins as a reply does: `250 OK`, `250-SIZE`.
fn is_reply(literal: &str) -> bool {
    let content = literal.split_once('"').map_or("", |(_, content)| content);
    let content = content.replace("\\r", "").replace("\\n", "\n");
    content.lines().any(
        |line| matches!(line.as_bytes(), [b'2'..=b'5', b'0'..=b'5', digit, b' ' | b'-', ..] if digit.is_ascii_digit()),
    )
}

/// The names under `[dependencies]` and `[build-dependencies]` of a manifest, on every platform, with their lines. Tests
/// (`[dev-dependencies]`) may know whom they like.
fn dependencies(manifest: &str) -> Vec<(String, usize)> {
    let bare = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
    let is_list = |name: &str| matches!(name, "dependencies" | "build-dependencies");
    let mut found = Vec::new();
    let mut in_list = false;
    for (n, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line
            .strip_prefix('[')
            .filter(|_| !line.contains('=') || line.ends_with(']'))
        {
            let parts: Vec<&str> = header.trim_end_matches(']').split('.').collect();
            in_list = parts.last().is_some_and(|last| is_list(last.trim()));
            if let [.., list, name] = parts[..]
                && is_list(list.trim())
            {
                found.push((bare(name), n + 1));
            }
        } else if let Some((name, value)) = line.split_once('=').filter(|_| in_list && !line.starts_with('#')) {
            let renamed = value
                .split_once("package")
                .and_then(|(_, value)| value.split('"').nth(1));
            let name = bare(name.split('.').next().unwrap_or(name));
            found.push((renamed.map_or(name, str::to_owned), n + 1));
        }
    }
    found
}

/// `crates/reply/src/lib.rs` belongs to `reply`.
fn crate_of(path: &str) -> Option<&str> {
    match path.strip_prefix("crates/") {
        Some(below) => below.split('/').next(),
        None if path.starts_with("xtask/") => Some("xtask"),
        // The targets for cargo-fuzz are a workspace of their own.
        None => (path.starts_with("fuzz/") && !path.starts_with("fuzz/cargo-fuzz/")).then_some("fuzzing"),
    }
}

fn is_source(path: &str, crates: &[&str]) -> bool {
    let is_of = |name: &&str| path.starts_with(&format!("crates/{name}/src/"));
    crates.iter().any(is_of)
}

/// `crates/gatepost/src/inbound/desk.rs` is `inbound::desk`; a `mod.rs` is its folder, and the roots are nothing.
fn module_of(path: &str) -> Vec<&str> {
    let below = path.split_once("/src/").map_or("", |(_, below)| below);
    let mut names: Vec<&str> = below.trim_end_matches(".rs").split('/').collect();
    if matches!(names.last(), Some(&("mod" | "lib" | "main"))) {
        names.pop();
    }
    names
}

/// Files, and folders with their slash, that belong to modules which only tests see.
fn test_files(tree: &Tree) -> Vec<String> {
    let mut files = Vec::new();
    for (path, text) in tree
        .iter()
        .filter(|(path, _)| path.contains("/src/") && path.ends_with(".rs"))
    {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = match file {
            "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
            file => format!("{folder}/{}", file.trim_end_matches(".rs")),
        };
        for module in Source::read(text, &[]).test_modules {
            files.push(format!("{folder}/{module}.rs"));
            files.push(format!("{folder}/{module}/"));
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::super::except;
    use super::*;

    /// A tree of these files, in which each rule has something to look at.
    fn found(files: &[(&str, &str)], exceptions: &[Exception]) -> Vec<String> {
        let tree: Tree = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        violations(&tree, exceptions).iter().map(ToString::to_string).collect()
    }

    /// `source` at `path` breaks a rule at each of `expected`: the line, and a part of what is said. Or none.
    fn check(path: &str, source: &str, expected: &[(usize, &str)]) {
        let found = found(&[(path, source)], &[]);
        assert_eq!(found.len(), expected.len(), "{source}\n{found:#?}");
        for (found, (line, part)) in found.iter().zip(expected) {
            assert!(found.starts_with(&format!("{path}:{line}: ")), "{found}");
            assert!(found.contains(part), "{found}\nsays nothing of: {part}");
        }
    }

    #[test]
    fn crates_know_whom_they_may() {
        let smtp = "crates/smtp/Cargo.toml";
        for (manifest, expected) in [
            ("[dependencies]\nmail.workspace = true\nserde = \"1\"", None),
            ("[dependencies]\nqueue.workspace = true", Some(2)),
            ("[dependencies]\nqueue = { path = \"../queue\" }", Some(2)),
            (
                "[dependencies]\nlines = { path = \"../queue\", package = \"queue\" }",
                Some(2),
            ),
            ("[dependencies.queue]\nworkspace = true", Some(1)),
            ("[target.'cfg(unix)'.dependencies]\n\nqueue.workspace = true", Some(3)),
            ("[build-dependencies]\nqueue.workspace = true", Some(2)),
            ("[dev-dependencies]\nqueue.workspace = true", None),
            ("[dependencies]\n# queue.workspace = true\n[features]\nqueue = []", None),
        ] {
            let tree = [
                (smtp, manifest),
                ("crates/queue/Cargo.toml", "[dependencies]"),
                ("crates/mail/Cargo.toml", "[dependencies]"),
            ];
            let found = found(&tree, &[]);
            let line = expected.map(|line| format!("{smtp}:{line}: smtp must not know queue"));
            assert_eq!(found.len(), usize::from(line.is_some()), "{manifest}\n{found:#?}");
            assert!(
                line.is_none_or(|line| found[0].starts_with(&line)),
                "{manifest}\n{found:#?}"
            );
        }
        let unknown = found(&[("crates/helpers/Cargo.toml", "[dependencies]")], &[]);
        assert!(unknown[0].starts_with("crates/helpers/Cargo.toml:1: the crate helpers is not on the map"));
    }

    #[test]
    fn the_outside_is_behind_its_doors() {
        for (source, expected) in [
            ("use std::time::Duration;", &[][..]),
            ("let now = std::time::Instant::now();", &[(1, "the clock")]),
            (
                "use std::time::{Duration, Instant};\n\nfn f() { Instant::now(); }",
                &[(3, "the clock")],
            ),
            ("use std::time::SystemTime;", &[(1, "the clock")]),
            ("tokio::time::sleep(x)", &[(1, "world::Clock")]),
            ("use std::net::{SocketAddr, TcpStream};", &[(1, "a socket")]),
            ("use std::net::SocketAddr;", &[]),
            ("use tokio::net::UnixStream;", &[(1, "a socket")]),
            ("use std::os::unix::net::UnixListener;", &[(1, "a socket")]),
            ("aws_lc_rs::rand::fill(x)", &[(1, "chance")]),
            ("use aws_lc_rs::digest;", &[]),
            ("getrandom::fill(x)", &[(1, "chance")]),
            ("use std::collections::{BTreeMap, HashMap};", &[(1, "BTreeMap")]),
            ("tokio::select! {\n a = b => {} }", &[(1, "biased")]),
            ("tokio::select! {\n biased;\n a = b => {} }", &[]),
            (
                "use std::thread;\nfn f() { thread::spawn(g); }",
                &[(1, "a thread"), (2, "a thread")],
            ),
            ("tokio::spawn(x)", &[(1, "world::Tasks")]),
            ("use std::{env, io};", &[(1, "environment")]),
            ("use std::env::*;", &[(1, "environment")]),
            ("env!(\"CARGO_PKG_VERSION\")", &[]),
            ("use std::process::ExitCode;", &[]),
            ("std::fs::read(x)", &[(1, "store::Disk")]),
            ("// std::env::var\nlet x = \"std::env::var\";", &[]),
            ("#[cfg(test)]\nmod tests { use std::env; }", &[]),
            ("#[cfg(test)]\nmod tests {}\nuse std::env;", &[(3, "environment")]),
        ] {
            for path in ["crates/mail/src/time.rs", "crates/gatepost/src/server.rs"] {
                check(path, source, expected);
            }
            check("crates/gatepost/src/world/os.rs", source, &[]);
            check("crates/gatepost/tests/cli.rs", source, &[]);
            check("crates/sim/src/disk.rs", source, &[]);
        }
    }

    #[test]
    fn modules_know_whom_they_may() {
        let src = "crates/gatepost/src";
        for (path, source, expected) in [
            (
                "inbound/desk.rs",
                "use crate::policy;\nuse super::listener::Door;",
                &[][..],
            ),
            (
                "inbound/desk.rs",
                "use crate::{events::Event, admin};",
                &[(1, "inbound must not know admin, only")],
            ),
            (
                "inbound/desk.rs",
                "fn f() { super::super::admin::g(); }",
                &[(1, "inbound must not know admin")],
            ),
            (
                "inbound/mod.rs",
                "use super::server;",
                &[(1, "inbound must not know server")],
            ),
            (
                "policy/sender.rs",
                "\nuse crate::world::Clock;",
                &[(2, "policy must not know world")],
            ),
            (
                "admin/local.rs",
                "use crate::inbound::Door;",
                &[(1, "admin must not know inbound")],
            ),
            (
                "events.rs",
                "use crate::world::Peer;",
                &[(1, "events must not know world, nor any other")],
            ),
            ("server.rs", "use crate::cli;", &[(1, "server must not know cli")]),
            ("server.rs", "use crate::world::{Clock, os};", &[(1, "the real world")]),
            (
                "server.rs",
                "use crate::world::*;",
                &[(1, "`crate::world::os` is the real world")],
            ),
            ("cli/serve.rs", "use crate::world::os;\nuse crate::server::Server;", &[]),
            ("main.rs", "gatepost::cli::run(x)", &[]),
            (
                "main.rs",
                "gatepost::server::Server::start(x)",
                &[(1, "main must not know server")],
            ),
            ("lib.rs", "pub mod cli;", &[]),
            ("helpers.rs", "", &[(1, "the module helpers is not on the map")]),
        ] {
            check(&format!("{src}/{path}"), source, expected);
        }
    }

    #[test]
    fn unsafe_is_in_its_crate() {
        let source = "// unsafe\nfn f() { unsafe { g() } }";
        check("crates/sys/src/vfs.rs", source, &[]);
        for path in [
            "crates/mail/src/time.rs",
            "crates/gatepost/tests/cli.rs",
            "xtask/src/docs.rs",
        ] {
            check(path, source, &[(2, "`unsafe` outside of crates/sys")]);
        }
        check(
            "crates/mail/src/time.rs",
            "#[cfg(test)] mod tests { unsafe fn f() {} }",
            &[(1, "unsafe")],
        );
        check("crates/mail/src/lib.rs", "#![forbid(unsafe_code)]", &[]);
    }

    #[test]
    fn words_are_in_the_catalogue() {
        for (source, expected) in [
            ("b\"250 2.0.0 OK\\r\\n\"", &[(1, "looks like a reply")][..]),
            ("\n\"535 5.7.8 no\"", &[(2, "looks like a reply")]),
            ("r#\"250-SIZE\"#", &[(1, "looks like a reply")]),
            ("\"ready\\r\\n421 bye\\r\\n\"", &[(1, "looks like a reply")]),
            ("\"1250 MiB\"; \"250\"; \"999 \"; \"RFC 5321 \"; \"250kB\"", &[]),
            ("if reply.code == 550 {}", &[(1, "the code 550")]),
            ("Reply { code: 250, text }", &[(1, "the code 250")]),
            ("if error.code == 2 {}; let code: u8 = 0;", &[]),
            ("#[cfg(test)] mod tests { const A: &str = \"250 OK\"; }", &[]),
        ] {
            for path in ["crates/smtp/src/server/mail.rs", "crates/gatepost/src/events.rs"] {
                check(path, source, expected);
            }
            check("crates/reply/src/outgoing.rs", source, &[]);
        }
    }

    #[test]
    fn files_that_only_tests_see_are_left_alone() {
        let (root, made_up) = (
            "crates/gatepost/src/admin/mod.rs",
            "crates/gatepost/src/admin/made_up.rs",
        );
        let inside = ("crates/gatepost/src/admin/made_up/deep.rs", "use std::env;");
        assert!(
            found(
                &[(root, "#[cfg(test)]\nmod made_up;"), (made_up, "use std::env;"), inside],
                &[]
            )
            .is_empty()
        );
        assert_eq!(
            found(&[(root, "mod made_up;"), (made_up, "use std::env;"), inside], &[]).len(),
            2
        );
    }

    #[test]
    fn exceptions_are_narrow_and_needed() {
        let (file, source) = ("crates/gatepost/src/server.rs", "use std::env;");
        let line = line!() + 1;
        let exceptions = [except(file, "std::env", "a reason")];
        assert_eq!(found(&[(file, source)], &exceptions), [""; 0]);
        let elsewhere = found(&[("crates/gatepost/src/events.rs", source)], &exceptions);
        assert_eq!(elsewhere.len(), 2, "{elsewhere:#?}");
        assert!(elsewhere[0].starts_with("crates/gatepost/src/events.rs:1: `std::env`"));
        assert!(elsewhere[1].starts_with(&format!("{TABLES}:{line}: {file} does not need `std::env`")));
        let folder = [except("crates/gatepost/src/", "std::env", "a reason")];
        assert_eq!(found(&[(file, source)], &folder), [""; 0]);
    }
}
