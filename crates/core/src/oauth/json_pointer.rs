//! Finds a value of a JSON text by its path (RFC 6901), without reading the rest of the text into memory.

use serde_json::value::RawValue;

use super::json_members::{JsonMembers, items};

/// The most items of an array that are counted.
const ITEMS: usize = 100_000;

/// A value, and what it is directly in.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The object or the array.
    pub(super) holder: &'a str,
    pub(super) value: &'a RawValue,
}

/// Returns the value that a path of names leads to; in an array, a name is the number of an item. Of members of one name the last one counts.
pub(super) fn find<'a>(text: &'a str, path: &[String]) -> Option<Place<'a>> {
    let (first, rest) = path.split_first()?;
    let mut place = step(text, first)?;
    for name in rest {
        place = step(place.value.get(), name)?;
    }
    Some(place)
}

fn step<'a>(holder: &'a str, name: &str) -> Option<Place<'a>> {
    let value = match holder.trim_start().as_bytes().first()? {
        b'{' => JsonMembers::read(holder).get(name)?,
        b'[' => {
            let number = number(name)?;
            items(holder, number + 1).get(number).copied()?
        }
        _ => return None,
    };
    Some(Place { holder, value })
}

/// Returns the number of an item: digits without leading zeros (RFC 6901, section 4).
fn number(name: &str) -> Option<usize> {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    name.parse().ok().filter(|number| is_number && *number < ITEMS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::authorization::TokenMember;

    fn found(text: &str, pointer: &str) -> Option<String> {
        let member = TokenMember::parse(pointer).unwrap();
        find(text, member.path()).map(|place| place.value.get().to_owned())
    }

    /// RFC 6901, section 5, and what it leaves open.
    #[test]
    fn a_path_leads_through_objects_and_arrays() {
        let text = r#" {"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"d":{"t":"x","t":"y"},"0":2,"e":"s"} "#;
        for (pointer, expected) in [
            ("/foo", Some(r#"["bar","baz"]"#)),
            ("foo", Some(r#"["bar","baz"]"#)),
            ("/foo/0", Some("\"bar\"")),
            ("/foo/1", Some("\"baz\"")),
            ("/", Some("0")),
            ("/a~1b", Some("1")),
            ("a/b", Some("1")),
            ("/m~0n", Some("8")),
            ("/0", Some("2")),
            ("/d/t", Some("\"y\"")),
            ("/foo/2", None),
            ("/foo/00", None),
            ("/foo/-", None),
            ("/foo/+1", None),
            ("/foo/18446744073709551616", None),
            ("/e/0", None),
            ("/x", None),
            ("d.t", None),
        ] {
            assert_eq!(found(text, pointer).as_deref(), expected, "{pointer}");
        }
        assert_eq!(found(r#"[{"t":"x"}]"#, "/0/t").as_deref(), Some("\"x\""));
        assert_eq!(found("\"x\"", "/0"), None);
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf =
            prop_oneof![Just(Value::Null), "[a-c]{0,2}".prop_map(Value::from), any::<u8>().prop_map(Value::from)];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[ab/~01]{0,2}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_finds_what_another_reader_finds(value in json(), names in proptest::collection::vec("[ab/~01]{0,2}", 1..5)) {
            // As a pointer, also for one name.
            let pointer = names.iter().fold(String::new(), |text, name| {
                format!("{text}/{}", name.replace('~', "~0").replace('/', "~1"))
            });
            let own = found(&value.to_string(), &pointer).map(|text| serde_json::from_str::<Value>(&text).unwrap());
            prop_assert_eq!(own.as_ref(), value.pointer(&pointer));
        }

        #[test]
        fn no_text_makes_it_panic(text in "(\\{\"a\":|\\[|\"0\":|\"|\\}|\\]|,|[a-z0-9 é]){0,40}", pointer in "(/|a|0|~0|~1){1,8}") {
            let _ = found(&text, &pointer);
        }
    }
}
