//! Why a search found nothing.

use serde::Serialize;
use ts_rs::TS;

use super::{
    super::{
        detail::Detail,
        hints::{self, Evidence},
    },
    asked::{Asked, Came},
    texts,
};
use crate::{
    connect::{Code, Stage, messages},
    oauth::discovery::{AddressProblem, Difference, DiscoveryWarning, MetadataProblem},
};

/// Why a search found nothing. Texts are cleaned.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case")]
#[ts(export)]
pub enum DiscoveryFailure {
    /// The address can't be asked.
    InvalidInput {
        /// Why.
        #[serde(flatten)]
        problem: AddressProblem,
    },
    /// The address isn't encrypted: anyone on the way could forge what it says.
    CleartextRefused,
    /// No server answered.
    Unreachable {
        /// Why, as CONNECT calls it.
        failure: String,
        /// What else is known.
        details: Vec<Detail>,
    },
    /// No metadata was found.
    NoMetadata,
    /// The metadata names another issuer (RFC 8414, section 3.3).
    IssuerMismatch {
        /// The issuer that was asked for.
        asked: String,
        /// The one that the document names.
        found: String,
        /// How they differ.
        difference: Difference,
    },
    /// The metadata is that of another API (RFC 9728, section 3.3).
    ResourceMismatch {
        /// The API that was asked for.
        asked: String,
        /// The one that the document names.
        found: String,
        /// How they differ.
        difference: Difference,
    },
    /// The metadata can't be used.
    BadMetadata {
        /// Why.
        #[serde(flatten)]
        problem: MetadataProblem,
    },
    /// The metadata names no token endpoint that can be used.
    NoTokenEndpoint {
        /// Why the one that it names can't be used.
        dropped: Option<DiscoveryWarning>,
    },
}

impl DiscoveryFailure {
    /// Decides from what came why nothing was found: the answer that was nearest to metadata says it.
    pub(super) fn of(asked: &[Asked]) -> Self {
        let find = |read: fn(&Came) -> Option<Self>| asked.iter().find_map(|asked| read(&asked.came));
        let mismatch = |came: &Came| match came.clone() {
            Came::IssuerMismatch { asked, found, difference } => {
                Some(Self::IssuerMismatch { asked, found, difference })
            }
            _ => None,
        };
        let no_token_endpoint = |came: &Came| match came {
            Came::NoTokenEndpoint { dropped } => Some(Self::NoTokenEndpoint { dropped: dropped.clone() }),
            _ => None,
        };
        let other_resource = |came: &Came| match came.clone() {
            Came::ResourceMismatch { asked, found, difference } => {
                Some(Self::ResourceMismatch { asked, found, difference })
            }
            _ => None,
        };
        let unusable = |came: &Came| match came {
            Came::Unusable { problem } => Some(Self::BadMetadata { problem: problem.clone() }),
            _ => None,
        };
        let found = find(mismatch).or_else(|| find(no_token_endpoint)).or_else(|| find(other_resource));
        found.or_else(|| find(unusable)).or_else(|| Self::of_way(asked)).unwrap_or(Self::NoMetadata)
    }

    /// Returns the failure if no server was reached at all.
    fn of_way(asked: &[Asked]) -> Option<Self> {
        let mut tried = asked.iter().filter(|asked| !matches!(asked.came, Came::NotAsked { .. })).peekable();
        tried.peek()?;
        let mut failures = tried.map(|asked| match &asked.came {
            Came::Failed { code, details } if stage_of(code) != Stage::Http => Some((code, details)),
            _ => None,
        });
        let (code, details) = failures.next()??;
        failures
            .all(|failure| failure.is_some())
            .then(|| Self::Unreachable { failure: code.clone(), details: details.clone() })
    }

    /// Returns the code as the command line documents it.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::InvalidInput { .. } => "invalid_input",
            Self::CleartextRefused => "cleartext_refused",
            Self::Unreachable { failure, .. } => failure,
            Self::NoMetadata => "no_metadata",
            Self::IssuerMismatch { .. } => "issuer_mismatch",
            Self::ResourceMismatch { .. } => "resource_mismatch",
            Self::BadMetadata { .. } => "bad_metadata",
            Self::NoTokenEndpoint { .. } => "no_token_endpoint",
        }
    }

    /// Returns the stage at which CONNECT would have failed like this; `None` for the search itself, whose stage is `discovery`.
    #[must_use]
    pub fn connect_stage(&self) -> Option<Stage> {
        match self {
            Self::InvalidInput { .. } | Self::CleartextRefused => Some(Stage::Input),
            Self::Unreachable { failure, .. } => Some(stage_of(failure)),
            _ => None,
        }
    }

    /// Returns what happened, in English sentences. A message that begins with a small letter needs the address as its subject.
    #[must_use]
    pub fn message(&self) -> String {
        let sentence = texts::failure(self);
        let more = match self {
            Self::InvalidInput { problem } => return texts::address(problem),
            Self::Unreachable { failure, details } => {
                let title = messages::title_with_code(messages::title_key(&on_the_way(failure)), &on_the_way(failure));
                let facts = details.iter().map(messages::detail);
                return std::iter::once(format!("{title}.")).chain(facts).collect::<Vec<_>>().join(" ");
            }
            Self::IssuerMismatch { difference, .. } | Self::ResourceMismatch { difference, .. } => {
                texts::difference(*difference).to_owned()
            }
            Self::BadMetadata { problem } => texts::problem(problem),
            Self::NoTokenEndpoint { dropped } => dropped.as_ref().map(texts::warning).unwrap_or_default(),
            Self::CleartextRefused | Self::NoMetadata => String::new(),
        };
        format!("{sentence} {more}").trim_end().to_owned()
    }

    /// Returns what to try next, in English.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreachable { failure, .. } => {
                messages::hint(hints::hint(&on_the_way(failure), &Evidence::default()))
            }
            _ => texts::hint(self.code()),
        }
    }
}

/// Returns the code of CONNECT with a name.
fn on_the_way(name: &str) -> Code {
    Code::of_way(name).unwrap_or(Code::Connect)
}

fn stage_of(code: &str) -> Stage {
    on_the_way(code).stage()
}
