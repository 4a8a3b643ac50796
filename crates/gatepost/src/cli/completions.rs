//! `gatepost completions`: what a shell needs to complete commands and options.

use super::{Failure, Line, output};
use clap::{Args, CommandFactory};
use clap_complete::aot::{Shell, generate};

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gatepost completions bash > /usr/share/bash-completion/completions/gatepost")]
pub(super) struct Options {
    /// For which shell
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(options: &Options) -> Result<(), Failure> {
    output::write(&script(options.shell))
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut Line::command(), "gatepost", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn each_shell_has_a_script() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(script(*shell)).expect("text");
            for word in ["gatepost", "queue", "backup", "completions"] {
                assert!(script.contains(word), "{word} for {shell}");
            }
        }
    }
}
