//! The request's pure half: checked fields in; target, headers and body out, as RFC 6749 §4.4.2 and §2.3.1 ask.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{form, mask::Secrets, sensitive, text::Text};
use crate::{
    authorization::{BasicEncoding, ClientAuthentication, ClientCredentials, ExtraParameter, ExtraPlace, ExtraValue},
    secret::Secret,
};

/// The only body that is ever sent.
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
/// Who asks.
const USER_AGENT: &str = concat!("Keyfob/", env!("CARGO_PKG_VERSION"));
/// The shell variable that stands for the client's secret.
const CLIENT_SECRET: &str = "CLIENT_SECRET";

/// A token request, ready to go.
#[derive(Debug)]
pub(super) struct Request {
    /// Path and query, to the letter.
    pub(super) target: Text,
    /// Headers in the order in which they go, `Host` first; without `Content-Length`.
    pub(super) headers: Vec<(String, Text)>,
    pub(super) body: Text,
    /// The shell variables that the `curl` command needs, with what each holds.
    pub(super) variables: Vec<(String, String)>,
}

impl Request {
    /// Writes the request for a token.
    pub(super) fn new(credentials: &ClientCredentials) -> Self {
        let variables = Variables::of(credentials);
        let mut headers = vec![("Host".to_owned(), Text::open(credentials.token_url.authority()))];
        if credentials.client_authentication == ClientAuthentication::ClientSecretBasic {
            headers.push(("Authorization".into(), basic(credentials)));
        }
        headers.push(("Accept".into(), Text::open("application/json")));
        headers.push(("Content-Type".into(), Text::open(CONTENT_TYPE)));
        headers.push(("User-Agent".into(), Text::open(USER_AGENT)));
        for (extra, value) in variables.extras(credentials, ExtraPlace::Header) {
            let text = match value {
                Value::Plain(text) => Text::open(text),
                Value::Secret(secret, variable) => {
                    let mut text = Text::default();
                    text.push_hidden(secret.clone(), format!("${variable}"));
                    text
                }
            };
            match headers.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(&extra.name)) {
                Some(header) => header.1 = text,
                None => headers.push((extra.name.clone(), text)),
            }
        }
        let target = target(credentials, &variables);
        Self { target, headers, body: body(credentials, &variables), variables: variables.described() }
    }
}

/// Adds every secret of the fields, and the Basic pair, to what is masked.
pub(super) fn hide(credentials: &ClientCredentials, secrets: &mut Secrets) {
    secrets.leave(&credentials.client_id);
    secrets.add(credentials.client_secret.expose(), true);
    for extra in &credentials.extras {
        if let ExtraValue::Secret(secret) = &extra.value {
            // The value of a harmless name may be a word that stands in a server's code too.
            secrets.add(secret.expose(), sensitive::is_sensitive(&extra.name));
        }
    }
    for encoding in [BasicEncoding::Rfc6749, BasicEncoding::Raw] {
        secrets.add_base64(pair(credentials, encoding).as_bytes());
    }
}

fn pair(credentials: &ClientCredentials, encoding: BasicEncoding) -> Zeroizing<String> {
    let (id, secret) = (&credentials.client_id, credentials.client_secret.expose());
    Zeroizing::new(match encoding {
        BasicEncoding::Rfc6749 => format!("{}:{}", form::encode(id), form::encode(secret)),
        BasicEncoding::Raw => format!("{id}:{secret}"),
    })
}

/// RFC 6749 §2.3.1: id and secret form-urlencoded, then joined as HTTP Basic does; or raw, for servers that compare so.
fn basic(credentials: &ClientCredentials) -> Text {
    let encoding = credentials.basic_encoding;
    let mut id = Text::default();
    let secret = match encoding {
        BasicEncoding::Rfc6749 => {
            id.push(form::encode(&credentials.client_id));
            format!("$(encode \"${CLIENT_SECRET}\")")
        }
        BasicEncoding::Raw => {
            id.push(&credentials.client_id);
            format!("${CLIENT_SECRET}")
        }
    };
    let shell = format!("$(printf '%s:%s' {} \"{secret}\" | base64 | tr -d '\\n')", id.shell());
    let mut text = Text::open("Basic ");
    text.push_hidden(Secret::new(STANDARD.encode(pair(credentials, encoding).as_bytes())), shell);
    text
}

fn body(credentials: &ClientCredentials, variables: &Variables) -> Text {
    let mut body = Text::open("grant_type=client_credentials");
    if credentials.client_authentication == ClientAuthentication::ClientSecretPost {
        push_parameter(&mut body, "client_id", Value::Plain(&credentials.client_id));
        push_parameter(&mut body, "client_secret", Value::Secret(&credentials.client_secret, CLIENT_SECRET.into()));
    }
    let scopes: Vec<&str> = credentials.scopes.iter().map(crate::authorization::Scope::as_str).collect();
    push_parameter(&mut body, "scope", Value::Plain(&scopes.join(" ")));
    push_parameter(&mut body, "audience", Value::Plain(credentials.audience.as_deref().unwrap_or_default()));
    for resource in &credentials.resources {
        push_parameter(&mut body, "resource", Value::Plain(resource));
    }
    for (extra, value) in variables.extras(credentials, ExtraPlace::Body) {
        push_parameter(&mut body, &extra.name, value);
    }
    body
}

/// The Token URL's path and query as typed, with the extra parameters behind them (RFC 6749 §3.2).
fn target(credentials: &ClientCredentials, variables: &Variables) -> Text {
    let own = credentials.token_url.target();
    let mut query = Text::default();
    for (extra, value) in variables.extras(credentials, ExtraPlace::Query) {
        push_parameter(&mut query, &extra.name, value);
    }
    let mut target = Text::open(own);
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

/// Appends `name=value`; a parameter without a value is left out (RFC 6749 §3.2).
fn push_parameter(text: &mut Text, name: &str, value: Value<'_>) {
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

/// The shell variable of each secret: `CLIENT_SECRET`, then `SECRET_1`, `SECRET_2` … in the order of the extras.
struct Variables(Vec<(String, String)>);

impl Variables {
    fn of(credentials: &ClientCredentials) -> Self {
        let secret = |extra: &&ExtraParameter| matches!(extra.value, ExtraValue::Secret(_));
        let extras = credentials.extras.iter().filter(secret).enumerate();
        let first = (CLIENT_SECRET.to_owned(), "the client secret".to_owned());
        let named = |(index, extra): (usize, &ExtraParameter)| {
            (format!("SECRET_{}", index + 1), format!("the value of {}", form::encode(&extra.name)))
        };
        Self(std::iter::once(first).chain(extras.map(named)).collect())
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
                (extra, Value::Secret(secret, self.0[secrets].0.clone()))
            }
        });
        valued.filter(move |(extra, _)| extra.place == place)
    }

    fn described(self) -> Vec<(String, String)> {
        self.0
    }
}

#[cfg(test)]
mod tests;
