//! Placeholders in a URL that was copied from documentation, such as `{tenant}`.

use super::limits;

/// The brackets of placeholders. Those that contain others come first.
const BRACKETS: [(&str, &str); 7] =
    [("${", "}"), ("{{", "}}"), ("{", "}"), ("<", ">"), ("[", "]"), ("%7B", "%7D"), ("%3C", "%3E")];

/// Returns the first placeholder of a URL with its brackets, or `None` if there is none.
///
/// What is returned is safe to show: letters, digits and a few marks, at most [`limits::PLACEHOLDER_CHARACTERS`] characters. A GUID in
/// braces is a value, and an address in brackets is an IPv6 host; neither is a placeholder.
pub(super) fn find(url: &str) -> Option<&str> {
    url.char_indices().find_map(|(at, _)| BRACKETS.iter().find_map(|bracket| at_start(&url[at..], *bracket)))
}

fn at_start<'a>(text: &'a str, (open, close): (&str, &str)) -> Option<&'a str> {
    let inside = strip_prefix_ignoring_case(text, open)?;
    let length = inside.find(|character: char| !is_of_a_name(character)).unwrap_or(inside.len());
    let name = &inside[..length];
    strip_prefix_ignoring_case(&inside[length..], close)?;
    let whole = &text[..open.len() + length + close.len()];
    let is_named = name.trim().starts_with(|first: char| first.is_alphabetic() || first == '_');
    let fits = whole.chars().count() <= limits::PLACEHOLDER_CHARACTERS;
    (is_named && fits && uuid::Uuid::parse_str(name).is_err()).then_some(whole)
}

fn is_of_a_name(character: char) -> bool {
    character.is_alphanumeric() || " _-.".contains(character)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).map(|_| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_is_found_in_brackets_of_every_kind() {
        for (url, placeholder) in [
            ("https://a.example/{tenant}/token", "{tenant}"),
            ("https://{your-domain}.auth.example/token", "{your-domain}"),
            ("https://a.example/{{tenant}}/token", "{{tenant}}"),
            ("{{base_url}}/token", "{{base_url}}"),
            ("https://a.example/${TENANT}/token", "${TENANT}"),
            ("https://a.example/<tenant>/token", "<tenant>"),
            ("https://<your tenant>.example/token", "<your tenant>"),
            ("https://a.example/[tenant]/token", "[tenant]"),
            ("https://[tenant].example/token", "[tenant]"),
            ("https://a.example/%7Btenant%7D/token", "%7Btenant%7D"),
            ("https://a.example/%7btenant%7d/token", "%7btenant%7d"),
            ("https://a.example/%3Ctenant%3E/token", "%3Ctenant%3E"),
            ("https://a.example/token?tenant={locatário}", "{locatário}"),
            ("https://a.example/{}/{id}", "{id}"),
        ] {
            assert_eq!(find(url), Some(placeholder), "{url}");
        }
    }

    #[test]
    fn a_value_is_not_a_placeholder() {
        for url in [
            "https://a.example/:tenant/token",
            "https://a.example/YOUR_TENANT/token",
            "https://a.example/%TENANT%/token",
            "https://[::1]:8080/token",
            "https://[fe80::a]/token",
            "https://a.example/%7B20e940b3-4c77-4b0b-9a53-9e16a1b010a7%7D",
            "https://a.example/%7Bae940b3a-4c77-4b0b-9a53-9e16a1b010a7%7D",
            "https://a.example/?q=%7B%22a%22:1%7D",
            "https://a.example/{}",
            "https://a.example/{ten",
        ] {
            assert_eq!(find(url), None, "{url}");
        }
    }

    #[test]
    fn a_placeholder_of_more_than_64_characters_is_not_shown() {
        for (length, found) in [(62, true), (63, false)] {
            assert_eq!(find(&format!("https://a.example/{{{}}}", "é".repeat(length))).is_some(), found, "{length}");
        }
    }
}
