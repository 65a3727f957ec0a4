//! Enough of Rust's and TypeScript's spelling to tell code from comments and strings.

/// Blanks comments and the contents of strings in Rust; offsets and lines stay.
pub(crate) fn without_comments_and_strings(text: &str) -> String {
    blank(text, |rest| comment(rest).or_else(|| rust_string(rest)).map(|length| (length, true)))
}

/// Blanks comments in TypeScript and leaves strings, in which a module's name stands; offsets and lines stay.
pub(crate) fn without_comments(text: &str) -> String {
    blank(text, |rest| comment(rest).map(|length| (length, true)).or_else(|| Some((script_string(rest)?, false))))
}

/// Where a word stands alone: no letter, digit or `_` beside it.
pub(crate) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let joins = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| !code[..at].ends_with(joins) && !code[at + word.len()..].starts_with(joins))
}

/// Goes through a text; `token` says how long a comment or string at its start is, and whether it is blanked.
fn blank(text: &str, token: impl Fn(&str) -> Option<(usize, bool)>) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let identifier = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (length, blanked) = match token(rest) {
            Some(found) => found,
            // Over a whole word at once, so that the `r` of `for"…"` starts no raw string.
            None => (identifier.max(first.len_utf8()), false),
        };
        let (piece, after) = rest.split_at(length);
        if blanked {
            code.extend(piece.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        } else {
            code.push_str(piece);
        }
        rest = after;
    }
    code
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

fn rust_string(rest: &str) -> Option<usize> {
    let body = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - body.len();
    if prefix > 1 {
        return None;
    }
    if let Some(raw) = body.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let content = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = content.find(&end).map_or(content.len(), |at| at + end.len());
        return Some(prefix + 2 + hashes + length);
    }
    if body.starts_with('"') {
        return Some(prefix + quoted(body, '"', true));
    }
    // A character, not a lifetime: one (escaped) character between quotes.
    let content = body.strip_prefix('\'')?;
    let length = match content.strip_prefix('\\') {
        Some(escaped) => 1 + escaped.char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(at, _)| at)?,
        None => content.chars().next()?.len_utf8(),
    };
    content[length..].starts_with('\'').then_some(prefix + length + 2)
}

fn script_string(rest: &str) -> Option<usize> {
    match rest.chars().next()? {
        quote @ ('"' | '\'') => Some(quoted(rest, quote, false)),
        '`' => Some(quoted(rest, '`', true)),
        _ => None,
    }
}

/// The length of a string with its quotes; one that may not go on over lines ends with its line.
fn quoted(text: &str, quote: char, over_lines: bool) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if !over_lines => return at,
            _ if character == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[test]
fn code_is_told_from_comments_and_strings() {
    for (text, code) in [
        ("a // b\nc", "a     \nc"),
        ("a /* b\n */ c", "a     \n    c"),
        ("x(\"// no\") y", "x(       ) y"),
        ("x(\"\\\"q\") y", "x(     ) y"),
        ("x(r#\"a\"b\"#) y", "x(        ) y"),
        ("x(b\"a\", br\"\\\") y", "x(    ,      ) y"),
        ("for<'a> &'a str, '\"', '\\'', '\\u{1}'", "for<'a> &'a str,    ,     ,        "),
        ("number\"x\"", "number   "),
    ] {
        assert_eq!(without_comments_and_strings(text), code, "{text}");
    }
    for (text, code) in [
        ("import \"a\" // b", "import \"a\"     "),
        ("'http://a' // b", "'http://a'     "),
        ("`//\n'` // b", "`//\n'`     "),
        ("don't // b\n\"c\"", "don't // b\n\"c\""),
    ] {
        assert_eq!(without_comments(text), code, "{text}");
    }
    assert_eq!(words("env env! my_env env::x", "env").count(), 3);
}
