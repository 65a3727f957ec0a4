//! Processes that outlived the one that started them. Everything started under a task that called [`adopt`] comes back to
//! it when its own parent ends; so a task can end exactly what it brought up, and nothing of anybody else's.

use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, waitpid};

use crate::memory::{Process, processes};

/// Asks the system to hand us what is orphaned below us.
pub(crate) fn adopt() {
    // Where the system refuses, the tasks work; only a forgotten process would stay.
    let _ = set_child_subreaper(Some(getpid()));
}

/// Ends what is still there of everything that was started below us, and answers how many it was.
pub(crate) fn end() -> usize {
    // What has just been told to end gets a moment to do so.
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

/// Ends one child; its own children become ours and come next. True where it was still running.
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

    /// The test runs itself in a process of its own: `end` would end what other tests have started.
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
