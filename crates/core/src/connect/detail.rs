//! What is known about a failure beyond its code. Every detail has a text in the catalogue of messages.

use serde::Serialize;
use ts_rs::TS;

use crate::{http::Phase, oauth::Problem};

/// A fact about a failure. Texts in it are cleaned and safe to show.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Detail {
    /// Nobody signed in within a time.
    NobodySignedIn {
        /// The time in seconds.
        seconds: u64,
    },
    /// Another server answered than the one that was asked.
    AnotherIssuer {
        /// The one that answered.
        found: String,
        /// The one that was asked.
        expected: String,
    },
    /// The server announces that it names itself in its answer, and the answer names none.
    NoIssuer {
        /// The server that was asked.
        expected: String,
    },
    /// Another program uses the port of the Redirect URL.
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The system doesn't permit the port of the Redirect URL, or doesn't have its address.
    PortUnusable {
        /// The address, with the port if it is fixed.
        address: String,
    },
    /// The ID token isn't a JSON Web Token.
    IdTokenUnreadable,
    /// The ID token is for another client.
    IdTokenOfAnotherClient,
    /// The ID token doesn't repeat the nonce of the request.
    IdTokenOfAnotherRequest,
    /// The ID token that came with a renewed token is of another user (OpenID Connect Core, section 12.2).
    IdTokenOfAnotherUser,
    /// Nothing accepts connections at the address and port.
    Refused,
    /// There is no route to the address.
    Unreachable,
    /// This machine doesn't permit the connection.
    NotPermitted,
    /// The proxy's host name has no address.
    ProxyNameNotFound,
    /// The proxy wants a user, or rejected the given one.
    ProxyAuthentication,
    /// The proxy refused to connect.
    ProxyStatus {
        /// The proxy's status.
        status: u16,
    },
    /// What answers isn't a proxy of the expected kind.
    ProxyProtocol,
    /// The way to the proxy isn't encrypted.
    ProxyCleartext,
    /// The proxy's certificate was rejected.
    ProxyCertificate,
    /// The TLS handshake with the proxy failed.
    ProxyTls,
    /// The system names a proxy that can't be used.
    SystemProxyUnusable {
        /// The environment variable that names it, or `system`.
        source: String,
    },
    /// The proxy failed in another way.
    ProxyFailed,
    /// A time limit passed.
    TimedOut {
        /// The limit in seconds.
        limit_s: f64,
        /// What the exchange was waiting for.
        phase: Phase,
    },
    /// The certificate is expired.
    Expired,
    /// The certificate isn't valid yet.
    NotYetValid,
    /// The certificate was revoked.
    Revoked,
    /// The certificate is self-signed.
    SelfSigned,
    /// The certificate's issuer is unknown.
    UnknownIssuer,
    /// The certificate can't be verified.
    Unverifiable,
    /// The server ended the handshake.
    TlsAlert {
        /// The alert's registered name.
        alert: String,
    },
    /// The server wants a client certificate.
    ClientCertificateRequired,
    /// The port doesn't speak TLS.
    NotTls,
    /// No secure version or cipher suite in common.
    TlsIncompatible,
    /// Not HTTP.
    NotHttp,
    /// The response came before the request.
    EarlyResponse,
    /// The body's framing is malformed.
    MalformedBody,
    /// The content coding is damaged.
    DamagedCoding,
    /// The content coding is unknown.
    UnknownCoding,
    /// Too many content codings.
    TooManyCodings,
    /// The head exceeds the limit.
    HeadTooLarge,
    /// The body exceeds the limit.
    BodyTooLarge {
        /// The limit in bytes.
        limit_bytes: u32,
    },
    /// A redirect without a target.
    NoRedirectTarget,
    /// Only an interim response.
    Interim {
        /// Its status.
        status: u16,
    },
    /// An error status.
    Status {
        /// The status.
        status: u16,
        /// Its registered reason phrase.
        reason: String,
    },
    /// The methods that the address accepts (405).
    AllowedMethods {
        /// The methods, separated by commas.
        methods: String,
        /// The method of the request.
        method: String,
    },
    /// The server asks to wait.
    RetryAfter {
        /// How long, in seconds.
        seconds: u32,
    },
    /// The server asks to wait until a moment.
    RetryUntil {
        /// The moment in UTC milliseconds.
        #[ts(type = "number")]
        date: i64,
    },
    /// The body isn't JSON.
    ExpectedJson {
        /// What it is.
        #[serde(rename = "found")]
        kind: FoundKind,
        /// Its media type; `none` if the server names none.
        media_type: String,
        /// Its size in bytes.
        bytes: u32,
    },
    /// The body is empty.
    EmptyBody,
    /// The JSON breaks.
    BrokenJson {
        /// The line, from 1.
        line: u32,
        /// The column, from 1.
        column: u32,
        /// How.
        problem: JsonProblem,
    },
    /// The JSON isn't an object.
    NotAnObject,
    /// The JSON is a text that contains JSON.
    JsonInText,
    /// A member looks like the token.
    TokenElsewhere {
        /// Its path.
        path: String,
    },
    /// The request had another `grant_type` than that of Client Credentials.
    OwnGrant {
        /// The value that was sent.
        value: String,
    },
    /// The token is in `access_token`, though another member was named.
    TokenWhereUsual,
    /// Nothing is where the token was said to be.
    NoTokenMember {
        /// The text of the field.
        member: String,
    },
    /// The token is empty.
    EmptyAccessToken {
        /// Its member.
        member: String,
    },
    /// The token isn't a string.
    AccessTokenNotText {
        /// Its member.
        member: String,
    },
    /// The token can't be carried by a header.
    AccessTokenCharacters {
        /// Its member.
        member: String,
    },
    /// The token's type.
    TokenType {
        /// The type as the server wrote it.
        token_type: String,
    },
    /// A part of the request can't be sent.
    BadPart {
        /// The part's name on the command line.
        part: String,
    },
    /// This machine's clock is ahead of the server's, which may make a client assertion invalid.
    ClockAhead {
        /// By so many seconds.
        seconds: u32,
    },
    /// This machine's clock is behind the server's, which may make a client assertion invalid.
    ClockBehind {
        /// By so many seconds.
        seconds: u32,
    },
    /// The private key can't be read.
    PrivateKeyUnreadable,
    /// The private key can't sign with the chosen algorithm.
    AlgorithmOfAnotherKey,
    /// The private key's certificate belongs to another private key.
    KeyCertificateMismatch,
    /// The key of DPoP can't sign with the chosen algorithm.
    DpopAlgorithmOfAnotherKey,
    /// The key of DPoP can't be read.
    DpopKeyUnreadable,
    /// The private key's certificate can't be read.
    KeyCertificateUnreadable,
    /// The client certificate can't be read.
    ClientCertificateUnreadable,
    /// The client certificate's private key can't be used for TLS.
    ClientKeyUnusable,
    /// The client certificate belongs to another private key.
    ClientCertificateMismatch,
    /// The Token URL has an IPv6 address, which can't be reached over TLS through a proxy.
    Ipv6ThroughProxy,
    /// The HTTP client can't be set up.
    NoClient,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FoundKind {
    /// HTML.
    Html,
    /// XML.
    Xml,
    /// A form.
    Form,
    /// Plain text.
    Text,
    /// Binary data.
    Binary,
}

/// How JSON breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JsonProblem {
    /// It ends early.
    Cut,
    /// Something follows it.
    Trailing,
    /// Something precedes it.
    Leading,
    /// It is malformed.
    Syntax,
}

impl From<Problem> for JsonProblem {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Cut => Self::Cut,
            Problem::Trailing => Self::Trailing,
            Problem::Leading => Self::Leading,
            Problem::Syntax => Self::Syntax,
        }
    }
}
