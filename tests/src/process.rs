//! A child process that ends with the test, whatever it started itself.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process_group};

/// A child in a process group of its own; the whole group is killed when this is dropped.
#[derive(Debug)]
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts a command.
    ///
    /// # Panics
    /// Where the program cannot be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        let child = command.process_group(0).spawn();
        Self { child: child.unwrap_or_else(|error| panic!("`{}` did not start: {error}", name.display())) }
    }

    /// The child itself.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The child's id, which is also its group's.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // Where the group is gone already, there is nothing to end.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// The most memory a running process ever held, in bytes; none where it has ended.
#[must_use]
pub fn peak_memory_bytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// The `/proc` folders of a group's processes that run; one that has ended and waits to be buried runs no more.
#[must_use]
pub fn processes_in_group(group: u32) -> Vec<PathBuf> {
    let all = std::fs::read_dir("/proc").expect("a Linux machine").flatten();
    all.map(|entry| entry.path()).filter(|process| group_of(process) == Some(group)).collect()
}

/// The names of a group's processes, as far as the system keeps them.
#[must_use]
pub fn names_in_group(group: u32) -> Vec<String> {
    let name = |process: PathBuf| std::fs::read_to_string(process.join("comm")).ok();
    processes_in_group(group).into_iter().filter_map(name).map(|name| name.trim().to_owned()).collect()
}

/// The group of a running process: the third word behind the program's name, where the first is no `Z`.
fn group_of(process: &Path) -> Option<u32> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    let mut words = stat.rsplit_once(')')?.1.split_whitespace();
    let state = words.next()?;
    if state == "Z" { None } else { words.nth(1)?.parse().ok() }
}
