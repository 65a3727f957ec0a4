//! A JSON object's members, by the text of their values.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::members::{Members, Source};

/// A text is no JSON object.
pub(super) enum NoObject {
    OtherJson,
    NoJson,
}

/// The most members that are kept of those without a meaning here.
const MEMBERS: usize = 10_000;
/// The members that are kept wherever they stand.
const KNOWN: [&str; 6] = ["access_token", "token_type", "expires_in", "scope", "error", "error_description"];

/// Reads a JSON object.
pub(super) fn read(text: &str) -> Result<Members<'_>, NoObject> {
    match serde_json::from_str::<Object<'_>>(text) {
        Ok(Object(members)) => Ok(Members { source: Source::Json(members) }),
        Err(_) if serde_json::from_str::<IgnoredAny>(text).is_ok() && !text.trim_start().starts_with('{') => {
            Err(NoObject::OtherJson)
        }
        Err(_) => Err(NoObject::NoJson),
    }
}

struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key::<&RawValue>()? {
            let value = map.next_value::<&RawValue>()?;
            let key = key_text(key.get()).ok_or_else(|| A::Error::custom("a name is no text"))?;
            if members.len() < MEMBERS || KNOWN.contains(&&*key) {
                members.push((key, value));
            }
        }
        Ok(Object(members))
    }
}

/// A member's name; one that is no Unicode is kept as it is written.
fn key_text(raw: &str) -> Option<Cow<'_, str>> {
    let written = raw.strip_prefix('"')?.strip_suffix('"')?;
    if !written.contains('\\') {
        return Some(Cow::Borrowed(written));
    }
    Some(serde_json::from_str(raw).map_or(Cow::Borrowed(written), Cow::Owned))
}
