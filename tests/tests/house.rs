//! The house's rules that no compiler enforces: who may import, expose and print.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic here is the failing test")]

use std::path::{Path, PathBuf};

use keyfob_tests::binary::repository;

/// Every file below a folder whose name ends so.
fn files(folder: &str, ends: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    gather(&repository(folder), ends, &mut found);
    assert!(!found.is_empty(), "`{folder}` holds sources");
    found
}

fn gather(folder: &Path, ends: &[&str], found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" && name != "target" && name != "dist" {
            gather(&path, ends, found);
        } else if ends.iter().any(|end| name.ends_with(end)) {
            let text = std::fs::read_to_string(&path).expect("a source is text");
            let path = path.strip_prefix(repository("")).expect("it lies in the repository").to_owned();
            found.push((path, text));
        }
    }
}

/// The lines that are no comment.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// Checks that only files at the allowed places hold a text.
#[track_caller]
fn assert_only_in(sources: &[(PathBuf, String)], text: &str, allowed: &[&str]) {
    let holders = sources.iter().filter(|(_, source)| code(source).any(|line| line.contains(text)));
    let strangers: Vec<_> =
        holders.map(|(path, _)| path).filter(|path| !allowed.iter().any(|place| path.starts_with(place))).collect();
    assert!(strangers.is_empty(), "`{text}` may stand only in {allowed:?}, and stands in {strangers:?}");
}

fn rust() -> Vec<(PathBuf, String)> {
    [files("crates", &[".rs"]), files("src-tauri", &[".rs"])].concat()
}

#[test]
fn only_vault_and_token_see_a_secrets_text() {
    let allowed = ["crates/core/src/vault", "crates/core/src/token", "crates/core/src/secret.rs"];
    for text in [".expose()", "expose_secret"] {
        assert_only_in(&rust(), text, &allowed);
    }
}

#[test]
fn tauri_is_known_in_the_shell_only() {
    for text in ["tauri::", "use tauri"] {
        assert_only_in(&rust(), text, &["src-tauri"]);
    }
    let page = files("ui", &[".ts", ".tsx"]);
    assert_only_in(&page, "@tauri-apps", &["ui/src/ipc.ts"]);
}

#[test]
fn only_the_command_and_the_tasks_print() {
    for text in ["println!", "eprintln!", "print!(", "eprint!(", "io::stdout", "io::stderr"] {
        assert_only_in(&rust(), text, &["crates/cli", "crates/xtask"]);
    }
}

#[test]
fn the_core_reads_no_environment_variable() {
    let core = files("crates/core/src", &[".rs"]);
    for text in ["env::var", "env::args"] {
        assert_only_in(&core, text, &[]);
    }
}

#[test]
fn sql_network_and_keyring_each_have_one_room() {
    let core = files("crates/core/src", &[".rs"]);
    // `error.rs` names the database's error, and nothing more.
    assert_only_in(&core, "rusqlite", &["crates/core/src/store", "crates/core/src/error.rs"]);
    for text in ["hyper", "tokio_rustls", "TcpStream"] {
        assert_only_in(&core, text, &["crates/core/src/token"]);
    }
    assert_only_in(&core, "keyring_core", &["crates/core/src/vault"]);
}

#[test]
fn store_vault_and_token_do_not_know_each_other() {
    for room in ["store", "vault", "token"] {
        let sources = files(&format!("crates/core/src/{room}"), &[".rs"]);
        for other in ["store", "vault", "token"].into_iter().filter(|other| *other != room) {
            for text in [format!("crate::{other}::"), format!("crate::{{{other}")] {
                assert_only_in(&sources, &text, &[]);
            }
        }
    }
}

#[test]
fn the_page_writes_no_markup_from_text() {
    let page = files("ui/src", &[".ts", ".tsx"]);
    for text in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
        let own: Vec<_> = page.iter().filter(|(path, _)| !path.to_string_lossy().contains(".test.")).cloned().collect();
        assert_only_in(&own, text, &[]);
    }
}

#[test]
fn no_file_is_longer_than_400_lines_and_none_names_a_machine() {
    let sources = [rust(), files("ui/src", &[".ts", ".tsx", ".css"]), files("tests", &[".rs", ".mjs", ".js"])].concat();
    for (path, text) in &sources {
        let lines = text.lines().count();
        assert!(lines <= 400, "`{}` has {lines} lines", path.display());
        let marker = ["/ro", "ot/"].concat();
        assert!(!text.contains(&marker), "`{}` names a folder of one machine", path.display());
    }
}
