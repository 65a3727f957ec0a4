//! The memory of a process and everything that it started.

use std::fs;
use std::io::ErrorKind;

/// A process and its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// Its id.
    pub(crate) id: u32,
    /// The id of the process that started it.
    pub(crate) parent: u32,
    /// Whether it has ended and is a zombie.
    pub(crate) is_over: bool,
}

/// Returns every visible process of this machine.
pub(crate) fn processes() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| read(id, &fs::read_to_string(format!("/proc/{id}/stat")).ok()?)).collect()
}

/// Reads a line of `/proc/PID/stat`. The name in it may contain spaces and parentheses.
fn read(id: u32, stat: &str) -> Option<Process> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let is_over = matches!(fields.next()?, "Z" | "X");
    Some(Process { id, parent: fields.next()?.parse().ok()?, is_over })
}

/// Returns the ids of a process and of everything that it started, directly or indirectly.
pub(crate) fn tree(root: u32, processes: &[Process]) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(processes.iter().filter(|process| process.parent == parent).map(|process| process.id));
        next += 1;
    }
    found
}

/// Returns the memory of a process and of everything that it started, in bytes. Each shared page is divided between its processes (PSS).
///
/// `None` if the memory of one of them can't be read, because the sum would be too small.
pub(crate) fn shared_out_bytes(root: u32) -> Option<u64> {
    tree(root, &processes()).into_iter().map(share_bytes).sum()
}

fn share_bytes(id: u32) -> Option<u64> {
    match fs::read_to_string(format!("/proc/{id}/smaps_rollup")) {
        Ok(text) => {
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
        }
        // It has ended since the list was read.
        Err(error) if error.kind() == ErrorKind::NotFound => Some(0),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_and_spaces_does_not_hide_the_parent() {
        let line = "42 (a ) odd (name) S 7 42 42 0 -1 4194304 0";
        assert_eq!(read(42, line), Some(Process { id: 42, parent: 7, is_over: false }));
        assert_eq!(read(43, "43 (gone) Z 7 42"), Some(Process { id: 43, parent: 7, is_over: true }));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_running_program_has_memory_and_an_ended_one_has_none() {
        assert!(shared_out_bytes(std::process::id()).unwrap() > 100_000);
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert_eq!(share_bytes(child.id()), Some(0));
    }

    #[test]
    fn a_tree_holds_the_children_of_children_and_no_stranger() {
        let process = |id, parent| Process { id, parent, is_over: false };
        let all = [process(1, 0), process(5, 1), process(9, 8), process(8, 5), process(7, 1)];
        assert_eq!(tree(5, &all), [5, 8, 9]);
    }
}
