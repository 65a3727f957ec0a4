//! The pages that the listener shows in the browser, in the user's language. Nothing of a request is in them.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{language::Language, messages::key_of};

/// What a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResultPage {
    /// There is a token.
    SignedIn,
    /// The server, or the user there, refused.
    Denied,
    /// There is none, for another reason.
    Failed,
    /// The redirect answers another request.
    Foreign,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    signed_in: Text,
    denied: Text,
    failed: Text,
    foreign: Text,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    title: String,
    text: String,
}

impl ResultPage {
    /// Returns the page.
    pub(super) fn html(self, language: Language) -> String {
        let texts = texts_in(language);
        let Text { title, text } = match self {
            Self::SignedIn => &texts.signed_in,
            Self::Denied => &texts.denied,
            Self::Failed => &texts.failed,
            Self::Foreign => &texts.foreign,
        };
        format!(
            "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\">\
            <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
            <title>Keyfob</title><style>body{{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto 0;\
            padding:0 1.5rem}}h1{{font-size:1.5rem;line-height:1.25}}</style>\
            <main><h1>{title}</h1><p>{text}</p></main></html>",
            tag = key_of(&language),
        )
    }
}

fn texts_in(language: Language) -> &'static Texts {
    static TEXTS: LazyLock<[Texts; 3]> = LazyLock::new(|| {
        [
            include_str!("../../../messages/redirect.en.json"),
            include_str!("../../../messages/redirect.pt-BR.json"),
            include_str!("../../../messages/redirect.es.json"),
        ]
        .map(|json| serde_json::from_str(json).unwrap_or_default())
    });
    &TEXTS[language as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_page_in_text_that_needs_no_escape() {
        for language in Language::ALL {
            let texts = texts_in(language);
            for text in [&texts.signed_in, &texts.denied, &texts.failed, &texts.foreign] {
                for part in [&text.title, &text.text] {
                    assert!(!part.is_empty() && !part.contains(['<', '>', '&', '"']), "{part}");
                }
            }
        }
        assert!(ResultPage::SignedIn.html(Language::Spanish).contains("lang=\"es\""));
    }
}
