//! The way to the store: through the running server if there is one, else by opening it, as the owner of the directory.

use super::sources::{self, Secrets};
use super::{Failure, gear};
use crate::accounts::directory::{Directory, Rules};
use crate::accounts::password::{Cost, Passwords};
use crate::admin::client::Client;
use crate::admin::local::{SOCKET, operator};
use crate::admin::protocol::{Answer, Request};
use crate::admin::{Control, Export};
use crate::config::{Finding, PasswordCost, Settings};
use crate::outbound::ways::{Gear, Ways};
use crate::world::{World, os};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::stat::{Mode, umask};
use nix::unistd::{Gid, Uid, User, chown, geteuid, getuid, initgroups, setgid, setgroups, setuid};
use queue::{IdSource, QueueId};
use std::ffi::CString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::embedded::{Embedded, Options};
use store::{AccountStore, BodyBudget, SpaceEvent, SpaceRules, StoreError};

/// The way that was found.
pub(super) enum Door {
    /// Nobody else has the store open: we have, as long as the lock lives.
    Own {
        /// What does it.
        control: Box<Control>,
        /// Who asked for it.
        by: String,
        /// Keeps others out.
        _lock: File,
    },
    /// A server has it.
    Running(Client),
}

/// What a command wants of the data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It must be there, with something of ours in it.
    There,
    /// It is made, if it is not there.
    Made,
}

/// Finds the way to the store of `settings`, and does `job` with it. To be called before threads are started: root steps down.
pub(super) fn with<T>(
    settings: &Settings,
    need: Need,
    job: impl AsyncFnOnce(&Door) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let data = &settings.data;
    // Whose work it is must be known before that is given up.
    let by = operator(getuid().as_raw());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("the command cannot start: {error}")))?;
    // A server that runs asks the system who we are, so root speaks to it as root. That makes no files, and no threads.
    if let Ok(client) = runtime.block_on(Client::connect(data.join(SOCKET))) {
        return runtime.block_on(job(&Door::Running(client)));
    }
    private_files();
    match need {
        Need::There => must_be_there(data)?,
        Need::Made => make_data(data)?,
    }
    step_down(data, settings.user.as_deref())?;
    runtime.block_on(async {
        let door = enter(settings, by).await?;
        job(&door).await
    })
}

impl Door {
    /// Does what is asked.
    pub(super) async fn answer(&self, request: Request) -> Result<Answer, Failure> {
        Ok(match self {
            Self::Own { control, by, .. } => control.answer(request, by).await?,
            Self::Running(client) => client.answer(&request).await?,
        })
    }

    /// The octets of a message.
    pub(super) async fn export(&self, id: QueueId, as_received: bool) -> Result<Export, Failure> {
        Ok(match self {
            Self::Own { control, .. } => control.export(id, as_received).await?,
            Self::Running(client) => client.export(id, as_received).await?,
        })
    }
}

/// Takes the lock of a data directory, which whoever opens the store in it must hold. `None`: somebody else has it. It ends
/// with the file that is returned.
///
/// # Errors
/// The lock file cannot be made or locked.
pub(super) fn lock(data: &Path) -> Result<Option<File>, Failure> {
    let path = data.join("lock");
    let cannot = |error: &io::Error| Failure::new(cannot(&path, "opened", error));
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path);
    let file = file.map_err(|error| cannot(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(cannot(&error)),
    }
}

/// Whether nobody holds the lock. Makes no file.
///
/// # Errors
/// The lock cannot be looked at.
pub(super) fn is_free(data: &Path) -> io::Result<bool> {
    match File::open(data.join("lock")) {
        Ok(file) => match file.try_lock_shared() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Makes the data directory if it is not there, for its owner alone, and makes its name durable: a directory that is gone
/// after a loss of power takes the mail with it.
///
/// # Errors
/// It cannot be made, or is something else.
pub(super) fn make_data(data: &Path) -> Result<(), Failure> {
    let named = |path: &&Path| !path.as_os_str().is_empty();
    let missing: Vec<&Path> = data
        .ancestors()
        .take_while(named)
        .take_while(|path| !path.exists())
        .collect();
    for directory in missing.into_iter().rev() {
        match DirBuilder::new().mode(0o700).create(directory) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(Failure::new(format!(
                    "{}; give another directory with `--data DIR`",
                    cannot(directory, "made", &error)
                )));
            }
            _ => {}
        }
        let parent = directory.parent().filter(named).unwrap_or(Path::new("."));
        let synced = File::open(parent).and_then(|parent| parent.sync_all());
        synced.map_err(|error| Failure::new(cannot(parent, "synced", &error)))?;
    }
    // Also when it was there: whoever made it may have crashed before its name was on the disk. A parent that this user may not
    // look into is somebody else's to sync.
    let parent = data.parent().filter(named).unwrap_or(Path::new("."));
    match File::open(parent).and_then(|parent| parent.sync_all()) {
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => {
            return Err(Failure::new(cannot(parent, "synced", &error)));
        }
        _ => {}
    }
    match fs::metadata(data) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(Failure::new(format!(
            "{} is not a directory: give one with `--data DIR`",
            data.display()
        ))),
        Err(error) => Err(Failure::new(cannot(data, "opened", &error))),
    }
}

/// What is wrong with the place of the socket by which commands speak to a server, if anything is.
pub(super) fn socket_finding(data: &Path) -> Option<Finding> {
    let socket = data.join(SOCKET);
    (socket.as_os_str().len() > SOCKET_OCTETS_MAX).then(|| {
        let problem = format!(
            "the path {} is too long for a socket: {SOCKET_OCTETS_MAX} octets at most",
            socket.display()
        );
        Finding::new("data", problem, "choose a data directory with a shorter path")
    })
}

/// Whom root becomes for a data directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Descent {
    /// Nobody else: this is not root, or the directory is root's own.
    None,
    /// This user, to whom the directory belongs; with its name, where it has one.
    To(Uid, Gid, Option<String>),
    /// This user of the configuration, to whom the directory, which is empty, has to be given.
    Gives(Uid, Gid, String),
}

/// Finds out whom root becomes: `user` of the configuration, else the owner of the data directory. Changes nothing.
///
/// # Errors
/// There is no such user, or the directory is somebody else's.
pub(super) fn descent(data: &Path, user: Option<&str>) -> Result<Descent, Failure> {
    if !geteuid().is_root() {
        return Ok(Descent::None);
    }
    let metadata = fs::metadata(data).map_err(|error| Failure::new(cannot(data, "opened", &error)))?;
    let owner = Uid::from_raw(metadata.uid());
    let Some(user) = user else {
        if owner.is_root() {
            return Ok(Descent::None);
        }
        // The user's own group, and not the directory's, which may still be root's.
        return Ok(match User::from_uid(owner) {
            Ok(Some(user)) => Descent::To(owner, user.gid, Some(user.name)),
            Ok(None) | Err(_) => Descent::To(owner, Gid::from_raw(metadata.gid()), None),
        });
    };
    let found =
        User::from_name(user).map_err(|error| Failure::new(format!("the user {user} cannot be looked up: {error}")))?;
    let Some(user) = found else {
        return Err(Failure::new(format!(
            "there is no user {user}: make it (`useradd --system {user}`), or correct `user` in the configuration"
        )));
    };
    if owner == user.uid {
        return Ok(Descent::To(owner, user.gid, Some(user.name)));
    }
    if fs::read_dir(data).is_ok_and(|mut names| names.next().is_none()) {
        return Ok(Descent::Gives(user.uid, user.gid, user.name));
    }
    let (data, name) = (data.display(), user.name);
    Err(Failure::new(format!(
        "{data} belongs to {}, and the configuration says `user = \"{name}\"`: `chown -R {name}: {data}`, or correct `user`",
        operator(owner.as_raw())
    )))
}

/// Root becomes the owner of the data directory, so that no file in it changes its owner; whoever else calls this stays who
/// they are. To be called before files are made and threads are started.
///
/// # Errors
/// As [`descent`], or the system does not allow it.
pub(super) fn step_down(data: &Path, user: Option<&str>) -> Result<(), Failure> {
    let descent = descent(data, user)?;
    if let Descent::Gives(uid, gid, name) = &descent {
        let given = chown(data, Some(*uid), Some(*gid));
        given.map_err(|error| Failure::new(format!("{} cannot be given to {name}: {error}", data.display())))?;
    }
    become_user(data, descent)
}

/// Root becomes that user for good.
///
/// # Errors
/// The system does not allow it.
pub(super) fn become_user(data: &Path, descent: Descent) -> Result<(), Failure> {
    let (uid, gid, name) = match descent {
        Descent::None => return Ok(()),
        Descent::To(uid, gid, name) => (uid, gid, name),
        Descent::Gives(uid, gid, name) => (uid, gid, Some(name)),
    };
    // The user's other groups may read the keys of certificates. In this order: without root's rights the groups cannot be
    // given up any more.
    let groups = match name.and_then(|name| CString::new(name).ok()) {
        Some(name) => initgroups(&name, gid),
        None => setgroups(&[gid]),
    };
    let stepped = groups.and_then(|()| setgid(gid)).and_then(|()| setuid(uid));
    stepped.map_err(|error| {
        let owner = operator(uid.as_raw());
        Failure::new(format!(
            "cannot become {owner}, the owner of {}: {error}; run this as {owner}",
            data.display()
        ))
    })
}

/// What ties the store to whoever opens it.
pub(super) struct Hooks {
    /// What all sessions together hold of messages.
    pub(super) body_memory: BodyBudget,
    /// The disk has failed.
    pub(super) on_broken: Arc<dyn Fn(&StoreError) + Send + Sync>,
    /// There is no room for mail any more, or again.
    pub(super) on_space: Arc<dyn Fn(SpaceEvent) + Send + Sync>,
}

/// Nobody does: a command ends with what it is told itself.
impl Default for Hooks {
    fn default() -> Self {
        Self {
            body_memory: BodyBudget::new(u64::MAX),
            on_broken: Arc::new(|_| {}),
            on_space: Arc::new(|_| {}),
        }
    }
}

/// Opens the store in the data directory, of which the caller holds the lock. Blocks.
///
/// # Errors
/// What the store found on the disk.
pub(super) fn open_store(world: &World, settings: &Settings, hooks: Hooks) -> Result<Embedded, Failure> {
    let mut node = [0; 4];
    world.random.fill(&mut node);
    let Hooks {
        body_memory,
        on_broken,
        on_space,
    } = hooks;
    let options = Options {
        root: settings.data.clone(),
        disk: world.disk.clone(),
        work: world.work.clone(),
        vfs: None,
        inline_octets_max: settings.store.inline_octets_max,
        node: u32::from_be_bytes(node),
        now: world.clock.date(),
        space: space_rules(settings),
        body_memory,
        on_broken,
        on_space,
    };
    Embedded::open(&options).map_err(|error| {
        let help = match error {
            StoreError::Full => "make room on its disk",
            StoreError::Unavailable(_) => {
                "see that its files belong to this user, and that no other program has them open"
            }
            _ => "see that its files belong to this user and its disk is well",
        };
        Failure::new(format!(
            "the store in {} cannot be opened: {error}; {help}",
            settings.data.display()
        ))
    })
}

/// How much of the disk stays free.
pub(super) fn space_rules(settings: &Settings) -> SpaceRules {
    SpaceRules {
        free_octets_min: settings.store.free_octets_min,
        free_percent_min: settings.store.free_percent_min,
        ballast_octets: settings.store.ballast_octets,
    }
}

/// Who may log in, as the configuration says.
///
/// # Errors
/// A source cannot be made of its settings.
pub(super) fn directory(
    world: &World,
    settings: &Settings,
    secrets: &Secrets,
    store: Arc<dyn AccountStore>,
) -> Result<Directory, Failure> {
    let rules = sources::rules(settings, secrets, world, &store, None).map_err(Failure::new)?;
    let passwords = Arc::new(passwords(world, settings));
    Ok(Directory::new(world.clone(), store, passwords, rules))
}

/// Passwords at the configured cost, with as many workers as there are threads for them.
fn passwords(world: &World, settings: &Settings) -> Passwords {
    let rules = PasswordCost {
        workers: Some(settings.passwords.workers.unwrap_or_else(os::hashers)),
        ..settings.passwords
    };
    Passwords::new(Cost::of(settings), rules, world.random.clone(), world.work.clone())
}

async fn enter(settings: &Settings, by: String) -> Result<Door, Failure> {
    let data = &settings.data;
    let socket = data.join(SOCKET);
    // A server that is starting holds the lock before it listens, and a command is done in no time.
    for _ in 0..TRIES {
        if let Some(lock) = lock(data)? {
            return own(settings, by, lock);
        }
        match Client::connect(socket.clone()).await {
            Ok(client) => return Ok(Door::Running(client)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {}
            Err(error) => {
                let message = format!("the running server cannot be reached at {}: {error}", socket.display());
                return Err(Failure::new(message));
            }
        }
        tokio::time::sleep(TRY_PAUSE).await;
    }
    Err(Failure::new(format!(
        "another process has {} open and does not answer at {}: a server that is starting or stopping, or another command; \
         try again when it is done",
        data.display(),
        socket.display()
    )))
}

/// A number that no other process begins with.
fn seed(world: &World) -> u64 {
    let mut octets = [0; 8];
    world.random.fill(&mut octets);
    u64::from_be_bytes(octets)
}

fn own(settings: &Settings, by: String, lock: File) -> Result<Door, Failure> {
    let world = os::world();
    // The call that met the broken disk returns it, and with that the process ends.
    let store = Arc::new(open_store(&world, settings, Hooks::default())?);
    let ways = Arc::new(Ways::new(settings, Gear::default(), &*world.network));
    let accounts: Arc<dyn AccountStore> = store.clone();
    // What cannot be read keeps nobody from what needs none of it.
    let directory = match gear::load(settings) {
        Ok(files) => directory(&world, settings, &files.secrets, accounts)?,
        Err(_) => {
            let rules = Rules::embedded(accounts.clone(), &world);
            Directory::new(world.clone(), accounts, Arc::new(passwords(&world, settings)), rules)
        }
    };
    let control = Control {
        mail: store.clone(),
        directory: Arc::new(directory),
        ids: Arc::new(IdSource::new(store.node(), seed(&world))),
        ways: Arc::new(move || ways.clone()),
        clock: world.clock,
        random: world.random,
        bans: store,
        events: None,
        gate: None,
        sessions: None,
        counters: None,
        running: None,
        prod: None,
    };
    Ok(Door::Own {
        control: Box::new(control),
        by,
        _lock: lock,
    })
}

fn must_be_there(data: &Path) -> Result<(), Failure> {
    let shown = data.display();
    let help = "name the directory with `--data DIR`, or the configuration with `--config FILE`";
    let owner = |path: &Path| fs::metadata(path).map(|metadata| operator(metadata.uid()));
    let closed = |error: io::Error| match (error.kind(), owner(data)) {
        (io::ErrorKind::PermissionDenied, Ok(owner)) => Failure::new(format!(
            "this user may not look into {shown}: run the command as {owner} or root, or {help}"
        )),
        (io::ErrorKind::PermissionDenied, Err(_)) => Failure::new(format!(
            "this user may not look into {shown}: run the command as its owner or root, or {help}"
        )),
        _ => Failure::new(cannot(data, "opened", &error)),
    };
    match fs::metadata(data) {
        Ok(metadata) if !metadata.is_dir() => return Err(Failure::new(format!("{shown} is not a directory: {help}"))),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let start = "`gatepost serve` or `gatepost account add` makes it";
            return Err(Failure::new(format!(
                "there is no directory {shown}: {start}; if it is elsewhere, {help}"
            )));
        }
        Err(error) => return Err(closed(error)),
    }
    // A question must not fill somebody's directory with the files of an empty store.
    match data.join(STORE_FILE).try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::new(format!("{shown} holds nothing of Gatepost: {help}"))),
        Err(error) => Err(closed(error)),
    }
}

/// Lets the process have as many open files as the system allows it: each session is one.
pub(super) fn raise_file_limit() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < hard
    {
        // What cannot be raised stays as it is: then connections wait to be taken.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard, hard);
    }
}

/// Whatever is made from here on is for its owner alone, also in a directory that others may look into.
pub(super) fn private_files() {
    umask(Mode::S_IRWXG | Mode::S_IRWXO);
}

fn cannot(path: &Path, what: &str, error: &io::Error) -> String {
    let fix = match error.kind() {
        io::ErrorKind::PermissionDenied => ": run the command as the owner of the data directory, or as root",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ": make room on the disk",
        _ => "",
    };
    format!("{} cannot be {what}: {error}{fix}", path.display())
}

/// There as soon as the store was opened once.
const STORE_FILE: &str = "accounts.db";
const TRIES: usize = 100;
const TRY_PAUSE: Duration = Duration::from_millis(50);

/// sun_path of sockaddr_un(7), without its closing NUL.
const SOCKET_OCTETS_MAX: usize = 107;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::protocol::{NewPassword, RightsChange};
    use crate::config::without_file;
    use std::path::PathBuf;

    fn directory(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("gatepost-door-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        path
    }

    #[test]
    fn the_lock_is_one_holders() {
        let data = directory("lock");
        make_data(&data).expect("made");
        let first = lock(&data).expect("a lock").expect("free");
        assert!(lock(&data).expect("a lock").is_none());
        drop(first);
        assert!(lock(&data).expect("a lock").is_some());
        fs::remove_dir_all(&data).expect("removed");
    }

    #[test]
    fn the_directory_is_made_for_its_owner() {
        let data = directory("made");
        let deep = data.join("state/gatepost");
        make_data(&deep).expect("made");
        make_data(&deep).expect("there");
        assert_eq!(fs::metadata(&deep).expect("there").mode() & 0o777, 0o700);
        fs::write(data.join("file"), "x").expect("written");
        assert!(
            make_data(&data.join("file"))
                .expect_err("a file")
                .message
                .contains("not a directory")
        );
        assert!(make_data(&data.join("file/under")).is_err());
        fs::remove_dir_all(&data).expect("removed");
    }

    async fn list(door: &Door) -> Result<Answer, Failure> {
        door.answer(Request::AccountList {}).await
    }

    async fn add(door: &Door) -> Result<Answer, Failure> {
        let (name, password) = ("alice".to_owned(), NewPassword::Generated);
        door.answer(Request::AccountAdd {
            name,
            password,
            rights: RightsChange::default(),
            enabled: true,
        })
        .await
    }

    #[test]
    fn a_stopped_store_is_opened_when_it_is_ours() {
        let data = directory("own");
        let settings = without_file(data.clone());
        let refusal = |need| with(&settings, need, list).expect_err("no store").message;
        assert!(refusal(Need::There).contains("there is no directory"));
        make_data(&data).expect("made");
        assert!(refusal(Need::There).contains("holds nothing"));
        assert_eq!(
            fs::read_dir(&data).expect("a directory").count(),
            0,
            "a question makes no files"
        );
        with(&settings, Need::Made, add).expect("added");
        let Ok(Answer::Accounts(accounts)) = with(&settings, Need::There, list) else {
            panic!("no list")
        };
        assert_eq!(
            accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>(),
            ["alice"]
        );
        fs::remove_dir_all(&data).expect("removed");
    }
}
