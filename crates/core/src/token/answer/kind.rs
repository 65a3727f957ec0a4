//! What a body that is no JSON looks like.

/// How far a body is looked at, in bytes.
const NEAR_BYTES: usize = 4_096;

/// A noun for a body, with its article; none for what begins like JSON.
pub(super) fn of(text: &str) -> Option<&'static str> {
    let near = text[..text.floor_char_boundary(NEAR_BYTES)].trim_start().to_ascii_lowercase();
    if near.contains("<html") || near.contains("<!doctype html") || near.contains("<title") || near.contains("<body") {
        Some("an HTML page")
    } else if near.starts_with('<') {
        Some("XML")
    } else if near.starts_with(['{', '[', '"']) {
        None
    } else if near.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        Some("binary data")
    } else {
        Some("text")
    }
}

/// The title of an HTML page.
pub(super) fn title(text: &str) -> Option<String> {
    let near = &text[..text.floor_char_boundary(NEAR_BYTES)];
    let lower = near.to_ascii_lowercase();
    let tag = lower.find("<title")?;
    let start = tag + lower[tag..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let words: Vec<&str> = near[start..end].split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_called_what_it_looks_like() {
        for (text, kind) in [
            ("<!DOCTYPE html><p>", Some("an HTML page")),
            ("\n<HTML lang=en>", Some("an HTML page")),
            ("<?xml version=\"1.0\"?><a/>", Some("XML")),
            ("{\"access_token\":\"", None),
            ("PK\0\0", Some("binary data")),
            ("access_token: x", Some("text")),
        ] {
            assert_eq!(of(text), kind, "{text}");
        }
    }

    #[test]
    fn a_page_has_its_title() {
        assert_eq!(title("<html><Title lang=en>\n Log  in\n</TITLE>").as_deref(), Some("Log in"));
        for text in ["", "<title>", "<title></title>", "<title", "title>x</title>", "<title>x"] {
            assert_eq!(title(text), None, "{text}");
        }
    }
}
