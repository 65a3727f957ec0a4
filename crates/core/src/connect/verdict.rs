//! The verdict: the one place that decides what a token request came to.

use super::{
    code::Code,
    detail::{Detail, FoundKind},
    error::Error,
    hints::{self, Evidence, Sign},
};
use crate::{
    authorization::{OAuth2Fields, TokenUrl},
    http::{
        self, CertificateProblem, ConnectProblem, ErrorKind, Proxy, Response, ResponseProblem, Sent, TlsProblem,
        TooLarge, canonical_reason,
    },
    oauth::{
        BodyKind, Problem, ServerMessage,
        retry_after::RetryAfter,
        token_lookalike::ACCESS_TOKEN,
        token_request::method,
        token_response::{Reading, TokenResponse, TokenResponseError},
    },
    oauth_codes::is_registered,
    redact::{Redactor, plain_text_line},
};

/// The longest code, token type or path of a server that is shown, in characters.
const WORD_CHARACTERS: usize = 250;

/// Decides what a token request came to.
pub(super) fn decide(
    credentials: &OAuth2Fields,
    sent: &Sent,
    reading: Option<Reading>,
    proxy: Option<&Proxy>,
    redactor: &Redactor,
) -> Result<TokenResponse, Box<Error>> {
    let url = &credentials.token_url;
    let decider = Decider { credentials, url, redactor };
    if let Some(error) = &sent.error {
        return Err(decider.of_error(error, sent.response.as_ref()));
    }
    let (Some(response), Some(reading)) = (&sent.response, reading) else {
        return Err(decider.of_error(&ErrorKind::Closed.into(), None));
    };
    // A plain request's proxy answers in place of the server.
    let is_answered_by_proxy = !url.is_https() && proxy.is_some_and(|proxy| !proxy.is_socks());
    if is_answered_by_proxy && response.status == 407 {
        let error = http::Error { kind: ErrorKind::NotConnected(ConnectProblem::ProxyAuthentication), is_proxys: true };
        return Err(decider.of_error(&error, Some(response)));
    }
    if sent.may_be_cut && !reading.is_complete {
        return Err(decider.of_error(&ErrorKind::Closed.into(), Some(response)));
    }
    let Reading { result, message, retry_after, .. } = reading;
    result.map_err(|error| decider.of_token_response(error, response, message, retry_after))
}

struct Decider<'a> {
    credentials: &'a OAuth2Fields,
    url: &'a TokenUrl,
    redactor: &'a Redactor,
}

impl Decider<'_> {
    fn word(&self, text: &str) -> String {
        plain_text_line(self.redactor, text, WORD_CHARACTERS)
    }

    /// The methods that the address accepts (405), unless the one of the request is among them.
    fn allowed(&self, response: &Response) -> Option<Detail> {
        let methods = response.header("allow").filter(|_| response.status == 405).map(|methods| self.word(&methods))?;
        let method = method(self.credentials).to_string();
        let accepts_own = methods.split(',').any(|allowed| allowed.trim() == method);
        (!methods.is_empty() && !accepts_own).then_some(Detail::AllowedMethods { methods, method })
    }

    /// The `grant_type` of a client's own that the server doesn't support.
    fn own_grant(&self, code: &Code) -> Option<Detail> {
        let is_unsupported = matches!(code, Code::Server(code) if code == "unsupported_grant_type");
        let value = self.credentials.grant_type_value.as_deref().filter(|_| is_unsupported)?;
        Some(Detail::OwnGrant { value: self.redactor.line(value, WORD_CHARACTERS) })
    }

    /// Where the token was looked for.
    fn member(&self) -> String {
        self.redactor.line(self.credentials.token_member.as_str(), WORD_CHARACTERS)
    }

    fn of_error(&self, error: &http::Error, response: Option<&Response>) -> Box<Error> {
        let (code, detail) = of_kind(&error.kind);
        let proxy_status = match error.kind {
            ErrorKind::NotConnected(ConnectProblem::ProxyAuthentication) => Some(407),
            ErrorKind::NotConnected(ConnectProblem::ProxyStatus(status)) => Some(status),
            _ => None,
        };
        let status = response.map(|response| response.status).or(proxy_status);
        let signs = [
            (error.is_proxys, Sign::ProxyFailed),
            (detail == Some(Detail::ClientCertificateRequired), Sign::ClientCertificate),
            (matches!(detail, Some(Detail::TlsAlert { .. })), Sign::TlsRefused),
            (!self.url.is_https(), Sign::PlainHttp),
        ];
        let signs = signs.into_iter().filter_map(|(is_so, sign)| is_so.then_some(sign)).collect();
        let evidence = Evidence { status, message: "", signs };
        let (_, detail) = of_error(error);
        Box::new(Error {
            hint: hints::hint(&code, &evidence),
            code,
            status,
            details: detail.into_iter().collect(),
            message: None,
            error_uri: None,
            redirect_target: None,
            is_proxys: error.is_proxys,
        })
    }

    fn of_token_response(
        &self,
        error: TokenResponseError,
        response: &Response,
        message: Option<ServerMessage>,
        retry_after: Option<RetryAfter>,
    ) -> Box<Error> {
        let status = response.status;
        let (mut error_uri, mut redirect_target) = (None, None);
        let mut evidence = Evidence {
            status: Some(status),
            message: message.as_ref().map_or("", |message| &message.text),
            signs: (!self.url.is_https()).then_some(Sign::PlainHttp).into_iter().collect(),
        };
        evidence.signs.extend((response.media_type() == "text/html").then_some(Sign::Html));
        evidence.signs.extend(hints::expects_tls(response.text()).then_some(Sign::ExpectsTls));
        let (code, mut details) = match error {
            TokenResponseError::Redirect(target) => {
                let detail = target.is_none().then_some(Detail::NoRedirectTarget);
                redirect_target = target.map(|target| self.resolve(&target));
                let is_usable = redirect_target.as_deref().is_some_and(is_web_address);
                evidence.signs.extend(is_usable.then_some(Sign::RedirectTarget));
                (Code::RedirectRefused, detail.into_iter().collect())
            }
            TokenResponseError::Refused(refused) => {
                error_uri = refused.uri.filter(|uri| is_web_address(uri));
                let code = Code::Server(self.server_code(&refused.code));
                let details = self.allowed(response).into_iter().chain(self.own_grant(&code));
                (code, details.collect())
            }
            TokenResponseError::Status => {
                let reason = canonical_reason(status).unwrap_or("unregistered").to_owned();
                let allowed = self.allowed(response);
                (Code::HttpStatus, std::iter::once(Detail::Status { status, reason }).chain(allowed).collect())
            }
            TokenResponseError::Interim => (Code::BadResponse, vec![Detail::Interim { status }]),
            TokenResponseError::NotJson { kind, problem } => {
                evidence.signs.extend(problem.is_some().then_some(Sign::BrokenJson));
                (Code::NotJson, vec![self.of_body(kind, problem, response)])
            }
            TokenResponseError::NotAnObject { is_json_in_text: true } => {
                (Code::BadTokenResponse, vec![Detail::JsonInText])
            }
            TokenResponseError::NotAnObject { .. } => (Code::BadTokenResponse, vec![Detail::NotAnObject]),
            TokenResponseError::NoAccessToken(path) => {
                let token = &self.credentials.token_member;
                let missing = (!token.is_usual()).then(|| Detail::NoTokenMember { member: self.member() });
                let found = path.map(|path| match path.as_str() {
                    ACCESS_TOKEN => (Sign::TokenWhereUsual, Detail::TokenWhereUsual),
                    path => (Sign::TokenElsewhere, Detail::TokenElsewhere { path: self.word(path) }),
                });
                evidence.signs.extend(found.as_ref().map(|(sign, _)| *sign));
                let path = found.map(|(_, detail)| detail);
                (Code::NoAccessToken, missing.into_iter().chain(path).collect())
            }
            TokenResponseError::EmptyAccessToken => {
                evidence.signs.push(Sign::EmptyToken);
                (Code::NoAccessToken, vec![Detail::EmptyAccessToken { member: self.member() }])
            }
            TokenResponseError::AccessTokenNotText => {
                (Code::BadTokenResponse, vec![Detail::AccessTokenNotText { member: self.member() }])
            }
            TokenResponseError::AccessTokenCharacters => {
                (Code::BadTokenResponse, vec![Detail::AccessTokenCharacters { member: self.member() }])
            }
            TokenResponseError::UnsupportedTokenType(token_type) => {
                (Code::UnsupportedTokenType, vec![Detail::TokenType { token_type: self.word(&token_type) }])
            }
        };
        details.extend(retry_after.map(|wait| match wait {
            RetryAfter::Seconds(seconds) => Detail::RetryAfter { seconds },
            RetryAfter::Until(date) => Detail::RetryUntil { date },
        }));
        let hint = hints::hint(&code, &evidence);
        let status = Some(status);
        Box::new(Error { code, status, details, message, error_uri, redirect_target, hint, is_proxys: false })
    }

    /// The server's code, redacted; a registered one can contain nothing of a secret, even if a secret is one of its words.
    fn server_code(&self, code: &str) -> String {
        if is_registered(code) { code.to_owned() } else { plain_text_line(self.redactor, code, WORD_CHARACTERS) }
    }

    /// A redirect's target as an absolute address, if it can be resolved against the Token URL (RFC 9110, section 10.2.2).
    fn resolve(&self, target: &str) -> String {
        let base = url::Url::parse(self.url.as_str()).ok();
        base.and_then(|base| base.join(target.trim()).ok()).map_or_else(|| target.to_owned(), String::from)
    }

    fn of_body(&self, kind: BodyKind, problem: Option<Problem>, response: &Response) -> Detail {
        let kind = match kind {
            BodyKind::Empty => return Detail::EmptyBody,
            BodyKind::BrokenJson { line, column } => {
                let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
                let problem = problem.unwrap_or(Problem::Syntax).into();
                return Detail::BrokenJson { line: count(line), column: count(column), problem };
            }
            BodyKind::Html => FoundKind::Html,
            BodyKind::Xml => FoundKind::Xml,
            BodyKind::Form => FoundKind::Form,
            BodyKind::Binary => FoundKind::Binary,
            BodyKind::Json | BodyKind::Text => FoundKind::Text,
        };
        let media_type = Some(self.word(&response.media_type())).filter(|media_type| !media_type.is_empty());
        Detail::ExpectedJson {
            kind,
            media_type: media_type.unwrap_or_else(|| "none".to_owned()),
            bytes: u32::try_from(response.body.len()).unwrap_or(u32::MAX),
        }
    }
}

/// Whether an address is one that the user can open or use, and not one with another scheme, such as `javascript`.
fn is_web_address(text: &str) -> bool {
    url::Url::parse(text.trim()).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Returns the code of an error on the way, and what is known about it.
pub(super) fn of_error(error: &http::Error) -> (Code, Option<Detail>) {
    let (code, detail) = of_kind(&error.kind);
    let detail = match (&error.kind, error.is_proxys) {
        (ErrorKind::NameNotFound, true) => Some(Detail::ProxyNameNotFound),
        (ErrorKind::Certificate(_), true) => Some(Detail::ProxyCertificate),
        (ErrorKind::Tls(_), true) => Some(Detail::ProxyTls),
        (_, true) => detail.or(Some(Detail::ProxyFailed)),
        (_, false) => detail,
    };
    (code, detail)
}

/// The code of an error by its kind.
fn of_kind(kind: &ErrorKind) -> (Code, Option<Detail>) {
    match kind {
        ErrorKind::NameNotFound => (Code::Dns, None),
        ErrorKind::NotConnected(problem) => (Code::Connect, of_connect(*problem)),
        ErrorKind::TimedOut { phase, limit } => {
            (Code::Timeout, Some(Detail::TimedOut { limit_s: limit.as_secs_f64(), phase: *phase }))
        }
        ErrorKind::Closed => (Code::ConnectionClosed, None),
        ErrorKind::Certificate(problem) => of_certificate(*problem),
        ErrorKind::Tls(problem) => (Code::TlsFailed, of_tls(problem)),
        ErrorKind::BadResponse(problem) => (Code::BadResponse, Some(of_response(*problem))),
        ErrorKind::TooLarge(TooLarge::Head) => (Code::TooLarge, Some(Detail::HeadTooLarge)),
        ErrorKind::TooLarge(TooLarge::Body(limit)) => {
            let limit_bytes = u32::try_from(*limit).unwrap_or(u32::MAX);
            (Code::TooLarge, Some(Detail::BodyTooLarge { limit_bytes }))
        }
        ErrorKind::BadRequest(part) => (Code::InvalidInput, Some(Detail::BadPart { part: (*part).to_owned() })),
    }
}

fn of_connect(problem: ConnectProblem) -> Option<Detail> {
    match problem {
        ConnectProblem::Refused => Some(Detail::Refused),
        ConnectProblem::Unreachable => Some(Detail::Unreachable),
        ConnectProblem::NotPermitted => Some(Detail::NotPermitted),
        ConnectProblem::ProxyAuthentication => Some(Detail::ProxyAuthentication),
        ConnectProblem::ProxyStatus(status) => Some(Detail::ProxyStatus { status }),
        ConnectProblem::ProxyProtocol => Some(Detail::ProxyProtocol),
        ConnectProblem::Other => None,
    }
}

fn of_certificate(problem: CertificateProblem) -> (Code, Option<Detail>) {
    match problem {
        CertificateProblem::Expired => (Code::CertificateExpired, Some(Detail::Expired)),
        CertificateProblem::NotYetValid => (Code::CertificateExpired, Some(Detail::NotYetValid)),
        CertificateProblem::WrongHost => (Code::CertificateWrongHost, None),
        CertificateProblem::Revoked => (Code::CertificateUntrusted, Some(Detail::Revoked)),
        CertificateProblem::SelfSigned => (Code::CertificateUntrusted, Some(Detail::SelfSigned)),
        CertificateProblem::UnknownIssuer => (Code::CertificateUntrusted, Some(Detail::UnknownIssuer)),
        CertificateProblem::Unverifiable => (Code::CertificateUntrusted, Some(Detail::Unverifiable)),
    }
}

fn of_tls(problem: &TlsProblem) -> Option<Detail> {
    match problem {
        TlsProblem::Alert(alert) => Some(Detail::TlsAlert { alert: alert.clone() }),
        TlsProblem::ClientCertificateRequired => Some(Detail::ClientCertificateRequired),
        TlsProblem::NotTls => Some(Detail::NotTls),
        TlsProblem::Incompatible => Some(Detail::TlsIncompatible),
        TlsProblem::Other => None,
    }
}

fn of_response(problem: ResponseProblem) -> Detail {
    match problem {
        ResponseProblem::NotHttp => Detail::NotHttp,
        ResponseProblem::Early => Detail::EarlyResponse,
        ResponseProblem::Body => Detail::MalformedBody,
        ResponseProblem::Coding => Detail::DamagedCoding,
        ResponseProblem::UnknownCoding => Detail::UnknownCoding,
        ResponseProblem::TooManyCodings => Detail::TooManyCodings,
    }
}
