//! JSON in which no object gives a member twice: it would be unclear which of the two counts.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// The longest name that is repeated, in characters.
const NAME_CHARACTERS: usize = 100;

/// Why a text is rejected. Contains no values.
#[derive(Debug, PartialEq, Eq)]
pub enum JsonError {
    /// It isn't JSON; the line and column say where.
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
    /// An object has two members with the same name.
    DuplicateMember {
        /// Their name, safe to show.
        name: String,
    },
}

/// Reads a JSON text.
///
/// # Errors
/// Why the text is rejected.
pub fn read(text: &str) -> Result<Value, JsonError> {
    let mut twice = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Strict { twice: &mut twice }.deserialize(&mut deserializer);
    let value = read.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| match twice {
        Some(name) => JsonError::DuplicateMember { name },
        None => JsonError::Syntax { line: error.line(), column: error.column() },
    })
}

/// Returns a member's name, safe to show.
#[must_use]
pub fn shown(name: &str) -> String {
    name.chars().take(NAME_CHARACTERS).flat_map(char::escape_default).collect()
}

struct Strict<'a> {
    twice: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(Strict { twice: self.twice })? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                *self.twice = Some(shown(&name));
                return Err(A::Error::custom("a member is given twice"));
            }
            let value = members.next_value_seed(Strict { twice: self.twice })?;
            object.insert(name, value);
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_as_it_is() {
        let text = r#" {"a":[1,-2,0.5,true,null,"é\n"],"b":{"a":{}}} "#;
        assert_eq!(read(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_member_that_is_given_twice_is_named_at_any_depth() {
        for (text, name) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"{"x":{"b":1,"\u0062":2}}"#, "b"),
            (r#"[{"\u001b":1,"\u001b":2}]"#, "\\u{1b}"),
        ] {
            assert_eq!(read(text).unwrap_err(), JsonError::DuplicateMember { name: name.to_owned() }, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_by_its_place() {
        assert_eq!(read("{\n x").unwrap_err(), JsonError::Syntax { line: 2, column: 2 });
        for text in ["{} {}", "", "{\"a\":1", &"[".repeat(100_000)] {
            assert!(matches!(read(text).unwrap_err(), JsonError::Syntax { .. }), "{text:.20}");
        }
    }
}
