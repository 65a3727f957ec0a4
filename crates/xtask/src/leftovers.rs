//! Ends processes that outlive the command that started them.
//!
//! After [`adopt`], this process becomes the parent of every orphaned descendant, so it can find and end exactly those.

use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid};

use crate::memory::{Process, processes};

/// Makes this process the parent of orphaned descendants.
pub(crate) fn adopt() {
    // If this fails, orphaned processes aren't ended.
    let _ = set_child_subreaper(Some(getpid()));
}

/// Ends all remaining child processes and returns how many there were.
pub(crate) fn end() -> usize {
    // Gives processes that are about to end time to do so.
    sleep(Duration::from_millis(200));
    let mut ended = 0;
    loop {
        let left = ours();
        if left.is_empty() {
            return ended;
        }
        for process in left {
            ended += usize::from(end_one(process));
        }
    }
}

fn ours() -> Vec<Process> {
    let own = std::process::id();
    processes().into_iter().filter(|process| process.parent == own).collect()
}

/// Ends a child, whose children then become ours. Returns whether it was still running.
fn end_one(process: Process) -> bool {
    let Some(id) = i32::try_from(process.id).ok().and_then(Pid::from_raw) else { return false };
    let _ = kill_process(id, Signal::KILL);
    let _ = waitpid(Some(id), WaitOptions::empty());
    !process.is_over
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{adopt, end};
    use crate::memory::processes;

    const ALONE: &str = "KEYFOB_LEFTOVERS_ALONE";

    /// The test runs itself in another process, because `end` would also end what other tests have started.
    #[test]
    fn what_a_child_left_behind_is_ended() {
        if std::env::var_os(ALONE).is_some() {
            return leave_behind_and_end();
        }
        let mut alone = Command::new(std::env::current_exe().unwrap());
        alone.args(["--exact", "leftovers::tests::what_a_child_left_behind_is_ended"]).env(ALONE, "1");
        assert!(alone.status().unwrap().success());
    }

    fn leave_behind_and_end() {
        adopt();
        let run = Command::new("sh").args(["-c", "sleep 4242 >/dev/null 2>&1 & echo $!"]).output().unwrap();
        let orphan: u32 = String::from_utf8(run.stdout).unwrap().trim().parse().unwrap();
        assert!(processes().iter().any(|process| process.id == orphan));
        assert_eq!(end(), 1);
        assert!(processes().iter().all(|process| process.id != orphan));
    }
}
