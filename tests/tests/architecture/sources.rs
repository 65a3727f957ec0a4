//! The repository's sources, as the rules read them.

#![expect(clippy::expect_used, reason = "a source that cannot be read is the failing test, with its reason in words")]

use std::{fs, path::Path};

use crate::code;

/// The most lines of a file.
const LINES: usize = 400;

/// A file that a person wrote.
pub(crate) struct Source {
    /// Its path from the repository's root, with `/` between the names.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn is_rust(&self) -> bool {
        self.ends_with("rs")
    }

    pub(crate) fn is_page(&self) -> bool {
        self.path.starts_with("ui/") && ["ts", "tsx", "js", "mjs", "html"].iter().any(|ending| self.ends_with(ending))
    }

    /// Whether it is only for tests, or for building.
    pub(crate) fn is_for_tests(&self) -> bool {
        let among = |folder: &str| self.path.split('/').any(|name| name == folder);
        among("tests") || among("benches") || self.path.ends_with("/tests.rs") || self.path.ends_with("/build.rs")
    }

    /// Its Rust, without comments, the contents of strings, and the tests at its end; every line stays where it was.
    pub(crate) fn rust(&self) -> String {
        let code = code::without_comments_and_strings(&self.text);
        let end = code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len());
        code[..end].to_owned()
    }

    pub(crate) fn ends_with(&self, ending: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
    }

    /// How a rule names the place of a violation.
    pub(crate) fn at(&self, offset: usize) -> String {
        format!("{}:{}", self.path, self.text[..offset].matches('\n').count() + 1)
    }
}

/// Reads every source of the repository that was not generated or fetched.
pub(crate) fn read() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
    let mut sources = Vec::new();
    read_folder(root, "", &mut sources);
    assert!(sources.len() > 100, "the sources are not where they were");
    sources
}

fn read_folder(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository can be read") {
        let entry = entry.expect("an entry can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().expect("an entry has a type");
        if kind.is_dir() {
            let fetched_or_generated = ["target", "node_modules", "dist", "gen", "corpus", "artifacts"];
            if !name.starts_with('.') && !fetched_or_generated.contains(&name.as_str()) {
                read_folder(&entry.path(), &format!("{path}/"), sources);
            }
        } else if kind.is_file() && is_source(&name) {
            let text = fs::read_to_string(entry.path()).expect("a source is UTF-8");
            sources.push(Source { path, text });
        }
    }
}

fn is_source(name: &str) -> bool {
    let endings = ["rs", "ts", "tsx", "js", "mjs", "css", "html", "sql", "toml", "json", "sh"];
    name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// Files of more than 400 lines, but for bindings and lock files, which no person writes.
pub(crate) fn too_long(sources: &[Source]) -> Vec<String> {
    let written =
        |source: &&Source| !source.path.starts_with("ui/src/bindings/") && !source.path.ends_with("package-lock.json");
    sources
        .iter()
        .filter(written)
        .map(|source| (source, source.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(source, lines)| format!("{} has {lines}", source.path))
        .collect()
}
