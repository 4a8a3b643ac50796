//! `gatepost check`: what is wrong with the configuration and with what it names, without starting.

use super::door::Descent;
use super::{Failure, Global, Unusable, door, gear, output, room, sources};
use crate::config::{self, Finding, Settings, Severity};
use crate::server::CannotListen;
use crate::world::os::{Bound, OsClock};
use crate::world::{Clock, facts};
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
    /// `error`: the server will not start, or be of no use; `warning`: it starts all the same; `note`: good to know.
    severity: String,
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
    // Root opens ports before it steps down, so they are tried before that.
    let mut findings = ports(&settings);
    let mut steps_down = false;
    if settings.data.exists() {
        match door::descent(&settings.data, settings.user.as_deref()) {
            // What the server may read is what counts.
            Ok(descent) => {
                steps_down = descent != Descent::None;
                door::become_user(&settings.data, descent)?;
            }
            Err(failure) => {
                let (problem, fix) = failure.message.split_once(": ").unwrap_or((&failure.message, ""));
                findings.push(Finding::new("user", problem, fix));
            }
        }
    }
    findings.extend(config::check_files(&settings));
    findings.extend(door::socket_finding(&settings.data));
    findings.extend(room::findings(&settings));
    let files = match gear::load(&settings) {
        Ok(files) => {
            findings.extend(sources::findings(&settings, &files.secrets));
            Vec::new()
        }
        Err(found) => found,
    };
    for finding in files {
        // Whoever may not read a file has said so above.
        if findings
            .iter()
            .all(|known| known.setting != finding.setting || known.severity != Severity::Error)
        {
            findings.push(finding);
        }
    }
    let files_are_well = !findings.iter().any(|finding| {
        ["tls", "certificate"]
            .iter()
            .any(|section| finding.setting.starts_with(section))
    });
    if files_are_well {
        for finding in certificates(&settings) {
            // Some is seen from both sides.
            if findings.iter().all(|known| known.problem != finding.problem) {
                findings.push(finding);
            }
        }
    }
    let notes = notes(&settings, steps_down);
    let is_bad = findings.iter().any(|finding| finding.severity == Severity::Error);
    if options.json {
        let noted = notes.iter().map(|note| Found {
            severity: "note".to_owned(),
            ..found(None, note)
        });
        let found: Vec<Found> = findings.iter().map(|finding| found(None, finding)).collect();
        output::json(&found.into_iter().chain(noted).collect::<Vec<_>>())?;
    } else {
        let mut told: Vec<String> = findings.iter().map(told).collect();
        if findings.is_empty() {
            told.push("everything is fine\n".to_owned());
        }
        told.extend(notes.iter().map(|note| self::told(note).replacen("warning", "note", 1)));
        output::print(&told.join("\n"))?;
    }
    if is_bad { Err(Failure::silent()) } else { Ok(()) }
}

/// Whether each port could be opened now. Where a server has the data directory, its ports are taken by itself.
fn ports(settings: &Settings) -> Vec<Finding> {
    if settings.data.exists() && !matches!(door::is_free(&settings.data), Ok(true)) {
        return Vec::new();
    }
    let mut bound = Bound::default();
    let tried = settings.listeners.iter().filter(|listener| !listener.optional);
    tried
        .filter_map(|listener| {
            let error = bound.open(listener.address).err()?;
            let listener = listener.clone();
            let problem = CannotListen { listener, error }.to_string();
            let (problem, fix) = problem
                .split_once(": ")
                .map_or((problem.as_str(), "change `address`"), |parts| parts);
            Some(Finding::new("listener.address", problem, fix))
        })
        .collect()
}

/// Certificate and key may each be in order, and not belong together, be for other names, or be at their end.
fn certificates(settings: &Settings) -> Vec<Finding> {
    let now = OsClock::default().date();
    let pairs: Vec<_> = settings
        .certificates
        .iter()
        .map(|files| (files.chain.clone(), files.key.clone()))
        .collect();
    facts::findings(&pairs, &settings.hostname, now)
        .into_iter()
        .map(|finding| match finding.is_error {
            true => Finding::new(finding.setting, finding.problem, finding.fix),
            false => Finding::warning(finding.setting, finding.problem, finding.fix),
        })
        .collect()
}

/// What a reload on SIGHUP cannot do with this configuration.
fn notes(settings: &Settings, steps_down: bool) -> Vec<Finding> {
    let low: Vec<String> = settings
        .listeners
        .iter()
        .map(|listener| listener.address.port())
        .filter(|port| (1..1024).contains(port))
        .map(|port| port.to_string())
        .collect();
    if !steps_down || low.is_empty() {
        return Vec::new();
    }
    let problem = format!(
        "the server opens port {} as root and goes on as another user, so a reload (SIGHUP) cannot open ports below 1024",
        low.join(", ")
    );
    let fix = "restart after such a change; or start it as that user with CAP_NET_BIND_SERVICE, as the unit file does";
    vec![Finding::warning("listener.address", problem, fix)]
}

fn found(line: Option<usize>, finding: &Finding) -> Found<'_> {
    Found {
        severity: finding.severity.to_string(),
        line,
        setting: &finding.setting,
        problem: &finding.problem,
        fix: &finding.fix,
    }
}

/// The problem, and under it, further in, what to do.
fn told(finding: &Finding) -> String {
    let mut text = match finding.severity {
        Severity::Error => String::new(),
        Severity::Warning => "warning: ".to_owned(),
    };
    if !finding.setting.is_empty() {
        text.push_str(&format!("{}: ", finding.setting));
    }
    text.push_str(&format!("{}\n", output::safe(&finding.problem)));
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
            assert_eq!(told(&Finding::new(setting, "it is damaged", fix)), expected);
            let expected = format!("warning: {expected}");
            assert_eq!(told(&Finding::warning(setting, "it is damaged", fix)), expected);
        }
    }
}
