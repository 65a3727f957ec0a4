//! Protects the memory of a process that holds keys: no core dumps, and no tracing by other programs of the same user.
//!
//! The window and the shell each call this at the right moment; a library shouldn't change its process by itself.

use std::io;

/// Turns off core dumps for this process and the processes it starts, including the page's.
///
/// # Errors
/// The system refuses the limit.
#[cfg(unix)]
pub fn refuse_core_dumps() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Does nothing: the system writes core dumps only if its administrator configures them.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
pub fn refuse_core_dumps() -> io::Result<()> {
    Ok(())
}

/// Prevents other programs of the same user from reading this process's memory or attaching to it (`PR_SET_DUMPABLE`).
///
/// Call this before any key is in memory. The window calls it after it has opened: while it opens, it asks the desktop portal for the
/// light or dark theme, and the portal answers only programs that it can inspect.
///
/// # Errors
/// The system refuses it.
#[cfg(target_os = "linux")]
pub fn refuse_inspection() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};

    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Does nothing: Windows and macOS already require privileges or entitlements to read another program's memory.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
pub fn refuse_inspection() -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn no_core_is_dumped_and_nobody_looks_in() {
        refuse_core_dumps().unwrap();
        refuse_inspection().unwrap();
        let limits = fs::read_to_string("/proc/self/limits").unwrap();
        let core: Vec<_> =
            limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().split_whitespace().collect();
        assert_eq!(core[4..6], ["0", "0"]);
        assert_eq!(rustix::process::dumpable_behavior().unwrap(), rustix::process::DumpableBehavior::NotDumpable);
    }
}
