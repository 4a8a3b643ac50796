//! Whether the source keeps to the map of ARCHITECTURE.md: who may know whom, and where the outside is touched.
//!
//! What the compiler can stop is a crate; this looks at the rest. It protects the map and not taste: a rule that has to
//! change is changed here and in ARCHITECTURE.md, in one commit that says why.

mod rules;
mod source;

use rules::{Tree, violations};
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

/// Names all places that break a rule; fails if there are any.
pub fn check() -> ExitCode {
    let tree = match read_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("the source cannot be read: {error}");
            return ExitCode::FAILURE;
        }
    };
    let found = violations(&tree, EXCEPTIONS);
    if found.is_empty() {
        println!("{} files keep to the map", tree.len());
        return ExitCode::SUCCESS;
    }
    for violation in &found {
        eprintln!("{violation}");
    }
    eprintln!(
        "\n{} places leave the map. The map is in ARCHITECTURE.md, its rules in {TABLES}",
        found.len()
    );
    ExitCode::FAILURE
}

/// `[dependencies]` among the crates of this workspace. What a crate cannot name, it cannot depend upon by accident.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("reply", &[]),
    ("mail", &[]),
    ("smtp", &["mail", "reply"]),
    ("queue", &["mail"]),
    ("store", &["mail", "queue"]),
    ("gatepost", &["mail", "queue", "reply", "smtp", "store"]),
    ("sys", &["store"]),
    ("sim", &["gatepost", "mail", "queue", "reply", "smtp", "store", "sys"]),
    ("fuzzing", &["gatepost", "mail", "reply", "smtp"]),
    ("xtask", &["gatepost", "reply"]),
];

/// The modules of the program, and whom each may know. `main` is the binary.
const MODULES: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "accounts", "admin", "config", "events", "explain", "fetch", "outbound", "server", "watch", "world",
        ],
    ),
    (
        "server",
        &[
            "accounts", "backlog", "config", "events", "inbound", "outbound", "world",
        ],
    ),
    (
        "inbound",
        &["accounts", "backlog", "config", "events", "policy", "world"],
    ),
    (
        "outbound",
        &["backlog", "call", "config", "events", "fetch", "notices", "world"],
    ),
    ("fetch", &["world"]),
    ("backlog", &["world"]),
    ("call", &["world"]),
    ("notices", &[]),
    ("policy", &["accounts", "config"]),
    ("admin", &["accounts", "config", "events", "outbound", "watch", "world"]),
    ("watch", &["config", "events"]),
    ("accounts", &["config", "fetch", "world"]),
    ("config", &[]),
    ("events", &[]),
    ("explain", &[]),
    ("world", &[]),
];

/// The real world is chosen where the process begins. Whoever else names it cannot live in a made-up one.
const REAL_DOORS: &[&str] = &[
    "crate::world::os",
    "crate::world::tls",
    "crate::world::certificate",
    "crate::world::dns",
    "crate::world::facts",
    "crate::world::systemd",
];

/// What is outside, and the door to it.
const OUTSIDE: &[Outside] = &[
    Outside {
        what: "the clock",
        instead: "take the moment as an argument, or ask `world::Clock`",
        paths: &[
            "std::time::Instant::now",
            "std::time::SystemTime",
            "tokio::time",
            "tracing_subscriber",
        ],
    },
    Outside {
        what: "a socket",
        instead: "go through `world::Network`",
        paths: &[
            "std::net::TcpListener",
            "std::net::TcpStream",
            "std::net::ToSocketAddrs",
            "std::net::UdpSocket",
            "std::os::unix::net",
            "socket2",
            "tokio::net",
        ],
    },
    Outside {
        what: "chance",
        instead: "take it as an argument, or ask `world::Random`",
        paths: &[
            "aws_lc_rs::rand",
            "getrandom",
            "rand",
            "rcgen",
            "std::hash::RandomState",
        ],
    },
    Outside {
        what: "in an order that chance draws",
        instead: "take a BTreeMap or a BTreeSet",
        paths: &["std::collections::HashMap", "std::collections::HashSet"],
    },
    Outside {
        what: "a choice by chance",
        instead: "let it begin with `biased;`",
        paths: &[UNBIASED_SELECT],
    },
    Outside {
        what: "a thread or a task",
        instead: "go through `world::Tasks`, or through `store::Work` for what blocks",
        paths: &["std::thread", "tokio::runtime", "tokio::spawn", "tokio::task"],
    },
    Outside {
        what: "the process and its environment",
        instead: "let `cli` find it out and hand it on",
        paths: &[
            "nix",
            "std::env",
            "std::process::Command",
            "std::process::abort",
            "std::process::exit",
            "std::process::id",
            "tokio::process",
            "tokio::signal",
        ],
    },
    Outside {
        what: "the disk",
        instead: "go through `store::Disk`",
        paths: &["rusqlite", "std::fs", "tokio::fs"],
    },
];

struct Outside {
    what: &'static str,
    instead: &'static str,
    paths: &'static [&'static str],
}

/// The places that may break a rule, and why. One that nothing needs any more is itself a violation.
static EXCEPTIONS: &[Exception] = &[
    // SQLite has a door of its own: its VFS, which the made-up world replaces.
    except("crates/store/src/embedded/", "rusqlite", "it is the store"),
    except("crates/store/src/error.rs", "rusqlite", "sorts its errors"),
    // The command line is the part that runs in no made-up world: it makes the real one.
    except(
        "crates/gatepost/src/main.rs",
        "std::env",
        "the entrance hands the arguments on",
    ),
    except(
        "crates/gatepost/src/cli/",
        "std::env",
        "reads HOME, NO_COLOR and their like",
    ),
    except(
        "crates/gatepost/src/cli/",
        "std::fs",
        "data directory, lock, configuration, log, exports",
    ),
    except(
        "crates/gatepost/src/cli/mod.rs",
        "nix",
        "the default directory is another one for root",
    ),
    except(
        "crates/gatepost/src/accounts/source/file.rs",
        "std::fs",
        "a password file is looked at when it changes",
    ),
    except(
        "crates/gatepost/src/accounts/source/ldap/",
        "tokio::net",
        "the LDAP library takes a socket and nothing else",
    ),
    except(
        "crates/gatepost/src/outbound/dkim.rs",
        "aws_lc_rs::rand",
        "the library asks for it, and a signature of PKCS #1 draws nothing",
    ),
    except(
        "crates/gatepost/src/cli/door.rs",
        "nix",
        "root becomes the owner of the data directory",
    ),
    except(
        "crates/gatepost/src/cli/door.rs",
        "tokio::runtime",
        "builds the one that a command runs in",
    ),
    except(
        "crates/gatepost/src/cli/route.rs",
        "tokio::runtime",
        "builds the one in which the DNS is asked",
    ),
    except(
        "crates/gatepost/src/cli/door.rs",
        "tokio::time",
        "waits for the lock before there is a world",
    ),
    except(
        "crates/gatepost/src/cli/sessions.rs",
        "tokio::time",
        "asks a running server once a second",
    ),
    except(
        "crates/gatepost/src/cli/queue.rs",
        "tokio::time",
        "shows on a terminal that long work goes on",
    ),
    except(
        "crates/gatepost/src/cli/room.rs",
        "nix",
        "how much memory there is, and how many files this user may have open",
    ),
    except(
        "crates/gatepost/src/cli/serve.rs",
        "std::thread",
        "reads the configuration again beside the server, since a disk may hang",
    ),
    except(
        "crates/gatepost/src/cli/sources.rs",
        "tokio::runtime",
        "builds the one in which sources are asked",
    ),
    except(
        "crates/gatepost/src/cli/serve.rs",
        "tokio::runtime",
        "builds the one that the server runs in",
    ),
    except(
        "crates/gatepost/src/cli/logging.rs",
        "tracing_subscriber",
        "dates the log's lines",
    ),
    except(
        "crates/gatepost/src/cli/logging.rs",
        "std::thread",
        "one of its own writes, so that the server never waits",
    ),
    except(
        "crates/gatepost/src/config/files/",
        "std::fs",
        "`check_files` looks at what the settings name",
    ),
    except(
        "crates/gatepost/src/config/files/",
        "nix",
        "asks whether this user may write there",
    ),
    // A client, and no part of the server.
    except(
        "crates/gatepost/src/admin/client.rs",
        "tokio::net",
        "speaks to the socket of a running server",
    ),
    except(
        "crates/gatepost/src/admin/client.rs",
        "tokio::spawn",
        "hyper wants its connection driven",
    ),
    except(
        "crates/gatepost/src/admin/http.rs",
        "std::time::Instant::now",
        "hyper counts in these; the zero from which the clock's door goes on",
    ),
    except(
        "crates/gatepost/src/admin/local.rs",
        "std::process::id",
        "`/v1/status` says who answers",
    ),
    except(
        "crates/gatepost/src/admin/local.rs",
        "nix",
        "the user at the other end of the socket, and whether it is ours",
    ),
    // Of the codes themselves only these two say something to a program.
];

struct Exception {
    /// A file, or a folder with its slash.
    place: &'static str,
    /// A path of [`OUTSIDE`] or of a module, or what a rule calls a thing.
    path: &'static str,
    why: &'static str,
    line: u32,
}

#[track_caller]
const fn except(place: &'static str, path: &'static str, why: &'static str) -> Exception {
    let line = Location::caller().line();
    Exception { place, path, why, line }
}

/// The manifests and the source of all crates.
fn read_tree(root: &Path) -> io::Result<Tree> {
    let mut tree = Tree::new();
    let mut folders: Vec<PathBuf> = vec![root.join("crates"), root.join("fuzz"), root.join("xtask")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            if path.is_dir() {
                folders.extend((name != "target").then_some(path));
            } else if name == "Cargo.toml" || name.ends_with(".rs") {
                let below = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                tree.insert(below, fs::read_to_string(&path)?);
            }
        }
    }
    Ok(tree)
}

/// Behind these doors is the real world.
const WORLD: &str = "crates/gatepost/src/world/";
/// Where the rules stand.
const TABLES: &str = "xtask/src/architecture.rs";
/// A macro is no path; in the tables this stands for one without `biased;`.
const UNBIASED_SELECT: &str = "select! without biased";
