//! No file uses another that uses it, however many are between them.
//!
//! A module that only declares or re-exports its children doesn't use them. A path to a re-export leads to the file that it comes from.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    code::Path,
    sources::{self, Source},
};

/// The crates, each with where its modules begin. In the core each module below the root is a room.
const CRATES: [&str; 4] = ["crates/core/src/", "src-tauri/src/", "crates/cli/src/", "crates/xtask/src/"];
/// A module's names from the crate's root.
type Module = Vec<String>;

/// Returns each circle of files, as a way from a file back to itself.
fn broken_by(sources: &[Source]) -> Vec<String> {
    all(sources).into_iter().map(|(room, circle)| format!("{room}: {circle}")).collect()
}

/// Returns each circle with its room.
fn all(sources: &[Source]) -> Vec<(String, String)> {
    let circles = |(room, files): (String, _)| {
        let ways = circles(&uses(&files)).into_iter();
        ways.map(move |way| (room.clone(), way.join(" → "))).collect::<Vec<_>>()
    };
    rooms(sources).into_iter().flat_map(circles).collect()
}

/// Returns the files of each room by their modules.
fn rooms(sources: &[Source]) -> BTreeMap<String, BTreeMap<Module, Vec<&Source>>> {
    let mut rooms: BTreeMap<String, BTreeMap<Module, Vec<&Source>>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is_rust() && !source.is_for_tests()) {
        let Some((crate_root, file)) =
            CRATES.iter().find_map(|crate_root| Some((*crate_root, source.path.strip_prefix(crate_root)?)))
        else {
            continue;
        };
        let mut module: Module = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        module.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
        let room = if crate_root == CRATES[0] {
            format!("{crate_root}{}", module.first().map_or("", String::as_str))
        } else {
            crate_root.to_owned()
        };
        rooms.entry(room).or_default().entry(module).or_default().push(source);
    }
    rooms
}

/// Returns which modules each module uses.
fn uses(files: &BTreeMap<Module, Vec<&Source>>) -> BTreeMap<String, BTreeSet<String>> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, path) in files.iter().flat_map(|(module, sources)| paths(sources).map(move |path| (module, path))) {
        let is_path = path.names.len() > 1 || path.is_use;
        if is_path
            && !path.is_reexport
            && !path.in_tests
            && let Some(used) = resolve(files, module, &path.names, 8)
            && used != *module
        {
            uses.entry(module.join("/")).or_default().insert(used.join("/"));
        }
    }
    uses
}

fn paths<'s>(sources: &'s [&Source]) -> impl Iterator<Item = &'s Path> {
    sources.iter().flat_map(|source| source.paths())
}

/// Returns the module that a path in a module leads to; `None` if it leads out of the room. `steps` bounds how many imports are followed.
fn resolve(files: &BTreeMap<Module, Vec<&Source>>, module: &Module, names: &[String], steps: u32) -> Option<Module> {
    let (mut at, mut rest) = match names.first()?.as_str() {
        "crate" => (Module::new(), &names[1..]),
        "self" => (module.clone(), &names[1..]),
        "super" => (module[..module.len().checked_sub(1)?].to_vec(), &names[1..]),
        _ => (module.clone(), names),
    };
    while rest.first().is_some_and(|name| name == "super") {
        at.pop()?;
        rest = &rest[1..];
    }
    let is_relative = rest.len() == names.len();
    let mut is_child = false;
    while let [name, after @ ..] = rest {
        let child = [at.as_slice(), std::slice::from_ref(name)].concat();
        if !files.keys().any(|known| known.starts_with(&child)) {
            break;
        }
        (at, rest, is_child) = (child, after, true);
    }
    match rest.first() {
        // An item that the module imports or re-exports is where it comes from.
        Some(name) if steps > 0 && (!is_relative || is_child || names.len() > 1) => {
            let import = paths(files.get(&at)?).find(|path| {
                !path.in_tests
                    && path.is_use
                    && path.names.len() > 1
                    && path.names.last() == Some(name)
                    && path.names != names
            });
            match import {
                Some(import) => resolve(files, &at, &import.names, steps - 1),
                None => (!is_relative || is_child).then_some(at),
            }
        }
        Some(_) => None,
        None => files.contains_key(&at).then_some(at),
    }
}

/// Returns a shortest way from a module back to itself for each group of modules that use each other.
fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for start in uses.keys() {
        if seen.contains(start) {
            continue;
        }
        if let Some(way) = way(uses, start, start) {
            let reaches = |from: &str, to: &str| self::way(uses, from, to).is_some();
            seen.extend(uses.keys().filter(|other| reaches(start, other) && reaches(other, start)).cloned());
            circles.push(way);
        }
    }
    circles
}

/// Returns a shortest way from one module to another, over at least one use.
fn way(uses: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![from.to_owned()]];
    let mut visited = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way.last().and_then(|last| uses.get(last)).into_iter().flatten() {
                let way = [way.as_slice(), std::slice::from_ref(next)].concat();
                if next == to {
                    return Some(way);
                }
                if visited.insert(next.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

#[test]
fn no_file_uses_another_that_uses_it() {
    let broken = broken_by(&sources::read());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_circle_is_found_and_a_re_export_is_none() {
    let check = |files: &[(&str, &str)]| {
        let source = |(name, text): &(&str, &str)| Source::new(format!("crates/core/src/{name}"), (*text).to_owned());
        all(&files.iter().map(source).collect::<Vec<_>>())
    };
    for (files, circles) in [
        (vec![("a/mod.rs", "mod b; mod c; pub use b::B;"), ("a/b.rs", "use super::c::C;"), ("a/c.rs", "struct C;")], 0),
        (
            vec![
                ("a/mod.rs", "mod b; mod c; pub use b::B;"),
                ("a/b.rs", "use super::c::C;"),
                ("a/c.rs", "use super::B;"),
            ],
            1,
        ),
        (vec![("a/mod.rs", "mod b; fn f() { b::g() }"), ("a/b.rs", "use super::f;")], 1),
        (vec![("a/mod.rs", "mod b; struct S; pub(crate) use b::B;"), ("a/b.rs", "fn f(s: super::S) {}")], 0),
        (
            vec![("a/mod.rs", "mod b; mod c; use b::B; fn f(b: B) {}"), ("a/b.rs", ""), ("a/c.rs", "use crate::a::B;")],
            0,
        ),
        (vec![("a/b.rs", "use super::c;"), ("a/c.rs", "use super::d::D;"), ("a/d.rs", "use crate::a::b::B;")], 1),
        (vec![("a/b.rs", "use super::c::C;"), ("a/c.rs", "#[cfg(test)] mod t { use super::super::b::B; }")], 0),
        (vec![("a.rs", "use crate::b::B;"), ("b.rs", "use crate::a::A;")], 0),
    ] {
        let found = check(&files);
        assert_eq!(found.len(), circles, "{files:?}: {found:?}");
    }
}
