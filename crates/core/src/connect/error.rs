//! The error of a token request.

use super::{
    code::Code,
    detail::Detail,
    hint::Hint,
    hints::{self, Evidence, Sign},
};
use crate::oauth::ServerMessage;

/// The error of a token request. The server's texts in it aren't redacted yet, except those in `code` and `details`.
#[expect(clippy::struct_field_names, reason = "they are named as RFC 6749 names them")]
#[derive(Clone, Debug)]
pub(super) struct Error {
    pub(super) code: Code,
    pub(super) status: Option<u16>,
    pub(super) details: Vec<Detail>,
    pub(super) message: Option<ServerMessage>,
    pub(super) error_uri: Option<String>,
    pub(super) redirect_target: Option<String>,
    pub(super) hint: Hint,
    /// The proxy failed, not the server.
    pub(super) is_proxys: bool,
}

impl Error {
    /// A request that isn't sent.
    pub(super) fn of_input(code: Code, detail: Detail) -> Box<Self> {
        let signs = (detail == Detail::NoClient).then_some(Sign::NoClient).into_iter().collect();
        let hint = match detail {
            Detail::SystemProxyUnusable { .. } => Hint::CheckProxy,
            _ => hints::hint(&code, &Evidence { signs, ..Evidence::default() }),
        };
        Box::new(Self {
            code,
            status: None,
            details: vec![detail],
            message: None,
            error_uri: None,
            redirect_target: None,
            hint,
            is_proxys: false,
        })
    }
}
