//! The data folder as this program's arguments and environment name it.

use std::{env, error::Error, ffi::OsString, fmt, path::PathBuf};

use keyfob_core::keyfob::data_folder;

/// Why there is no data folder. What a failing `main` shows is this: the sentence, not the name of the case.
pub(crate) struct HomeError(keyfob_core::keyfob::HomeError);

impl fmt::Display for HomeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for HomeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Error for HomeError {}

/// The data folder, absolute.
///
/// # Errors
/// `--home` has no folder, or none is known.
pub(crate) fn folder() -> Result<PathBuf, HomeError> {
    let named = argument(env::args_os().skip(1));
    data_folder(named, env::var_os("KEYFOB_HOME"), dirs::data_dir()).map_err(HomeError)
}

/// What `--home` says, blank where nothing follows it. Other arguments are left alone: desktops add their own.
fn argument(mut arguments: impl Iterator<Item = OsString>) -> Option<OsString> {
    while let Some(argument) = arguments.next() {
        if argument == "--home" {
            return Some(arguments.next().unwrap_or_default());
        }
        if let Some(folder) = argument.to_str().and_then(|text| text.strip_prefix("--home=")) {
            return Some(folder.into());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_found_among_whatever_else_a_desktop_adds() {
        for (arguments, folder) in [
            (&["--home", "/a"][..], Some("/a")),
            (&["--home=/a"], Some("/a")),
            (&["--gapplication-service", "--home", "/a"], Some("/a")),
            (&["--home"], Some("")),
            (&["--home="], Some("")),
            (&["other"], None),
            (&[], None),
        ] {
            assert_eq!(argument(arguments.iter().map(OsString::from)), folder.map(OsString::from), "{arguments:?}");
        }
    }
}
