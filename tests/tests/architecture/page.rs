//! The page: parts, views, and the one way to the core.

use crate::{code, sources::Source};

const IPC: &str = "ui/src/ipc.ts";

pub(crate) fn tauri_outside_ipc(sources: &[Source]) -> Vec<String> {
    find(sources, |source| source.path != IPC, |code| code.match_indices("@tauri-apps").map(|(at, _)| at).collect())
}

pub(crate) fn html_from_text(sources: &[Source]) -> Vec<String> {
    let ways = |code: &str| {
        ["innerHTML", "outerHTML", "dangerouslySetInnerHTML", "insertAdjacentHTML", "document.write"]
            .iter()
            .flat_map(|way| code.match_indices(way).map(|(at, _)| at).collect::<Vec<_>>())
            .collect()
    };
    find(sources, |_| true, ways)
}

fn find(sources: &[Source], among: impl Fn(&Source) -> bool, named: impl Fn(&str) -> Vec<usize>) -> Vec<String> {
    let mut broken = Vec::new();
    for source in
        sources.iter().filter(|source| source.path.starts_with("ui/src/") && source.is_page() && among(source))
    {
        let code = code::without_comments(&source.text);
        broken.extend(named(&code).into_iter().map(|at| source.at(at)));
    }
    broken
}

pub(crate) fn parts_that_know(sources: &[Source]) -> Vec<String> {
    imports_among(sources, "ui/src/parts/", &["bindings", "form", "ipc", "main", "texts", "views"])
}

pub(crate) fn views_that_know(sources: &[Source]) -> Vec<String> {
    imports_among(sources, "ui/src/views/", &["main"])
}

/// The imports, by the files of a room, of rooms that it must not know.
fn imports_among(sources: &[Source], room: &str, forbidden: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with(room) && source.is_page()) {
        let code = code::without_comments(&source.text);
        for (at, module) in imports(&code) {
            let used = room_of(&source.path, module);
            if used.is_some_and(|used| forbidden.contains(&used.as_str())) {
                broken.push(format!("{} imports `{module}`", source.at(at)));
            }
        }
    }
    broken
}

/// Every module that is imported or passed on, with where: `from "…"`, `import "…"`, `import("…")`.
fn imports(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for word in ["from", "import"] {
        for at in code::words(code, word) {
            let rest = code[at + word.len()..].trim_start_matches(|c: char| c.is_whitespace() || c == '(');
            let Some(quote) = rest.chars().next().filter(|first| ['"', '\'', '`'].contains(first)) else { continue };
            found.extend(rest[1..].split(quote).next().map(|module| (at, module)));
        }
    }
    found
}

/// The file or folder directly in `ui/src` that a relative import leads to, without its ending.
fn room_of(importer: &str, module: &str) -> Option<String> {
    if !module.starts_with('.') {
        return None;
    }
    let mut path: Vec<&str> = importer.split('/').collect();
    path.pop();
    for name in module.split('/') {
        match name {
            "." => {}
            ".." => drop(path.pop()),
            _ => path.push(name),
        }
    }
    let room = path.strip_prefix(&["ui", "src"])?.first()?;
    Some(room.split('.').next().unwrap_or_default().to_owned())
}

#[test]
fn an_import_leads_to_its_room() {
    for (importer, module, room) in [
        ("ui/src/parts/Button.tsx", "./Icon", Some("parts")),
        ("ui/src/parts/Button.tsx", "../ipc", Some("ipc")),
        ("ui/src/parts/tags/Tags.tsx", "../../ipc.ts", Some("ipc")),
        ("ui/src/parts/tags/Tags.tsx", "../../bindings/Draft", Some("bindings")),
        ("ui/src/parts/Button.tsx", "preact", None),
        ("ui/src/parts/Button.tsx", "../../package.json", None),
    ] {
        assert_eq!(room_of(importer, module).as_deref(), room, "{importer} {module}");
    }
    let code =
        "import type { A } from \"../a\";\nimport './b';\nexport * from '../c';\nawait import( `./d` );\nfrom(x)";
    let found: Vec<_> = imports(code).into_iter().map(|(_, module)| module).collect();
    assert_eq!(found, ["../a", "../c", "./b", "./d"]);
}
