//! The fields of an authorization, each with its one description.
//!
//! [`Field::description`] says what a field is called, where a draft keeps it, what kind of value it has and which texts it takes.
//! Checking, the shell's input and output and the lines about outside changes follow it. The page gets it as generated data
//! (`ui/src/bindings/fields.ts`) and compares, merges and labels by it. A new field is a case of [`Field`] with its description here,
//! and a member of its draft; tests find what is missing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AssertionAlgorithm, BasicEncoding, ClientAuthentication, CodeChallengeMethod, EnvironmentProxyChoice, ExtraPlace,
    GrantType, KeyPlace, ProblemCode, RedirectHost, RequestFormat, ScopeSeparator, SecretField, allowed_characters,
    limits::{self, as_u32, at_most},
    media_type, token_member,
};
use crate::keys::SigningAlgorithm;

/// A field of the form, by the name that the command line and the OAuth registries give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Field {
    /// The authorization's name.
    Name,
    /// The authorization's description.
    Description,
    /// How tokens are obtained, in both environments.
    #[serde(rename = "grant")]
    GrantType,
    /// The Authorization URL.
    AuthorizationUrl,
    /// The host of the Redirect URL.
    RedirectHost,
    /// The port of the Redirect URL.
    RedirectPort,
    /// How the code challenge is made.
    CodeChallengeMethod,
    /// Where a code for another device is requested.
    DeviceUrl,
    /// The Token URL.
    TokenUrl,
    /// The user's consent to send the secret unencrypted.
    AcceptCleartext,
    /// The client's id.
    ClientId,
    /// The client's secret.
    ClientSecret,
    /// How the client authenticates.
    #[serde(rename = "client_auth")]
    ClientAuthentication,
    /// How a Basic header is encoded.
    BasicEncoding,
    /// The private key that signs the client assertion.
    PrivateKey,
    /// The algorithm of the client assertion.
    #[serde(rename = "key_alg")]
    AssertionAlgorithm,
    /// The name of the private key (`kid`).
    KeyId,
    /// The private key's certificate.
    #[serde(rename = "key_cert")]
    KeyCertificate,
    /// The audience of the client assertion.
    AssertionAudience,
    /// The TLS client certificate.
    #[serde(rename = "client_cert")]
    ClientCertificate,
    /// The private key of the TLS client certificate.
    ClientKey,
    /// Whether tokens are bound to a key (RFC 9449).
    Dpop,
    /// The private key that tokens are bound to.
    DpopKey,
    /// The algorithm of DPoP proofs.
    #[serde(rename = "dpop_alg")]
    DpopAlgorithm,
    /// The scopes to request.
    Scopes,
    /// The audience of the token.
    Audience,
    /// The resources of the token (RFC 8707).
    Resource,
    /// Extra parameters in the request's body.
    ExtraBody,
    /// Extra headers of the request.
    ExtraHeaders,
    /// Extra parameters in the URL's query.
    ExtraQuery,
    /// Extra parameters of the authorization request.
    ExtraAuthorization,
    /// How the parameters of the token request are sent.
    RequestFormat,
    /// Whether Client ID is in the body beside a Basic header.
    ClientIdInBody,
    /// What is between the scopes of the request.
    ScopeSeparator,
    /// Another value of `grant_type`.
    GrantTypeValue,
    /// Another media type of the request's body.
    ContentType,
    /// Where the token is in the response.
    TokenMember,
    /// Which proxy requests use.
    Proxy,
    /// The proxy's address.
    ProxyAddress,
    /// The user name for the proxy.
    #[serde(rename = "proxy_user")]
    ProxyUsername,
    /// The password for the proxy.
    ProxyPassword,
    /// Additional CA certificates.
    #[serde(rename = "ca")]
    CaCertificates,
    /// The time limit of a whole exchange.
    #[serde(rename = "timeout")]
    TimeoutS,
    /// Whether any server certificate is accepted.
    #[serde(rename = "insecure_skip_verify")]
    SkipVerification,
    /// The API key's name.
    Key,
    /// Where the API key is sent.
    #[serde(rename = "in")]
    KeyPlace,
    /// The API key's value.
    Value,
}

/// What kind of value a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum FieldKind {
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// On or off.
    Flag,
    /// One of a few words.
    Choice {
        /// The words.
        #[ts(type = "readonly string[]")]
        words: &'static [&'static str],
    },
    /// Certificates as PEM.
    Certificates,
    /// A secret.
    Secret,
    /// A private key, which is a secret.
    PrivateKey,
    /// The extra parameters of one place.
    Extras {
        /// The place.
        place: ExtraPlace,
    },
}

/// Everything that is known about a field, in one place.
#[derive(Clone, Copy, Debug, Serialize, TS)]
#[ts(export)]
pub struct FieldDescription {
    /// The field.
    pub field: Field,
    /// The member of the draft that has its value; the three kinds of extra parameters share one.
    #[ts(type = "string")]
    pub member: &'static str,
    /// The kind of its value.
    #[serde(flatten)]
    pub kind: FieldKind,
    /// The name on the command line, in its JSON and in problems.
    #[serde(skip)]
    pub name: &'static str,
    #[serde(skip)]
    rule: Rule,
}

/// Which texts a field takes; of a field with several values, each of them.
#[derive(Clone, Copy, Debug)]
struct Rule {
    is_required: bool,
    limit_characters: usize,
    limit_values: usize,
    allows: fn(&str) -> Result<(), ProblemCode>,
}

impl FieldDescription {
    /// Sets the draft's member, if it isn't called like the field.
    const fn member(self, member: &'static str) -> Self {
        Self { member, ..self }
    }

    const fn required(self) -> Self {
        Self { rule: Rule { is_required: true, ..self.rule }, ..self }
    }

    const fn at_most(self, limit_characters: usize) -> Self {
        Self { rule: Rule { limit_characters, ..self.rule }, ..self }
    }

    const fn at_most_values(self, limit_values: usize) -> Self {
        Self { rule: Rule { limit_values, ..self.rule }, ..self }
    }

    /// Sets which characters a text may have; control characters are refused by default.
    pub(super) const fn allows(self, allows: fn(&str) -> Result<(), ProblemCode>) -> Self {
        Self { rule: Rule { allows, ..self.rule }, ..self }
    }

    /// Checks a text, or one of a field's texts.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn check_text(&self, text: &str) -> Result<(), ProblemCode> {
        if text.is_empty() {
            return if self.rule.is_required { Err(ProblemCode::Required) } else { Ok(()) };
        }
        at_most(text, self.rule.limit_characters)?;
        (self.rule.allows)(text)
    }

    /// Checks how many values a field has.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`].
    pub(super) fn check_count(&self, found: usize) -> Result<(), ProblemCode> {
        let limit = self.rule.limit_values;
        if found <= limit { Ok(()) } else { Err(ProblemCode::TooMany { limit: as_u32(limit), found: as_u32(found) }) }
    }
}

impl Field {
    /// Returns the field's description.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table: an entry for each field")]
    pub const fn description(self) -> FieldDescription {
        use FieldKind::{Certificates, Choice, Extras, Flag, PrivateKey, Secret, Text, Texts};

        match self {
            Self::Name => self.is("name", Text).required().at_most(limits::NAME_CHARACTERS),
            Self::Description => self
                .is("description", Text)
                .at_most(limits::DESCRIPTION_CHARACTERS)
                .allows(|text| allowed_characters::printable_but(text, &['\n', '\r', '\t'])),
            Self::GrantType => self.is("grant", Choice { words: &GrantType::WORDS }).member("grant_type"),
            // `TokenUrl` and `sign_in` know the rules of these.
            Self::AuthorizationUrl => self.is("authorization_url", Text).required().at_most(limits::URL_CHARACTERS),
            Self::RedirectHost => self.is("redirect_host", Choice { words: &RedirectHost::WORDS }),
            Self::RedirectPort => self.is("redirect_port", Text),
            Self::CodeChallengeMethod => {
                self.is("code_challenge_method", Choice { words: &CodeChallengeMethod::WORDS })
            }
            Self::DeviceUrl => self.is("device_url", Text).at_most(limits::URL_CHARACTERS),
            Self::TokenUrl => self.is("token_url", Text).required().at_most(limits::URL_CHARACTERS),
            Self::AcceptCleartext => self.is("accept_cleartext", Flag),
            Self::ClientId => self.is("client_id", Text).required(),
            // RFC 6749, appendix A.2, and other Unicode.
            Self::ClientSecret => self.is("client_secret", Secret).required(),
            Self::ClientAuthentication => {
                self.is("client_auth", Choice { words: &ClientAuthentication::WORDS }).member("client_authentication")
            }
            Self::BasicEncoding => self.is("basic_encoding", Choice { words: &BasicEncoding::WORDS }),
            Self::PrivateKey => self.is("private_key", PrivateKey).required().allows(allowed_characters::any),
            Self::AssertionAlgorithm => {
                self.is("key_alg", Choice { words: &AssertionAlgorithm::WORDS }).member("assertion_algorithm")
            }
            Self::KeyId => self.is("key_id", Text),
            Self::KeyCertificate => {
                self.is("key_cert", Certificates).member("key_certificate").allows(allowed_characters::any)
            }
            Self::AssertionAudience => self.is("assertion_audience", Text),
            Self::ClientCertificate => {
                self.is("client_cert", Certificates).member("client_certificate").allows(allowed_characters::any)
            }
            Self::ClientKey => self.is("client_key", PrivateKey).required().allows(allowed_characters::any),
            Self::Dpop => self.is("dpop", Flag),
            Self::DpopKey => self.is("dpop_key", PrivateKey).required().allows(allowed_characters::any),
            Self::DpopAlgorithm => {
                self.is("dpop_alg", Choice { words: &SigningAlgorithm::WORDS }).member("dpop_algorithm")
            }
            Self::Scopes => self
                .is("scopes", Texts)
                .required()
                .at_most(limits::SCOPE_CHARACTERS)
                .at_most_values(limits::SCOPES)
                .allows(allowed_characters::scope),
            Self::Audience => self.is("audience", Text),
            Self::Resource => self
                .is("resource", Texts)
                .member("resources")
                .required()
                .at_most(limits::URL_CHARACTERS)
                .allows(without_fragment),
            Self::ExtraBody => self.is("extra_body", Extras { place: ExtraPlace::Body }).member("extras"),
            Self::ExtraHeaders => self.is("extra_headers", Extras { place: ExtraPlace::Header }).member("extras"),
            Self::ExtraQuery => self.is("extra_query", Extras { place: ExtraPlace::Query }).member("extras"),
            Self::ExtraAuthorization => {
                self.is("extra_authorization", Extras { place: ExtraPlace::Authorization }).member("extras")
            }
            Self::RequestFormat => self.is("request_format", Choice { words: &RequestFormat::WORDS }),
            Self::ClientIdInBody => self.is("client_id_in_body", Flag),
            Self::ScopeSeparator => self.is("scope_separator", Choice { words: &ScopeSeparator::WORDS }),
            Self::GrantTypeValue => {
                self.is("grant_type_value", Text).at_most(limits::KEY_CHARACTERS).allows(allowed_characters::unbroken)
            }
            Self::ContentType => {
                self.is("content_type", Text).at_most(limits::KEY_CHARACTERS).allows(media_type::check)
            }
            Self::TokenMember => {
                self.is("token_member", Text).at_most(limits::TOKEN_MEMBER_CHARACTERS).allows(token_member::check)
            }
            Self::Proxy => self.is("proxy", Choice { words: &EnvironmentProxyChoice::WORDS }),
            // `network` knows the rules of these.
            Self::ProxyAddress => self.is("proxy_address", Text).required(),
            Self::ProxyUsername => self.is("proxy_user", Text).member("proxy_username"),
            Self::ProxyPassword => self.is("proxy_password", Secret),
            Self::CaCertificates => {
                self.is("ca", Certificates).member("ca_certificates").allows(allowed_characters::any)
            }
            Self::TimeoutS => self.is("timeout", Text).member("timeout_s"),
            Self::SkipVerification => self.is("insecure_skip_verify", Flag).member("skip_verification"),
            Self::Key => self.is("key", Text).required().at_most(limits::KEY_CHARACTERS),
            Self::KeyPlace => self.is("in", Choice { words: &KeyPlace::WORDS }),
            Self::Value => self.is("value", Secret).required(),
        }
    }

    /// Returns the field's name in JSON and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.description().name
    }

    /// Returns the name under which the field's value is sealed, if it is a secret.
    #[must_use]
    pub const fn secret(self) -> Option<SecretField> {
        match self {
            Self::ClientSecret => Some(SecretField::ClientSecret),
            Self::PrivateKey => Some(SecretField::PrivateKey),
            Self::ClientKey => Some(SecretField::ClientKey),
            Self::DpopKey => Some(SecretField::DpopKey),
            Self::ProxyPassword => Some(SecretField::ProxyPassword),
            Self::Value => Some(SecretField::Value),
            _ => None,
        }
    }

    const fn is(self, name: &'static str, kind: FieldKind) -> FieldDescription {
        let rule = Rule {
            is_required: false,
            limit_characters: limits::VALUE_CHARACTERS,
            limit_values: limits::EXTRAS,
            allows: allowed_characters::printable,
        };
        FieldDescription { field: self, member: name, kind, name, rule }
    }
}

/// Takes any printable text without white space and fragment, since some servers want a GUID instead of the absolute URI of RFC 8707,
/// section 2.
fn without_fragment(text: &str) -> Result<(), ProblemCode> {
    allowed_characters::unbroken(text)?;
    if text.contains('#') { Err(ProblemCode::ResourceFragment) } else { Ok(()) }
}
