//! What was sent and received, as it may be shown: the request with its secrets masked, the response by allowlist.

use serde::Serialize;
use ts_rs::TS;

use super::{curl, options::Options, own_secrets::OwnSecrets, raw::RawResponseId};
use crate::{
    authorization::{OAuth2Fields, TokenMember},
    http::{Method, Response, Sent, Timings, TlsSeen, title_case},
    oauth::{form, secret_text::SecretText, token_request::TokenRequest},
    redact::{self, BodyTree, Redactor, ShownHeader},
};

/// The longest reason phrase and header value that is shown, in characters.
const LINE_CHARACTERS: usize = 2_000;

/// A request and its response, redacted.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct Exchange {
    /// The request as it was sent.
    pub request: RequestShown,
    /// The response; `None` if there was none.
    pub response: Option<ResponseShown>,
    /// How long each stage took.
    pub timings: Timings,
    /// The encryption; `None` for `http:` or if it wasn't reached.
    pub tls: Option<TlsSeen>,
    /// The address of the server or proxy, as `host:port`.
    pub remote_address: Option<String>,
    /// The request as a `curl` command with each secret as a shell variable.
    pub curl: String,
    /// Everything above as plain text, for a support request.
    pub support: String,
}

/// The request as it was sent.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct RequestShown {
    /// The method: `POST` or `GET`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// Path and query.
    pub target: String,
    /// Every header in order.
    pub headers: Vec<HeaderLine>,
    /// The body with its secrets masked; empty if there is none.
    pub body: String,
}

/// A header of our request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HeaderLine {
    /// The header's name.
    pub name: String,
    /// Its value with secrets masked.
    pub value: String,
}

/// The response as far as it may be shown.
#[derive(Clone, Debug, Default, Serialize, TS)]
#[ts(export)]
pub struct ResponseShown {
    /// The status.
    pub status: u16,
    /// The reason phrase, redacted.
    pub reason: String,
    /// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
    pub version: String,
    /// Every header in order: the values of harmless ones, the others by their length.
    pub headers: Vec<ShownHeader>,
    /// The media type; empty if the server names none.
    pub media_type: String,
    /// The body's size on the wire, in bytes.
    pub wire_bytes: u32,
    /// The body's size after decompression, in bytes.
    pub body_bytes: u32,
    /// The body as a tree, if it is JSON or a form.
    pub body: Option<BodyTree>,
    /// Names the raw response for *Show raw response*; `None` if it isn't kept.
    pub raw: Option<RawResponseId>,
}

/// Makes what may be shown of an exchange. The text for support needs the verdict too and is added later.
pub(super) fn shown(
    credentials: &OAuth2Fields,
    request: &TokenRequest,
    options: &Options,
    sent: &Sent,
    redactor: &Redactor,
) -> Exchange {
    let own = OwnSecrets::of(credentials);
    Exchange {
        request: request_shown(request, &own),
        response: sent.response.as_ref().map(|response| response_shown(response, &credentials.token_member, redactor)),
        timings: sent.timings,
        tls: sent.tls.clone(),
        remote_address: sent.remote_address.clone(),
        curl: own.masked(curl::command(credentials, request, options)),
        support: String::new(),
    }
}

fn request_shown(request: &TokenRequest, own: &OwnSecrets) -> RequestShown {
    let shown = |text: &SecretText| own.masked(text.shown());
    let header = |name: &str, value: String| HeaderLine { name: title_case(name), value };
    let mut headers: Vec<HeaderLine> = request.headers.iter().map(|(name, text)| header(name, shown(text))).collect();
    if request.method == Method::POST {
        headers.push(header("Content-Length", request.body.wire().len().to_string()));
    }
    RequestShown {
        method: request.method.to_string(),
        url: shown(&request.address()),
        target: shown(&request.target),
        headers,
        body: shown(&request.body),
    }
}

fn response_shown(response: &Response, token: &TokenMember, redactor: &Redactor) -> ResponseShown {
    let text = response.text();
    let tree = BodyTree::of_json(text, redactor);
    let count = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    ResponseShown {
        status: response.status,
        reason: redact::plain_text_line(redactor, &response.reason, LINE_CHARACTERS),
        version: response.version.into(),
        headers: response.headers.iter().map(|(name, value)| redact::header(name, value, redactor)).collect(),
        media_type: redactor.line(&response.media_type(), LINE_CHARACTERS),
        wire_bytes: count(response.wire_bytes),
        body_bytes: count(response.body.len()),
        // Only a form with a token or an error has names that are known to be names: a bare token could be read as a form too.
        body: tree.or_else(|| form::token_form(text, token).map(|pairs| BodyTree::of_form(&pairs, redactor))),
        raw: None,
    }
}
