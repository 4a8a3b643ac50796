//! A disk that is small enough to be filled.

use super::tools::{as_root, find_tool};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small disk in memory. It goes with the value, whatever happens; whoever has files open on it must be gone before.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Makes the directory `path`, and a disk of so many MiB there.
    ///
    /// # Errors
    /// What keeps this machine from it, as [`can_run`](super::can_run) wants it.
    pub fn mount(path: &Path, mebibytes: u32) -> Result<Self, String> {
        let obstacle = as_root("it mounts a small disk").or_else(|| super::missing(&["mount", "umount"]));
        if let Some(obstacle) = obstacle {
            return Err(obstacle);
        }
        fs::create_dir(path).expect("the temporary directory can be written");
        let options = format!("size={mebibytes}m,mode=755");
        if command("mount", &["-t", "tmpfs", "-o", &options, "gatepost-test"], path) {
            Ok(Self(path.to_owned()))
        } else {
            Err("run where root may mount a small disk (CAP_SYS_ADMIN)".to_owned())
        }
    }

    /// Fills it to the last block. Room is there again when the file that is returned is removed.
    pub fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = File::create(&path).expect("there is room for a name");
        for octets in [1 << 20, 4096, 1] {
            let piece = vec![b'x'; octets];
            while file.write_all(&piece).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What is still in use goes when it is not any more.
        if !command("umount", &[], &self.0) && !command("umount", &["-l"], &self.0) {
            eprintln!("still mounted: {}", self.0.display());
        }
    }
}

fn command(tool: &str, arguments: &[&str], path: &Path) -> bool {
    let Some(tool) = find_tool(tool) else { return false };
    let mut command = Command::new(tool);
    command.args(arguments).arg(path).stdin(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
