//! The repository's sources.

#![expect(clippy::expect_used, reason = "a source that can't be read fails the test, with a message")]

use std::cell::OnceCell;
use std::fs;

use crate::code::{self, Path};

/// The most lines that a file may have.
const LINES: usize = 400;

/// A source file.
pub(crate) struct Source {
    /// Its path from the repository's root, with `/` between the names.
    pub(crate) path: String,
    pub(crate) text: String,
    paths: OnceCell<Vec<Path>>,
}

impl Source {
    pub(crate) fn new(path: String, text: String) -> Self {
        Self { path, text, paths: OnceCell::new() }
    }

    pub(crate) fn is_rust(&self) -> bool {
        self.ends_with("rs")
    }

    pub(crate) fn is_page(&self) -> bool {
        self.path.starts_with("ui/") && ["ts", "tsx", "js", "mjs", "html"].iter().any(|ending| self.ends_with(ending))
    }

    /// Returns whether it is only for tests, or a build script.
    pub(crate) fn is_for_tests(&self) -> bool {
        let among = |folder: &str| self.path.split('/').any(|name| name == folder);
        among("tests") || among("benches") || self.path.ends_with("/tests.rs") || self.path.ends_with("/build.rs")
    }

    /// Returns the paths in its Rust.
    pub(crate) fn paths(&self) -> &[Path] {
        self.paths.get_or_init(|| code::paths(&self.text))
    }

    pub(crate) fn ends_with(&self, ending: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
    }
}

/// Reads every source in the repository, except generated and downloaded ones.
pub(crate) fn read() -> Vec<Source> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository");
    let mut sources = Vec::new();
    read_folder(root, "", &mut sources);
    assert!(sources.len() > 100, "only {} sources found", sources.len());
    sources
}

fn read_folder(folder: &std::path::Path, prefix: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository can be read") {
        let entry = entry.expect("an entry can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_dir() {
            let excluded = ["target", "node_modules", "dist", "gen", "corpus", "artifacts"];
            if !name.starts_with('.') && !excluded.contains(&name.as_str()) {
                read_folder(&entry.path(), &format!("{path}/"), sources);
            }
        } else if kind.is_file() && is_source(&name) {
            let text = fs::read_to_string(entry.path()).expect("a source is UTF-8");
            sources.push(Source::new(path, text));
        }
    }
}

fn is_source(name: &str) -> bool {
    let endings = ["rs", "ts", "tsx", "js", "mjs", "css", "html", "sql", "toml", "json", "sh"];
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// Returns the files of more than 400 lines, except bindings and lock files, which are generated, and the presets, which are data.
pub(crate) fn too_long(sources: &[Source]) -> Vec<String> {
    let written = |source: &&Source| {
        let path = source.path.as_str();
        !path.starts_with("ui/src/bindings/")
            && !path.ends_with("package-lock.json")
            && path != "crates/core/presets.json"
    };
    sources
        .iter()
        .filter(written)
        .map(|source| (source, source.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(source, lines)| format!("{} has {lines}", source.path))
        .collect()
}
