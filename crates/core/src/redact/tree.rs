//! A JSON or form body as a tree: every member's name, and the values of harmless names.
//!
//! Values are read one at a time from the body's text, so a megabyte of members costs no more memory than the lines that are
//! shown. Booleans and `null` are always shown: they can't carry a secret. A number may be a PIN and is shown only under a
//! listed name.

use std::fmt;

use serde::{
    Deserializer as _, Serialize,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use ts_rs::TS;

use super::{
    harmless_names::Harmless, headers::characters, plain_text, protocol_words::is_protocol, redactor::Redactor,
};
use crate::clean;

/// The most lines of a tree.
const LINES: usize = 200;
/// The depth at which objects and arrays are only counted.
const DEPTH: u8 = 12;
/// The longest name that is shown, in characters.
const NAME_CHARACTERS: usize = 64;
/// The longest value that is shown, in characters.
const VALUE_CHARACTERS: usize = 250;

/// A body as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BodyTree {
    /// The lines, in the body's order; a container precedes what is in it.
    pub lines: Vec<TreeLine>,
    /// Whether the body has more lines than are shown.
    pub cut: bool,
}

/// A value of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TreeLine {
    /// How many objects and arrays the value is in.
    pub depth: u8,
    /// The member's name; `None` for an item of an array and for the whole body.
    pub name: Option<String>,
    /// The value, or its type and size, such as `string, 843 characters`.
    pub value: String,
    /// Whether `value` is the value itself.
    pub shown: bool,
}

impl BodyTree {
    /// Returns the tree of a JSON text; `None` if it isn't JSON.
    pub(crate) fn of_json(text: &str, redactor: &Redactor) -> Option<Self> {
        let whole: &RawValue = serde_json::from_str(text).ok()?;
        let mut writer = Writer { tree: Self::default(), redactor };
        writer.value(None, None, 0, whole.get());
        Some(writer.tree)
    }

    /// Returns the tree of a form.
    pub(crate) fn of_form(pairs: &[(String, String)], redactor: &Redactor) -> Self {
        let mut writer = Writer { tree: Self::default(), redactor };
        writer.push(0, None, counted("form", pairs.len(), "field"), false);
        for (name, value) in pairs {
            let (value, shown) = writer.text(redactor.harmless(name), value);
            writer.push(1, Some(name), value, shown);
        }
        writer.tree
    }
}

struct Writer<'a> {
    tree: BodyTree,
    redactor: &'a Redactor,
}

impl Writer<'_> {
    /// Adds the lines of a value that is well-formed JSON.
    fn value(&mut self, name: Option<&str>, kind: Option<Harmless>, depth: u8, raw: &str) {
        if self.tree.lines.len() == LINES {
            self.tree.cut = true;
            return;
        }
        let (value, shown) = match raw.as_bytes().first() {
            Some(b'{' | b'[') => {
                let line = self.tree.lines.len();
                self.push(depth, name, String::new(), false);
                let value = self.container(kind, depth, raw);
                if let Some(line) = self.tree.lines.get_mut(line) {
                    line.value = value;
                }
                return;
            }
            Some(b'"') => self.text(kind, &string(raw)),
            Some(b'-' | b'0'..=b'9') => match kind {
                Some(_) => (self.redactor.line(raw, VALUE_CHARACTERS), true),
                None => (counted("number", raw.bytes().filter(u8::is_ascii_digit).count(), "digit"), false),
            },
            _ => (raw.to_owned(), true),
        };
        self.push(depth, name, value, shown);
    }

    /// Adds the lines of what is in an object or array, and returns its description.
    fn container(&mut self, kind: Option<Harmless>, depth: u8, raw: &str) -> String {
        let is_array = raw.starts_with('[');
        let items = Items { writer: self, kind, depth: depth + 1 };
        let count = items.deserialize(&mut serde_json::Deserializer::from_str(raw)).unwrap_or_default();
        if is_array { counted("array", count, "item") } else { counted("object", count, "member") }
    }

    /// Returns a string as it may be shown, and whether that is the string itself.
    fn text(&self, kind: Option<Harmless>, text: &str) -> (String, bool) {
        match kind {
            Some(_) if is_protocol(text) => (text.trim().to_owned(), true),
            Some(Harmless::Identifier) => (self.redactor.line(text, VALUE_CHARACTERS), true),
            Some(Harmless::Text) => {
                let (words, _) = plain_text::shown_words(self.redactor, text, VALUE_CHARACTERS);
                (clean::line(&words, VALUE_CHARACTERS), true)
            }
            Some(Harmless::Code) => (plain_text::shown_line(self.redactor, text, VALUE_CHARACTERS), true),
            None => (format!("string, {}", characters(text.chars().count())), false),
        }
    }

    fn push(&mut self, depth: u8, name: Option<&str>, value: String, shown: bool) {
        if self.tree.lines.len() == LINES {
            self.tree.cut = true;
            return;
        }
        let name = name.map(|name| plain_text::shown_line(self.redactor, name, NAME_CHARACTERS));
        self.tree.lines.push(TreeLine { depth, name, value, shown });
    }
}

/// Reads an object or array: adds the lines of what is in it, and counts it.
struct Items<'a, 'b> {
    writer: &'a mut Writer<'b>,
    kind: Option<Harmless>,
    depth: u8,
}

impl Items<'_, '_> {
    fn add(&mut self, name: Option<&str>, kind: Option<Harmless>, raw: &str) {
        if self.depth <= DEPTH {
            self.writer.value(name, kind, self.depth, raw);
        }
    }
}

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = usize;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while let Some(name) = map.next_key::<&RawValue>()? {
            let value = map.next_value::<&RawValue>()?;
            count += 1;
            let name = string(name.get());
            let kind = self.writer.redactor.harmless(&name);
            self.add(Some(&name), kind, value.get());
        }
        Ok(count)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while let Some(value) = items.next_element::<&RawValue>()? {
            count += 1;
            self.add(None, self.kind, value.get());
        }
        Ok(count)
    }
}

/// Returns the meaning of a JSON string, with replacement characters for halves of surrogate pairs.
fn string(raw: &str) -> String {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = String;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<String, E> {
            Ok(String::from_utf8_lossy(bytes).into_owned())
        }
    }

    serde_json::Deserializer::from_str(raw).deserialize_bytes(Text).unwrap_or_default()
}

/// Returns a type and a size in words, such as `array, 2 items`.
fn counted(kind: &str, count: usize, unit: &str) -> String {
    format!("{kind}, {count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
