//! Chores of the repository: `docs` writes the pages that are made from the source, `docs --check` finds stale ones.

mod docs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

const USAGE: &str = "\
Usage: cargo run -p xtask -- COMMAND

Commands:
  docs          write the generated pages under docs/
  docs --check  exit 1 if one of them is not as it would be written now";
