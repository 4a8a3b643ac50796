//! What a source file names: its paths in full, its texts, its numbers, without comments and without tests.
//!
//! This is no compiler. It reads enough of Rust to see through `use`, and where it is in doubt it sees too much.

use std::collections::{BTreeMap, BTreeSet};

/// A piece of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// Of what kind.
    pub kind: Kind,
    /// As it stands there.
    pub text: &'a str,
    /// Where it begins, counted from 1.
    pub line: usize,
}

/// Kinds of tokens. Comments, white space, characters and lifetimes are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or a keyword.
    Word,
    /// A number.
    Number,
    /// A string of any sort, with its quotes and what stands before them.
    Text,
    /// One character, or `::`.
    Sign,
}

/// A path that the source names, from its root: `std::time::Instant::now`, `crate::world::Clock`. A glob ends with `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Its names.
    pub names: Vec<String>,
    /// Where it begins.
    pub line: usize,
}

/// What a file is made of, without its tests.
pub struct Source<'a> {
    /// All of it.
    pub tokens: Vec<Token<'a>>,
    /// The paths in it.
    pub paths: Vec<Path>,
    /// Modules in files of their own that only tests see.
    pub test_modules: Vec<&'a str>,
}

impl<'a> Source<'a> {
    /// Reads a file that is the module `module` of its crate.
    pub fn read(text: &'a str, module: &[&str]) -> Self {
        let (tokens, test_modules) = without_tests(&lex(text));
        let paths = paths(&tokens, module);
        Self {
            tokens,
            paths,
            test_modules,
        }
    }
}

impl Path {
    /// Whether this is `place` or lies in it; a glob, whether it may bring something of `place`.
    pub fn is_in(&self, place: &str) -> bool {
        let place: Vec<&str> = place.split("::").collect();
        match self.names.split_last() {
            Some((last, above)) if last == "*" => starts_with(&place, above) || starts_with(above, &place),
            _ => starts_with(&self.names, &place),
        }
    }
}

fn starts_with<A: AsRef<str>, B: AsRef<str>>(names: &[A], head: &[B]) -> bool {
    names.len() >= head.len()
        && names
            .iter()
            .zip(head)
            .all(|(name, other)| name.as_ref() == other.as_ref())
}

/// Cuts source into tokens. What is not Rust becomes tokens too.
pub fn lex(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let (kind, octets) = next(rest, first);
        let (text, behind) = rest.split_at(octets);
        if let Some(kind) = kind {
            tokens.push(Token { kind, text, line });
        }
        line += text.matches('\n').count();
        rest = behind;
    }
    tokens
}

/// The kind of what `rest` begins with, none where it says nothing, and its length.
fn next(rest: &str, first: char) -> (Option<Kind>, usize) {
    let while_word = |text: &str| {
        text.find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len())
    };
    if rest.starts_with("//") {
        (None, rest.find('\n').unwrap_or(rest.len()))
    } else if rest.starts_with("/*") {
        (None, block_comment(rest))
    } else if let Some(octets) = string(rest) {
        (Some(Kind::Text), octets)
    } else if rest.starts_with("b'") {
        (None, 1 + character(&rest[1..]).unwrap_or(1))
    } else if first == '\'' {
        (None, character(rest).unwrap_or_else(|| 1 + while_word(&rest[1..])))
    } else if first.is_ascii_digit() {
        (Some(Kind::Number), while_word(rest))
    } else if first.is_alphabetic() || first == '_' {
        (Some(Kind::Word), while_word(rest))
    } else if rest.starts_with("::") {
        (Some(Kind::Sign), 2)
    } else if first.is_whitespace() {
        (None, first.len_utf8())
    } else {
        (Some(Kind::Sign), first.len_utf8())
    }
}

/// They nest.
fn block_comment(rest: &str) -> usize {
    let (mut at, mut depth) = (0, 0);
    while at < rest.len() {
        let step = if rest[at..].starts_with("/*") {
            depth += 1;
            2
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of the string that `rest` begins with, if it does.
fn string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        let behind = rest.strip_prefix(*prefix).unwrap_or_default();
        let quote = if prefix.ends_with('r') {
            behind.trim_start_matches('#')
        } else {
            behind
        };
        quote.starts_with('"')
    })?;
    let behind = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let open = prefix.len() + hashes + 1;
        return Some(rest[open..].find(&end).map_or(rest.len(), |at| open + at + end.len()));
    }
    let mut is_escaped = false;
    for (at, letter) in behind.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(prefix.len() + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of the character that `rest` begins with; none if its quote begins a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut letters = rest[1..].chars();
    match (letters.next()?, letters.next()) {
        ('\\', Some(escaped)) => {
            let from = 2 + escaped.len_utf8();
            rest[from..].find('\'').map(|at| from + at + 1)
        }
        (letter, Some('\'')) => Some(2 + letter.len_utf8()),
        _ => None,
    }
}

fn is(token: Option<&Token<'_>>, text: &str) -> bool {
    token.is_some_and(|token| token.kind != Kind::Text && token.text == text)
}

/// Where the bracket at `open` is closed.
fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let (up, down) = match tokens[open].text {
        "[" => ("[", "]"),
        "(" => ("(", ")"),
        _ => ("{", "}"),
    };
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if is(Some(token), up) {
            depth += 1;
        } else if is(Some(token), down) {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len().saturating_sub(1)
}

/// Leaves out the items that only tests see, and names the modules among them whose files lie elsewhere.
fn without_tests<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<&'a str>) {
    let (mut kept, mut modules) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        let is_inner = is(tokens.get(at + 1), "!");
        let open = at + 1 + usize::from(is_inner);
        if !is(tokens.get(at), "#") || !is(tokens.get(open), "[") {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        let close = closing(tokens, open);
        if !is_for_tests(tokens.get(open + 1..close).unwrap_or_default()) {
            kept.extend_from_slice(&tokens[at..=close]);
            at = close + 1;
            continue;
        }
        if is_inner {
            return (Vec::new(), modules);
        }
        let end = item_end(tokens, close + 1);
        let item = &tokens[close + 1..end];
        let module = item.iter().position(|token| token.text == "mod");
        if let (Some(module), true) = (module, is(item.last(), ";")) {
            modules.extend(item.get(module + 1).map(|name| name.text));
        }
        at = end;
    }
    (kept, modules)
}

/// `test`, `cfg(test)`, `cfg(all(test, …))`.
fn is_for_tests(attribute: &[Token<'_>]) -> bool {
    let has = |word: &str| attribute.iter().any(|token| is(Some(token), word));
    match attribute {
        [only] => only.text == "test",
        [first, ..] => first.text == "cfg" && has("test") && !has("not") && !has("any"),
        [] => false,
    }
}

/// Behind the item that begins at `from`, perhaps with further attributes.
fn item_end(tokens: &[Token<'_>], from: usize) -> usize {
    let mut at = from;
    while at < tokens.len() {
        match tokens[at].text {
            "(" | "[" => at = closing(tokens, at),
            "{" => return (closing(tokens, at) + 1).min(tokens.len()),
            ";" => return at + 1,
            _ => {}
        }
        at += 1;
    }
    tokens.len()
}

/// A path as it stands there.
struct Raw {
    names: Vec<String>,
    /// It begins with `::`, so no import stands for its first name.
    is_absolute: bool,
    line: usize,
    /// The module that it stands in.
    module: Vec<String>,
}

fn paths(tokens: &[Token<'_>], module: &[&str]) -> Vec<Path> {
    let mut raw = Vec::new();
    // By the name under which it is known here. Scopes are not told apart, so a name may stand for several.
    let mut imports: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut module: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
    let (mut depth, mut inline) = (0, Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        match token.text {
            "{" if token.kind == Kind::Sign => depth += 1,
            "}" if token.kind == Kind::Sign => {
                depth -= 1;
                if inline.last() == Some(&depth) {
                    inline.pop();
                    module.pop();
                }
            }
            "mod" if is(tokens.get(at + 2), "{") => {
                inline.push(depth);
                module.push(tokens[at + 1].text.to_owned());
                at += 1;
            }
            // `+ use<'a>` is no import.
            "use" if token.kind == Kind::Word && !is(tokens.get(at + 1), "<") => {
                let is_absolute = is(tokens.get(at + 1), "::");
                let mut leaves = Vec::new();
                at = tree(tokens, at + 1 + usize::from(is_absolute), &[], &mut leaves);
                for (names, known_as, line) in leaves {
                    imports.entry(known_as).or_default().push(raw.len());
                    raw.push(Raw {
                        names,
                        is_absolute,
                        line,
                        module: module.clone(),
                    });
                }
                continue;
            }
            _ => {
                let before = at.checked_sub(1).map(|before| &tokens[before]);
                let goes_on = before.is_some_and(|before| before.kind == Kind::Word || before.text == ">");
                let is_absolute = token.text == "::" && token.kind == Kind::Sign && !goes_on;
                let first = at + usize::from(is_absolute);
                let is_path = tokens.get(first).is_some_and(|token| token.kind == Kind::Word)
                    && (is_absolute || is(tokens.get(first + 1), "::"));
                if is_path {
                    let mut names = vec![tokens[first].text.to_owned()];
                    at = first + 1;
                    while let (true, Some(name)) = (is(tokens.get(at), "::"), tokens.get(at + 1)) {
                        if name.kind != Kind::Word {
                            break;
                        }
                        names.push(name.text.to_owned());
                        at += 2;
                    }
                    raw.push(Raw {
                        names,
                        is_absolute,
                        line: token.line,
                        module: module.clone(),
                    });
                    continue;
                }
            }
        }
        at += 1;
    }
    let mut found = Vec::new();
    for path in &raw {
        for names in resolve(path, &raw, &imports, &mut BTreeSet::new()) {
            found.push(Path { names, line: path.line });
        }
    }
    found
}

/// Reads a tree of imports from `at`; its leaves are path, name and line. Returns where it ends.
fn tree(tokens: &[Token<'_>], at: usize, head: &[String], leaves: &mut Vec<(Vec<String>, String, usize)>) -> usize {
    let mut names = head.to_vec();
    let mut at = at;
    let line = tokens.get(at).map_or(0, |token| token.line);
    while let Some(token) = tokens.get(at) {
        match token.text {
            "{" => {
                at += 1;
                while at < tokens.len() && !is(tokens.get(at), "}") {
                    at = tree(tokens, at, &names, leaves);
                    at += usize::from(is(tokens.get(at), ","));
                }
                return at + 1;
            }
            "," | "}" | ";" => break,
            "as" => {
                let known_as = tokens.get(at + 1).map_or("_", |token| token.text).to_owned();
                leaves.push((names, known_as, line));
                return at + 2;
            }
            "::" => {}
            // `{self}`: the head itself.
            "self" if !head.is_empty() => {}
            name => names.push(name.to_owned()),
        }
        at += 1;
    }
    if let Some(known_as) = names.last().cloned() {
        leaves.push((names, known_as, line));
    }
    // Behind a `;`, so that whoever reads on is not at it for ever.
    at + usize::from(is(tokens.get(at), ";"))
}

/// All that a path may stand for.
fn resolve(
    path: &Raw,
    raw: &[Raw],
    imports: &BTreeMap<String, Vec<usize>>,
    seen: &mut BTreeSet<String>,
) -> Vec<Vec<String>> {
    let Some((first, rest)) = path.names.split_first() else {
        return Vec::new();
    };
    let root = || std::iter::once("crate".to_owned());
    match first.as_str() {
        _ if path.is_absolute => vec![path.names.clone()],
        "crate" => vec![path.names.clone()],
        "self" => vec![
            root()
                .chain(path.module.iter().cloned())
                .chain(rest.iter().cloned())
                .collect(),
        ],
        "super" => {
            let ups = path.names.iter().take_while(|name| *name == "super").count();
            let above = &path.module[..path.module.len().saturating_sub(ups)];
            let rest = path.names[ups..].iter().cloned();
            vec![root().chain(above.iter().cloned()).chain(rest).collect()]
        }
        name => match imports.get(name) {
            Some(places) if seen.insert(name.to_owned()) => {
                let import = |place: &usize| resolve(&raw[*place], raw, imports, seen);
                let heads: Vec<Vec<String>> = places.iter().flat_map(import).collect();
                seen.remove(name);
                heads
                    .into_iter()
                    .map(|head| head.into_iter().chain(rest.iter().cloned()).collect())
                    .collect()
            }
            _ => vec![path.names.clone()],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &str) -> Vec<&str> {
        lex(source).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn source_is_cut_into_tokens() {
        for (source, expected) in [
            ("a::b(1_0u8)", &["a", "::", "b", "(", "1_0u8", ")"][..]),
            ("0..5", &["0", ".", ".", "5"]),
            ("x // y\n/* a /* b */ c */ z", &["x", "z"]),
            (r#"f("a \" // b", c)"#, &["f", "(", r#""a \" // b""#, ",", "c", ")"]),
            (r##"r#"a " b"# c"##, &[r##"r#"a " b"#"##, "c"]),
            (r#"b"a" br"\" c"" x"#, &[r#"b"a""#, r#"br"\""#, r#"c"""#, "x"]),
            (r"'a' '\'' '\u{1f}' b'\\' 'x: &'static str", &[":", "&", "str"]),
            ("'\u{ac00}' \u{ac00}", &["\u{ac00}"]),
            ("\"not closed", &["\"not closed"]),
            ("/* not closed", &[]),
        ] {
            assert_eq!(tokens(source), expected, "{source}");
        }
        let lines: Vec<usize> = lex("a\n\"b\nc\"\n/*\n*/d").iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 5]);
    }

    #[test]
    fn what_only_tests_see_is_left_out() {
        for (source, left, modules) in [
            ("a; #[cfg(test)] mod tests { b } c;", "a;c;", &[][..]),
            ("#[cfg(test)]\nmod made_up;\nmod b;", "modb;", &["made_up"]),
            ("#[cfg(test)] #[allow(x)] pub(crate) mod made_up; a", "a", &["made_up"]),
            ("#[cfg(test)] fn f(a: [u8; 2]) { b } c", "c", &[]),
            ("#[test] fn f() { b } c", "c", &[]),
            ("#[cfg(not(test))] a", "#[cfg(not(test))]a", &[]),
            ("#[cfg(any(test, unix))] a", "#[cfg(any(test,unix))]a", &[]),
            ("#![cfg(test)] a", "", &[]),
            ("#[derive(Debug)] a", "#[derive(Debug)]a", &[]),
            ("a #[", "a#[", &[]),
        ] {
            let source = lex(source);
            let (kept, found) = without_tests(&source);
            assert_eq!(kept.iter().map(|token| token.text).collect::<String>(), left);
            assert_eq!(found, modules, "{left}");
        }
    }

    #[test]
    fn paths_are_followed_to_their_root() {
        for (source, expected) in [
            ("std::env::var()", &["std::env::var"][..]),
            ("use std::env; env::var()", &["std::env", "std::env::var"]),
            (
                "use std::{env, io::{self, Write as W}};",
                &["std::env", "std::io", "std::io::Write"],
            ),
            (
                "use std::time::Instant as Now; Now::now()",
                &["std::time::Instant", "std::time::Instant::now"],
            ),
            (
                "use std::time; use time::Instant; Instant::now()",
                &["std::time", "std::time::Instant", "std::time::Instant::now"],
            ),
            (
                "use super::step::Step; super::super::x::y()",
                &["crate::a::step::Step", "crate::x::y"],
            ),
            ("use self::c::D;", &["crate::a::b::c::D"]),
            (
                "mod c { use super::D; } use super::E;",
                &["crate::a::b::D", "crate::a::E"],
            ),
            ("use ::mail::Address; mail::b()", &["mail::Address", "mail::b"]),
            ("use mail::mail; mail::b()", &["mail::mail::mail", "mail::mail::b"]),
            ("Vec::<u8>::new(); <A as b::C>::d()", &["Vec", "b::C"]),
            ("pub use crate::{c, d::*};", &["crate::c", "crate::d::*"]),
            ("fn f() -> impl A + use<'a> { c::d }", &["c::d"]),
            (
                "x(std::thread::spawn, || ::std::env::args())",
                &["std::thread::spawn", "std::env::args"],
            ),
        ] {
            let source = Source::read(source, &["a", "b"]);
            let found: Vec<String> = source.paths.iter().map(|path| path.names.join("::")).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn globs_bring_what_they_may_bring() {
        for (path, place, expected) in [
            ("std::env::var", "std::env", true),
            ("std::env", "std::env", true),
            ("std::environment", "std::env", false),
            ("std", "std::env", false),
            ("std::*", "std::env", true),
            ("std::env::*", "std::env", true),
            ("std::io::*", "std::env", false),
            ("std::time::*", "std::time::Instant::now", true),
        ] {
            let names = path.split("::").map(str::to_owned).collect();
            assert_eq!(Path { names, line: 1 }.is_in(place), expected, "{path} {place}");
        }
    }
}
