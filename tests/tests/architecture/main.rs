//! Reads the sources and holds them to the house's rules: who may use whom, and what may stand where.
//!
//! Crates already keep the shell and the command line apart; these are the rules that no compiler checks. Each rule is also
//! tried on a planted violation (`planted.rs`), so that a rule that finds nothing is known to be able to.

mod code;
mod layers;
mod page;
mod places;
mod planted;
mod sources;

use sources::Source;

/// A rule: what it says, and the lines that break it.
struct Rule {
    says: &'static str,
    broken_by: fn(&[Source]) -> Vec<String>,
}

const RULES: [Rule; 11] = [
    Rule { says: "the core's rooms use only the rooms below them", broken_by: layers::broken_by },
    Rule { says: "what has one place stands nowhere else", broken_by: places::broken_by },
    Rule { says: "of `error`, only the variant's cause names SQLite", broken_by: places::error_names_more_of_sqlite },
    Rule { says: "the core reads no environment variable, except for proxies", broken_by: places::environment_read },
    Rule { says: "nothing is unsafe", broken_by: places::unsafe_code },
    Rule { says: "neither core, command line nor tasks ask for Tauri", broken_by: places::tauri_in_a_manifest },
    Rule { says: "only ui/src/ipc.ts talks to Tauri", broken_by: page::tauri_outside_ipc },
    Rule { says: "parts know no domain", broken_by: page::parts_that_know },
    Rule { says: "views are drawn by the page, and know nothing of its start", broken_by: page::views_that_know },
    Rule { says: "no text becomes HTML", broken_by: page::html_from_text },
    Rule { says: "no file has more than 400 lines", broken_by: sources::too_long },
];

#[test]
fn the_sources_keep_the_rules_of_the_house() {
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

/// Without this, a room that was renamed would keep every rule.
#[test]
fn every_room_that_a_rule_names_is_there() {
    let sources = sources::read();
    let rooms = [
        "crates/cli/src/",
        "crates/core/src/authorization/",
        "crates/core/src/clean.rs",
        "crates/core/src/connect/",
        "crates/core/src/error.rs",
        "crates/core/src/http/",
        "crates/core/src/keyfob/",
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
fn what_has_one_place_does_stand_there() {
    assert_eq!(places::found_nowhere(&sources::read()), Vec::<&str>::new());
}
