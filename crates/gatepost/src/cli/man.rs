//! `gatepost man`: manual pages, made from the same words as `--help`.

use super::{Failure, Line, output};
use clap::{Args, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What `man` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  gatepost man | man --local-file -\n  gatepost man /usr/local/share/man/man1")]
pub(super) struct Options {
    /// Write a page for every command into DIR, which is made if it is not there
    ///
    /// Without it, the page of gatepost itself goes to standard output.
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// Prints one page, or writes all.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    let command = built();
    let Some(directory) = &options.directory else {
        let (_, octets) = page(&command).map_err(|error| Failure::new(format!("the page cannot be made: {error}")))?;
        return output::write(&octets);
    };
    let written = fs::create_dir_all(directory).and_then(|()| write_pages(&command, directory));
    let cannot = |error: io::Error| Failure::new(format!("{} cannot be written: {error}", directory.display()));
    let pages = output::quantity(written.map_err(cannot)?, "page");
    output::print(&format!(
        "{pages} written to {}\n",
        output::safe(&directory.display().to_string())
    ))
}

/// The whole command line, with the names that its commands have in pages.
fn built() -> clap::Command {
    let mut command = Line::command().disable_help_subcommand(true);
    command.build();
    command
}

/// Writes the pages of a command and of all below it, and says how many.
fn write_pages(command: &clap::Command, directory: &Path) -> io::Result<u64> {
    let (name, octets) = page(command)?;
    fs::write(directory.join(name), octets)?;
    let mut pages = 1;
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        pages += write_pages(below, directory)?;
    }
    Ok(pages)
}

/// The name of a page's file, and its content.
fn page(command: &clap::Command) -> io::Result<(String, Vec<u8>)> {
    // The library would run the lines of the examples together.
    let man = Man::new(command.clone().after_help(None::<&'static str>))
        // An empty one would not hold its place; a real one would change from build to build.
        .date(" ")
        .source(concat!("gatepost ", env!("CARGO_PKG_VERSION")))
        .manual("Gatepost");
    let mut octets = Vec::new();
    man.render(&mut octets)?;
    if let Some(examples) = command.get_after_help() {
        let mut roff = Roff::new();
        roff.control("SH", ["EXAMPLES"]).control("nf", []);
        // The first line is the heading.
        for line in examples.to_string().lines().skip(1) {
            roff.text([roman(line.trim_start())]);
        }
        roff.control("fi", []);
        roff.to_writer(&mut octets)?;
    }
    Ok((man.get_filename(), octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let directory = std::env::temp_dir().join(format!("gatepost-man-{}", std::process::id()));
        drop(fs::remove_dir_all(&directory));
        fs::create_dir_all(&directory).expect("a directory");
        let pages = write_pages(&built(), &directory).expect("written");
        let names = fs::read_dir(&directory).expect("a directory").count();
        assert_eq!(pages, names as u64, "no two have the same name");
        for (name, parts) in [
            ("gatepost.1", &["gatepost\\-queue(1)", "\\-\\-data"][..]),
            (
                "gatepost-ban-add.1",
                &[".SH EXAMPLES\n.nf\ngatepost ban add ", ".fi\n", "\\-\\-for"],
            ),
        ] {
            let text = fs::read_to_string(directory.join(name)).expect(name);
            for part in parts {
                assert!(text.contains(part), "{name}: {part:?} is not in\n{text}");
            }
            assert!(!text.contains("EXTRA"), "{name}");
        }
        fs::remove_dir_all(&directory).expect("removed");
    }
}
