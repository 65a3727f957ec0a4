//! Child processes that end with the test, together with everything that they started.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process_group};

/// A child in a new process group. The whole group is killed when this is dropped.
#[derive(Debug)]
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts a command.
    ///
    /// # Panics
    /// If the program can't be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        let child = command.process_group(0).spawn();
        Self { child: child.unwrap_or_else(|error| panic!("`{}` did not start: {error}", name.display())) }
    }

    /// Returns the child.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Returns the child's id, which is also the group's.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // Fails if the group has already ended.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// Returns the peak memory use of a running process in bytes; `None` if it has ended.
#[must_use]
pub fn peak_memory_bytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Returns the port on which a process listens with IPv4; `None` if it doesn't. In `/proc/PID/net/tcp`, a line has the local address in its
/// second word, the state (`0A` for listening) in its fourth and the socket's inode in its tenth.
#[must_use]
pub fn listening_port(process: u32) -> Option<u16> {
    let links = std::fs::read_dir(format!("/proc/{process}/fd")).ok()?.flatten();
    let sockets: Vec<PathBuf> = links.filter_map(|link| std::fs::read_link(link.path()).ok()).collect();
    let table = std::fs::read_to_string(format!("/proc/{process}/net/tcp")).ok()?;
    table.lines().skip(1).find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (local, state, inode) = (words.get(1)?, words.get(3)?, words.get(9)?);
        let own =
            *state == "0A" && sockets.iter().any(|socket| socket.as_os_str() == format!("socket:[{inode}]").as_str());
        own.then(|| u16::from_str_radix(local.rsplit_once(':')?.1, 16).ok()).flatten()
    })
}

/// Returns the `/proc` folders of a group's running processes, without zombies.
#[must_use]
pub fn processes_in_group(group: u32) -> Vec<PathBuf> {
    let all = std::fs::read_dir("/proc").expect("a Linux machine").flatten();
    all.map(|entry| entry.path()).filter(|process| group_of(process) == Some(group)).collect()
}

/// Returns the names of a group's processes, which the system cuts at 15 characters.
#[must_use]
pub fn names_in_group(group: u32) -> Vec<String> {
    let name = |process: PathBuf| std::fs::read_to_string(process.join("comm")).ok();
    processes_in_group(group).into_iter().filter_map(name).map(|name| name.trim().to_owned()).collect()
}

/// Returns the group of a process; `None` for a zombie. In `stat`, the state and the group are the first and third word after the name.
fn group_of(process: &Path) -> Option<u32> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    let mut words = stat.rsplit_once(')')?.1.split_whitespace();
    let state = words.next()?;
    if state == "Z" { None } else { words.nth(1)?.parse().ok() }
}
