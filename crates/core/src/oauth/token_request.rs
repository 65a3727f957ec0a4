//! The token request (RFC 6749, sections 4.4.2 and 2.3.1): checked fields in; address, headers and body out.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    assertion, dpop, form,
    grant::Grant,
    parameters::{Parameters, Value},
    secret_text::SecretText,
};
use crate::{
    authorization::{
        Authentication, BasicEncoding, ExtraParameter, ExtraPlace, ExtraValue, OAuth2Fields, RequestFormat, TokenUrl,
    },
    http,
    secret::Secret,
};

/// The media type of a form (RFC 6749, appendix B).
const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of a JSON object.
const JSON: &str = "application/json";
/// The parameter that names the grant.
const GRANT_TYPE: &str = "grant_type";
/// What Keyfob calls itself.
pub(super) const USER_AGENT: &str = concat!("Keyfob/", env!("CARGO_PKG_VERSION"));
/// The shell variable for the client secret in the `curl` command.
const CLIENT_SECRET: &str = "CLIENT_SECRET";
/// The shell variable for the client assertion in the `curl` command.
const CLIENT_ASSERTION: &str = "CLIENT_ASSERTION";
/// The shell variable for the DPoP proof in the `curl` command.
const DPOP_PROOF: &str = "DPOP_PROOF";

/// What is signed for one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proofs {
    /// The client assertion, if the method of client authentication has one.
    pub(crate) assertion: Option<Secret>,
    /// The DPoP proof, if tokens are bound to a key.
    pub(crate) dpop: Option<Secret>,
}

/// Which token a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// A token request, ready to be sent.
#[derive(Debug)]
pub(crate) struct TokenRequest {
    /// Where it is sent; the query of `target` has more.
    pub(crate) url: TokenUrl,
    /// The method.
    pub(crate) method: http::Method,
    /// Path and query. Of a GET, it has the parameters, and the secrets among them.
    pub(crate) target: SecretText,
    /// Headers in the order in which they are sent, `Host` first; without `Content-Length`.
    pub(crate) headers: Vec<(String, SecretText)>,
    pub(crate) body: SecretText,
    /// The shell variables that the `curl` command needs, with what each contains.
    pub(crate) variables: Vec<(String, String)>,
    /// What was signed for it.
    pub(crate) proofs: Proofs,
}

impl TokenRequest {
    /// Writes the request for a token.
    pub(crate) fn new(credentials: &OAuth2Fields, grant: &Grant, proofs: &Proofs) -> Self {
        let variables = Variables::of(credentials, grant);
        let mut headers = headers(credentials, &credentials.token_url, content_type(credentials));
        if let Some(proof) = &proofs.dpop {
            let mut text = SecretText::default();
            text.push_hidden(proof.clone(), format!("${DPOP_PROOF}"));
            headers.push((dpop::HEADER.into(), text));
        }
        let own = headers.len();
        let mut replaced = vec![false; own];
        for (extra, value) in variables.extras(credentials, ExtraPlace::Header) {
            let text = match value {
                Value::Plain(text) => SecretText::open(text),
                Value::Secret(secret, variable) => {
                    let mut text = SecretText::default();
                    text.push_hidden(secret.clone(), format!("${variable}"));
                    text
                }
            };
            // The first one replaces what Keyfob sends itself; a repeated one is added to it.
            let mut replaceable = headers.iter_mut().take(own).zip(&mut replaced);
            match replaceable.find(|((name, _), replaced)| !**replaced && name.eq_ignore_ascii_case(&extra.name)) {
                Some((header, replaced)) => {
                    header.1 = text;
                    *replaced = true;
                }
                None => headers.push((extra.name.clone(), text)),
            }
        }
        let (target, body) = target_and_body(credentials, grant, proofs.assertion.as_ref(), &variables);
        let method = method(credentials);
        let (url, proofs) = (credentials.token_url.clone(), proofs.clone());
        Self { url, method, target, headers, body, variables: variables.described(), proofs }
    }

    /// Writes the request about an access token: that it be revoked (RFC 7009, section 2.1), or whether it is valid (RFC 7662, section 2.1).
    /// It has the client authentication of the token request.
    pub(crate) fn about_token(
        credentials: &OAuth2Fields,
        assertion: Option<&Secret>,
        endpoint: &TokenUrl,
        token: &Secret,
        kind: TokenKind,
    ) -> Self {
        let mut parameters = Parameters::default();
        parameters.push("token", Value::Secret(token, "TOKEN".into()));
        parameters.push("token_type_hint", Value::Plain(kind.hint()));
        push_client(&mut parameters, credentials, assertion);
        Self {
            url: endpoint.clone(),
            method: http::Method::POST,
            target: SecretText::open(endpoint.target()),
            headers: headers(credentials, endpoint, Some(FORM)),
            body: parameters.form(),
            variables: Vec::new(),
            proofs: Proofs { assertion: assertion.cloned(), dpop: None },
        }
    }
}

impl TokenRequest {
    /// Writes the request for a code for another device (RFC 8628, section 3.1).
    pub(crate) fn for_device(credentials: &OAuth2Fields, assertion: Option<&Secret>, endpoint: &TokenUrl) -> Self {
        let fields = credentials.to_stored_draft().authorization_parameters();
        let mut parameters = Parameters::default();
        push_client(&mut parameters, credentials, assertion);
        for (_, name, values) in &fields {
            for value in values {
                parameters.push(name, Value::Plain(value));
            }
        }
        Self {
            url: endpoint.clone(),
            method: http::Method::POST,
            target: SecretText::open(endpoint.target()),
            headers: headers(credentials, endpoint, Some(FORM)),
            body: parameters.form(),
            variables: Variables::of(credentials, &Grant::default()).described(),
            proofs: Proofs { assertion: assertion.cloned(), dpop: None },
        }
    }
}

impl TokenKind {
    /// Returns the value of `token_type_hint` (RFC 7009, section 2.1).
    fn hint(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

/// Returns the method of a token request.
pub(crate) fn method(credentials: &OAuth2Fields) -> http::Method {
    match credentials.request_format {
        RequestFormat::Form | RequestFormat::Json => http::Method::POST,
        RequestFormat::Get => http::Method::GET,
    }
}

/// Returns the media type of a token request's body; `None` if it has no body.
fn content_type(credentials: &OAuth2Fields) -> Option<&str> {
    let usual = match credentials.request_format {
        RequestFormat::Form => FORM,
        RequestFormat::Json => JSON,
        RequestFormat::Get => return None,
    };
    Some(credentials.content_type.as_deref().unwrap_or(usual))
}

/// Returns the headers of a request with the client's credentials.
fn headers(credentials: &OAuth2Fields, url: &TokenUrl, content_type: Option<&str>) -> Vec<(String, SecretText)> {
    let mut headers = vec![("Host".to_owned(), SecretText::open(url.authority()))];
    if let Authentication::ClientSecretBasic { secret } = &credentials.authentication {
        headers.push(("Authorization".into(), basic(credentials, secret)));
    }
    headers.push(("Accept".into(), SecretText::open("application/json")));
    headers.extend(content_type.map(|media_type| ("Content-Type".to_owned(), SecretText::open(media_type))));
    headers.push(("User-Agent".into(), SecretText::open(USER_AGENT)));
    headers
}

/// Appends what the client proves itself with among the parameters. The client's id is there with every method but Basic, unless that is
/// wanted: a server may look for it before it reads an assertion, and can't know a public client without it.
fn push_client<'a>(parameters: &mut Parameters<'a>, credentials: &'a OAuth2Fields, assertion: Option<&'a Secret>) {
    let is_basic = matches!(credentials.authentication, Authentication::ClientSecretBasic { .. });
    if !is_basic || credentials.client_id_in_body {
        parameters.push("client_id", Value::Plain(&credentials.client_id));
    }
    if let Authentication::ClientSecretPost { secret } = &credentials.authentication {
        parameters.push("client_secret", Value::Secret(secret, CLIENT_SECRET.into()));
    }
    if let Some(assertion) = assertion {
        parameters.push("client_assertion_type", Value::Plain(assertion::TYPE));
        parameters.push("client_assertion", Value::Secret(assertion, CLIENT_ASSERTION.into()));
    }
}

/// Returns the pair of Basic authentication in both encodings; nothing if there is no client secret.
pub(crate) fn basic_pairs(credentials: &OAuth2Fields) -> Vec<Zeroizing<String>> {
    let pairs = |secret: &Secret| {
        [BasicEncoding::Rfc6749, BasicEncoding::Raw].map(|encoding| pair(credentials, secret, encoding))
    };
    credentials.authentication.client_secret().map(pairs).into_iter().flatten().collect()
}

fn pair(credentials: &OAuth2Fields, secret: &Secret, encoding: BasicEncoding) -> Zeroizing<String> {
    let (id, secret) = (&credentials.client_id, secret.expose());
    // `concat` allocates once, so it leaves no part of the secret behind.
    Zeroizing::new(match encoding {
        BasicEncoding::Rfc6749 => [&form::encode(id), ":", &Zeroizing::new(form::encode(secret))].concat(),
        BasicEncoding::Raw => [id, ":", secret].concat(),
    })
}

/// RFC 6749, section 2.3.1: ID and secret form-encoded, then joined as HTTP Basic does; or raw, for servers that compare them so.
fn basic(credentials: &OAuth2Fields, secret: &Secret) -> SecretText {
    let encoding = credentials.basic_encoding;
    let mut id = SecretText::default();
    let variable = match encoding {
        BasicEncoding::Rfc6749 => {
            id.push(form::encode(&credentials.client_id));
            format!("$(encode \"${CLIENT_SECRET}\")")
        }
        BasicEncoding::Raw => {
            id.push(&credentials.client_id);
            format!("${CLIENT_SECRET}")
        }
    };
    let shell = format!("$(printf '%s:%s' {} \"{variable}\" | base64 | tr -d '\\n')", id.shell());
    let mut text = SecretText::open("Basic ");
    text.push_hidden(Secret::new(STANDARD.encode(pair(credentials, secret, encoding).as_bytes())), shell);
    text
}

/// Returns path and query, and the body. The query is the Token URL's own, followed by the extra parameters (RFC 6749, section 3.2), and by
/// all others if they are sent there.
fn target_and_body(
    credentials: &OAuth2Fields,
    grant: &Grant,
    assertion: Option<&Secret>,
    variables: &Variables,
) -> (SecretText, SecretText) {
    let fields = credentials.to_stored_draft().parameters(credentials.grant_type);
    // Another grant that a server wants, such as `account_credentials`, replaces the one that is sent by default.
    let is_grant = |extra: &ExtraParameter| extra.name == GRANT_TYPE;
    let own_grant = fields.iter().find(|(_, name, _)| *name == GRANT_TYPE).and_then(|(_, _, values)| values.first());
    let extra_grant = variables.extras(credentials, ExtraPlace::Body).find(|(extra, _)| is_grant(extra));
    let usual = || Value::Plain(own_grant.map_or(grant.name(), String::as_str));
    let mut parameters = Parameters::default();
    parameters.push(GRANT_TYPE, extra_grant.map_or_else(usual, |(_, value)| value));
    push_client(&mut parameters, credentials, assertion);
    grant.push_to(&mut parameters);
    for (_, name, values) in fields.iter().filter(|(_, name, _)| *name != GRANT_TYPE) {
        for value in values {
            parameters.push(name, Value::Plain(value));
        }
    }
    for (extra, value) in variables.extras(credentials, ExtraPlace::Body).filter(|(extra, _)| !is_grant(extra)) {
        parameters.push(&extra.name, value);
    }
    let mut query = Parameters::default();
    for (extra, value) in variables.extras(credentials, ExtraPlace::Query) {
        query.push(&extra.name, value);
    }
    let body = match credentials.request_format {
        RequestFormat::Form => parameters.form(),
        RequestFormat::Json => parameters.json(),
        RequestFormat::Get => {
            query.append(parameters);
            SecretText::default()
        }
    };
    (with_query(credentials.token_url.target(), query.form()), body)
}

/// Returns path and query of an address with more parameters.
fn with_query(own: &str, query: SecretText) -> SecretText {
    let mut target = SecretText::open(own);
    if query.is_empty() {
        return target;
    }
    match own.find('?') {
        None => target.push("?"),
        Some(at) if at + 1 < own.len() && !own.ends_with('&') => target.push("&"),
        Some(_) => {}
    }
    target.append(query);
    target
}

impl TokenRequest {
    /// Returns the whole address.
    pub(crate) fn address(&self) -> SecretText {
        let scheme = if self.url.is_https() { "https" } else { "http" };
        let mut whole = SecretText::open(format!("{scheme}://{}", self.url.authority()));
        whole.append(self.target.clone());
        whole
    }

    /// Returns the request as it is sent.
    ///
    /// # Errors
    /// The name of the part that can't be sent.
    pub(crate) fn to_http(&self) -> Result<http::Request, http::Error> {
        let address = self.address().wire();
        let parsed = url::Url::parse(&address).map_err(|_| http::ErrorKind::BadRequest("token_url"))?;
        let headers = self.headers.iter().map(|(name, text)| (name.clone(), text.wire()));
        Ok(http::Request {
            method: self.method.clone(),
            url: parsed,
            headers: headers.collect(),
            body: self.body.wire(),
        })
    }
}

/// The shell variable of each secret, with what it contains: those of the client, and `SECRET_1`, `SECRET_2` and so on in the order of the
/// extras.
struct Variables {
    client: Vec<(String, String)>,
    extras: Vec<(String, String)>,
}

impl Variables {
    fn of(credentials: &OAuth2Fields, grant: &Grant) -> Self {
        let secret = |extra: &&ExtraParameter| matches!(extra.value, ExtraValue::Secret(_));
        let extras = credentials.extras.iter().filter(secret).enumerate();
        let client = match credentials.authentication {
            Authentication::ClientSecretBasic { .. } | Authentication::ClientSecretPost { .. } => {
                Some((CLIENT_SECRET, "the client secret"))
            }
            Authentication::ClientSecretJwt { .. } | Authentication::PrivateKeyJwt { .. } => Some((
                CLIENT_ASSERTION,
                "a signed client assertion (RFC 7523), valid for 60 s, which a server takes once",
            )),
            _ => None,
        };
        let named = |(index, extra): (usize, &ExtraParameter)| {
            (format!("SECRET_{}", index + 1), format!("the value of {}", form::encode(&extra.name)))
        };
        let dpop =
            credentials.dpop.as_ref().map(|_| (DPOP_PROOF, "a DPoP proof (RFC 9449), which a server takes once"));
        let granted = grant.secrets().into_iter().map(|(_, variable, holds)| (variable, holds));
        let client =
            client.into_iter().chain(dpop).chain(granted).map(|(name, holds)| (name.to_owned(), holds.to_owned()));
        Self { client: client.collect(), extras: extras.map(named).collect() }
    }

    fn extras<'a>(
        &'a self,
        credentials: &'a OAuth2Fields,
        place: ExtraPlace,
    ) -> impl Iterator<Item = (&'a ExtraParameter, Value<'a>)> {
        let mut secrets = 0;
        let valued = credentials.extras.iter().map(move |extra| match &extra.value {
            ExtraValue::Plain(text) => (extra, Value::Plain(text)),
            ExtraValue::Secret(secret) => {
                secrets += 1;
                (extra, Value::Secret(secret, self.extras[secrets - 1].0.clone()))
            }
        });
        valued.filter(move |(extra, _)| extra.place == place)
    }

    fn described(self) -> Vec<(String, String)> {
        self.client.into_iter().chain(self.extras).collect()
    }
}

#[cfg(test)]
mod tests;
