//! The core's rooms: which may use which.

use crate::{code, sources::Source};

const CORE: &str = "crates/core/src/";

/// A room, and the rooms that it must not know.
const FORBIDDEN: [(&str, &[&str]); 10] = [
    ("authorization", &["store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("secret", &["store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("error", &["store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("clean", &["authorization", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("store", &["vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("vault", &["store", "http", "oauth", "redact", "connect", "keyfob"]),
    ("http", &["store", "vault", "oauth", "redact", "connect", "keyfob"]),
    ("redact", &["authorization", "store", "vault", "http", "oauth", "connect", "keyfob"]),
    ("oauth", &["store", "vault", "redact", "connect", "keyfob"]),
    ("connect", &["store", "vault", "keyfob"]),
];

pub(crate) fn broken_by(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_for_tests()) {
        let Some(module) = source.path.strip_prefix(CORE) else { continue };
        let room = module.split(['/', '.']).next().unwrap_or_default();
        let Some((_, forbidden)) = FORBIDDEN.iter().find(|(name, _)| *name == room) else { continue };
        let code = source.rust();
        for (at, used) in rooms_used(&code, depth(module)) {
            if forbidden.contains(&used) {
                broken.push(format!("{} `{room}` uses `{used}`", source.at(at)));
            }
        }
    }
    broken
}

/// How many `super` lead from a file to the crate's root.
fn depth(module: &str) -> usize {
    module.split('/').filter(|name| *name != "mod.rs").count()
}

/// Every name under the crate's root that a file uses, with where.
fn rooms_used(code: &str, depth: usize) -> Vec<(usize, &str)> {
    let root = vec!["super"; depth].join("::");
    let from_root = ["crate", root.as_str()].map(|path| {
        code::words(code, path)
            .filter_map(move |at| Some((at, code[at + path.len()..].trim_start().strip_prefix("::")?.trim_start())))
            .flat_map(|(at, names)| first_names(names).into_iter().map(move |name| (at, name)))
            .collect::<Vec<_>>()
    });
    from_root.concat()
}

/// The first name of a path, or of each branch where it opens with braces.
fn first_names(path: &str) -> Vec<&str> {
    let name = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let Some(branches) = path.strip_prefix('{') else { return vec![&path[..name(path)]] };
    let (mut names, mut braces, mut begins) = (Vec::new(), 0_u32, true);
    for (at, character) in branches.char_indices() {
        match character {
            '}' if braces == 0 => break,
            '{' => braces += 1,
            '}' => braces -= 1,
            ',' if braces == 0 => begins = true,
            _ if begins && character.is_alphabetic() => {
                names.push(&branches[at..at + name(&branches[at..])]);
                begins = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn a_path_from_the_root_is_read_however_it_is_written() {
    for (depth, code, expected) in [
        (2, "use crate::store::Store;", vec!["store"]),
        (
            2,
            "use crate::{\n  error::{Error, Result},\n  store::{self, Store}, http,\n};",
            vec!["error", "store", "http"],
        ),
        (2, "fn f() -> crate::vault::Key", vec!["vault"]),
        (2, "use super::super::http;", vec!["http"]),
        (2, "use super::http;", vec![]),
        (1, "use super::{http, vault::Key};", vec!["http", "vault"]),
        (1, "use my_crate::store;", vec![]),
    ] {
        let used: Vec<_> = rooms_used(code, depth).into_iter().map(|(_, name)| name).collect();
        assert_eq!(used, expected, "{code}");
    }
    assert_eq!([depth("vault/mod.rs"), depth("vault/key.rs"), depth("error.rs")], [1, 2, 1]);
}
