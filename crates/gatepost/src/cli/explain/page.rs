//! What `explain` prints for people: as wide as the terminal, plain and unbroken in a pipe.

use super::words::{Words, words};
use crate::cli::output;
use crate::explain::{
    CauseFound, CodeFound, Compared, Explained, Likely, OtherFound, Overview, ProgramFound, ProviderFound, ReplyFound,
    is_success,
};
use reply::Language;
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

/// How it is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Columns; none where nothing is broken.
    pub width: Option<usize>,
    /// Whether headings stand out.
    pub colour: bool,
}

impl Look {
    /// As standard output is: a terminal, or something else.
    pub fn of_stdout() -> Self {
        Self {
            width: output::width().map(|width| usize::from(width).clamp(WIDTH_MIN, WIDTH_MAX)),
            colour: output::colour_out(),
        }
    }
}

/// Narrower than that nothing can be read, and wider lines are not.
const WIDTH_MIN: usize = 40;
const WIDTH_MAX: usize = 100;

/// The whole answer.
pub fn page(explained: &Explained, language: Language, look: Look) -> String {
    let mut page = Page {
        out: String::new(),
        words: words(language),
        look,
    };
    match explained {
        Explained::Text {
            reply,
            credentials_removed,
            octets_left_out,
            codes,
            provider,
            program,
            causes,
            count,
            others,
            ..
        } => {
            page.warn(*credentials_removed, *octets_left_out);
            page.reply(reply.as_ref(), *count, codes, provider.as_ref(), program.as_ref());
            match causes.split_first() {
                Some((first, rest)) if first.percent.is_none_or(|percent| percent >= GUESS) => {
                    page.cause(&first.cause, Some(first));
                    page.alternatives(Some(first), rest);
                }
                _ => {
                    page.unknown(codes);
                    if !causes.is_empty() {
                        page.alternatives(None, causes);
                    }
                }
            }
            page.others(others);
            page.program(program.as_ref(), provider.as_ref());
        }
        Explained::Code { code, causes, .. } => page.code(code, causes),
        Explained::Cause { cause, .. } => {
            page.cause(cause, None);
            page.alike(cause);
        }
        Explained::Comparison(compared) => page.comparison(compared),
    }
    page.out
}

/// What is less likely in per cent is not even a guess.
const GUESS: u8 = 25;

/// All that is known, as a list.
pub fn overview(overview: &Overview, language: Language, look: Look) -> String {
    let words = words(language);
    let mut page = Page {
        out: String::new(),
        words,
        look,
    };
    let names = |rows: &[[&'static str; 2]]| rows.iter().map(|row| row.map(str::to_owned)).collect::<Vec<_>>();
    page.rows(words.causes, &names(&overview.causes));
    page.rows(words.codes, &overview.codes);
    page.rows(words.enhanced, &overview.enhanced);
    page.rows(words.providers, &names(&overview.providers));
    page.rows(words.programs, &names(&overview.programs));
    page.out
}

struct Page {
    out: String,
    words: &'static Words,
    look: Look,
}

impl Page {
    fn warn(&mut self, credentials: usize, left_out: u64) {
        if credentials > 0 {
            let words = if credentials == 1 {
                self.words.credential
            } else {
                self.words.credentials
            };
            self.text("", &words.replace("{}", &output::number(credentials as u64)));
        }
        if left_out > 0 {
            self.text("", &self.words.left_out.replace("{}", &output::size(left_out)));
        }
    }

    /// What was read, and why this.
    fn reply(
        &mut self,
        reply: Option<&ReplyFound>,
        count: usize,
        codes: &[CodeFound],
        provider: Option<&ProviderFound>,
        program: Option<&ProgramFound>,
    ) {
        let Some(reply) = reply else {
            return;
        };
        self.heading(&self.line(reply.line));
        for line in reply.text.lines() {
            self.text("  ", &output::safe(line));
        }
        if let Some(challenge) = &reply.challenge {
            self.text("  ", &format!("{}: {}", self.words.challenge, output::safe(challenge)));
        }
        self.text("  ", &format!("({})", reply.because));
        if count > 1 {
            self.text("  ", &self.words.times.replace("{}", &output::number(count as u64)));
        }
        let mut facts: Vec<String> = Vec::new();
        for code in codes {
            facts.push(format!("{} = {}", code.code, code.title.unwrap_or(code.class)));
        }
        if let Some(step) = reply.step {
            facts.push(format!("{}: {}", self.words.step, step.to_ascii_uppercase()));
        }
        if let Some(provider) = provider {
            facts.push(format!("{}: {}", self.words.provider, provider.name));
        }
        if let Some(program) = program {
            facts.push(format!("{}: {}", self.words.program, program.name));
        }
        if !facts.is_empty() {
            self.text("  ", &facts.join(" · "));
        }
    }

    fn line(&self, number: Option<usize>) -> String {
        match number {
            Some(number) => self.words.line.replace("{}", &number.to_string()),
            None => self.words.part.to_owned(),
        }
    }

    /// In the fixed order: what happened, who must act, what to do now, how to check.
    fn cause(&mut self, cause: &CauseFound, likely: Option<&Likely>) {
        self.heading(self.words.what);
        self.text("  ", &format!("{} ({})", cause.title, cause.cause));
        self.text("  ", cause.meaning);
        if let Some(likely) = likely {
            let sure = match likely.confidence {
                "high" => self.words.high,
                "fair" => self.words.fair,
                _ => self.words.low,
            };
            let mut line = format!("{sure} ({} %)", likely.percent.unwrap_or_default());
            if !likely.evidence.is_empty() {
                line.push_str(&format!(": {}", output::safe(&likely.evidence.join(", "))));
            }
            self.text("  ", &line);
        } else {
            self.heading(self.words.when);
            self.text("  ", cause.when);
        }
        self.heading(self.words.who);
        self.text("  ", cause.who_name);
        self.heading(self.words.now);
        if let Some(own) = &cause.provider_steps {
            self.text(
                "  ",
                &self
                    .words
                    .at_provider
                    .replace("{}", own.provider)
                    .replace("{date}", own.date)
                    .replace("{source}", own.source),
            );
            self.numbered(own.steps);
            self.text("  ", self.words.in_general);
        }
        self.numbered(cause.steps);
        self.heading(self.words.check);
        self.text("  ", cause.check);
        self.heading(self.words.retry);
        self.text("  ", cause.retry_text);
    }

    /// What else it could be, and what decides; without a first one, what it could be at all.
    fn alternatives(&mut self, first: Option<&Likely>, rest: &[Likely]) {
        self.heading(if first.is_some() {
            self.words.else_
        } else {
            self.words.perhaps
        });
        if let (Some(first), []) = (first, rest) {
            return self.alike_lines(&first.cause);
        }
        for other in rest {
            let percent = other
                .percent
                .map(|percent| format!(" ({percent} %)"))
                .unwrap_or_default();
            let apart = other.apart.filter(|_| first.is_some()).unwrap_or(other.cause.meaning);
            let line = format!("- {} ({}){percent}: {apart}", other.cause.title, other.cause.cause);
            self.hanging("  ", "    ", &line);
        }
        if let (Some(_), Some(apart)) = (first, rest.first().and_then(|second| second.apart)) {
            let line = self.words.decide.replace("{}", apart);
            self.text("  ", &line);
        }
    }

    fn alike(&mut self, cause: &CauseFound) {
        self.heading(self.words.alike);
        self.alike_lines(cause);
    }

    fn alike_lines(&mut self, cause: &CauseFound) {
        for alike in &cause.alike {
            self.hanging(
                "  ",
                "    ",
                &format!("- {} ({}): {}", alike.title, alike.cause, alike.apart),
            );
        }
    }

    /// Nothing speaks for any cause.
    fn unknown(&mut self, codes: &[CodeFound]) {
        self.heading(self.words.what);
        let is_success = is_success(codes);
        self.text(
            "  ",
            match (is_success, codes.is_empty()) {
                (true, _) => self.words.success,
                (false, true) => self.words.unknown,
                (false, false) => self.words.codes_only,
            },
        );
        for code in codes {
            let meaning = code.meaning.unwrap_or(code.class);
            self.hanging("  ", "    ", &format!("- {}: {meaning}", code.code));
        }
        if !is_success {
            self.heading(self.words.now);
            self.numbered(self.words.unknown_steps);
        }
    }

    fn others(&mut self, others: &[OtherFound]) {
        if others.is_empty() {
            return;
        }
        self.heading(self.words.others);
        for other in others {
            let text = output::safe(other.text.lines().next().unwrap_or_default());
            let times = if other.count > 1 {
                format!(" × {}", output::number(other.count as u64))
            } else {
                String::new()
            };
            let what = match (other.title, other.cause) {
                (Some(title), Some(cause)) => format!("{title} ({cause})"),
                _ => self.words.not_known.to_owned(),
            };
            let line = format!("- {}{times}: {what}: {text}", self.line(other.line));
            self.hanging("  ", "    ", &line);
        }
    }

    /// How to see more, and what is known of the provider.
    fn program(&mut self, program: Option<&ProgramFound>, provider: Option<&ProviderFound>) {
        if let Some(program) = program {
            self.heading(&self.words.about.replace("{}", program.name));
            for (name, text) in [(self.words.full, program.full), (self.words.settings, program.settings)] {
                self.hanging("  ", "    ", &format!("- {name}: {text}"));
            }
        }
        let Some(provider) = provider.filter(|provider| !provider.facts.is_empty() || !provider.submission.is_empty())
        else {
            return;
        };
        self.heading(&self.words.about.replace("{}", provider.name));
        if !provider.submission.is_empty() {
            self.hanging(
                "  ",
                "    ",
                &format!("- {}: {}", self.words.submission, provider.submission),
            );
        }
        for fact in &provider.facts {
            self.hanging(
                "  ",
                "    ",
                &format!("- {} ({}, {})", fact.text, fact.date, fact.source),
            );
        }
    }

    fn code(&mut self, code: &CodeFound, causes: &[Likely]) {
        self.heading(&format!("{} {}", code.code, code.title.unwrap_or_default()));
        self.text("  ", code.meaning.unwrap_or(self.words.code_unknown));
        self.text("  ", &format!("{}: {}", self.words.class, code.class));
        if !code.commands.is_empty() {
            self.text("  ", &format!("{}: {}", self.words.answers, code.commands.join(", ")));
        }
        if !code.goes_with.is_empty() {
            self.hanging(
                "  ",
                "    ",
                &format!("{}: {}", self.words.goes_with, code.goes_with.join(", ")),
            );
        }
        if let Some(rfc) = code.rfc {
            self.text("  ", &format!("{}: {rfc}", self.words.rfc));
        }
        if let Some(when) = code.when {
            self.heading(self.words.when);
            self.text("  ", when);
        }
        if let Some(action) = code.action {
            self.heading(self.words.action);
            self.text("  ", action);
        }
        if !causes.is_empty() {
            self.heading(self.words.behind);
            for (n, likely) in (1..).zip(causes) {
                let cause = &likely.cause;
                self.hanging("  ", "     ", &format!("{n}. {} ({})", cause.title, cause.cause));
                if let Some(wording) = likely.wording {
                    self.text("     ", &format!("{}: {wording}", self.words.wording));
                }
                self.text("     ", cause.meaning);
                self.text("     ", &format!("{}: {}", self.words.who, cause.who_name));
                if let Some(step) = cause.steps.first() {
                    self.text("     ", &format!("→ {step}"));
                }
            }
            self.text("  ", self.words.paste_more);
        }
        if !code.example.is_empty() {
            self.heading(self.words.example);
            for line in &code.example {
                self.verbatim(line);
            }
        }
    }

    fn comparison(&mut self, compared: &Compared) {
        let [one, other] = compared.codes;
        self.heading(&format!("{one} / {other}"));
        for fact in &compared.facts {
            self.side_by_side(fact.name, &fact.values, compared.codes);
        }
        self.heading(self.words.session);
        let wide = compared
            .session
            .iter()
            .map(|line| display_width(&line.text))
            .max()
            .unwrap_or_default();
        for line in &compared.session {
            let gap = " ".repeat(wide - display_width(&line.text));
            let noted = format!("{}{gap}   ◀ {}", line.text, line.note);
            if line.note.is_empty() {
                self.verbatim(&line.text);
            } else if self.look.width.is_none_or(|width| display_width(&noted) + 2 <= width) {
                self.verbatim(&noted);
            } else {
                self.verbatim(&line.text);
                self.hanging("    ◀ ", "      ", &line.note);
            }
        }
        self.heading(self.words.which);
        for (code, when) in compared.codes.iter().zip(compared.when) {
            self.hanging("  ", "    ", &format!("- {code}: {when}"));
        }
    }

    /// A row of the table: beside each other where there is room, else below each other.
    fn side_by_side(&mut self, name: &str, values: &[String; 2], codes: [u16; 2]) {
        let name = self.bold(name);
        match self.look.width {
            Some(width) if width >= SIDE_BY_SIDE_MIN => {
                self.out.push_str(&format!("{name}\n"));
                let column = (width - 5) / 2;
                let cells = [0, 1].map(|n| wrapped(&format!("{}: {}", codes[n], values[n]), column));
                for n in 0..cells[0].len().max(cells[1].len()) {
                    let [left, right] = [0, 1].map(|side| cells[side].get(n).map(String::as_str).unwrap_or_default());
                    let gap = " ".repeat(column.saturating_sub(display_width(left)));
                    self.out.push_str(format!("  {left}{gap} │ {right}").trim_end());
                    self.out.push('\n');
                }
            }
            _ => {
                self.out.push_str(&format!("{name}\n"));
                for (code, value) in codes.iter().zip(values) {
                    self.hanging("  ", "       ", &format!("{code}: {value}"));
                }
            }
        }
    }

    fn rows(&mut self, heading: &str, rows: &[[String; 2]]) {
        self.heading(heading);
        let wide = rows.iter().map(|[id, _]| display_width(id)).max().unwrap_or_default();
        for [id, name] in rows {
            let gap = " ".repeat(wide - display_width(id));
            self.hanging("  ", &" ".repeat(wide.min(20) + 4), &format!("{id}{gap}  {name}"));
        }
    }

    fn heading(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let lines = match self.look.width {
            Some(width) => wrapped(text.trim_end(), width),
            None => vec![text.trim_end().to_owned()],
        };
        for line in lines {
            let line = self.bold(&line);
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn bold(&self, text: &str) -> String {
        if self.look.colour {
            format!("\u{1b}[1m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn text(&mut self, indent: &str, text: &str) {
        self.hanging(indent, indent, text);
    }

    fn numbered(&mut self, steps: &[&str]) {
        for (n, step) in (1..).zip(steps) {
            self.hanging("  ", "     ", &format!("{n}. {step}"));
        }
    }

    fn hanging(&mut self, first: &str, next: &str, text: &str) {
        match self.look.width {
            Some(width) => {
                let options = options(width).initial_indent(first).subsequent_indent(next);
                for line in textwrap::wrap(text, options) {
                    self.out.push_str(&line);
                    self.out.push('\n');
                }
            }
            None => {
                self.out.push_str(first);
                self.out.push_str(text);
                self.out.push('\n');
            }
        }
    }

    /// What may not be broken.
    fn verbatim(&mut self, line: &str) {
        self.out.push_str("  ");
        self.out.push_str(line);
        self.out.push('\n');
    }
}

/// Narrower than that, two columns are worse than one.
const SIDE_BY_SIDE_MIN: usize = 72;

fn wrapped(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, options(width))
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}

/// Words are kept whole, so that codes, names and Korean words are not torn apart; only what is wider than the line is broken.
fn options<'a>(width: usize) -> Options<'a> {
    Options::new(width).word_splitter(WordSplitter::NoHyphenation)
}

#[cfg(test)]
mod tests {
    use super::super::words::{ENGLISH, KOREAN};
    use super::*;
    use crate::explain::question::Question;
    use crate::explain::{explain, list};
    use reply::explain::Hints;

    const QUESTIONS: [&str; 7] = [
        "535",
        "5.7.8",
        "235 530",
        "credentials-wrong",
        "Error: Invalid login: 535-5.7.8 Username and Password not accepted. - gsmtp",
        "Nov 26 10:20:02 mx a: status=bounced (host b said: 550 5.1.1 no such user)\nNov 26 10:20:03 mx a: status=deferred (host c said: 450 greylisted)",
        "nothing that is known",
    ];

    fn pages(look: Look) -> Vec<String> {
        let mut pages = Vec::new();
        for language in [Language::English, Language::Korean] {
            for question in QUESTIONS {
                let words: Vec<String> = match question {
                    "235 530" => question.split(' ').map(str::to_owned).collect(),
                    text => vec![text.to_owned()],
                };
                let said = explain(&Question::of(&words), None, Hints::default(), language).expect("an answer");
                pages.push(page(&said, language, look));
            }
            pages.push(overview(&list(language), language, look));
        }
        pages
    }

    /// Korean letters take two columns. Lines of a dialogue are never broken, and are at most 74 columns wide.
    #[test]
    fn lines_fit_the_terminal() {
        for width in [40, 72, 80, 100] {
            let look = Look {
                width: Some(width),
                colour: false,
            };
            for page in pages(look) {
                for line in page.lines() {
                    let is_dialogue = ["  C: ", "  S: ", "  ("].iter().any(|begin| line.starts_with(begin));
                    let most = if is_dialogue { width.max(74) } else { width };
                    assert!(display_width(line) <= most, "{width} columns: {line}");
                    assert_eq!(line, line.trim_end(), "{width} columns");
                }
            }
        }
    }

    #[test]
    fn a_pipe_gets_whole_lines_and_no_colour() {
        let plain = pages(Look::default());
        assert!(plain.iter().all(|page| !page.contains('\u{1b}')));
        assert!(plain.iter().flat_map(|page| page.lines()).any(|line| line.len() > 200));
        let coloured = pages(Look {
            width: Some(80),
            colour: true,
        });
        assert!(coloured.iter().all(|page| page.contains("\u{1b}[1m")));
    }

    /// The order in which people need it.
    #[test]
    fn the_order_is_fixed() {
        for page in pages(Look::default()) {
            for words in [&ENGLISH, &KOREAN] {
                if !page.contains(&format!("{}\n  ", words.now)) {
                    continue;
                }
                let headings = [words.what, words.who, words.now, words.check, words.retry, words.else_];
                let found: Vec<usize> = headings
                    .iter()
                    .filter_map(|heading| page.find(&format!("\n{heading}\n")))
                    .collect();
                assert!(found.is_sorted(), "{page}");
            }
        }
    }

    #[test]
    fn nothing_from_outside_moves_the_cursor() {
        let text = "550 \u{1b}[31m\u{202e}no such user\u{9b}2J";
        let said = explain(&Question::text(text), None, Hints::default(), Language::English).expect("an answer");
        let page = page(&said, Language::English, Look::default());
        assert!(!page.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{page}");
    }
}
