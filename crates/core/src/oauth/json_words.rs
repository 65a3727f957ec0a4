//! The server's own words in the members of a JSON object or the fields of a form.
//!
//! Only members with a name that is used for words are read, never any other: it could be a token.

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
pub(super) fn of_members(members: &JsonMembers<'_>) -> Option<String> {
    of_named(&named(members), 0)
}

/// Returns the words of an array of errors.
pub(super) fn of_list(raw: &str) -> Option<String> {
    let each = items(raw, ITEMS).into_iter().filter_map(|item| {
        if !item.get().starts_with('{') {
            return text(item.get());
        }
        let members = JsonMembers::read(item.get());
        let named = named(&members);
        of_named(&named, DEPTH).or_else(|| CODES.iter().find_map(|code| said(&named, code)))
    });
    joined(each)
}

/// Returns the words of a form.
pub(super) fn of_form(fields: &[(String, String)]) -> Option<String> {
    let find = |wanted: &str| {
        let named = |(name, value): &&(String, String)| plain(name) == wanted && !value.trim().is_empty();
        fields.iter().rev().find(named).map(|(_, value)| value.clone())
    };
    joined(NAMES.iter().find_map(|name| find(name)).into_iter().chain(MORE_NAMES.iter().filter_map(|name| find(name))))
}

/// Members by their names without `_` and `-` and in lower case.
type Named<'a> = Vec<(String, &'a RawValue)>;

fn named<'a>(members: &JsonMembers<'a>) -> Named<'a> {
    members.members.iter().map(|(name, value): &(Cow<'_, str>, _)| (plain(name), *value)).collect()
}

fn of_named(members: &Named<'_>, depth: u8) -> Option<String> {
    let main = NAMES.iter().find_map(|name| said(members, name));
    let own = joined(main.into_iter().chain(MORE_NAMES.iter().filter_map(|name| said(members, name))));
    if own.is_some() || depth >= DEPTH {
        return own.or_else(|| sentence(members));
    }
    let wrapped = values(members, &WRAPPERS).filter(|raw| raw.starts_with('{'));
    let wrapped = wrapped.filter_map(|raw| of_named(&named(&JsonMembers::read(raw)), depth + 1));
    let listed = values(members, &LISTS).filter(|raw| raw.starts_with('[')).filter_map(of_list);
    wrapped.chain(listed).next().or_else(|| sentence(members))
}

/// Returns an `error` that is a sentence rather than a code: `{"error": "Realm does not exist"}`.
fn sentence(members: &Named<'_>) -> Option<String> {
    ["error", "erro"].iter().find_map(|name| said(members, name)).filter(|error| error.trim().contains(' '))
}

fn values<'a>(members: &'a Named<'_>, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
    names.iter().filter_map(|name| members.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.get()))
}

/// Returns the last member of a name that is a text or an array of texts with something in it.
fn said(members: &Named<'_>, name: &str) -> Option<String> {
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

/// Returns a name without `_` and `-` and in lower case.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}
