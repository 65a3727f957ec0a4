//! The English texts of a search, from the catalogue `messages/discovery.en.json`.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{super::messages as connect_messages, asked::Came};
use crate::{
    messages::{fill, key_of},
    oauth::discovery::{AddressProblem, Difference, DiscoveryWarning, MetadataProblem},
};

/// The sections of the catalogue, each by key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    addresses: HashMap<String, String>,
    failures: HashMap<String, String>,
    hints: HashMap<String, String>,
    differences: HashMap<String, String>,
    problems: HashMap<String, String>,
    came: HashMap<String, String>,
    warnings: HashMap<String, String>,
    /// Words for values, by `name.value`.
    values: HashMap<String, String>,
}

/// A test reads the file, so that it can't be malformed here.
static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../messages/discovery.en.json")).unwrap_or_default());

pub(super) fn address(problem: &AddressProblem) -> String {
    filled(&TEXTS.addresses, "problem", problem)
}

/// Returns the sentence about a failure; empty if it is made up of others.
pub(super) fn failure(failure: &impl Serialize) -> String {
    filled(&TEXTS.failures, "code", failure)
}

pub(super) fn hint(code: &str) -> &'static str {
    TEXTS.hints.get(code).map_or("", String::as_str)
}

pub(super) fn difference(difference: Difference) -> &'static str {
    TEXTS.differences.get(&key_of(&difference)).map_or("", String::as_str)
}

pub(super) fn problem(problem: &MetadataProblem) -> String {
    filled(&TEXTS.problems, "problem", problem)
}

pub(super) fn warning(warning: &DiscoveryWarning) -> String {
    filled(&TEXTS.warnings, "warning", warning)
}

impl DiscoveryWarning {
    /// Returns the warning as an English sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        warning(self)
    }
}

impl Came {
    /// Returns what came, in English: a part of a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let key = match self {
            Self::Redirect { target: None, .. } => "redirect_nowhere",
            Self::Redirect { is_same_origin: true, .. } => "redirect_same_origin",
            Self::Failed { code, details } => {
                let code = super::super::code::Code::of_way(code).unwrap_or(super::super::code::Code::Connect);
                let title = connect_messages::title_with_code(connect_messages::title_key(&code), &code);
                let facts = details.iter().map(connect_messages::detail);
                return std::iter::once(format!("{title}.")).chain(facts).collect::<Vec<_>>().join(" ");
            }
            Self::Unusable { problem } => {
                return format!("{} {}", filled(&TEXTS.came, "came", self), self::problem(problem));
            }
            _ => return filled(&TEXTS.came, "came", self),
        };
        with(TEXTS.came.get(key).map_or("", String::as_str), self)
    }
}

/// Returns the text of an enum's value: the one with the name of its case, which its JSON has in the member `tag`.
fn filled(section: &HashMap<String, String>, tag: &str, value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    let key = json.get(tag).and_then(Value::as_str).unwrap_or_default();
    with(section.get(key).map_or("", String::as_str), value)
}

fn with(template: &str, value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    fill(template, |name| {
        Some(match json.get(name)? {
            Value::String(text) => TEXTS.values.get(&format!("{name}.{text}")).unwrap_or(text).clone(),
            other => other.to_string(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{super::failure::DiscoveryFailure, *};
    use crate::oauth::discovery::DroppedReason;

    #[test]
    fn the_catalogue_can_be_read() {
        let texts: Texts = serde_json::from_str(include_str!("../../../messages/discovery.en.json")).unwrap();
        assert!(!texts.failures.is_empty());
    }

    #[test]
    fn every_case_has_its_sentence() {
        let member = || "token_endpoint".to_owned();
        let dropped = DiscoveryWarning::EndpointDropped {
            member: member(),
            why: DroppedReason::Scheme,
            text: "file:///etc/passwd".to_owned(),
        };
        assert_eq!(
            dropped.sentence(),
            "`token_endpoint` is left out, because its scheme is neither https nor http: file:///etc/passwd."
        );
        let mismatch = DiscoveryFailure::IssuerMismatch {
            asked: "https://a.example".to_owned(),
            found: "https://a.example/".to_owned(),
            difference: Difference::TrailingSlash,
        };
        assert_eq!(
            mismatch.message(),
            "The metadata names the issuer `https://a.example/`, not `https://a.example`. They differ only by the slash at the end."
        );
        let problem = MetadataProblem::MissingMember { member: member() };
        for failure in [
            DiscoveryFailure::InvalidInput { problem: AddressProblem::NotAnIssuer },
            DiscoveryFailure::CleartextRefused,
            DiscoveryFailure::Unreachable { failure: "dns".to_owned(), details: Vec::new() },
            DiscoveryFailure::NoMetadata,
            mismatch,
            DiscoveryFailure::BadMetadata { problem: problem.clone() },
            DiscoveryFailure::NoTokenEndpoint { dropped: Some(dropped) },
        ] {
            let (message, hint) = (failure.message(), failure.hint());
            assert!(message.len() > 20 && hint.len() > 20, "{failure:?}: {message} {hint}");
            assert!(!message.contains(['{', '}']) && !message.contains("  "), "{message}");
        }
        let status = 302;
        for (came, words) in [
            (Came::Unusable { problem }, "metadata that can't be used. `token_endpoint` is missing."),
            (
                Came::Redirect { status, target: None, is_same_origin: false },
                "a redirect without a target (status 302)",
            ),
            (Came::Failed { code: "dns".to_owned(), details: Vec::new() }, "The host name wasn't found."),
        ] {
            assert_eq!(came.words(), words);
        }
    }
}
