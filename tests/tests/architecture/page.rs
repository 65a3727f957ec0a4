//! The page: its parts, its views, and its only connection to the core.

use crate::sources::Source;

const IPC: &str = "ui/src/ipc.ts";

pub(crate) fn tauri_outside_ipc(sources: &[Source]) -> Vec<String> {
    find(sources, |source| source.path != IPC, &["@tauri-apps"])
}

pub(crate) fn html_from_text(sources: &[Source]) -> Vec<String> {
    let ways = ["innerHTML", "outerHTML", "dangerouslySetInnerHTML", "insertAdjacentHTML", "document.write"];
    find(sources, |_| true, &ways)
}

fn find(sources: &[Source], among: fn(&Source) -> bool, texts: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in
        sources.iter().filter(|source| source.path.starts_with("ui/src/") && source.is_page() && among(source))
    {
        let found = lines(source).filter(|(_, line)| texts.iter().any(|text| line.contains(text)));
        broken.extend(found.map(|(number, _)| format!("{}:{number}", source.path)));
    }
    broken
}

/// Returns the lines, counted from 1, except those that are only a comment.
fn lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let is_comment = |line: &str| ["//", "/*", "*"].iter().any(|start| line.trim_start().starts_with(start));
    source.text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(move |(_, line)| !is_comment(line))
}

pub(crate) fn parts_that_know(sources: &[Source]) -> Vec<String> {
    imports_among(sources, "ui/src/parts/", &["bindings", "form", "ipc", "main", "texts", "views"])
}

pub(crate) fn views_that_know(sources: &[Source]) -> Vec<String> {
    imports_among(sources, "ui/src/views/", &["main"])
}

/// Returns the imports, by the files in a folder, of rooms that they must not use.
fn imports_among(sources: &[Source], folder: &str, forbidden: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with(folder) && source.is_page()) {
        for (number, line) in lines(source) {
            // Every quoted relative path counts, whatever imports it.
            for module in line.split(['"', '\'', '`']) {
                if room_of(&source.path, module).is_some_and(|room| forbidden.contains(&room.as_str())) {
                    broken.push(format!("{}:{number} imports `{module}`", source.path));
                }
            }
        }
    }
    broken
}

/// Returns the file or folder directly in `ui/src` that a relative import leads to, without its extension.
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
}
