//! A preset, as `presets.json` has it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{text::Text, variable::Variable};
use crate::authorization::{
    AssertionAlgorithm, BasicEncoding, ClientAuthentication, PerEnvironment, RequestFormat, ScopeSeparator,
};

/// The file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Presets {
    /// The presets.
    pub presets: Vec<Preset>,
    /// Servers that people look for and that can't be used.
    pub unavailable: Vec<Unavailable>,
}

/// A starting point for a kind of token server.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Preset {
    /// Identifies the preset; it never changes.
    pub id: String,
    /// Its name, as the vendor writes it.
    pub name: String,
    /// The pages that the facts come from.
    pub source: Vec<String>,
    /// The day on which they were last read, as `2026-11-27`.
    pub checked: String,
    /// The Token URL, with variables in braces.
    pub token_url: PerEnvironment<String>,
    /// The issuer, with variables.
    #[serde(default)]
    pub issuer: Option<String>,
    /// What the user enters to complete these and `extra_…`.
    #[serde(default)]
    pub variables: Vec<Variable>,
    /// The names of the variables that an environment has.
    #[serde(skip_deserializing)]
    pub asked: PerEnvironment<Vec<String>>,
    /// The methods that the server accepts; the first is the usual one.
    pub client_authentication: Vec<ClientAuthentication>,
    /// How a Basic header is encoded.
    #[serde(default)]
    pub basic_encoding: Option<BasicEncoding>,
    /// The algorithm that the server asks for in an assertion that is signed with a private key.
    #[serde(default)]
    pub key_alg: Option<AssertionAlgorithm>,
    /// The audience of an assertion.
    #[serde(default)]
    pub assertion_audience: Option<AssertionAudience>,
    /// Whether an assertion must name the certificate of its key.
    #[serde(default)]
    pub assertion_certificate: bool,
    /// Whether the connection needs a client certificate, whatever the method.
    #[serde(default)]
    pub client_certificate: bool,
    /// How the parameters of the request are sent.
    #[serde(default)]
    pub request_format: Option<RequestFormat>,
    /// Whether Client ID is in the body beside a Basic header.
    #[serde(default)]
    pub client_id_in_body: bool,
    /// What is between two scopes.
    #[serde(default)]
    pub scope_separator: Option<ScopeSeparator>,
    /// Another value of `grant_type`.
    #[serde(default)]
    pub grant_type_value: Option<String>,
    /// Another media type of the body.
    #[serde(default)]
    pub content_type: Option<String>,
    /// Where the token is in the response.
    #[serde(default)]
    pub token_member: Option<String>,
    /// Which scopes are requested.
    #[serde(default)]
    pub scopes: Option<NeededScopes>,
    /// Which audience is requested.
    #[serde(default)]
    pub audience: Option<Needed>,
    /// Which resource is requested.
    #[serde(default)]
    pub resource: Option<Needed>,
    /// Extra parameters in the body.
    #[serde(default)]
    pub extra_body: Vec<FixedParameter>,
    /// Extra headers.
    #[serde(default)]
    pub extra_headers: Vec<FixedParameter>,
    /// Extra parameters in the query.
    #[serde(default)]
    pub extra_query: Vec<FixedParameter>,
    /// Where the credentials are found.
    #[serde(rename = "where")]
    pub where_found: WhereFound,
    /// What else has to be right.
    #[serde(default)]
    pub notes: Vec<Text>,
}

/// The audience of an assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AssertionAudience {
    /// The Token URL.
    TokenUrl,
    /// The issuer.
    Issuer,
}

/// The scopes that a server expects.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NeededScopes {
    /// How they look.
    pub example: Vec<String>,
    /// Whether the server refuses a request without them.
    pub required: bool,
    /// Which to enter.
    pub help: Text,
}

/// A value that a server expects.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Needed {
    /// How it looks.
    pub example: String,
    /// Whether the server refuses a request without it.
    pub required: bool,
    /// Which to enter.
    pub help: Text,
}

/// An extra parameter that a server knows.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct FixedParameter {
    /// Its name.
    pub name: String,
    /// Its value, which may be a variable in braces; `None` if it is optional and left to the user.
    pub value: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub help: Option<Text>,
}

/// Where the credentials are found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct WhereFound {
    /// The client's id.
    pub client_id: Text,
    /// The client's secret.
    #[serde(default)]
    pub client_secret: Option<Text>,
    /// The private key that signs assertions.
    #[serde(default)]
    pub private_key: Option<Text>,
    /// The private key's name.
    #[serde(default)]
    pub kid: Option<Text>,
    /// The certificate.
    #[serde(default)]
    pub certificate: Option<Text>,
}

/// A server that can't be used.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Unavailable {
    /// Identifies the entry.
    pub id: String,
    /// The server's name.
    pub name: String,
    /// The pages that the facts come from.
    pub source: Vec<String>,
    /// The day on which they were last read.
    pub checked: String,
    /// Why.
    pub reason: Text,
}

impl Presets {
    /// Reads the file.
    ///
    /// # Errors
    /// It isn't JSON of this form.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut presets: Self = serde_json::from_str(text)?;
        for preset in &mut presets.presets {
            preset.asked = preset.asked();
        }
        Ok(presets)
    }

    /// Returns the preset with an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.id == id)
    }
}

impl Preset {
    /// Returns the variables of an environment: those of its Token URL, and those that no Token URL has.
    fn asked(&self) -> PerEnvironment<Vec<String>> {
        let has = |pattern: &str, variable: &Variable| pattern.contains(&variable.in_braces());
        PerEnvironment::from_fn(|environment| {
            let (own, all) = (self.token_url.get(environment), &self.token_url);
            let is_asked = |v: &&Variable| has(own, v) || !all.iter().any(|(_, pattern)| has(pattern, v));
            self.variables.iter().filter(is_asked).map(|variable| variable.name.clone()).collect()
        })
    }
}
