//! `gatepost check`: what is wrong with the configuration, without starting.

use super::{Failure, Global, Unusable, door, output};
use crate::config::{self, Finding};
use crate::world::tls::RustlsServer;
use clap::Args;
use serde::Serialize;

/// What `check` takes.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Print the findings as a JSON array
    #[arg(long)]
    json: bool,
}

/// A finding for a program.
#[derive(Serialize)]
struct Found<'a> {
    /// In the configuration file.
    line: Option<usize>,
    setting: &'a str,
    problem: &'a str,
    fix: &'a str,
}

/// Checks, and says what was found.
pub(super) fn run(global: &Global, options: &Options) -> Result<(), Failure> {
    let settings = match global.load() {
        Ok(settings) => settings,
        Err(Unusable::Unread(failure)) => return Err(failure),
        Err(Unusable::Wrong(complaint)) => {
            if options.json {
                let found: Vec<Found> = complaint
                    .findings()
                    .map(|(line, finding)| found(line, finding))
                    .collect();
                output::json(&found)?;
            } else {
                output::print(&complaint.render(output::colour_out()))?;
            }
            return Err(Failure::silent());
        }
    };
    if settings.data.exists() {
        // What the server may read is what counts.
        door::step_down(&settings.data)?;
    }
    let mut findings = config::check_files(&settings);
    findings.extend(door::socket_finding(&settings.data));
    if let (true, Some(files)) = (findings.is_empty(), &settings.certificate) {
        // Certificate and key may each be in order, and not belong together or be of a kind that is not spoken.
        findings.extend(RustlsServer::load(&files.chain, &files.key).err().map(|error| Finding {
            setting: "tls".to_owned(),
            problem: error.to_string(),
            fix: "name a certificate and the key that was made for it: RSA of 2048 bits or more, ECDSA or Ed25519, X.509 version 3"
                .to_owned(),
        }));
    }
    if options.json {
        let found: Vec<Found> = findings.iter().map(|finding| found(None, finding)).collect();
        output::json(&found)?;
    } else if findings.is_empty() {
        output::print("everything is fine\n")?;
    } else {
        output::print(&findings.iter().map(told).collect::<Vec<_>>().join("\n"))?;
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Failure::silent())
    }
}

fn found(line: Option<usize>, finding: &Finding) -> Found<'_> {
    Found {
        line,
        setting: &finding.setting,
        problem: &finding.problem,
        fix: &finding.fix,
    }
}

/// The problem, and under it, further in, what to do.
fn told(finding: &Finding) -> String {
    let mut text = match finding.setting.as_str() {
        "" => format!("{}\n", output::safe(&finding.problem)),
        setting => format!("{setting}: {}\n", output::safe(&finding.problem)),
    };
    for line in finding.fix.lines() {
        text.push_str(&format!("    {}\n", output::safe(line)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_stands_with_its_fix() {
        for (setting, fix, expected) in [
            (
                "tls.key",
                "copy it again",
                "tls.key: it is damaged\n    copy it again\n",
            ),
            ("", "write\nthis", "it is damaged\n    write\n    this\n"),
            ("data", "", "data: it is damaged\n"),
        ] {
            let finding = Finding {
                setting: setting.to_owned(),
                problem: "it is damaged".to_owned(),
                fix: fix.to_owned(),
            };
            assert_eq!(told(&finding), expected);
        }
    }
}
