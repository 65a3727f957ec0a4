//! Finds the server's message in a response, in any of the common formats.

use super::{body_kind::BodyKind, form, json_members::JsonMembers, json_words, markup};
use crate::authorization::TokenMember;

/// Words that say that all is well. In a successful response they explain nothing.
const SUCCESS_WORDS: [&str; 8] = ["ok", "success", "successful", "succeeded", "sucesso", "done", "success!", "ok."];
/// How much of a text is returned, in bytes.
const TEXT_BYTES: usize = 64 * 1024;

/// The server's words, not yet safe to display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerMessage {
    /// The words.
    pub(crate) text: String,
    /// Where they are from, which decides how they may be shown.
    pub(crate) origin: Origin,
}

/// Where words are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A member or field whose name says that it holds words: shown with known secrets masked.
    Member,
    /// The title, a heading or the visible text of an HTML page, or a named element of XML: shown as plain text.
    Markup,
    /// The whole body: shown as plain text.
    Text,
}

impl ServerMessage {
    fn new(text: Option<String>, origin: Origin) -> Option<Self> {
        text.map(|text| Self { text, origin })
    }
}

/// Returns the server's words in a decoded body.
///
/// In a successful response, words such as `ok` don't count, and neither does a body without structure: it may be the token.
pub(crate) fn server_message(
    text: &str,
    media_type: &str,
    is_success: bool,
    token: &TokenMember,
) -> Option<ServerMessage> {
    let message = match BodyKind::of(text, media_type, token) {
        BodyKind::Json | BodyKind::BrokenJson { .. } => of_json(text, token.path()),
        BodyKind::Form => {
            let fields = form::token_form(text, token);
            ServerMessage::new(fields.and_then(|fields| json_words::of_form(&fields, token.path())), Origin::Member)
        }
        BodyKind::Html => ServerMessage::new(markup::html_words(text), Origin::Markup),
        BodyKind::Xml => ServerMessage::new(markup::xml_words(text), Origin::Markup),
        BodyKind::Text => {
            let near = text[..text.floor_char_boundary(TEXT_BYTES)].trim();
            ServerMessage::new(Some(near.to_owned()), Origin::Text)
        }
        BodyKind::Binary | BodyKind::Empty => None,
    }?;
    let is_nothing = is_success
        && (message.origin == Origin::Text || SUCCESS_WORDS.contains(&message.text.trim().to_lowercase().as_str()));
    (!is_nothing).then_some(message)
}

fn of_json(text: &str, to_token: &[String]) -> Option<ServerMessage> {
    let start = text.trim_start();
    if start.starts_with('[') {
        return ServerMessage::new(json_words::of_list(text, to_token), Origin::Member);
    }
    if start.starts_with('"') {
        let words = serde_json::from_str::<String>(text).ok().filter(|words| words.trim().contains(' '));
        return ServerMessage::new(words.filter(|words| !words.contains(['{', '<'])), Origin::Text);
    }
    ServerMessage::new(json_words::of_members(&JsonMembers::read(text), to_token), Origin::Member)
}

#[cfg(test)]
mod tests;
