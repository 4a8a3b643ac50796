//! `gatepost config`: the settings as they are used, and a schema for editors.

use super::{Failure, Global, output};
use crate::config::{Issuer, Settings, Source, schema, show, show_json};
use clap::Subcommand;
use std::path::{self, PathBuf};

/// What `config` is asked for.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a JSON Schema of the configuration file, by which editors complete and check it
    Schema,

    /// Print the settings as they are used, with the defaults filled in
    ///
    /// What is printed is itself a configuration, with the same meaning.
    Show {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Prints what is asked for.
pub(super) fn run(global: &Global, command: Command) -> Result<(), Failure> {
    match command {
        Command::Schema => output::json(&schema::json_schema()),
        Command::Show { json } => {
            let mut settings = global.settings()?;
            from_root(&mut settings)?;
            if json {
                output::json(&show_json(&settings))
            } else {
                output::print(&visible(&show(&settings)))
            }
        }
    }
}

/// Makes all paths absolute, so that the text means the same wherever it is put.
fn from_root(settings: &mut Settings) -> Result<(), Failure> {
    let mut paths: Vec<&mut PathBuf> = vec![&mut settings.data];
    for files in &mut settings.certificates {
        paths.extend([&mut files.chain, &mut files.key]);
    }
    paths.extend(&mut settings.log.file);
    paths.extend(
        settings
            .listeners
            .iter_mut()
            .filter_map(|listener| listener.client_ca.as_mut()),
    );
    paths.extend(settings.sources.iter_mut().flat_map(Source::paths));
    paths.extend(settings.issuers.iter_mut().flat_map(Issuer::paths));
    paths.extend(settings.routes.paths());
    paths.extend(settings.dkim.iter_mut().map(|file| &mut file.key));
    for path in paths {
        *path = path::absolute(&*path)
            .map_err(|error| Failure::new(format!("{} leads nowhere: {error}", path.display())))?;
    }
    Ok(())
}

/// What stands in a file may stand on a terminal, but for what the terminal would take for a command.
fn visible(text: &str) -> String {
    text.lines().map(|line| output::safe(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{EXAMPLE, load, without_file};
    use std::path::Path;

    #[test]
    fn paths_start_at_the_root() {
        let mut settings = without_file(PathBuf::from("state"));
        settings.log.file = Some(PathBuf::from("/var/log/../log/gatepost.log"));
        assert!(from_root(&mut settings).is_ok());
        assert!(settings.data.is_absolute() && settings.data.ends_with("state"));
        let read = |text: &str| load(Path::new("/etc/gatepost.toml"), text, None, Path::new("/data"));
        let example = read(EXAMPLE).expect("it is right");
        let mut settings = example.clone();
        assert!(from_root(&mut settings).is_ok());
        assert_eq!(settings, example);
        assert_eq!(read(&visible(&show(&settings))).ok(), Some(example));
    }
}
