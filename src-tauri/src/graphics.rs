//! What WebKit has to know about the machine before it starts.

/// Tells WebKit not to draw through DMA-BUF where there is no graphics device: the first paint comes in half the time then.
///
/// The environment of a running process cannot be changed safely, so the program starts itself over with the variable set. Where
/// that fails it goes on as it is, only slower. The variable itself, once set, keeps this from happening twice.
#[cfg(target_os = "linux")]
pub(crate) fn settle() {
    use std::{env, os::unix::process::CommandExt, path::Path, process::Command};

    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if Path::new("/dev/dri").exists() || env::var_os(VARIABLE).is_some() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        let _failed = Command::new(program).args(env::args_os().skip(1)).env(VARIABLE, "1").exec();
    }
}

/// Nothing to settle: only WebKitGTK asks for it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle() {}
