//! Whether the machine has what the settings ask for: disk, memory and open files.

use super::{door, output};
use crate::config::{Finding, Limits, Settings};
use crate::world::os::{self, OsDisk};
use nix::sys::resource::{Resource, getrlimit};
use nix::unistd::{SysconfVar, sysconf};
use std::path::Path;
use store::{Disk, Space};

/// What this machine has. What it does not say is nobody's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Machine {
    /// Of the disk with the data directory, or where it will be.
    disk: Option<Space>,
    memory_octets: Option<u64>,
    /// How many files this user may have open.
    files: Option<u64>,
}

/// Where the settings ask for more than there is, or for what makes no sense together.
pub(super) fn findings(settings: &Settings) -> Vec<Finding> {
    judge(settings, Machine::of(&settings.data))
}

impl Machine {
    fn of(data: &Path) -> Self {
        let disk = data.ancestors().find_map(|directory| OsDisk.space(directory).ok());
        let system = |what| {
            sysconf(what)
                .ok()
                .flatten()
                .and_then(|number| u64::try_from(number).ok())
        };
        let memory = system(SysconfVar::_PHYS_PAGES).zip(system(SysconfVar::PAGE_SIZE));
        Self {
            disk,
            memory_octets: memory.map(|(pages, octets)| pages.saturating_mul(octets)),
            files: getrlimit(Resource::RLIMIT_NOFILE).ok().map(|(_, hard)| hard),
        }
    }
}

fn judge(settings: &Settings, machine: Machine) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(machine.files.and_then(|files| open_files(settings, files)));
    found.extend(machine.disk.and_then(|disk| free_space(settings, disk)));
    found.extend(ballast(settings));
    if let Some(memory) = machine.memory_octets {
        found.extend(hashing(settings, memory));
        found.extend(bodies(settings, memory));
    }
    found.extend(header(settings));
    found
}

/// Each connection is an open file or two, and the store and the log have some too.
fn open_files(settings: &Settings, files: u64) -> Option<Finding> {
    // A message that is large, or for which there is no memory, is a file too.
    let wanted = 2 * settings.limits.connections_max as u64 + FILES_BESIDE;
    (files < wanted).then(|| {
        let problem = format!(
            "this user may have {files} files open, and {} connections take {wanted}",
            settings.limits.connections_max
        );
        let fix =
            format!("raise the limit (`LimitNOFILE={wanted}` in the unit file, or `ulimit -Hn`), or lower the setting");
        Finding::warning("limits.connections", problem, fix)
    })
}

fn free_space(settings: &Settings, disk: Space) -> Option<Finding> {
    let rules = door::space_rules(settings);
    let (watermark, ballast) = (rules.watermark(disk.total_octets), rules.ballast_octets);
    let shown = output::size;
    let kept = format!(
        "{} of the disk with {} are to stay free (`free_space`, `free_percent`)",
        shown(watermark),
        settings.data.display()
    );
    let fix = "lower `free_space`, `free_percent` or `ballast`, or name a larger disk in `data`";
    if watermark >= disk.total_octets {
        let problem = format!(
            "{kept}, and it has {} in all: no mail would ever be taken",
            shown(disk.total_octets)
        );
        return Some(Finding::new("store.free_space", problem, fix));
    }
    if watermark.saturating_add(ballast) >= disk.total_octets {
        let problem = format!(
            "{kept} beside a ballast of {}, and it has {} in all: there is room for a smaller ballast, and for little mail",
            shown(ballast),
            shown(disk.total_octets)
        );
        return Some(Finding::warning("store.free_space", problem, fix));
    }
    (disk.free_octets < watermark).then(|| {
        let problem = format!(
            "{kept}, and only {} are: no new mail is taken until there is more",
            shown(disk.free_octets)
        );
        Finding::warning("store.free_space", problem, format!("make room on it; or {fix}"))
    })
}

fn ballast(settings: &Settings) -> Option<Finding> {
    let octets = settings.store.ballast_octets;
    (octets < BALLAST_OCTETS_LEAST).then(|| {
        let problem = if octets == 0 {
            "without a ballast, mail cannot be removed from a disk that is full to its last block".to_owned()
        } else {
            format!(
                "a ballast of {} may be too small to remove mail from a disk that is full to its last block",
                output::size(octets)
            )
        };
        Finding::warning("store.ballast", problem, "make it 4 MiB or more")
    })
}

fn hashing(settings: &Settings, memory: u64) -> Option<Finding> {
    let workers = settings.passwords.workers.unwrap_or_else(os::hashers) as u64;
    let one = u64::from(settings.passwords.memory_kib) * 1024;
    let all = one.saturating_mul(workers);
    (all > memory / 2).then(|| {
        let problem = format!(
            "{workers} logins that are checked at once take {} each, {} in all, and this machine has {}",
            output::size(one),
            output::size(all),
            output::size(memory)
        );
        Finding::warning("passwords.memory", problem, "lower `memory` or `workers`")
    })
}

fn bodies(settings: &Settings, memory: u64) -> Option<Finding> {
    let octets = settings.limits.body_memory_octets_max;
    (octets > memory / 2).then(|| {
        let problem = format!(
            "messages on their way in may take {} of memory, and this machine has {}",
            output::size(octets),
            output::size(memory)
        );
        let fix = "lower it: what has no room there goes to the disk, and nothing is refused";
        Finding::warning("limits.body_memory", problem, fix)
    })
}

/// Only where somebody wrote it: the usual one is larger than many a message may be.
fn header(settings: &Settings) -> Option<Finding> {
    let (header, message) = (settings.limits.header_octets_max, settings.limits.message_octets_max);
    let is_written = header != Limits::default().header_octets_max;
    (is_written && header > message).then(|| {
        let problem = format!(
            "a header may have {}, and the whole message {} (`message_size`): the header limit is never met",
            output::size(header),
            output::size(message)
        );
        Finding::warning("limits.header_size", problem, "lower it, or raise `message_size`")
    })
}

/// Store, log, control socket, listeners, and some to spare.
const FILES_BESIDE: u64 = 200;
/// With less, the log that the ballast must make room for cannot be kept short enough.
const BALLAST_OCTETS_LEAST: u64 = 2 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    const GIB: u64 = 1 << 30;

    /// A machine with 100 GiB of disk, 60 of them free, 8 GiB of memory and files enough.
    fn machine() -> Machine {
        Machine {
            disk: Some(Space {
                free_octets: 60 * GIB,
                total_octets: 100 * GIB,
            }),
            memory_octets: Some(8 * GIB),
            files: Some(1 << 20),
        }
    }

    fn found(lines: &str, machine: Machine) -> String {
        let text = format!(
            "hostname = \"mail.example.com\"\n{lines}\n[[listener]]\naddress = \"127.0.0.1:587\"\n\
             service = \"relay\"\ntls = \"none\"\nrelay_from = [\"192.0.2.0/24\"]\n"
        );
        let here = Path::new("/");
        let settings = load(Path::new("/gatepost.toml"), &text, None, here).expect(lines);
        let found = judge(&settings, machine);
        let told = found.iter().map(|finding| {
            assert!(!finding.fix.is_empty());
            format!("{} {}: {}", finding.severity, finding.setting, finding.problem)
        });
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_the_machine_has_not() {
        for (lines, expected) in [
            ("", ""),
            (
                "[store]\nfree_space = \"97 GiB\"",
                "warning store.free_space: 97 GiB of the disk with ",
            ),
            (
                "[store]\nfree_space = \"99 GiB\"\nballast = \"2 GiB\"",
                "warning store.free_space: 99 GiB of the disk with ",
            ),
            (
                "[store]\nfree_space = \"100 GiB\"",
                "error store.free_space: 100 GiB of the disk with ",
            ),
            ("[store]\nballast = 0", "warning store.ballast: without a ballast"),
            (
                "[store]\nballast = \"1 MiB\"",
                "warning store.ballast: a ballast of 1.0 MiB may be too small",
            ),
            ("[store]\nballast = \"2 MiB\"", ""),
            (
                "[passwords]\nmemory = \"1 GiB\"\nworkers = 5",
                "warning passwords.memory: 5 logins that are checked at once take 1.0 GiB each, 5.0 GiB in all, and \
                 this machine has 8.0 GiB",
            ),
            ("[passwords]\nmemory = \"1 GiB\"\nworkers = 4", ""),
            (
                "[limits]\nbody_memory = \"5 GiB\"",
                "warning limits.body_memory: messages on their way in may take 5.0 GiB",
            ),
            ("[limits]\nmessage_size = \"128 KiB\"", ""),
            (
                "[limits]\nmessage_size = \"1 MiB\"\nheader_size = \"2 MiB\"",
                "warning limits.header_size: a header may have 2.0 MiB",
            ),
            ("[limits]\nconnections = 100000", ""),
            (
                "[limits]\nconnections = 1000000",
                "warning limits.connections: this user may have 1048576 files open",
            ),
        ] {
            let found = found(lines, machine());
            assert!(
                found.starts_with(expected) && found.is_empty() == expected.is_empty(),
                "{lines}: {found}"
            );
            assert!(!found.contains('\n'), "{lines}: {found}");
        }
    }

    #[test]
    fn a_machine_that_says_nothing_is_taken_as_it_is() {
        assert_eq!(found("[store]\nfree_space = \"1 TiB\"", Machine::default()), "");
    }

    #[test]
    fn this_machine_says_what_it_has() {
        let machine = Machine::of(Path::new("/no/such/directory"));
        assert!(
            machine.disk.is_some_and(|disk| disk.total_octets > 0),
            "that of the root"
        );
        assert!(machine.memory_octets.is_some_and(|octets| octets > 1 << 20) && machine.files.is_some());
    }
}
