//! The token request (RFC 6749, sections 4.4.2 and 2.3.1): checked fields in; address, headers and body out.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{assertion, dpop, form, secret_text::SecretText};
use crate::{
    authorization::{
        Authentication, BasicEncoding, ClientCredentials, ExtraParameter, ExtraPlace, ExtraValue, GrantType, TokenUrl,
    },
    http,
    secret::Secret,
};

/// The media type of the body (RFC 6749, appendix B).
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
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

/// A token request, ready to be sent.
#[derive(Debug)]
pub(crate) struct TokenRequest {
    /// Path and query.
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
    pub(crate) fn new(credentials: &ClientCredentials, proofs: &Proofs) -> Self {
        let variables = Variables::of(credentials);
        let mut headers = headers(credentials, &credentials.token_url);
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
        let target = target(credentials, &variables);
        let body = body(credentials, proofs.assertion.as_ref(), &variables);
        Self { target, headers, body, variables: variables.described(), proofs: proofs.clone() }
    }

    /// Writes the request about an access token: that it be revoked (RFC 7009, section 2.1), or whether it is valid (RFC 7662, section 2.1).
    /// It has the client authentication of the token request.
    pub(crate) fn about_token(
        credentials: &ClientCredentials,
        assertion: Option<&Secret>,
        endpoint: &TokenUrl,
        token: &Secret,
    ) -> Self {
        let mut body = SecretText::default();
        push_parameter(&mut body, "token", Value::Secret(token, "TOKEN".into()));
        push_parameter(&mut body, "token_type_hint", Value::Plain("access_token"));
        push_client(&mut body, credentials, assertion);
        let (target, headers) = (SecretText::open(endpoint.target()), headers(credentials, endpoint));
        let proofs = Proofs { assertion: assertion.cloned(), dpop: None };
        Self { target, headers, body, variables: Vec::new(), proofs }
    }
}

/// Returns the headers of a request with the client's credentials.
fn headers(credentials: &ClientCredentials, url: &TokenUrl) -> Vec<(String, SecretText)> {
    let mut headers = vec![("Host".to_owned(), SecretText::open(url.authority()))];
    if let Authentication::ClientSecretBasic { secret } = &credentials.authentication {
        headers.push(("Authorization".into(), basic(credentials, secret)));
    }
    headers.push(("Accept".into(), SecretText::open("application/json")));
    headers.push(("Content-Type".into(), SecretText::open(CONTENT_TYPE)));
    headers.push(("User-Agent".into(), SecretText::open(USER_AGENT)));
    headers
}

/// Appends what the client proves itself with in the body. The client's id is there with every method but Basic: a server may look for it
/// before it reads an assertion, and can't know a public client without it.
fn push_client(body: &mut SecretText, credentials: &ClientCredentials, assertion: Option<&Secret>) {
    if matches!(credentials.authentication, Authentication::ClientSecretBasic { .. }) {
        return;
    }
    push_parameter(body, "client_id", Value::Plain(&credentials.client_id));
    if let Authentication::ClientSecretPost { secret } = &credentials.authentication {
        push_parameter(body, "client_secret", Value::Secret(secret, CLIENT_SECRET.into()));
    }
    if let Some(assertion) = assertion {
        push_parameter(body, "client_assertion_type", Value::Plain(assertion::TYPE));
        push_parameter(body, "client_assertion", Value::Secret(assertion, CLIENT_ASSERTION.into()));
    }
}

/// Returns the pair of Basic authentication in both encodings; nothing if there is no client secret.
pub(crate) fn basic_pairs(credentials: &ClientCredentials) -> Vec<Zeroizing<String>> {
    let pairs = |secret: &Secret| {
        [BasicEncoding::Rfc6749, BasicEncoding::Raw].map(|encoding| pair(credentials, secret, encoding))
    };
    credentials.authentication.client_secret().map(pairs).into_iter().flatten().collect()
}

fn pair(credentials: &ClientCredentials, secret: &Secret, encoding: BasicEncoding) -> Zeroizing<String> {
    let (id, secret) = (&credentials.client_id, secret.expose());
    // `concat` allocates once, so it leaves no part of the secret behind.
    Zeroizing::new(match encoding {
        BasicEncoding::Rfc6749 => [&form::encode(id), ":", &Zeroizing::new(form::encode(secret))].concat(),
        BasicEncoding::Raw => [id, ":", secret].concat(),
    })
}

/// RFC 6749, section 2.3.1: ID and secret form-encoded, then joined as HTTP Basic does; or raw, for servers that compare them so.
fn basic(credentials: &ClientCredentials, secret: &Secret) -> SecretText {
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

fn body(credentials: &ClientCredentials, assertion: Option<&Secret>, variables: &Variables) -> SecretText {
    // Another grant that a server wants, such as `account_credentials`, replaces the one that is sent by default.
    let is_grant = |extra: &ExtraParameter| extra.name == GRANT_TYPE;
    let mut body = SecretText::default();
    match variables.extras(credentials, ExtraPlace::Body).find(|(extra, _)| is_grant(extra)) {
        Some((_, grant)) => push_parameter(&mut body, GRANT_TYPE, grant),
        None => push_parameter(&mut body, GRANT_TYPE, Value::Plain(GrantType::ClientCredentials.as_str())),
    }
    push_client(&mut body, credentials, assertion);
    for (_, name, values) in credentials.to_stored_draft().parameters() {
        for value in &values {
            push_parameter(&mut body, name, Value::Plain(value));
        }
    }
    for (extra, value) in variables.extras(credentials, ExtraPlace::Body).filter(|(extra, _)| !is_grant(extra)) {
        push_parameter(&mut body, &extra.name, value);
    }
    body
}

/// The Token URL's path and query, followed by the extra parameters (RFC 6749, section 3.2).
fn target(credentials: &ClientCredentials, variables: &Variables) -> SecretText {
    let own = credentials.token_url.target();
    let mut query = SecretText::default();
    for (extra, value) in variables.extras(credentials, ExtraPlace::Query) {
        push_parameter(&mut query, &extra.name, value);
    }
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

/// Appends `name=value`; a parameter without a value is left out (RFC 6749, section 3.2).
fn push_parameter(text: &mut SecretText, name: &str, value: Value<'_>) {
    if value.is_empty() {
        return;
    }
    let separator = if text.is_empty() { "" } else { "&" };
    text.push(format!("{separator}{}=", form::encode(name)));
    match value {
        Value::Plain(plain) => text.push(form::encode(plain)),
        Value::Secret(secret, variable) => text.push_encoded(secret, &variable),
    }
}

impl TokenRequest {
    /// Returns the whole address.
    pub(crate) fn address(&self, url: &TokenUrl) -> SecretText {
        let scheme = if url.is_https() { "https" } else { "http" };
        let mut whole = SecretText::open(format!("{scheme}://{}", url.authority()));
        whole.append(self.target.clone());
        whole
    }

    /// Returns the request as it is sent.
    ///
    /// # Errors
    /// The name of the part that can't be sent.
    pub(crate) fn to_http(&self, url: &TokenUrl) -> Result<http::Request, http::Error> {
        let address = self.address(url).wire();
        let parsed = url::Url::parse(&address).map_err(|_| http::ErrorKind::BadRequest("token_url"))?;
        let headers = self.headers.iter().map(|(name, text)| (name.clone(), text.wire()));
        Ok(http::Request {
            method: http::Method::POST,
            url: parsed,
            headers: headers.collect(),
            body: self.body.wire(),
        })
    }
}

enum Value<'a> {
    Plain(&'a str),
    Secret(&'a Secret, String),
}

impl Value<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Plain(text) => text.is_empty(),
            Self::Secret(secret, _) => secret.is_empty(),
        }
    }
}

/// The shell variable of each secret, with what it contains: those of the client, and `SECRET_1`, `SECRET_2` and so on in the order of the
/// extras.
struct Variables {
    client: Vec<(String, String)>,
    extras: Vec<(String, String)>,
}

impl Variables {
    fn of(credentials: &ClientCredentials) -> Self {
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
        let client = client.into_iter().chain(dpop).map(|(name, holds)| (name.to_owned(), holds.to_owned()));
        Self { client: client.collect(), extras: extras.map(named).collect() }
    }

    fn extras<'a>(
        &'a self,
        credentials: &'a ClientCredentials,
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
