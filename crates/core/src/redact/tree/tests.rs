//! What the tree of a body shows and hides.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use proptest::prelude::*;

use super::*;

fn redactor() -> Redactor {
    Redactor::builder().add_secret("s3cr3t-Vq7Lm2Zt").add_token("tok-5Zq8Lw2nR7xC").build()
}

/// The tree as text: indented lines, with parentheses around what isn't the value itself.
fn drawn(tree: &BodyTree) -> String {
    let mut text = String::new();
    for TreeLine { depth, name, value, shown } in &tree.lines {
        let name = name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let value = if *shown { value.clone() } else { format!("({value})") };
        let _ = writeln!(text, "{}{name}{value}", "  ".repeat(usize::from(*depth)));
    }
    text
}

fn json(text: &str) -> String {
    drawn(&BodyTree::of_json(text, &redactor()).unwrap())
}

#[test]
fn values_of_listed_names_are_shown_and_all_others_described() {
    let body = r#"{"access_token": "tok-5Zq8Lw2nR7xC", "token_type": "Bearer", "expires_in": 3600, "pin": -123.5,
        "scope": ["openid", "user:read"], "active": true, "note": null, "id": "\ud800x",
        "error": {"code": "401", "message": "bad s3cr3t-Vq7Lm2Zt", "data": {"a": [1, "two", {}]}}, "message": {"x": "y"}}"#;
    assert_eq!(
        json(body),
        "(object, 10 members)
  access_token: (string, 16 characters)
  token_type: Bearer
  expires_in: 3600
  pin: (number, 4 digits)
  scope: (array, 2 items)
    openid
    user:read
  active: true
  note: null
  id: (string, 4 characters)
  error: (object, 3 members)
    code: 401
    message: bad ••••••
    data: (object, 1 member)
      a: (array, 3 items)
        (number, 1 digit)
        (string, 3 characters)
        (object, 0 members)
  message: (object, 1 member)
    x: (string, 1 character)
"
    );
}

#[test]
fn any_json_value_has_a_tree_and_anything_else_has_none() {
    for (text, expected) in [
        ("\"tok-5Zq8Lw2nR7xC\"", "(string, 16 characters)\n"),
        (" 12 ", "(number, 2 digits)\n"),
        ("null", "null\n"),
        ("[]", "(array, 0 items)\n"),
    ] {
        assert_eq!(json(text), expected);
    }
    for text in ["", "{", "{}{}", "{\"a\":1,}", "hello", "<html>"] {
        assert_eq!(BodyTree::of_json(text, &redactor()), None, "{text}");
    }
}

#[test]
fn a_form_has_a_tree() {
    let pairs = [("access_token", "tok-5Zq8Lw2nR7xC"), ("scope", "a b"), ("error", "opaque0123456789012")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(
        drawn(&BodyTree::of_form(&pairs, &redactor())),
        "(form, 3 fields)
  access_token: (string, 16 characters)
  scope: a b
  error: (19 characters)
"
    );
}

#[test]
fn secrets_and_control_characters_in_names_and_values_are_not_shown() {
    let body = r#"{"s3cr3t-Vq7Lm2Zt": 1, "a\u001b[31m": 1, "message": "issued tok-5Zq8Lw2nR7xC\nnow", "code": "a1b2c3d4e5f6a7b8"}"#;
    let drawn = json(body);
    for expected in
        ["  ••••••: (number", "  a⟨U+001B⟩[31m: (", "  message: issued •••••• now\n", "  code: (16 characters)\n"]
    {
        assert!(drawn.contains(expected), "{expected} isn't in {drawn}");
    }
}

#[test]
fn a_flood_is_cut_and_costs_neither_time_nor_depth() {
    let start = Instant::now();
    let many = (0..100_000).map(|at| format!("\"m{at}\":1,")).collect::<Vec<_>>().concat();
    let tree = BodyTree::of_json(&format!("{{{many}\"z\":1}}"), &redactor()).unwrap();
    assert_eq!((tree.lines.len(), tree.cut, tree.lines[0].value.as_str()), (200, true, "object, 100001 members"));
    let half = 1 << 19;
    let deep = BodyTree::of_json(&format!("{}{}", "[".repeat(half), "]".repeat(half)), &redactor()).unwrap();
    assert_eq!((deep.lines.len(), deep.cut), (13, false));
    let twins = format!("[{}0]", "[[[[[[[[[[[[0]]]]]]]]]]]],".repeat(40_000));
    assert!(BodyTree::of_json(&twins, &redactor()).unwrap().cut);
    let long =
        format!("{{\"{}\":\"{}\",\"message\":\"{}\"}}", "n".repeat(300_000), "v".repeat(300_000), "w".repeat(300_000));
    let long = BodyTree::of_json(&long, &redactor()).unwrap();
    assert!(long.lines.iter().all(|line| line.value.chars().count() <= 250));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn lines_made_to_be_slow_to_search_cost_little_time() {
    let secret = format!("{}{}", "a".repeat(70), "&\"é a".repeat(2_000));
    let redactor = Redactor::builder().add_secret(&secret).add_secret(&"a".repeat(10_000)).build();
    let start = Instant::now();
    for text in ["a".repeat(4_000), format!("{}b", "a".repeat(65)).repeat(60)] {
        let line = format!("\"message\":\"{text}\",");
        let tree = BodyTree::of_json(&format!("{{{}\"z\":1}}", line.repeat(250)), &redactor).unwrap();
        assert!(tree.lines[1].value.starts_with("••••••") && !tree.lines[1].value.contains("aaaa"));
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_no_hidden_string_is_shown(
        text in "(\\{|\\}|\\[|\\]|\"|:|,|\\\\u[0-9a-f]{4}|\\\\|[a-z0-9 é]){0,60}",
        token in "[a-z]{20}",
    ) {
        let _ = BodyTree::of_json(&text, &redactor());
        let body = serde_json::json!({ "x": [&token, { "access_token": &token }], "y": &text }).to_string();
        prop_assert!(!json(&body).contains(&token));
    }
}
