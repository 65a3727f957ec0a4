//! Which environment variables WebKit and Tauri may see.
//!
//! The environment of a running process can't be changed safely, so the program starts itself over with another one.

#[cfg(target_os = "linux")]
use std::{ffi::OsStr, io};

/// Variables that give other programs access to the window: WebKit's remote inspector accepts any connection, a bundle is foreign code
/// in the page's process, and automation lets a driver act as the user. Only a build for tests keeps them.
#[cfg(target_os = "linux")]
const DOORS: [&str; 5] = [
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "WEBKIT_INJECTED_BUNDLE_PATH",
    "TAURI_WEBVIEW_AUTOMATION",
    "TAURI_AUTOMATION",
];
/// Tells WebKit not to draw through DMA-BUF: where there is no graphics device, the first paint comes in half the time then.
#[cfg(target_os = "linux")]
const WITHOUT_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Starts the program over if its environment isn't what it should be; returns if it is.
///
/// # Errors
/// A variable that opens a door is set, and the program can't be started over without it.
#[cfg(target_os = "linux")]
pub(crate) fn settle() -> io::Result<()> {
    use std::{env, os::unix::process::CommandExt, process::Command};

    let doors: Vec<&str> = if cfg!(feature = "test-hooks") {
        Vec::new()
    } else {
        DOORS.into_iter().filter(|name| env::var_os(name).is_some()).collect()
    };
    let is_slow = is_slow(env::var_os(WITHOUT_DMABUF).as_deref());
    if doors.is_empty() && !is_slow {
        return Ok(());
    }
    let program = match env::current_exe() {
        Ok(program) => program,
        Err(_) if doors.is_empty() => return Ok(()),
        Err(error) => return Err(refused(&doors, &error)),
    };
    let mut again = Command::new(program);
    again.args(env::args_os().skip(1));
    for name in &doors {
        again.env_remove(name);
    }
    if is_slow {
        again.env(WITHOUT_DMABUF, "1");
    }
    // It returns only if it fails. Then the program goes on if it would only be slower.
    let error = again.exec();
    if doors.is_empty() { Ok(()) } else { Err(refused(&doors, &error)) }
}

#[cfg(target_os = "linux")]
fn refused(doors: &[&str], error: &io::Error) -> io::Error {
    io::Error::other(format!(
        "Keyfob doesn't start while {} is set. Unset it and start again. ({error})",
        doors.join(", ")
    ))
}

/// Whether WebKit would look for a graphics device that isn't there. The variable, once set, keeps the program from starting over again.
#[cfg(target_os = "linux")]
fn is_slow(variable: Option<&OsStr>) -> bool {
    variable.is_none() && !std::path::Path::new("/dev/dri").exists()
}

/// Nothing is settled here yet: on other systems the variables of their web views stay.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub(crate) fn settle() -> std::io::Result<()> {
    Ok(())
}
