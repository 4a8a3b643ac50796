//! The pages under `docs/` that are made from the source: writing them, and telling which are stale.

use gatepost::config::docs as configuration;
use reply::docs::{self as knowledge, Language};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

/// Writes all pages.
pub fn write() -> ExitCode {
    for page in PAGES {
        if let Err(error) = page.write() {
            return failed(page, &error);
        }
        println!("wrote {}", page.path);
    }
    ExitCode::SUCCESS
}

/// Names the pages that are missing or not as [`write`] would write them; fails if there are any.
pub fn check() -> ExitCode {
    let mut stale = false;
    for page in PAGES {
        match page.is_stale() {
            Ok(false) => {}
            Ok(true) => {
                eprintln!("{} is stale", page.path);
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

/// A page, and what makes it.
struct Page {
    /// From the root of the repository.
    path: &'static str,
    make: fn(Language) -> String,
    language: Language,
}

impl Page {
    fn write(&self) -> io::Result<()> {
        let place = self.place();
        if let Some(directory) = place.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::write(place, (self.make)(self.language))
    }

    fn is_stale(&self) -> io::Result<bool> {
        match fs::read(self.place()) {
            Ok(written) => Ok(written != (self.make)(self.language).into_bytes()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Found wherever the command is called.
    fn place(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(self.path)
    }
}

fn failed(page: &Page, error: &io::Error) -> ExitCode {
    eprintln!("{}: {error}", page.path);
    ExitCode::FAILURE
}

static PAGES: &[Page] = &[
    Page {
        path: "docs/replies.md",
        make: knowledge::reference,
        language: Language::English,
    },
    Page {
        path: "docs/ko/replies.md",
        make: knowledge::reference,
        language: Language::Korean,
    },
    Page {
        path: "docs/codes.md",
        make: knowledge::codes,
        language: Language::English,
    },
    Page {
        path: "docs/ko/codes.md",
        make: knowledge::codes,
        language: Language::Korean,
    },
    Page {
        path: "docs/providers.md",
        make: knowledge::providers,
        language: Language::English,
    },
    Page {
        path: "docs/ko/providers.md",
        make: knowledge::providers,
        language: Language::Korean,
    },
    Page {
        path: "docs/configuration.md",
        make: configuration::page,
        language: Language::English,
    },
    Page {
        path: "docs/ko/configuration.md",
        make: configuration::page,
        language: Language::Korean,
    },
];
