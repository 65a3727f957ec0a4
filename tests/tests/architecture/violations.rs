//! Tests of the rules: each is given violations, and code that only looks like one.

use crate::{RULES, sources::Source};

/// Returns the texts of the rules that a file breaks.
fn broken_by(path: &str, text: &str) -> Vec<&'static str> {
    let sources = [Source::new(path.to_owned(), text.to_owned())];
    RULES.iter().filter(|rule| !(rule.broken_by)(&sources).is_empty()).map(|rule| rule.says).collect()
}

const LAYERS: &str = "the core's modules use only the modules below them";
const PLACES: &str = "libraries, secrets and printing are used only in their places";
const SQLITE: &str = "`error` names only SQLite's error type";
const VARIABLES: &str = "the core reads no environment variable, except for proxies";
const UNSAFE: &str = "no code is unsafe";
const MANIFEST: &str = "core, command line and tasks don't depend on Tauri";
const IPC: &str = "only ui/src/ipc.ts calls Tauri";
const PARTS: &str = "parts don't know the domain";
const VIEWS: &str = "views don't import the page's entry point";
const HTML: &str = "no text is parsed as HTML";
const LINES: &str = "no file has more than 400 lines";

const VIOLATIONS: &[(&str, &str, &str)] = &[
    (LAYERS, "crates/core/src/authorization/name.rs", "use crate::store::Store;"),
    (LAYERS, "crates/core/src/authorization/name.rs", "use crate::{error::Error, vault::Vault};"),
    (LAYERS, "crates/core/src/authorization/mod.rs", "use super::http;"),
    (LAYERS, "crates/core/src/secret.rs", "type A = crate::vault::Vault;"),
    (LAYERS, "crates/core/src/error.rs", "use super::keyfob::Keyfob;"),
    (LAYERS, "crates/core/src/store/read.rs", "use super::super::vault::Vault;"),
    (LAYERS, "crates/core/src/store/mod.rs", "pub use crate::http;"),
    (LAYERS, "crates/core/src/vault/key.rs", "use crate::{\n    secret::Secret,\n    store::Store,\n};"),
    (LAYERS, "crates/core/src/vault/key.rs", "use crate::keyfob;"),
    (LAYERS, "crates/core/src/http/send.rs", "fn f(_: crate::store::Store) {}"),
    (LAYERS, "crates/core/src/keys/jwk.rs", "use crate::oauth::key_set;"),
    (LAYERS, "crates/core/src/vault/key.rs", "use crate::keys::PrivateKey;"),
    (LAYERS, "crates/core/src/http.rs", "use crate::oauth;"),
    (LAYERS, "crates/core/src/oauth/form.rs", "use crate::redact::Redactor;"),
    (LAYERS, "crates/core/src/redact/tree.rs", "use crate::{authorization::Scope, clean};"),
    (LAYERS, "crates/core/src/connect/mod.rs", "use crate::keyfob::Keyfob;"),
    (LAYERS, "crates/core/src/clean.rs", "use crate::redact::Redactor;"),
    (PLACES, "crates/core/src/keyfob/save.rs", "let text = secret.expose();"),
    (PLACES, "crates/core/src/store/write.rs", "secrets.map(Secret::expose)"),
    (PLACES, "crates/core/src/authorization/check.rs", "let text = secret\n    .expose();"),
    (PLACES, "src-tauri/src/commands.rs", "use secrecy::ExposeSecret; fn f() { s.expose_secret(); }"),
    (PLACES, "crates/cli/src/main.rs", "secret.expose()"),
    (PLACES, "crates/core/src/keyfob/mod.rs", "use rusqlite::Connection;"),
    (PLACES, "crates/core/src/vault/mod.rs", "fn f(_: &rusqlite::Row) {}"),
    (PLACES, "crates/core/src/keyfob/connect.rs", "use reqwest::Client;"),
    (PLACES, "crates/core/src/oauth/token_request.rs", "use hyper::Request;"),
    (PLACES, "crates/core/src/connect/mod.rs", "use std::net::TcpStream;"),
    (PLACES, "src-tauri/src/shell.rs", "tokio::net::TcpListener::bind(address)"),
    (PLACES, "crates/core/src/redact/tree.rs", "let text = secret.expose();"),
    (PLACES, "crates/cli/src/main.rs", "use tokio_rustls::TlsConnector;"),
    (PLACES, "crates/core/src/oauth/signature.rs", "use p521::ecdsa::VerifyingKey;"),
    (PLACES, "crates/core/src/keyfob/vault.rs", "keyring_core::Entry::new(a, b)"),
    (PLACES, "src-tauri/src/main.rs", "fn main() { println!(\"a\"); }"),
    (PLACES, "crates/core/src/http/send.rs", "eprintln!(\"{request:?}\");"),
    (PLACES, "crates/core/src/lib.rs", "dbg!(1);\n#[cfg(test)]\nmod tests {\n}"),
    (PLACES, "crates/cli/src/main.rs", "use tauri::App;"),
    (PLACES, "crates/cli/src/main.rs", "fn f() { tauri_build::build() }"),
    (PLACES, "crates/cli/src/main.rs", "use rustls;"),
    (SQLITE, "crates/core/src/error.rs", "use rusqlite::Connection;"),
    (SQLITE, "crates/core/src/error.rs", "use rusqlite;"),
    (VARIABLES, "crates/core/src/http/proxy.rs", "std::env::var(\"HTTPS_PROXY\")"),
    (VARIABLES, "crates/core/src/keyfob/tests.rs", "use std::{env, fs};"),
    (VARIABLES, "crates/core/benches/list.rs", "env::temp_dir()"),
    (UNSAFE, "crates/core/src/store/mod.rs", "unsafe { f() }"),
    (UNSAFE, "tests/src/lib.rs", "pub unsafe fn f() {}"),
    (UNSAFE, "src-tauri/src/main.rs", "#[cfg(test)]\nmod tests {\n    unsafe impl Send for X {}\n}"),
    (MANIFEST, "crates/cli/Cargo.toml", "[dependencies]\ntauri.workspace = true"),
    (MANIFEST, "crates/core/Cargo.toml", "tauri-plugin-single-instance = \"2\""),
    (IPC, "ui/src/views/List.tsx", "import { invoke } from \"@tauri-apps/api/core\";"),
    (IPC, "ui/src/main.tsx", "await import('@tauri-apps/api/window')"),
    (PARTS, "ui/src/parts/Button.tsx", "import { save } from \"../ipc\";"),
    (PARTS, "ui/src/parts/Button.tsx", "import type { Draft } from '../bindings/Draft';"),
    (PARTS, "ui/src/parts/tags/Tags.tsx", "export * from \"../../views/List\";"),
    (PARTS, "ui/src/parts/Button.tsx", "const view = import(\"../views/List\");"),
    (VIEWS, "ui/src/views/List.tsx", "import { start } from \"../main\";"),
    (HTML, "ui/src/views/Panel.tsx", "element.innerHTML = words;"),
    (HTML, "ui/src/parts/Panel.tsx", "<p dangerouslySetInnerHTML={{ __html: words }} />"),
];

const ACCEPTED: &[(&str, &str)] = &[
    ("crates/core/src/keyfob/save.rs", "use crate::{connect, store::Store, vault::Vault};"),
    ("crates/core/src/store/read.rs", "use super::token_rows; use crate::{authorization::TokenUrl, error::Error};"),
    (
        "crates/core/src/vault/key.rs",
        "// use crate::store::Store;\n/// Unlike `crate::http::send`, nothing is sent.\nfn f() {}",
    ),
    (
        "crates/core/src/authorization/check.rs",
        "/// Never calls [`Secret::expose`]; `hyper` sends it.\nfn exposed() {}",
    ),
    ("crates/core/src/vault/seal.rs", "secret.expose()"),
    ("crates/core/src/keys/private_key.rs", "use crate::secret::Secret; fn f(text: &Secret) { text.expose(); }"),
    ("crates/core/src/error.rs", "Database(#[source] rusqlite::Error)"),
    ("crates/core/src/keyfob/mod.rs", "let text = \"println! rusqlite unsafe env:: tauri\"; fn printed() {}"),
    ("crates/core/src/keyfob/tests.rs", "use keyring_core::mock; println!(\"seen\");"),
    ("crates/core/src/keyfob/mod.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n    fn g() { println!(\"seen\"); }\n}"),
    ("crates/core/src/connect/support.rs", "env!(\"CARGO_PKG_VERSION\"); let environment = 1; let my_env = 2;"),
    ("crates/core/src/http/system_proxy.rs", "std::env::var(\"HTTPS_PROXY\").ok();"),
    ("crates/cli/src/main.rs", "println!(\"{}\", std::env::var(\"KEYFOB_HOME\").is_ok());"),
    ("src-tauri/build.rs", "fn main() { println!(\"cargo:rerun-if-changed=a\"); tauri_build::build() }"),
    ("crates/xtask/src/dev.rs", "let tauri = start(\"tauri\"); tauri.wait();"),
    ("tests/bare-window/Cargo.toml", "tauri.workspace = true"),
    ("src-tauri/Cargo.toml", "tauri.workspace = true"),
    ("tests/src/hostile/tls.rs", "use rustls::ServerConfig;"),
    ("ui/src/ipc.ts", "import { invoke } from \"@tauri-apps/api/core\";"),
    (
        "ui/src/views/List.tsx",
        "// not @tauri-apps, no innerHTML\nimport { Button } from \"../parts/Button\";\nimport { save } from \"../ipc\";",
    ),
    ("ui/src/parts/Button.tsx", "import { useState } from \"preact/hooks\";\nimport { Icon } from \"./Icon\";"),
];

#[test]
fn a_violation_is_found_by_its_rule_and_no_other() {
    for (rule, path, text) in VIOLATIONS {
        assert_eq!(broken_by(path, text), [*rule], "{path}\n{text}");
    }
    for path in ["crates/core/src/store/read.rs", "ui/src/texts/en.ts", "ui/src/app.css", "tests/tests/x/main.rs"] {
        assert_eq!(broken_by(path, &"\n".repeat(401)), [LINES], "{path}");
    }
}

#[test]
fn every_rule_has_a_violation_to_find() {
    let without =
        RULES.iter().filter(|rule| rule.says != LINES && !VIOLATIONS.iter().any(|(says, ..)| *says == rule.says));
    assert_eq!(without.map(|rule| rule.says).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn code_that_only_looks_like_a_violation_is_accepted() {
    for (path, text) in ACCEPTED {
        assert_eq!(broken_by(path, text), Vec::<&str>::new(), "{path}\n{text}");
    }
    for path in ["ui/package-lock.json", "ui/src/bindings/Draft.ts", "crates/core/presets.json"] {
        assert_eq!(broken_by(path, &"\n".repeat(401)), Vec::<&str>::new(), "{path}");
    }
    assert_eq!(broken_by("crates/core/src/store/read.rs", &"\n".repeat(400)), Vec::<&str>::new());
}
