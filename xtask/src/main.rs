//! Chores of the repository: `docs` writes the pages that are made from the source, `docs --check` finds stale ones,
//! `architecture` finds what leaves the map, and `score` measures `gatepost explain`.

mod architecture;
mod docs;
mod score;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["architecture"] => architecture::check(),
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["score", file] => score::run(file),
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
  architecture  exit 1 if some source is not where the map of ARCHITECTURE.md has it
  docs          write the generated pages under docs/
  docs --check  exit 1 if one of them is not as it would be written now
  score FILE    how often `gatepost explain` is right with replies whose causes are known (one JSON object a line)";
