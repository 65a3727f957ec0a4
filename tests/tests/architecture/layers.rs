//! Which rooms of the core may use which.

use crate::code::Path;
use crate::sources::Source;

const CORE: &str = "crates/core/src/";

/// A room, and the rooms that it must not use.
const FORBIDDEN: [(&str, &[&str]); 18] = [
    ("authorization", &["store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("secret", &["keys", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("error", &["keys", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("clean", &["authorization", "keys", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    (
        "strict_json",
        &["authorization", "keys", "error", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"],
    ),
    ("messages", &["authorization", "keys", "error", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("language", &["authorization", "keys", "error", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("oauth_codes", &["authorization", "keys", "store", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("keys", &["authorization", "error", "store", "vault", "http", "oauth", "redact", "connect", "tokens", "keyfob"]),
    (
        "proxy",
        &["authorization", "keys", "error", "store", "vault", "http", "oauth", "redact", "connect", "tokens", "keyfob"],
    ),
    ("store", &["keys", "vault", "http", "oauth", "redact", "connect", "keyfob"]),
    ("vault", &["keys", "store", "http", "oauth", "redact", "connect", "keyfob"]),
    ("http", &["store", "vault", "oauth", "redact", "connect", "keyfob"]),
    ("redact", &["authorization", "keys", "store", "vault", "http", "oauth", "connect", "keyfob"]),
    ("oauth", &["store", "vault", "redact", "connect", "keyfob"]),
    ("connect", &["store", "vault", "tokens", "keyfob"]),
    ("presets", &["keys", "error", "store", "vault", "http", "oauth", "redact", "connect", "tokens", "keyfob"]),
    ("tokens", &["keys", "store", "vault", "http", "oauth", "redact", "keyfob"]),
];

pub(crate) fn broken_by(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_for_tests()) {
        let Some(module) = source.path.strip_prefix(CORE) else { continue };
        let room = module.split(['/', '.']).next().unwrap_or_default();
        let Some((_, forbidden)) = FORBIDDEN.iter().find(|(name, _)| *name == room) else { continue };
        for path in source.paths().iter().filter(|path| !path.in_tests) {
            if let Some(used) = from_root(path, module).filter(|used| forbidden.contains(used)) {
                broken.push(format!("{}:{} `{room}` uses `{used}`", source.path, path.line));
            }
        }
    }
    broken
}

/// Returns the first name below the crate's root in a path that begins there with `crate` or `super`.
fn from_root<'a>(path: &'a Path, module: &str) -> Option<&'a str> {
    let above = path.names.iter().take_while(|name| *name == "super").count();
    let depth = module.split('/').filter(|name| *name != "mod.rs").count();
    let skipped = if path.names[0] == "crate" { 1 } else { above };
    (path.names[0] == "crate" || above == depth).then(|| path.names.get(skipped).map(String::as_str))?
}

#[test]
fn a_path_from_the_root_is_recognized() {
    for (module, code, expected) in [
        ("vault/key.rs", "crate::store::Store", Some("store")),
        ("vault/key.rs", "super::super::http", Some("http")),
        ("vault/key.rs", "super::http", None),
        ("vault/mod.rs", "super::http", Some("http")),
        ("error.rs", "super::http", Some("http")),
        ("error.rs", "my_crate::store", None),
    ] {
        assert_eq!(from_root(&crate::code::paths(code)[0], module), expected, "{module}: {code}");
    }
}
