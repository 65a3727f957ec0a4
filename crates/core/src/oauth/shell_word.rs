//! Words of a POSIX shell (XCU 2.2).

/// Writes a text as one word, in single quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Writes a text as one word, in quotes only if it must be. A tilde would be expanded after `=` and `:`.
pub(crate) fn word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:@+=,%".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_interpret_is_quoted() {
        for (text, written) in [
            ("billing-api", "billing-api"),
            ("https://a.example/b?c", "'https://a.example/b?c'"),
            ("", "''"),
            ("São Paulo", "'São Paulo'"),
            ("~root", "'~root'"),
            ("$(rm -rf ~)`'", r"'$(rm -rf ~)`'\'''"),
            ("a\"b;c", "'a\"b;c'"),
        ] {
            assert_eq!(word(text), written, "{text}");
        }
    }
}
