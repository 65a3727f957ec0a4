//! Where the data lies: `--home DIR`, else `KEYFOB_HOME`, else the platform's own place.

use std::{env, error, ffi::OsString, fmt, io, path::PathBuf};

/// Why there is no data folder.
pub(crate) enum NoHome {
    /// `--home` without a folder after it.
    Missing,
    /// The platform names none.
    Unknown,
    /// The path makes no sense here.
    Unusable(io::Error),
}

impl fmt::Display for NoHome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("`--home` needs a folder."),
            Self::Unknown => formatter.write_str("There is no home folder. Set `KEYFOB_HOME`, or give `--home DIR`."),
            Self::Unusable(error) => write!(formatter, "The data folder could not be used: {error}"),
        }
    }
}

/// What a failing `main` shows is this: the sentence, not the name of the case.
impl fmt::Debug for NoHome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl error::Error for NoHome {}

/// The data folder, absolute.
///
/// # Errors
/// `--home` has no folder, or none is known.
pub(crate) fn folder() -> Result<PathBuf, NoHome> {
    let platform = dirs::data_dir().map(|folder| folder.join("keyfob"));
    choose(env::args_os().skip(1), env::var_os("KEYFOB_HOME"), platform)
}

fn choose(
    arguments: impl Iterator<Item = OsString>,
    variable: Option<OsString>,
    platform: Option<PathBuf>,
) -> Result<PathBuf, NoHome> {
    let named = argument(arguments)?.or(variable.filter(|folder| !folder.is_empty()));
    let folder = named.map(PathBuf::from).or(platform).ok_or(NoHome::Unknown)?;
    std::path::absolute(folder).map_err(NoHome::Unusable)
}

/// What `--home` says. Other arguments are left alone: desktops add their own.
fn argument(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<OsString>, NoHome> {
    while let Some(argument) = arguments.next() {
        let folder = if argument == "--home" {
            arguments.next().unwrap_or_default()
        } else if let Some(folder) = argument.to_str().and_then(|text| text.strip_prefix("--home=")) {
            folder.into()
        } else {
            continue;
        };
        return if folder.is_empty() { Err(NoHome::Missing) } else { Ok(Some(folder)) };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], variable: Option<&str>) -> Option<PathBuf> {
        choose(arguments.iter().map(OsString::from), variable.map(OsString::from), Some("/platform/keyfob".into())).ok()
    }

    #[test]
    fn the_argument_goes_before_the_variable_and_that_before_the_platform() {
        for (arguments, variable, folder) in [
            (&["--home", "/a"][..], Some("/v"), Some("/a")),
            (&["--home=/a"], Some("/v"), Some("/a")),
            (&["--gapplication-service", "--home", "/a"], None, Some("/a")),
            (&[], Some("/v"), Some("/v")),
            (&[], Some(""), Some("/platform/keyfob")),
            (&[], None, Some("/platform/keyfob")),
            (&["--home"], Some("/v"), None),
            (&["--home="], Some("/v"), None),
        ] {
            assert_eq!(check(arguments, variable), folder.map(PathBuf::from), "{arguments:?} {variable:?}");
        }
    }

    #[test]
    fn a_relative_folder_is_made_absolute() {
        assert!(check(&["--home", "here"], None).is_some_and(|folder| folder.is_absolute()));
    }
}
