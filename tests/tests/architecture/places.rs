//! What may stand in one place only: libraries, exposed secrets, printing.

use crate::{code, sources::Source};

/// A thing with its places.
struct OnlyIn {
    what: &'static str,
    places: &'static [&'static str],
    /// Where a line of code names it; the tests of a file are left out before.
    named: fn(&str) -> Vec<usize>,
}

const ONLY_IN: [OnlyIn; 7] = [
    OnlyIn {
        what: "an exposed secret",
        places: &[
            "crates/core/src/connect/",
            "crates/core/src/http/",
            "crates/core/src/oauth/",
            "crates/core/src/secret.rs",
            "crates/core/src/vault/",
        ],
        named: |code| any(code, &["expose", "expose_secret"]),
    },
    OnlyIn {
        what: "SQLite",
        places: &["crates/core/src/error.rs", "crates/core/src/store/"],
        named: |code| library(code, &["rusqlite"]),
    },
    OnlyIn {
        what: "HTTP or TLS",
        places: &["crates/core/src/http/"],
        named: |code| {
            library(
                code,
                &[
                    "reqwest",
                    "hyper",
                    "hyper_util",
                    "http_body_util",
                    "rustls",
                    "tokio_rustls",
                    "rustls_platform_verifier",
                ],
            )
        },
    },
    OnlyIn {
        what: "a socket",
        places: &["crates/core/src/http/"],
        named: |code| {
            any(
                code,
                &[
                    "TcpListener",
                    "TcpSocket",
                    "TcpStream",
                    "ToSocketAddrs",
                    "UdpSocket",
                    "UnixListener",
                    "UnixStream",
                    "lookup_host",
                ],
            )
        },
    },
    OnlyIn {
        what: "the keyring",
        places: &["crates/core/src/vault/"],
        named: |code| {
            library(
                code,
                &[
                    "keyring_core",
                    "zbus_secret_service_keyring_store",
                    "windows_native_keyring_store",
                    "apple_native_keyring_store",
                ],
            )
        },
    },
    OnlyIn {
        what: "printing",
        places: &["crates/cli/", "crates/xtask/"],
        named: |code| macros(code, &["print", "println", "eprint", "eprintln", "dbg"]),
    },
    OnlyIn {
        what: "Tauri",
        places: &["src-tauri/"],
        named: |code| library(code, &["tauri", "tauri_build", "tauri_plugin_single_instance", "wry", "tao"]),
    },
];

fn any(code: &str, words: &[&str]) -> Vec<usize> {
    words.iter().flat_map(|word| code::words(code, word)).collect()
}

/// Where a library is used: a path begins with it, or a `use` names it; a value may have its name.
fn library(code: &str, names: &[&str]) -> Vec<usize> {
    let used = |name: &&str, at: &usize| code[at + name.len()..].starts_with("::") || code[..*at].ends_with("use ");
    names.iter().flat_map(|name| code::words(code, name).filter(move |at| used(name, at))).collect()
}

fn macros(code: &str, names: &[&str]) -> Vec<usize> {
    let called = |name: &&str, at: &usize| code[at + name.len()..].starts_with('!');
    names.iter().flat_map(|name| code::words(code, name).filter(move |at| called(name, at))).collect()
}

pub(crate) fn broken_by(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_for_tests()) {
        let code = source.rust();
        for only in &ONLY_IN {
            if !only.places.iter().any(|place| source.path.starts_with(place)) {
                broken.extend((only.named)(&code).into_iter().map(|at| format!("{} {}", source.at(at), only.what)));
            }
        }
    }
    broken
}

/// The things that no longer stand in any of their places, so that the rule's words may be out of date.
pub(crate) fn found_nowhere(sources: &[Source]) -> Vec<&'static str> {
    let stands = |only: &OnlyIn| {
        sources.iter().any(|source| {
            source.is_rust()
                && only.places.iter().any(|place| source.path.starts_with(place))
                && !(only.named)(&source.rust()).is_empty()
        })
    };
    ONLY_IN.iter().filter(|only| !stands(only)).map(|only| only.what).collect()
}

/// `error` may carry SQLite's error as a cause, and know nothing else of it.
pub(crate) fn error_names_more_of_sqlite(sources: &[Source]) -> Vec<String> {
    find(
        sources,
        |source| source.path == "crates/core/src/error.rs",
        |code| {
            let named = code::words(code, "rusqlite");
            named.filter(|at| !code[at + "rusqlite".len()..].starts_with("::Error")).collect()
        },
    )
}

/// Whoever calls the core says where the data lies and what the settings are; what was set at build time is no variable. The variables
/// that name a proxy are read where a proxy is chosen.
pub(crate) fn environment_read(sources: &[Source]) -> Vec<String> {
    find(
        sources,
        |source| source.path.starts_with("crates/core/") && source.path != "crates/core/src/http/system_proxy.rs",
        |code| {
            let named = code::words(code, "env");
            named.filter(|at| !code[at + "env".len()..].starts_with('!')).collect()
        },
    )
}

pub(crate) fn unsafe_code(sources: &[Source]) -> Vec<String> {
    find(sources, |_| true, |code| any(code, &["unsafe"]))
}

/// Looks at whole files of Rust, their tests included.
fn find(sources: &[Source], among: fn(&Source) -> bool, named: fn(&str) -> Vec<usize>) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && among(source)) {
        let code = code::without_comments_and_strings(&source.text);
        broken.extend(named(&code).into_iter().map(|at| source.at(at)));
    }
    broken
}

/// A crate that has no Tauri among its dependencies cannot use it, nor link what it links; a window that tests measure with may.
pub(crate) fn tauri_in_a_manifest(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.path.starts_with("crates/") && source.path.ends_with("/Cargo.toml"))
        .flat_map(|source| {
            let lines = source.text.lines().map(str::trim_start);
            lines.filter(|line| line.starts_with("tauri")).map(|line| format!("{} {line}", source.path))
        })
        .collect()
}
