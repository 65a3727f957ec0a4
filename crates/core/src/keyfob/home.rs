//! The data folder: the one named by an argument, else by `KEYFOB_HOME`, else the platform's.
//!
//! It looks nothing up: window and shell hand over what their arguments, their environment and the platform say.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Why there is no data folder.
#[derive(Debug, Error)]
pub enum HomeError {
    /// `--home` without a folder after it.
    #[error("`--home` needs a folder.")]
    Missing,
    /// The platform names none.
    #[error("There is no home folder. Set `KEYFOB_HOME`, or give `--home DIR`.")]
    Unknown,
    /// The path makes no sense here.
    #[error("The data folder could not be used: {0}")]
    Unusable(#[source] io::Error),
}

/// The data folder, absolute. `named` is what `--home` says, `variable` what `KEYFOB_HOME` holds, where blank is as good as none;
/// `platform` is where this system keeps programs' data.
///
/// # Errors
/// `--home` is blank, or no folder is named.
pub fn data_folder(
    named: Option<OsString>,
    variable: Option<OsString>,
    platform: Option<PathBuf>,
) -> Result<PathBuf, HomeError> {
    if named.as_ref().is_some_and(|folder| folder.is_empty()) {
        return Err(HomeError::Missing);
    }
    let named = named.or(variable.filter(|folder| !folder.is_empty())).map(PathBuf::from);
    let folder = named.or_else(|| platform.map(|folder| folder.join("keyfob"))).ok_or(HomeError::Unknown)?;
    std::path::absolute(folder).map_err(HomeError::Unusable)
}

/// Returns the data folder for a folder that the user chose. That is the chosen one if it holds Keyfob's data or nothing at all, else the
/// folder `keyfob` in it: other files must not end up in a data folder, which only its owner may read.
#[must_use]
pub fn folder_for(chosen: &Path) -> PathBuf {
    let is_empty = || fs::read_dir(chosen).is_ok_and(|mut entries| entries.next().is_none());
    if chosen.join("keyfob.db").exists() || is_empty() { chosen.to_owned() } else { chosen.join("keyfob") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_goes_before_the_variable_and_that_before_the_platform() {
        for (named, variable, folder) in [
            (Some("/a"), Some("/v"), Some("/a")),
            (None, Some("/v"), Some("/v")),
            (None, Some(""), Some("/platform/keyfob")),
            (None, None, Some("/platform/keyfob")),
            (Some(""), Some("/v"), None),
        ] {
            let found = data_folder(named.map(OsString::from), variable.map(OsString::from), Some("/platform".into()));
            let folder = folder.map(|folder| std::path::absolute(folder).unwrap());
            assert_eq!(found.ok(), folder, "{named:?} {variable:?}");
        }
        assert!(matches!(data_folder(None, None, None), Err(HomeError::Unknown)));
    }

    #[test]
    fn a_chosen_folder_with_other_files_gets_a_folder_for_the_data() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = folder.path();
        assert_eq!(folder_for(chosen), chosen);
        fs::write(chosen.join("letter.txt"), "").unwrap();
        assert_eq!(folder_for(chosen), chosen.join("keyfob"));
        fs::write(chosen.join("keyfob.db"), "").unwrap();
        assert_eq!(folder_for(chosen), chosen);
    }

    #[test]
    fn a_relative_folder_is_made_absolute() {
        assert!(data_folder(Some("here".into()), None, None).is_ok_and(|folder| folder.is_absolute()));
    }
}
