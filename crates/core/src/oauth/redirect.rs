//! The answer that a browser brings to the Redirect URL (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207).

use url::form_urlencoded;

use crate::secret::Secret;

/// The longest query that is read, in bytes.
const LONGEST_BYTES: usize = 16 * 1024;

/// What a browser brought.
#[derive(Debug)]
pub(crate) struct Redirect {
    /// Recognizes the request that it answers.
    pub(crate) state: Option<Secret>,
    /// The server that answers, if it says so (RFC 9207).
    pub(crate) issuer: Option<String>,
    /// The answer.
    pub(crate) answer: Answer,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A code.
    Code(Secret),
    /// An error.
    Error {
        /// Its code.
        code: String,
        /// The server's own words.
        description: Option<String>,
        /// Where it says more.
        uri: Option<String>,
    },
    /// Neither, or both, or a parameter twice.
    Unreadable,
}

/// Reads the query of the Redirect URL.
pub(crate) fn read(query: &str) -> Redirect {
    if query.len() > LONGEST_BYTES {
        return Redirect { state: None, issuer: None, answer: Answer::Unreadable };
    }
    let mut is_repeated = false;
    let mut get = |name: &str| {
        let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(own, _)| own == name);
        let first = values.next().map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty());
        is_repeated |= values.next().is_some();
        first
    };
    let [state, issuer, code, error, description, uri] =
        ["state", "iss", "code", "error", "error_description", "error_uri"].map(&mut get);
    let answer = match (code, error) {
        _ if is_repeated => Answer::Unreadable,
        (Some(code), None) => Answer::Code(Secret::new(code)),
        (None, Some(code)) => Answer::Error { code, description, uri },
        (Some(_), Some(_)) | (None, None) => Answer::Unreadable,
    };
    // A repeated parameter recognizes nothing.
    Redirect { state: state.filter(|_| !is_repeated).map(Secret::new), issuer, answer }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_or_an_error_is_read_with_its_state_and_issuer() {
        let read_code = read("code=a%2Bb&state=S&iss=https%3A%2F%2Fa.example&session_state=x");
        assert!(matches!(&read_code.answer, Answer::Code(code) if code.expose() == "a+b"));
        assert_eq!(read_code.state.unwrap().expose(), "S");
        assert_eq!(read_code.issuer.as_deref(), Some("https://a.example"));
        let refused = read("error=access_denied&error_description=No+thanks&state=S");
        assert!(matches!(
            refused.answer,
            Answer::Error { code, description: Some(words), uri: None } if code == "access_denied" && words == "No thanks"
        ));
    }

    #[test]
    fn anything_else_is_unreadable_and_a_repeated_parameter_recognizes_nothing() {
        for query in ["", "state=S", "code=&state=S", "code=a&error=b&state=S", "a=b", "%", "code"] {
            assert!(matches!(read(query).answer, Answer::Unreadable), "{query}");
        }
        for query in ["code=a&state=S&state=S", "code=a&code=b&state=S", "code=a&iss=x&iss=y&state=S"] {
            let read = read(query);
            assert!(matches!(read.answer, Answer::Unreadable) && read.state.is_none(), "{query}");
        }
        let long = format!("code={}&state=S", "a".repeat(LONGEST_BYTES));
        assert!(read(&long).state.is_none());
    }

    proptest! {
        #[test]
        fn no_query_makes_it_panic(query in any::<String>()) {
            read(&query);
        }
    }
}
