//! Keeping the memory of a process that holds keys from being read: no core dumps, no tracing by other programs of the user.
//!
//! Window and shell call it themselves, each at the moment that suits it: a library does not change its process unasked.

use std::io;

/// Refuses core dumps of this process and of those it starts, the page's own among them.
///
/// # Errors
/// The system refuses the limit.
#[cfg(unix)]
pub fn refuse_core_dumps() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Nothing to refuse: the system writes none unless its administrator asks for them.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
pub fn refuse_core_dumps() -> io::Result<()> {
    Ok(())
}

/// Refuses that other programs of the same user read this process's memory or attach to it (`PR_SET_DUMPABLE`).
///
/// To be called before any key is in memory. A window calls it once it stands: while it opens, it asks the desktop portal for the light
/// or dark theme, and the portal answers only programs that it can look into.
///
/// # Errors
/// The system refuses it.
#[cfg(target_os = "linux")]
pub fn refuse_inspection() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};

    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Nothing to do: Windows and macOS ask for rights or entitlements before one program may read another.
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
