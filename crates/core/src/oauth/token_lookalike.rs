//! A member that looks like the access token although it isn't where RFC 6749, section 5.1 puts it.

use serde_json::value::RawValue;

use super::{
    json_members::{JsonMembers, items},
    json_words::plain,
};

/// The member of RFC 6749, section 5.1.
pub(crate) const ACCESS_TOKEN: &str = "access_token";
/// How deep a token is searched for.
const DEPTH: usize = 8;
/// How many items of an array are searched.
const ITEMS: usize = 10;
/// The longest path, in bytes. A token under a longer one isn't named.
const PATH_BYTES: usize = 200;

/// Returns the path of the first member that looks like the access token, such as `accessToken` or `data.items[0].token`.
///
/// A name looks like it if, ignoring case, `_` and `-`, it is `token`, `jwt`, `bearer`, `bearertoken`, or ends with `accesstoken`, and
/// its value is a string with something in it, or an object with such a string as `value`. `access_token` itself counts only
/// below the top if `is_usual`: otherwise the token is to be elsewhere. The path contains the server's names and isn't safe to display as it is.
pub(crate) fn token_lookalike(text: &str, is_usual: bool) -> Option<String> {
    let start = text.trim_start();
    if start.starts_with('[') {
        return in_array(text, "", 1);
    }
    // Where the standard puts it, no other member is as likely.
    if !is_usual && JsonMembers::read(text).get(ACCESS_TOKEN).is_some_and(is_text) {
        return Some(ACCESS_TOKEN.to_owned());
    }
    in_object(text, "", usize::from(!is_usual))
}

fn in_object(raw: &str, path: &str, depth: usize) -> Option<String> {
    let members = JsonMembers::read(raw).members;
    let joined = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let own = members.iter().filter(|(name, _)| looks_like_token(name) && (depth > 0 || name != ACCESS_TOKEN));
    let own = own.filter_map(|(name, value)| {
        is_text(value).then(|| joined(name)).or_else(|| {
            let inner = if value.get().starts_with('{') { JsonMembers::read(value.get()).get("value") } else { None };
            inner.is_some_and(is_text).then(|| joined(name) + ".value")
        })
    });
    if let Some(found) = own.into_iter().find(|path| path.len() <= PATH_BYTES) {
        return Some(found);
    }
    if depth >= DEPTH || path.len() > PATH_BYTES {
        return None;
    }
    members.iter().find_map(|(name, value)| match value.get().as_bytes().first() {
        Some(b'{') => in_object(value.get(), &joined(name), depth + 1),
        Some(b'[') => in_array(value.get(), &joined(name), depth + 1),
        _ => None,
    })
}

fn in_array(raw: &str, path: &str, depth: usize) -> Option<String> {
    let objects = items(raw, ITEMS).into_iter().enumerate().filter(|(_, item)| item.get().starts_with('{'));
    objects
        .map(|(at, item)| (format!("{path}[{at}]"), item))
        .find_map(|(path, item)| in_object(item.get(), &path, depth))
}

pub(super) fn looks_like_token(name: &str) -> bool {
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return false;
    }
    let name = plain(name);
    name.ends_with("accesstoken") || matches!(name.as_str(), "token" | "jwt" | "bearer" | "bearertoken")
}

/// Returns whether a value is a string with something in it.
fn is_text(value: &RawValue) -> bool {
    value
        .get()
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .is_some_and(|inner| !inner.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_is_found_under_names_that_look_like_it() {
        for (text, expected) in [
            (r#"{"AccessToken": "tok-5Zq8Lw2nR7xC", "TokenType": "Bearer", "ExpiresIn": 3600}"#, Some("AccessToken")),
            (r#"{"accessToken": "tok-5Zq8Lw2nR7xC", "tokenType": "Bearer"}"#, Some("accessToken")),
            (r#"{"token": "tok-5Zq8Lw2nR7xC", "expires": 3600}"#, Some("token")),
            (r#"{"code": 0, "msg": "ok", "tenant_access_token": "tok-5Zq8Lw2nR7xC"}"#, Some("tenant_access_token")),
            (r#"{"tokenData": {"access_token": "tok-5Zq8Lw2nR7xC"}, "errors": []}"#, Some("tokenData.access_token")),
            (r#"{"data": {"token": {"value": "tok"}}}"#, Some("data.token.value")),
            (r#"[{"x": 1}, {"access_token": "tok"}]"#, Some("[1].access_token")),
            (r#"{"data": {"items": [{"jwt": "tok"}]}}"#, Some("data.items[0].jwt")),
            (r#"{"access_token": "", "token": "tok"}"#, Some("token")),
            (r#"{"access_token": "tok"}"#, None),
            (r#"{"id_token": "tok", "refresh_token": "tok", "token_type": "Bearer"}"#, None),
            (r#"{"token": "", "jwt": null, "accessToken": 5, "bearer": {"value": " "}}"#, None),
            (r#""{\"access_token\": \"tok\"}""#, None),
            ("hello", None),
        ] {
            assert_eq!(token_lookalike(text, true).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_token_where_the_standard_puts_it_comes_first_if_another_member_was_named() {
        let text = r#"{"token": "tok-5Zq8Lw2nR7xC", "access_token": "tok-5Zq8Lw2nR7xC"}"#;
        assert_eq!(token_lookalike(text, false).as_deref(), Some("access_token"));
        assert_eq!(token_lookalike(text, true).as_deref(), Some("token"));
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let nested = |depth: usize| format!("{}{{\"token\":\"t\"}}{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(token_lookalike(&nested(8), true).as_deref(), Some("a.a.a.a.a.a.a.a.token"));
        assert_eq!(token_lookalike(&nested(9), true), None);
        assert_eq!(token_lookalike(&nested(100_000), true), None);
        assert_eq!(token_lookalike(&format!("[{}0]", "{\"a\":[{}]},".repeat(80_000)), true), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\{\"token\":|\\[|\"a\":|\"|\\}|\\]|,|[a-z0-9 é]){0,40}") {
            let _ = token_lookalike(&text, true);
        }
    }
}
