//! The metadata of an authorization server (RFC 8414, section 2; OpenID Connect Discovery 1.0, section 3).

use serde::Serialize;
use ts_rs::TS;
use url::Url;

use super::members::{self, DiscoveryWarning, FoundEndpoint, Members, MetadataProblem, shown};
use crate::authorization::GrantType;

/// The form of a server's metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DocumentKind {
    /// OAuth 2.0 Authorization Server Metadata (RFC 8414).
    OauthServer,
    /// OpenID Connect Discovery.
    OpenidProvider,
}

impl DocumentKind {
    /// Returns the name of the document below `/.well-known/`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OauthServer => "oauth-authorization-server",
            Self::OpenidProvider => "openid-configuration",
        }
    }
}

/// What a server says about itself: a suggestion for each field, and nothing that is filled in. Texts are cleaned, and lists bounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ServerMetadata {
    /// The issuer.
    pub issuer: String,
    /// For the Token URL; `None` if the document names none that can be used.
    pub token_endpoint: Option<FoundEndpoint>,
    /// Where a user signs in.
    pub authorization_endpoint: Option<FoundEndpoint>,
    /// Where a device begins to sign in (RFC 8628).
    pub device_authorization_endpoint: Option<FoundEndpoint>,
    /// Where a token is revoked (RFC 7009).
    pub revocation_endpoint: Option<FoundEndpoint>,
    /// Where a token is introspected (RFC 7662).
    pub introspection_endpoint: Option<FoundEndpoint>,
    /// Where the public keys are.
    pub jwks_uri: Option<FoundEndpoint>,
    /// The endpoints for client certificates (RFC 8705, section 5).
    pub mtls_endpoints: Option<MtlsEndpoints>,
    /// The scopes on offer. A server may know more than it lists.
    pub scopes: Vec<String>,
    /// The grant types; `None` if the document doesn't list them.
    pub grant_types: Option<Vec<String>>,
    /// The methods of client authentication by their registered names; `None` if the document doesn't list them, which means
    /// `client_secret_basic` (RFC 8414, section 2).
    pub auth_methods: Option<Vec<String>>,
    /// The algorithms of client assertions.
    pub auth_signing_algorithms: Vec<String>,
    /// The algorithms of `DPoP` proofs (RFC 9449); empty if the server doesn't offer `DPoP`.
    pub dpop_algorithms: Vec<String>,
    /// The PKCE methods (RFC 7636).
    pub code_challenge_methods: Vec<String>,
    /// Whether the answer to a sign-in names the issuer (RFC 9207).
    pub names_issuer_in_response: bool,
}

/// The endpoints for client certificates. What isn't named has the usual address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MtlsEndpoints {
    /// For the Token URL.
    pub token_endpoint: Option<FoundEndpoint>,
    /// Where a device begins to sign in.
    pub device_authorization_endpoint: Option<FoundEndpoint>,
    /// Where a token is revoked.
    pub revocation_endpoint: Option<FoundEndpoint>,
    /// Where a token is introspected.
    pub introspection_endpoint: Option<FoundEndpoint>,
}

impl ServerMetadata {
    /// Reads a document. Returns the issuer as it is written, the metadata, and what is unusual about it.
    ///
    /// # Errors
    /// Why the document can't be used.
    pub(crate) fn read(text: &str) -> Result<(String, Self, Vec<DiscoveryWarning>), MetadataProblem> {
        let object = members::object(text)?;
        let mut members = Members::of(&object, "");
        let issuer = members.required("issuer")?;
        let wrong = || MetadataProblem::WrongMember { member: "issuer".to_owned() };
        let origin = Url::parse(issuer).map_err(|_| wrong())?;
        if !object.get("token_endpoint").is_none_or(|value| value.is_string() || value.is_null()) {
            return Err(MetadataProblem::WrongMember { member: "token_endpoint".to_owned() });
        }
        let metadata = Self {
            issuer: shown(issuer),
            token_endpoint: members.endpoint("token_endpoint", &origin),
            authorization_endpoint: members.endpoint("authorization_endpoint", &origin),
            device_authorization_endpoint: members.endpoint("device_authorization_endpoint", &origin),
            revocation_endpoint: members.endpoint("revocation_endpoint", &origin),
            introspection_endpoint: members.endpoint("introspection_endpoint", &origin),
            jwks_uri: members.endpoint("jwks_uri", &origin),
            mtls_endpoints: mtls_endpoints(&mut members, &origin),
            scopes: members.scopes("scopes_supported"),
            grant_types: members.words("grant_types_supported"),
            auth_methods: members.words("token_endpoint_auth_methods_supported"),
            auth_signing_algorithms: members
                .words("token_endpoint_auth_signing_alg_values_supported")
                .unwrap_or_default(),
            dpop_algorithms: members.words("dpop_signing_alg_values_supported").unwrap_or_default(),
            code_challenge_methods: members.words("code_challenge_methods_supported").unwrap_or_default(),
            names_issuer_in_response: members
                .flag("authorization_response_iss_parameter_supported")
                .unwrap_or_default(),
        };
        let mut warnings = members.warnings;
        let grant = GrantType::ClientCredentials.as_str();
        if metadata.grant_types.as_ref().is_some_and(|types| !types.iter().any(|one| one == grant)) {
            warnings.push(DiscoveryWarning::GrantNotListed);
        }
        Ok((issuer.to_owned(), metadata, warnings))
    }
}

fn mtls_endpoints(members: &mut Members<'_>, issuer: &Url) -> Option<MtlsEndpoints> {
    let mut aliases = Members::of(members.object("mtls_endpoint_aliases")?, "mtls_endpoint_aliases.");
    let endpoints = MtlsEndpoints {
        token_endpoint: aliases.endpoint("token_endpoint", issuer),
        device_authorization_endpoint: aliases.endpoint("device_authorization_endpoint", issuer),
        revocation_endpoint: aliases.endpoint("revocation_endpoint", issuer),
        introspection_endpoint: aliases.endpoint("introspection_endpoint", issuer),
    };
    members.warnings.append(&mut aliases.warnings);
    Some(endpoints)
}
