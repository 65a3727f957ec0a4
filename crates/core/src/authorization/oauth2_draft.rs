//! The fields of an environment of OAuth 2, as typed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    AssertionAlgorithm, BasicEncoding, ClientAuthentication, CodeChallengeMethod, EnvironmentProxyChoice, ExtraDraft,
    ExtraPlace, ExtraValueDraft, Field, GrantType, NoteCode, RedirectHost, RequestFormat, ScopeSeparator, SecretField,
    SecretInput, characters,
};
use crate::keys::SigningAlgorithm;

/// An environment's fields as typed; all blank is *not configured*.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
#[expect(clippy::struct_excessive_bools, reason = "each is a checkbox of the form")]
pub struct OAuth2Draft {
    /// Token URL.
    pub token_url: String,
    /// Authorization URL.
    pub authorization_url: String,
    /// The host of the Redirect URL.
    pub redirect_host: RedirectHost,
    /// The port of the Redirect URL; blank for one that is chosen when it is needed.
    pub redirect_port: String,
    /// How the code challenge is made.
    pub code_challenge_method: CodeChallengeMethod,
    /// Where a code for another device is requested; blank for none.
    pub device_url: String,
    /// The user accepts that the secret is sent unencrypted.
    pub accept_cleartext: bool,
    /// Client ID.
    pub client_id: String,
    /// Client Secret.
    pub client_secret: SecretInput,
    /// Scopes, in order.
    pub scopes: Vec<String>,
    /// Client Authentication.
    pub client_authentication: ClientAuthentication,
    /// Encode Basic credentials.
    pub basic_encoding: BasicEncoding,
    /// The private key that signs the client assertion.
    pub private_key: SecretInput,
    /// The algorithm of the client assertion; `None` for the usual one.
    pub assertion_algorithm: Option<AssertionAlgorithm>,
    /// The name of the key (`kid`); blank for none.
    pub key_id: String,
    /// The key's certificate as PEM, for `x5t#S256`; blank for none.
    pub key_certificate: String,
    /// The audience of the client assertion; blank for the Token URL.
    pub assertion_audience: String,
    /// The TLS client certificate with its chain, as PEM; blank for none.
    pub client_certificate: String,
    /// The private key of the TLS client certificate.
    pub client_key: SecretInput,
    /// Bind tokens to a key (DPoP).
    pub dpop: bool,
    /// The private key that tokens are bound to.
    pub dpop_key: SecretInput,
    /// The algorithm of DPoP proofs; `None` for the usual one.
    pub dpop_algorithm: Option<SigningAlgorithm>,
    /// The audience to request; blank for none.
    pub audience: String,
    /// The resources to request (RFC 8707).
    pub resources: Vec<String>,
    /// Extra parameters.
    pub extras: Vec<ExtraDraft>,
    /// How the parameters of the request are sent.
    pub request_format: RequestFormat,
    /// Send Client ID in the body beside a Basic header.
    pub client_id_in_body: bool,
    /// What is between the scopes.
    pub scope_separator: ScopeSeparator,
    /// Another value of `grant_type`; blank for `client_credentials`.
    pub grant_type_value: String,
    /// Another media type of the body; blank for that of the format.
    pub content_type: String,
    /// Where the token is in the response, as a JSON Pointer or a name; blank for `access_token`.
    pub token_member: String,
    /// Which proxy requests use.
    pub proxy: EnvironmentProxyChoice,
    /// The proxy's address, as `scheme://host:port`.
    pub proxy_address: String,
    /// The user name for the proxy; blank for none.
    pub proxy_username: String,
    /// The password for the proxy.
    pub proxy_password: SecretInput,
    /// CA certificates that are trusted as well as those in Settings, as PEM; blank for none.
    pub ca_certificates: String,
    /// The time limit of a whole exchange, in seconds; blank for the one in Settings.
    pub timeout_s: String,
    /// Accept any server certificate.
    pub skip_verification: bool,
}

impl OAuth2Draft {
    /// The fields, in the order in which they are shown.
    pub const FIELDS: &[Field] = &[
        Field::AuthorizationUrl,
        Field::RedirectHost,
        Field::RedirectPort,
        Field::CodeChallengeMethod,
        Field::TokenUrl,
        Field::DeviceUrl,
        Field::AcceptCleartext,
        Field::ClientId,
        Field::ClientSecret,
        Field::ClientAuthentication,
        Field::BasicEncoding,
        Field::PrivateKey,
        Field::AssertionAlgorithm,
        Field::KeyId,
        Field::KeyCertificate,
        Field::AssertionAudience,
        Field::ClientCertificate,
        Field::ClientKey,
        Field::Dpop,
        Field::DpopKey,
        Field::DpopAlgorithm,
        Field::Scopes,
        Field::Audience,
        Field::Resource,
        Field::ExtraBody,
        Field::ExtraHeaders,
        Field::ExtraQuery,
        Field::ExtraAuthorization,
        Field::RequestFormat,
        Field::ClientIdInBody,
        Field::ScopeSeparator,
        Field::GrantTypeValue,
        Field::ContentType,
        Field::TokenMember,
        Field::Proxy,
        Field::ProxyAddress,
        Field::ProxyUsername,
        Field::ProxyPassword,
        Field::CaCertificates,
        Field::TimeoutS,
        Field::SkipVerification,
    ];

    /// The fields that say how requests travel.
    pub const NETWORK: &[Field] = &[
        Field::Proxy,
        Field::ProxyAddress,
        Field::ProxyUsername,
        Field::ProxyPassword,
        Field::CaCertificates,
        Field::TimeoutS,
        Field::SkipVerification,
    ];

    /// Returns the fields that are sent as a parameter of the token request, with its name and its values, in the order in which they are
    /// sent. Those that are blank, or that the grant type doesn't use, are left out. Where a browser or another device is involved, scopes and
    /// audience are sent with that request (RFC 6749, section 4.1.1; RFC 8628, section 3.1).
    #[must_use]
    pub fn parameters(&self, grant: GrantType) -> Vec<(Field, &'static str, Vec<String>)> {
        if grant.signs_in() {
            return given([(Field::Resource, "resource", self.resources.clone())]);
        }
        let grant_type = (Field::GrantTypeValue, "grant_type", text(&self.grant_type_value));
        given(std::iter::once(grant_type).chain(self.requested()))
    }

    /// Returns the same of the request that the user agrees to: the authorization request, or the one for a code for another device.
    #[must_use]
    pub fn authorization_parameters(&self) -> Vec<(Field, &'static str, Vec<String>)> {
        given(self.requested())
    }

    fn requested(&self) -> [(Field, &'static str, Vec<String>); 3] {
        [
            (Field::Scopes, "scope", text(&self.scopes.join(self.scope_separator.separator()))),
            (Field::Audience, "audience", text(&self.audience)),
            (Field::Resource, "resource", self.resources.clone()),
        ]
    }

    /// Whether a secret is typed in it, which settings that Keyfob stored never contain.
    pub(crate) fn has_typed_secret(&self) -> bool {
        self.secret_inputs().iter().any(|(_, input)| input.is_typed())
    }

    /// Returns every secret, also of methods that aren't chosen, with its name.
    pub(crate) fn secret_inputs(&self) -> Vec<(SecretField, &SecretInput)> {
        let own = [
            (SecretField::ClientSecret, &self.client_secret),
            (SecretField::PrivateKey, &self.private_key),
            (SecretField::ClientKey, &self.client_key),
            (SecretField::DpopKey, &self.dpop_key),
            (SecretField::ProxyPassword, &self.proxy_password),
        ];
        let extras = self.extras.iter().filter_map(|extra| match &extra.value {
            ExtraValueDraft::Secret { input } => Some((SecretField::Extra { slot: extra.slot.clone() }, input)),
            ExtraValueDraft::Plain { .. } => None,
        });
        own.into_iter().chain(extras).collect()
    }

    /// The same, to change them.
    pub(crate) fn secret_inputs_mut(&mut self) -> Vec<(SecretField, &mut SecretInput)> {
        let own = [
            (SecretField::ClientSecret, &mut self.client_secret),
            (SecretField::PrivateKey, &mut self.private_key),
            (SecretField::ClientKey, &mut self.client_key),
            (SecretField::DpopKey, &mut self.dpop_key),
            (SecretField::ProxyPassword, &mut self.proxy_password),
        ];
        let extras = self.extras.iter_mut().filter_map(|extra| match &mut extra.value {
            ExtraValueDraft::Secret { input } => Some((SecretField::Extra { slot: extra.slot.clone() }, input)),
            ExtraValueDraft::Plain { .. } => None,
        });
        own.into_iter().chain(extras).collect()
    }

    /// Returns the fields that a token depends on: all but those that only say how a user gets to the server and back.
    #[must_use]
    pub(crate) fn for_token(&self) -> Self {
        let Self { redirect_host, redirect_port, code_challenge_method, device_url, .. } = Self::default();
        Self { redirect_host, redirect_port, code_challenge_method, device_url, ..self.clone() }
    }

    /// Whether nothing was filled in and nothing chosen that counts with a grant type. Consent alone fills nothing in.
    #[must_use]
    pub fn is_blank_for(&self, grant: GrantType) -> bool {
        let blank = Self::default();
        let mut rest = self.clone();
        if !grant.uses(Field::AuthorizationUrl) || characters::trimmed(&rest.authorization_url).is_empty() {
            rest.authorization_url.clear();
        }
        if !grant.uses(Field::RedirectPort) {
            rest.redirect_host = blank.redirect_host;
            rest.redirect_port.clear();
        }
        if !grant.uses(Field::CodeChallengeMethod) {
            rest.code_challenge_method = blank.code_challenge_method;
        }
        if !grant.uses(Field::DeviceUrl) || characters::trimmed(&rest.device_url).is_empty() {
            rest.device_url.clear();
        }
        if !grant.uses(Field::GrantTypeValue) {
            rest.grant_type_value.clear();
        }
        rest.extras.retain(|extra| grant.uses(extra.place.field()));
        rest.is_blank()
    }

    /// Whether nothing was filled in and nothing chosen, whatever counts.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        // Most of what there is to copy below.
        if !self.scopes.is_empty() {
            return false;
        }
        let mut rest = self.clone();
        rest.accept_cleartext = false;
        if characters::trimmed(&rest.token_url).is_empty() {
            rest.token_url.clear();
        }
        for (_, input) in rest.secret_inputs_mut() {
            if input.is_blank() {
                *input = SecretInput::Blank;
            }
        }
        rest == Self::default()
    }

    /// Whether a field counts with a grant type, the chosen method of client authentication and request format, and with DPoP on or off. The
    /// others are ignored.
    #[must_use]
    pub fn uses(&self, grant: GrantType, field: Field) -> bool {
        grant.uses(field) && self.uses_with_choices(field)
    }

    fn uses_with_choices(&self, field: Field) -> bool {
        let method = self.client_authentication;
        match field {
            Field::ClientSecret => method.uses_secret(),
            Field::PrivateKey | Field::KeyCertificate => method == ClientAuthentication::PrivateKeyJwt,
            Field::AssertionAlgorithm | Field::KeyId | Field::AssertionAudience => method.uses_assertion(),
            Field::DpopKey | Field::DpopAlgorithm => self.dpop,
            Field::ClientIdInBody => method == ClientAuthentication::ClientSecretBasic,
            // A GET has no body.
            Field::ContentType => self.request_format != RequestFormat::Get,
            Field::ProxyAddress | Field::ProxyUsername | Field::ProxyPassword => {
                self.proxy == EnvironmentProxyChoice::Address
            }
            _ => true,
        }
    }

    /// Whether the method is saved as `none`: a native app is a public client, which needs no secret when a user signs in (RFC 8252, section 8.4).
    pub(super) fn becomes_public(&self, grant: GrantType) -> bool {
        let method = self.client_authentication;
        let sends_secret =
            matches!(method, ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost);
        grant.signs_in() && sends_secret && self.client_secret.is_blank()
    }

    /// Returns that a save makes the client a public one; an environment that is left blank isn't saved.
    pub(super) fn public_client(&self, grant: GrantType) -> Option<NoteCode> {
        (self.becomes_public(grant) && !self.is_blank_for(grant)).then_some(NoteCode::PublicClient)
    }

    /// Returns which secrets a save removes, stored ones or new ones in their place, since the chosen method doesn't use them.
    pub(super) fn drops(&self) -> Vec<NoteCode> {
        let secrets = [(Field::ClientSecret, &self.client_secret), (Field::PrivateKey, &self.private_key)];
        let dropped = secrets.into_iter().filter(|(field, input)| !self.uses_with_choices(*field) && !input.is_blank());
        dropped.map(|(field, _)| NoteCode::DropsSecret { secret: field.as_str().to_owned() }).collect()
    }

    /// Returns which values a save removes, since the grant type doesn't use their fields.
    pub(super) fn drops_fields(&self, grant: GrantType) -> Option<NoteCode> {
        let blank = Self::default();
        let has_authorization = self.extras.iter().any(|extra| extra.place == ExtraPlace::Authorization);
        let filled_in = [
            (Field::AuthorizationUrl, !characters::trimmed(&self.authorization_url).is_empty()),
            (Field::RedirectHost, self.redirect_host != blank.redirect_host),
            (Field::RedirectPort, !self.redirect_port.trim().is_empty()),
            (Field::CodeChallengeMethod, self.code_challenge_method != blank.code_challenge_method),
            (Field::DeviceUrl, !characters::trimmed(&self.device_url).is_empty()),
            (Field::ExtraAuthorization, has_authorization),
            (Field::GrantTypeValue, !self.grant_type_value.is_empty()),
        ];
        let dropped = filled_in.into_iter().filter(|(field, is_so)| *is_so && !grant.uses(*field));
        let fields: Vec<_> = dropped.map(|(field, _)| field.as_str().to_owned()).collect();
        (!fields.is_empty()).then_some(NoteCode::DropsFields { fields })
    }

    /// Whether the request is a GET with a secret among its parameters.
    pub(super) fn has_secret_in_url(&self, grant: GrantType) -> bool {
        let method = self.client_authentication;
        let is_secret = |extra: &ExtraDraft| {
            extra.place == ExtraPlace::Body && matches!(extra.value, ExtraValueDraft::Secret { .. })
        };
        self.request_format == RequestFormat::Get
            && (grant.signs_in()
                || method == ClientAuthentication::ClientSecretPost
                || method.uses_assertion()
                || self.extras.iter().any(is_secret))
    }

    /// Returns that a save removes a secret, since what it is for isn't chosen: the key that tokens were bound to, or a proxy's password.
    pub(super) fn drops_unused(&self, field: Field, input: &SecretInput) -> Vec<NoteCode> {
        let drops = !self.uses_with_choices(field) && !input.is_blank();
        drops.then(|| NoteCode::DropsSecret { secret: field.as_str().to_owned() }).into_iter().collect()
    }
}

fn text(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

/// Returns the parameters that have a value.
fn given(
    parameters: impl IntoIterator<Item = (Field, &'static str, Vec<String>)>,
) -> Vec<(Field, &'static str, Vec<String>)> {
    parameters.into_iter().filter(|(_, _, values)| !values.is_empty()).collect()
}
