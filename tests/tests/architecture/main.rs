//! Checks the sources against the rules in `ARCHITECTURE.md` that the compiler can't check: which module may use which, and
//! what is allowed in one place only.
//!
//! `violations.rs` gives each rule code that breaks it, so that a rule that has become blind fails a test.

mod circles;
mod code;
mod layers;
mod page;
mod places;
mod sources;
mod violations;

use sources::Source;

struct Rule {
    says: &'static str,
    /// Returns the places that break it.
    broken_by: fn(&[Source]) -> Vec<String>,
}

const RULES: [Rule; 11] = [
    Rule { says: "the core's modules use only the modules below them", broken_by: layers::broken_by },
    Rule { says: "libraries, secrets and printing are used only in their places", broken_by: places::broken_by },
    Rule { says: "`error` names only SQLite's error type", broken_by: places::sqlite_in_error },
    Rule { says: "the core reads no environment variable, except for proxies", broken_by: places::environment_read },
    Rule { says: "no code is unsafe", broken_by: places::unsafe_code },
    Rule { says: "core, command line and tasks don't depend on Tauri", broken_by: places::tauri_in_a_manifest },
    Rule { says: "only ui/src/ipc.ts calls Tauri", broken_by: page::tauri_outside_ipc },
    Rule { says: "parts don't know the domain", broken_by: page::parts_that_know },
    Rule { says: "views don't import the page's entry point", broken_by: page::views_that_know },
    Rule { says: "no text is parsed as HTML", broken_by: page::html_from_text },
    Rule { says: "no file has more than 400 lines", broken_by: sources::too_long },
];

#[test]
fn the_sources_keep_the_rules() {
    let sources = sources::read();
    let broken: Vec<String> = RULES
        .iter()
        .filter_map(|rule| {
            let lines = (rule.broken_by)(&sources);
            (!lines.is_empty()).then(|| format!("{}:\n  {}", rule.says, lines.join("\n  ")))
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Otherwise a room that was renamed would escape its rules.
#[test]
fn every_room_that_a_rule_names_exists() {
    let sources = sources::read();
    let rooms = [
        "crates/cli/src/",
        "crates/core/src/authorization/",
        "crates/core/src/clean.rs",
        "crates/core/src/connect/",
        "crates/core/src/error.rs",
        "crates/core/src/http/",
        "crates/core/src/keyfob/",
        "crates/core/src/keys/",
        "crates/core/src/secret.rs",
        "crates/core/src/store/",
        "crates/core/src/oauth/",
        "crates/core/src/redact/",
        "crates/core/src/vault/",
        "crates/xtask/src/",
        "src-tauri/src/",
        "tests/src/",
        "ui/src/bindings/",
        "ui/src/ipc.ts",
        "ui/src/main.tsx",
        "ui/src/parts/",
        "ui/src/views/",
    ];
    let missing: Vec<_> =
        rooms.into_iter().filter(|room| !sources.iter().any(|source| source.path.starts_with(room))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn everything_with_a_place_is_used_there() {
    assert_eq!(places::unused(&sources::read()), Vec::<&str>::new());
}
