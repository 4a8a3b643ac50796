//! The pages under `docs/` that are made from the source: writing them, and telling which are stale.

use reply::docs::{Language, reference};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

/// Writes all pages.
pub fn write() -> ExitCode {
    for (page, language) in PAGES {
        if let Err(error) = write_page(page, language) {
            return failed(page, &error);
        }
        println!("wrote {page}");
    }
    ExitCode::SUCCESS
}

/// Names the pages that are missing or not as [`write`] would write them; fails if there are any.
pub fn check() -> ExitCode {
    let mut stale = false;
    for (page, language) in PAGES {
        match is_stale(page, language) {
            Ok(false) => {}
            Ok(true) => {
                eprintln!("{page} is stale");
                stale = true;
            }
            Err(error) => return failed(page, &error),
        }
    }
    if stale {
        eprintln!("refresh with: cargo run -p xtask -- docs");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn write_page(page: &str, language: Language) -> io::Result<()> {
    let path = path(page);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, reference(language))
}

fn is_stale(page: &str, language: Language) -> io::Result<bool> {
    match fs::read(path(page)) {
        Ok(written) => Ok(written != reference(language).into_bytes()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn failed(page: &str, error: &io::Error) -> ExitCode {
    eprintln!("{page}: {error}");
    ExitCode::FAILURE
}

/// Pages are named from the root of the repository, wherever the command is called.
fn path(page: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page)
}

const PAGES: [(&str, Language); 2] = [
    ("docs/replies.md", Language::English),
    ("docs/ko/replies.md", Language::Korean),
];
