//! What a body is, by its content.

use super::{
    form,
    json_members::{End, JsonMembers},
};
use crate::authorization::TokenMember;

/// How much of a body is examined to distinguish markup from text, in bytes.
const NEAR_BYTES: usize = 4_096;

/// The kind of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    /// One JSON value.
    Json,
    /// Begins like JSON, but is cut, malformed, or followed by other text; or a JSON object preceded by other text.
    BrokenJson {
        /// Where it breaks; see [`End::Broken`].
        line: usize,
        /// Where in the line it breaks.
        column: usize,
    },
    /// A form with a token or an error code.
    Form,
    /// An HTML page.
    Html,
    /// XML that isn't an HTML page.
    Xml,
    /// Any other text.
    Text,
    /// Bytes that aren't text.
    Binary,
    /// Nothing but white space.
    Empty,
}

impl BodyKind {
    /// Returns the kind of a decoded body. The media type decides only between HTML, XML and text where the content doesn't.
    ///
    /// `token` is where the token is said to be: it tells a form from other text.
    pub(crate) fn of(text: &str, media_type: &str, token: &TokenMember) -> Self {
        if text.trim().is_empty() {
            return Self::Empty;
        }
        match JsonMembers::read(text).end {
            End::Whole | End::NotAnObject => return Self::Json,
            End::Broken { line, column, .. } => return Self::BrokenJson { line, column },
            End::NotJson if form::token_form(text, token).is_some() => return Self::Form,
            End::NotJson => {}
        }
        let near = text[..text.floor_char_boundary(NEAR_BYTES)].trim_start().to_ascii_lowercase();
        let media_type = media_type.to_ascii_lowercase();
        let is_page = ["<html", "<!doctype html", "<title", "<body"].iter().any(|tag| near.contains(tag));
        let has_tag = near.contains('<');
        if is_page || (has_tag && media_type.contains("html")) {
            Self::Html
        } else if near.starts_with('<') || (has_tag && media_type.contains("xml")) {
            Self::Xml
        } else if is_binary(&near) {
            Self::Binary
        } else {
            Self::Text
        }
    }
}

/// Returns whether a text has zero bytes, or was decoded from bytes of which one in eight isn't text.
///
/// Fewer replacement characters are the accents of a text in Latin-1 whose server doesn't say so.
fn is_binary(text: &str) -> bool {
    const MOST_REPLACED: usize = 8;
    let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
    text.contains('\0') || replaced * MOST_REPLACED >= text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_judged_by_its_content() {
        for (text, media_type, kind) in [
            ("<!DOCTYPE html><p>", "application/json", BodyKind::Html),
            ("\n<HTML lang=en>", "", BodyKind::Html),
            ("<p>Wrong</p>", "text/html; charset=utf-8", BodyKind::Html),
            ("<?xml version=\"1.0\"?><a/>", "text/plain", BodyKind::Xml),
            ("{\"access_token\":\"", "text/html", BodyKind::BrokenJson { line: 1, column: 17 }),
            (")]}',\n{\"a\":1}", "", BodyKind::BrokenJson { line: 2, column: 1 }),
            ("{\"a\":\"<html>\"}", "text/html", BodyKind::Json),
            ("null", "", BodyKind::Json),
            ("access_token=T&x=y", "text/plain", BodyKind::Form),
            ("PK\0\0", "text/html", BodyKind::Binary),
            ("Aplica\u{fffd}\u{fffd}o n\u{fffd}o autorizada para este cliente", "text/plain", BodyKind::Text),
            ("\u{fffd}\u{fffd}abc", "text/plain", BodyKind::Binary),
            ("access_token: x", "application/json", BodyKind::Text),
            ("Wrong", "text/html", BodyKind::Text),
            (" \r\n", "application/json", BodyKind::Empty),
        ] {
            assert_eq!(BodyKind::of(text, media_type, &TokenMember::default()), kind, "{text}");
        }
    }
}
