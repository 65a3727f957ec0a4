//! What is allowed in one place only: libraries, exposed secrets, printing.

use crate::code::Path;
use crate::sources::Source;

/// Something and the places where it is allowed.
struct OnlyIn {
    what: &'static str,
    places: &'static [&'static str],
    /// Whether a path is a use of it.
    is_used: fn(&Path) -> bool,
}

const ONLY_IN: [OnlyIn; 8] = [
    OnlyIn {
        what: "an exposed secret",
        places: &[
            "crates/core/src/connect/",
            "crates/core/src/http/",
            "crates/core/src/keys/",
            "crates/core/src/oauth/",
            "crates/core/src/proxy.rs",
            "crates/core/src/secret.rs",
            "crates/core/src/vault/",
        ],
        is_used: |path| path.has(&["expose", "expose_secret"]),
    },
    OnlyIn {
        what: "SQLite",
        places: &["crates/core/src/error.rs", "crates/core/src/store/"],
        is_used: |path| path.uses(&["rusqlite"]),
    },
    OnlyIn {
        what: "HTTP or TLS",
        places: &["crates/core/src/http/"],
        is_used: |path| {
            path.uses(&[
                "reqwest",
                "hyper",
                "hyper_util",
                "http_body_util",
                "rustls",
                "tokio_rustls",
                "rustls_platform_verifier",
            ])
        },
    },
    OnlyIn {
        what: "a socket",
        places: &["crates/core/src/http/"],
        is_used: |path| {
            path.has(&[
                "TcpListener",
                "TcpSocket",
                "TcpStream",
                "ToSocketAddrs",
                "UdpSocket",
                "UnixListener",
                "UnixStream",
                "lookup_host",
            ])
        },
    },
    OnlyIn {
        what: "a cipher or curve of RustCrypto",
        places: &["crates/core/src/keys/"],
        is_used: |path| path.uses(&["aes", "cbc", "des", "md5", "p256", "p384", "p521", "pkcs5", "rc2"]),
    },
    OnlyIn {
        what: "the keyring",
        places: &["crates/core/src/vault/"],
        is_used: |path| {
            path.uses(&[
                "keyring_core",
                "zbus_secret_service_keyring_store",
                "windows_native_keyring_store",
                "apple_native_keyring_store",
            ])
        },
    },
    OnlyIn {
        what: "printing",
        places: &["crates/cli/", "crates/xtask/"],
        is_used: |path| path.is_macro && path.has(&["print", "println", "eprint", "eprintln", "dbg"]),
    },
    OnlyIn {
        what: "Tauri",
        places: &["src-tauri/"],
        is_used: |path| path.uses(&["tauri", "tauri_build", "tauri_plugin_single_instance", "wry", "tao"]),
    },
];

impl OnlyIn {
    fn allows(&self, source: &Source) -> bool {
        self.places.iter().any(|place| source.path.starts_with(place))
    }
}

pub(crate) fn broken_by(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_for_tests()) {
        for only in ONLY_IN.iter().filter(|only| !only.allows(source)) {
            let used = source.paths().iter().filter(|path| !path.in_tests && (only.is_used)(path));
            broken.extend(used.map(|path| format!("{}:{} {}", source.path, path.line, only.what)));
        }
    }
    broken
}

/// Returns what isn't used in any of its places, so that its rule may be out of date.
pub(crate) fn unused(sources: &[Source]) -> Vec<&'static str> {
    let is_used = |only: &OnlyIn| {
        let mut allowed = sources.iter().filter(|source| source.is_rust() && only.allows(source));
        allowed.any(|source| source.paths().iter().any(only.is_used))
    };
    ONLY_IN.iter().filter(|only| !is_used(only)).map(|only| only.what).collect()
}

/// `error` may carry an SQLite error as a cause.
pub(crate) fn sqlite_in_error(sources: &[Source]) -> Vec<String> {
    let is_broken = |path: &Path| path.names[0] == "rusqlite" && path.names.get(1).is_none_or(|name| name != "Error");
    find(sources, |source| source.path == "crates/core/src/error.rs", is_broken)
}

/// The caller tells the core where the data is and what the settings are. `env!` reads at build time. The variables that name a
/// proxy are read where a proxy is chosen.
pub(crate) fn environment_read(sources: &[Source]) -> Vec<String> {
    find(
        sources,
        |source| source.path.starts_with("crates/core/") && source.path != "crates/core/src/http/system_proxy.rs",
        |path| path.has(&["env"]) && !path.is_macro,
    )
}

pub(crate) fn unsafe_code(sources: &[Source]) -> Vec<String> {
    find(sources, |_| true, |path| path.has(&["unsafe"]))
}

/// Searches whole files, including their tests.
fn find(sources: &[Source], among: fn(&Source) -> bool, is_broken: fn(&Path) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust() && among(source)) {
        let paths = source.paths().iter().filter(|path| is_broken(path));
        broken.extend(paths.map(|path| format!("{}:{}", source.path, path.line)));
    }
    broken
}

/// A crate without a dependency on Tauri can't use it, or link what it links. Crates of the tests may have one.
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
