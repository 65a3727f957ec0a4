//! Where the token is in a response.

use super::{ProblemCode, allowed_characters};

/// The path of the token in a response: a JSON Pointer (RFC 6901), or the name of one member at the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenMember {
    text: String,
    names: Vec<String>,
}

/// The member of RFC 6749, section 5.1.
const ACCESS_TOKEN: &str = "access_token";

impl Default for TokenMember {
    fn default() -> Self {
        Self { text: ACCESS_TOKEN.to_owned(), names: vec![ACCESS_TOKEN.to_owned()] }
    }
}

impl TokenMember {
    /// Reads a text: a pointer begins with `/`, any other text is a name.
    ///
    /// # Errors
    /// [`ProblemCode::JsonPointer`] if a `~` in a pointer is followed by neither `0` nor `1`.
    pub fn parse(text: &str) -> Result<Self, ProblemCode> {
        let names = match text.strip_prefix('/') {
            None => vec![text.to_owned()],
            Some(rest) => rest.split('/').map(unescaped).collect::<Option<_>>().ok_or(ProblemCode::JsonPointer)?,
        };
        Ok(Self { text: text.to_owned(), names })
    }

    /// Reads the text of the field, which is empty for `access_token`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub(super) fn parse_or_usual(text: &str) -> Result<Self, ProblemCode> {
        if text.is_empty() { Ok(Self::default()) } else { Self::parse(text) }
    }

    /// Returns the text of the field: empty for `access_token`.
    pub(super) fn typed(&self) -> &str {
        if self.is_usual() { "" } else { &self.text }
    }

    /// Whether the token is where RFC 6749, section 5.1 puts it.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        self.names == [ACCESS_TOKEN]
    }

    /// Returns the text that leads to a value: the name if one at the top is enough, else the pointer.
    #[must_use]
    pub fn of_path<T: AsRef<str>>(path: &[T]) -> String {
        match path {
            [name] if !name.as_ref().is_empty() && !name.as_ref().starts_with('/') => name.as_ref().to_owned(),
            path => path.iter().fold(String::new(), |pointer, name| {
                format!("{pointer}/{}", name.as_ref().replace('~', "~0").replace('/', "~1"))
            }),
        }
    }

    /// Returns the text that leads to the token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the names of the members, and the numbers of the items of arrays, that lead to the token, from the top.
    #[must_use]
    pub fn path(&self) -> &[String] {
        &self.names
    }
}

/// Checks the text of the field.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(text: &str) -> Result<(), ProblemCode> {
    allowed_characters::printable(text)?;
    TokenMember::parse(text).map(|_| ())
}

/// Returns a reference token of a pointer without its escapes (RFC 6901, section 4); `None` if one is malformed.
fn unescaped(token: &str) -> Option<String> {
    let mut parts = token.split('~');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        let (character, rest) = match part.as_bytes().first()? {
            b'0' => ('~', &part[1..]),
            b'1' => ('/', &part[1..]),
            _ => return None,
        };
        name.push(character);
        name.push_str(rest);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> Result<Vec<String>, ProblemCode> {
        TokenMember::parse(text).map(|member| member.names)
    }

    #[test]
    fn a_text_with_a_slash_in_front_is_a_pointer_and_any_other_a_name() {
        for (text, expected) in [
            ("token", &["token"][..]),
            ("data.token", &["data.token"]),
            ("a/b~c", &["a/b~c"]),
            ("/data/token", &["data", "token"]),
            ("/data/0/token", &["data", "0", "token"]),
            ("/", &[""]),
            ("/a~1b/m~0n/~01", &["a/b", "m~n", "~1"]),
            ("//", &["", ""]),
        ] {
            assert_eq!(path(text).unwrap(), expected, "{text}");
        }
        for text in ["/~", "/a~", "/~2", "/a/~x/b", "/~é"] {
            assert_eq!(path(text), Err(ProblemCode::JsonPointer), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_text_of_a_path_leads_along_that_path(names in proptest::collection::vec("[a-c~/01é]{0,4}", 1..5)) {
            let text = TokenMember::of_path(&names);
            prop_assert_eq!(path(&text).unwrap(), names);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(/|~|~0|~1|[a-z0-9é]){0,20}") {
            let _ = path(&text);
        }
    }
}
