//! The server's own words in the members of a JSON object or the fields of a form.
//!
//! Only members with a name that is used for words are read, since any other could be a token. A name on the
//! path to the token is never one of them, at any depth.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::json_members::{JsonMembers, items};

/// The names of words, best first, without `_` and `-` and in lower case: RFC 6749, section 5.2; Okta, Azure, Apigee, Lark,
/// RFC 9457, SOAP gateways, and Brazilian banks.
pub(crate) const NAMES: &[&str] = &[
    "errordescription",
    "errorsummary",
    "message",
    "mensagem",
    "errormessage",
    "reason",
    "motivo",
    "detail",
    "details",
    "detalhe",
    "description",
    "descricao",
    "errmsg",
    "faultstring",
    "title",
    "titulo",
    "msg",
    "statusmessage",
    "errortext",
    "usermessage",
    "developermessage",
    "exceptionmessage",
    "errormsg",
    "resultmessage",
    "resultmsg",
    "retmsg",
    "submsg",
    "descricaoerro",
    "moreinformation",
];
/// The names of what is said in addition.
pub(crate) const MORE_NAMES: &[&str] = &["hint", "errorhint", "errordebug"];
/// The names of objects that words are wrapped in.
const WRAPPERS: [&str; 8] = ["error", "erro", "err", "fault", "data", "response", "errorresponse", "result"];
/// The names of lists of errors.
const LISTS: [&str; 9] =
    ["errors", "erros", "error", "details", "detail", "messages", "mensagens", "errormessages", "violations"];
/// The names of codes, for an error in a list that has no words.
const CODES: [&str; 3] = ["code", "codigo", "errorcode"];
/// How deep words may be wrapped.
const DEPTH: u8 = 2;
/// How many errors of a list are read, and how many strings of an array.
const ITEMS: usize = 5;

/// Returns the words of an object.
pub(super) fn of_members(members: &JsonMembers<'_>, to_token: &[String]) -> Option<String> {
    of_named(&named(members), to_token, 0)
}

/// Returns the words of an array of errors. If the token is in the array, its texts aren't words.
pub(super) fn of_list(raw: &str, to_token: &[String]) -> Option<String> {
    let has_token = to_token.first().is_some_and(|first| first.bytes().all(|byte| byte.is_ascii_digit()));
    let each = items(raw, ITEMS).into_iter().filter_map(|item| {
        if !item.get().starts_with('{') {
            return text(item.get()).filter(|_| !has_token);
        }
        let members = JsonMembers::read(item.get());
        let named = named(&members);
        of_named(&named, to_token, DEPTH).or_else(|| CODES.iter().find_map(|code| said(&named, to_token, code)))
    });
    joined(each)
}

/// Returns the words of a form.
pub(super) fn of_form(fields: &[(String, String)], to_token: &[String]) -> Option<String> {
    let find = |wanted: &str| {
        let named = |(name, value): &&(String, String)| {
            plain(name) == wanted && !leads_to_token(name, to_token) && !value.trim().is_empty()
        };
        fields.iter().rev().find(named).map(|(_, value)| value.clone())
    };
    joined(NAMES.iter().find_map(|name| find(name)).into_iter().chain(MORE_NAMES.iter().filter_map(|name| find(name))))
}

/// Members by their names without `_` and `-` and in lower case.
type Named<'a> = Vec<(String, &'a RawValue)>;

fn named<'a>(members: &JsonMembers<'a>) -> Named<'a> {
    members.members.iter().map(|(name, value): &(Cow<'_, str>, _)| (plain(name), *value)).collect()
}

fn of_named(members: &Named<'_>, to_token: &[String], depth: u8) -> Option<String> {
    let main = NAMES.iter().find_map(|name| said(members, to_token, name));
    let own = joined(main.into_iter().chain(MORE_NAMES.iter().filter_map(|name| said(members, to_token, name))));
    if own.is_some() || depth >= DEPTH {
        return own.or_else(|| sentence(members, to_token));
    }
    let wrapped = WRAPPERS.iter().filter_map(|name| value(members, name)).filter(|raw| raw.starts_with('{'));
    let wrapped = wrapped.filter_map(|raw| of_named(&named(&JsonMembers::read(raw)), to_token, depth + 1));
    let lists = LISTS.iter().filter(|name| !leads_to_token(name, to_token));
    let listed = lists.filter_map(|name| value(members, name)).filter(|raw| raw.starts_with('['));
    let listed = listed.filter_map(|raw| of_list(raw, to_token));
    wrapped.chain(listed).next().or_else(|| sentence(members, to_token))
}

/// Returns an `error` that is a sentence rather than a code: `{"error": "Realm does not exist"}`.
fn sentence(members: &Named<'_>, to_token: &[String]) -> Option<String> {
    ["error", "erro"].iter().find_map(|name| said(members, to_token, name)).filter(|error| error.trim().contains(' '))
}

fn value<'a>(members: &Named<'a>, name: &str) -> Option<&'a str> {
    members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.get())
}

/// Returns the last member of a name that is a text or an array of texts with something in it; nothing if the name leads to the token.
fn said(members: &Named<'_>, to_token: &[String], name: &str) -> Option<String> {
    if leads_to_token(name, to_token) {
        return None;
    }
    members.iter().rev().filter(|(key, _)| key == name).find_map(|(_, value)| match value.get().as_bytes().first() {
        Some(b'"') => text(value.get()),
        Some(b'[') => {
            let texts: Vec<String> = items(value.get(), ITEMS).iter().filter_map(|item| text(item.get())).collect();
            (!texts.is_empty()).then(|| texts.join(" "))
        }
        _ => None,
    })
}

fn text(raw: &str) -> Option<String> {
    serde_json::from_str::<String>(raw).ok().filter(|text| !text.trim().is_empty())
}

fn joined(all: impl Iterator<Item = String>) -> Option<String> {
    let mut different: Vec<String> = Vec::new();
    for words in all {
        if !different.contains(&words) {
            different.push(words);
        }
    }
    (!different.is_empty()).then(|| different.join("; "))
}

/// Whether a name is one of those that lead to the token, compared like the listed ones.
fn leads_to_token(name: &str, to_token: &[String]) -> bool {
    let name = plain(name);
    to_token.iter().any(|other| plain(other) == name)
}

/// Returns a name without `_` and `-` and in lower case.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}
