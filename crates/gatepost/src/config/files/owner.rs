//! Whom the server will run as, and what that user and others may do with the files.

use super::Trouble;
use crate::config::settings::Settings;
use nix::unistd::{Gid, Group, Uid, User, getegid, geteuid};
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The user that the server will run as: `user`, else the owner of the data directory, else whoever asks.
pub(super) struct Owner {
    name: String,
    uid: Uid,
    /// The only group that the server keeps.
    gid: Gid,
}

impl Owner {
    /// # Errors
    /// There is no such user, or it is root by another name.
    pub fn of(settings: &Settings) -> Result<Self, Trouble> {
        let directory = fs::metadata(&settings.data).ok();
        let Some(name) = &settings.user else {
            let uid = directory
                .as_ref()
                .map_or_else(geteuid, |directory| Uid::from_raw(directory.uid()));
            let user = User::from_uid(uid).ok().flatten();
            let gid = match (&directory, &user) {
                (Some(directory), _) => Gid::from_raw(directory.gid()),
                (None, Some(user)) => user.gid,
                (None, None) => getegid(),
            };
            let name = user.map_or_else(|| uid.to_string(), |user| user.name);
            return Ok(Self { name, uid, gid });
        };
        let wrong = |problem: String| Trouble {
            problem,
            fix: format!("make that user (`useradd --system {name}`), or name another one"),
        };
        match User::from_name(name) {
            Ok(Some(user)) if user.uid.is_root() => Err(Trouble {
                problem: format!("the user {name} is root by another name"),
                fix: "name a user that is there for nothing else".to_owned(),
            }),
            Ok(Some(user)) => {
                let is_its = |directory: &Metadata| directory.uid() == user.uid.as_raw();
                let gid = directory.filter(is_its).map(|directory| Gid::from_raw(directory.gid()));
                Ok(Self {
                    name: user.name,
                    uid: user.uid,
                    gid: gid.unwrap_or(user.gid),
                })
            }
            Ok(None) => Err(wrong(format!("there is no user {name} on this machine"))),
            Err(error) => Err(wrong(format!("the user {name} cannot be looked up: {error}"))),
        }
    }

    /// Root asks for somebody else, for whom the modes are looked at. Whoever else asks has read the file or has not.
    pub fn may_not_read(&self, path: &Path) -> Option<Trouble> {
        if !geteuid().is_root() || self.uid.is_root() {
            return None;
        }
        let path = fs::canonicalize(path).ok()?;
        let file = fs::metadata(&path).ok()?;
        let closed = path
            .ancestors()
            .skip(1)
            .find(|directory| !fs::metadata(directory).is_ok_and(|directory| self.may(SEARCH, &directory)));
        let (name, shown) = (&self.name, path.display());
        if let Some(directory) = closed {
            let directory = directory.display();
            return Some(Trouble {
                problem: format!("{name}, as whom the server runs, may not look into {directory}, where {shown} is"),
                fix: format!("let {name} into that directory, or copy the file elsewhere"),
            });
        }
        if self.may(READ, &file) {
            return None;
        }
        let group = Group::from_gid(self.gid).ok().flatten();
        let group = group.map_or_else(|| self.gid.to_string(), |group| group.name);
        Some(Trouble {
            problem: format!("{name}, as whom the server runs, may not read {shown}"),
            fix: format!("let its group read it: `chgrp {group} {shown} && chmod g+r {shown}`"),
        })
    }

    fn may(&self, what: u32, file: &Metadata) -> bool {
        let shift = if file.uid() == self.uid.as_raw() {
            6
        } else if file.gid() == self.gid.as_raw() {
            3
        } else {
            0
        };
        (file.mode() >> shift) & what != 0
    }

    /// The data directory is there, holds something, and is not that of `user`. An empty one is given to them.
    pub fn does_not_own(&self, settings: &Settings) -> Option<Trouble> {
        let data = &settings.data;
        let directory = fs::metadata(data).ok()?;
        let is_empty = || fs::read_dir(data).is_ok_and(|mut names| names.next().is_none());
        if settings.user.is_none() || directory.uid() == self.uid.as_raw() || is_empty() {
            return None;
        }
        let other = Uid::from_raw(directory.uid());
        let other = User::from_uid(other)
            .ok()
            .flatten()
            .map_or_else(|| other.to_string(), |user| user.name);
        let (name, data) = (&self.name, data.display());
        Some(Trouble {
            problem: format!("{data} belongs to {other}, and the server would run as {name}"),
            fix: format!("give it to that user (`chown -R {name}: {data}`), or correct `user`"),
        })
    }

    /// A server for others that runs as root. Who only tries it out may.
    pub fn is_root(&self, settings: &Settings) -> Option<Trouble> {
        let data = settings.data.display();
        (self.uid.is_root() && settings.configured).then(|| Trouble {
            problem: "the server would run as root: whoever found a hole in it would have the whole machine".to_owned(),
            fix: format!(
                "make a user for it (`useradd --system gatepost`), write `user = \"gatepost\"`, and give it the data \
                 directory, if that is there: `chown -R gatepost: {data}`"
            ),
        })
    }
}

/// A secret that every user of the machine may read.
pub(super) fn is_open(path: &Path, what: &str) -> Option<Trouble> {
    let path = everybody_may(READ, path)?;
    let shown = path.display();
    Some(Trouble {
        problem: format!("everybody on this machine may read {what} in {shown}"),
        fix: format!("take that from them: `chmod o-r {shown}`"),
    })
}

/// A file of ours that every user of the machine may change.
pub(super) fn is_open_to_change(path: &Path, what: &str) -> Option<Trouble> {
    let path = everybody_may(WRITE, path)?;
    let shown = path.display();
    Some(Trouble {
        problem: format!("everybody on this machine may change {what} in {shown}"),
        fix: format!("take that from them: `chmod o-w {shown}`"),
    })
}

/// The whole path of a file with which every user of the machine may do that.
fn everybody_may(what: u32, path: &Path) -> Option<PathBuf> {
    let path = fs::canonicalize(path).ok()?;
    let for_all = |path: &Path, what: u32| fs::metadata(path).is_ok_and(|file| file.mode() & what != 0);
    let is_reached = path.ancestors().skip(1).all(|directory| for_all(directory, SEARCH));
    (is_reached && for_all(&path, what)).then_some(path)
}

/// A data directory that is not for its owner alone. What is in it has its own modes; this is the wall around them.
pub(super) fn is_looked_into(data: &Path) -> Option<Trouble> {
    let mode = fs::metadata(data).ok()?.mode() & 0o777;
    let shown = data.display();
    (mode & 0o077 != 0).then(|| Trouble {
        problem: format!("others may look into {shown} (mode {mode:04o}), where mail and accounts are kept"),
        fix: format!("make it its owner's alone: `chmod 700 {shown}`"),
    })
}

/// In each of the three places of a mode.
const READ: u32 = 0o4;
const WRITE: u32 = 0o2;
const SEARCH: u32 = 0o1;
