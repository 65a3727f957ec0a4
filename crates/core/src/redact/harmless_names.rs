//! The member names whose values may be shown.
//!
//! A name is on the list because specifications and common servers use it for a kind of token, a time, a list of scopes, a status,
//! a code, an identifier of the request, or words for people. None is used for a token, an assertion, a password, a key, a cookie,
//! or an authorization code in a response of a token endpoint: `code` is an error code there. A server may still put anything
//! under any name. Hence codes, which are short and plain, and words that are one word are shown without long runs that contain a digit
//! (see [`plain_text`](super::plain_text)), and all values without known secrets and without the values hidden elsewhere.

/// How the value of a member may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harmless {
    /// A code, a kind, a number or an address: long runs with a digit are replaced.
    Code,
    /// Words: long runs with a digit are replaced if there is only one word.
    Text,
    /// Scopes, times, and identifiers of a request, which may well be long runs with a digit.
    Identifier,
}

/// The listed names without `_` and `-`, in lower case.
const CODES: &[&str] = &[
    "tokentype",
    "issuedtokentype",
    "expiresin",
    "refreshexpiresin",
    "extexpiresin",
    "expireson",
    "expiresat",
    "expires",
    "expire",
    "expirein",
    "notbefore",
    "notbeforepolicy",
    "issuedat",
    "consentedon",
    "error",
    "errors",
    "erros",
    "errorcode",
    "errorcodes",
    "errcode",
    "faultcode",
    "suberror",
    "erroruri",
    "errortype",
    "status",
    "statuscode",
    "statustext",
    "httpstatus",
    "code",
    "codigo",
    "type",
    "path",
    "instance",
    "success",
    "severity",
    "retryafter",
];
const TEXTS: &[&str] = &[
    "errordescription",
    "errormessage",
    "errorsummary",
    "errorhint",
    "errordebug",
    "errmsg",
    "message",
    "messages",
    "mensagem",
    "msg",
    "title",
    "titulo",
    "detail",
    "details",
    "detalhe",
    "description",
    "descricao",
    "reason",
    "motivo",
    "hint",
    "faultstring",
    "mensagens",
    "statusmessage",
    "errortext",
    "usermessage",
    "developermessage",
    "exceptionmessage",
    "errormsg",
    "errormessages",
    "resultmessage",
    "resultmsg",
    "retmsg",
    "submsg",
    "descricaoerro",
    "moreinformation",
    "erro",
];
const IDENTIFIERS: &[&str] = &["scope", "scopes", "traceid", "correlationid", "requestid", "errorid", "timestamp"];
/// The longest listed name, with room for `_` and `-`.
const NAME_BYTES: usize = 40;

/// Returns how the value of a member may be shown; `None` if it is hidden.
pub(super) fn harmless(name: &str) -> Option<Harmless> {
    if name.len() > NAME_BYTES || !name.is_ascii() {
        return None;
    }
    let plain = plain(name);
    let lists = [(CODES, Harmless::Code), (TEXTS, Harmless::Text), (IDENTIFIERS, Harmless::Identifier)];
    lists.into_iter().find_map(|(list, kind)| list.contains(&plain.as_str()).then_some(kind))
}

/// Returns how the value of a member may be shown beside a token that is reached by these names. None of them is harmless then, wherever it
/// occurs: so the rule needs no position, and holds for broken JSON too.
pub(super) fn harmless_beside(name: &str, to_token: &[String]) -> Option<Harmless> {
    harmless(name).filter(|_| !leads_to_token(name, to_token))
}

/// Whether a name is one of those that lead to a token, compared like the listed ones.
pub(super) fn leads_to_token(name: &str, to_token: &[String]) -> bool {
    to_token.iter().any(|other| plain(other) == plain(name))
}

/// Returns a name without `_` and `-`, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).map(|character| character.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::json_words;

    #[test]
    fn names_are_compared_without_case_and_joints_and_nothing_else_is_listed() {
        for (name, expected) in [
            ("token_type", Some(Harmless::Code)),
            ("TokenType", Some(Harmless::Code)),
            ("error-description", Some(Harmless::Text)),
            ("errorSummary", Some(Harmless::Text)),
            ("correlation-id", Some(Harmless::Identifier)),
            ("access_token", None),
            ("token", None),
            ("client_secret", None),
            ("state", None),
            ("", None),
            ("error description", None),
        ] {
            assert_eq!(harmless(name), expected, "{name}");
        }
    }

    #[test]
    fn every_name_of_words_is_listed() {
        for name in json_words::NAMES.iter().chain(json_words::MORE_NAMES) {
            assert_eq!(harmless(name), Some(Harmless::Text), "{name}");
        }
    }

    #[test]
    fn no_listed_name_speaks_of_a_credential() {
        for name in CODES.iter().chain(TEXTS).chain(IDENTIFIERS) {
            let is_kind = name.ends_with("tokentype");
            for word in ["token", "secret", "password", "assertion", "key", "cookie", "session", "jwt", "ticket"] {
                assert!(is_kind || !name.contains(word), "{name}");
            }
        }
    }
}
