//! Rust code as a list of paths. `proc_macro2` reads the tokens, so comments and strings don't count.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A path such as `crate::store::Store`, or a single name; keywords are included.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact about the path")]
#[derive(Debug)]
pub(crate) struct Path {
    /// The line it begins on, counted from 1.
    pub(crate) line: usize,
    /// Its names. `a::{b, c::d}` is two paths: `a::b` and `a::c::d`.
    pub(crate) names: Vec<String>,
    /// Whether it is part of a `use` declaration.
    pub(crate) is_use: bool,
    /// Whether it is part of a `pub use` declaration.
    pub(crate) is_reexport: bool,
    /// Whether a `!` follows it.
    pub(crate) is_macro: bool,
    /// Whether it is inside `#[cfg(test)] mod …`.
    pub(crate) in_tests: bool,
}

impl Path {
    /// Returns whether any of its names is one of these.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        self.names.iter().any(|name| names.contains(&name.as_str()))
    }

    /// Returns whether it leads into one of these crates. A value that only has a crate's name doesn't count.
    pub(crate) fn uses(&self, crates: &[&str]) -> bool {
        crates.contains(&self.names[0].as_str()) && (self.names.len() > 1 || self.is_use)
    }
}

/// Returns every path in a text.
///
/// # Panics
/// If the text isn't Rust.
pub(crate) fn paths(text: &str) -> Vec<Path> {
    let tokens = text.parse().unwrap_or_else(|error| panic!("{error}:\n{text:.200}"));
    let mut paths = Vec::new();
    collect(tokens, false, &mut paths);
    paths
}

fn collect(tokens: TokenStream, in_tests: bool, paths: &mut Vec<Path>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let (mut is_use, mut is_reexport, mut at) = (false, false, 0);
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(name) => {
                is_use |= name == "use";
                is_reexport |= name == "use" && ends_with_pub(&tokens[..at]);
                let template = Path { line: 0, names: Vec::new(), is_use, is_reexport, is_macro: false, in_tests };
                at += path(&tokens[at..], &template, paths);
                continue;
            }
            // The `(in crate::a)` of a visibility is no use of it.
            TokenTree::Group(group) if ends_with_pub(&tokens[..=at]) && is_visibility(group) => {}
            TokenTree::Group(group) => collect(group.stream(), in_tests || opens_tests(&tokens[..at]), paths),
            TokenTree::Punct(punct) => {
                is_use &= punct.as_char() != ';';
                is_reexport &= is_use;
            }
            TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

/// Returns whether these tokens end with `pub` or `pub(…)`.
fn ends_with_pub(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Group(_)] | [.., TokenTree::Ident(word)] => word == "pub",
        _ => false,
    }
}

fn is_visibility(group: &Group) -> bool {
    let first = group.stream().into_iter().next().map(|token| token.to_string());
    first.is_some_and(|first| ["crate", "super", "self", "in"].contains(&first.as_str()))
}

/// Returns whether these tokens end with `#[cfg(test)] mod name`.
fn opens_tests(before: &[TokenTree]) -> bool {
    let [.., TokenTree::Group(attribute), TokenTree::Ident(keyword), TokenTree::Ident(_)] = before else {
        return false;
    };
    keyword == "mod" && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// Reads the path at the start of some tokens, behind the names in `before`. Returns the number of tokens read.
fn path(tokens: &[TokenTree], before: &Path, paths: &mut Vec<Path>) -> usize {
    let mut path = Path { names: before.names.clone(), ..*before };
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => {
                path.line = name.span().start().line;
                path.names.push(name.to_string().trim_start_matches("r#").to_owned());
            }
            Some(TokenTree::Group(branches)) if branches.delimiter() == Delimiter::Brace && at > 0 => {
                let branches: Vec<TokenTree> = branches.stream().into_iter().collect();
                for branch in branches.split(|token| is_punct(Some(token), ',')) {
                    self::path(branch, &path, paths);
                }
                return at + 1;
            }
            _ => break,
        }
        at += 1;
        if !(is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')) {
            path.is_macro = is_punct(tokens.get(at), '!');
            break;
        }
        at += 2;
    }
    if path.names.len() > before.names.len() {
        paths.push(path);
    }
    at
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

#[test]
fn a_path_is_found_however_it_is_written() {
    let names = |text: &str| paths(text).into_iter().map(|path| path.names.join("::")).collect::<Vec<_>>();
    for (text, expected) in [
        ("// a::b\n/* c */ // d\n\"e\" r#\"f\"# 'g' b'h'", vec![]),
        ("use a::{\n  b::{self, C}, d as e, f::*,\n};", vec!["use", "a::b::self", "a::b::C", "a::d", "a::f"]),
        ("fn f<'a>() -> r#a::b::<C>", vec!["fn", "f", "a", "a::b", "C"]),
        ("if a::b { c }", vec!["if", "a::b", "c"]),
        ("#[a::b(c)] vec![d::e]", vec!["a::b", "c", "vec", "d::e"]),
        ("pub(in a::b) c", vec!["pub", "c"]),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
    let [macro_call, single, _, used] = &paths("a::b!(); c; use d;")[..] else { panic!() };
    assert!(macro_call.is_macro && !single.is_macro && !single.is_use && used.is_use);
    let [_, _, reexport, _, import] = &paths("pub(crate) use d; use e;")[..] else { panic!() };
    assert!(reexport.is_reexport && !import.is_reexport);
    let in_tests = |text| paths(text).iter().map(|path| path.in_tests).collect::<Vec<_>>();
    assert_eq!(in_tests("a; #[cfg(test)] mod t { b }"), [false, false, false, false, false, true]);
}
