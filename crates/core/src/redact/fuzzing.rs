//! The entry point of the fuzz target `redaction`: a secret in any encoding, disguised and embedded in any text, is masked.

use std::sync::LazyLock;

use super::{encodings, headers, plain_text, redactor::Redactor, squeeze};

/// The secret that no text may show.
const CANARY: &str = "C4nary:+secret é/\"'<7f>";
/// The redactor for it, prepared once.
static REDACTOR: LazyLock<Redactor> = LazyLock::new(|| Redactor::builder().add_secret(CANARY).build());
/// How much of a text is shown, in characters.
const CHARACTERS: usize = 2_000;

/// Reads an encoding, a disguise, and the text around the secret, and checks that nothing of the secret is shown.
///
/// # Panics
/// Panics if a shown text contains the secret.
pub fn redact(input: &[u8]) {
    let [encoding, one, two, three, four, at, rest @ ..] = input else { return };
    let text = String::from_utf8_lossy(rest);
    let (before, after) = text.split_at(text.floor_char_boundary(usize::from(*at)));
    assert_masked(&REDACTOR, CANARY, *encoding, u32::from_le_bytes([*one, *two, *three, *four]), before, after);
}

/// Checks that a secret in one encoding is masked in every kind of shown text.
///
/// # Panics
/// Panics if it isn't.
pub(super) fn assert_masked(redactor: &Redactor, secret: &str, encoding: u8, disguise: u32, before: &str, after: &str) {
    let count = u8::try_from(encodings::of_secret().count()).unwrap_or(u8::MAX);
    let encoded = encodings::encode(secret, encoding % count);
    let needle = squeeze::squeeze(&encoded);
    let own = squeeze::squeeze(secret);
    // Too short to be searched for, or in the masking sign itself.
    if String::from_utf8_lossy(&own).chars().count() < 4 || needle.len() < 4 {
        return;
    }
    let text = format!("{before}{}{after}", disguised(&encoded, disguise));
    assert!(redactor.contains(&text), "{text:?} isn't said to contain the secret");
    let shown = [
        redactor.line(&text, CHARACTERS),
        redactor.lines(&text, CHARACTERS).0,
        plain_text::shown(redactor, &text, CHARACTERS).0,
        headers::header("Server", text.as_bytes(), redactor).value,
        headers::header("Location", text.as_bytes(), redactor).value,
    ];
    for shown in shown {
        let squeezed = squeeze::squeeze(&shown);
        for hidden in [&needle, &own] {
            assert!(
                !squeezed.windows(hidden.len()).any(|window| window == hidden.as_slice()),
                "{hidden:?} of {encoded:?} is in {shown:?}"
            );
        }
    }
}

/// Changes letter case and adds folds, spaces, invisible characters, and backslashes: what the comparison ignores.
fn disguised(encoded: &str, disguise: u32) -> String {
    const ADDED: [&str; 6] = ["\r\n ", " ", "\u{200b}", "\\", "+", "\u{a0}"];
    let mut disguised = String::with_capacity(encoded.len() * 2);
    let mut random = disguise | 1;
    for character in encoded.chars() {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        match disguise % 3 {
            0 => disguised.push(character),
            1 if random.is_multiple_of(2) => disguised.push(character.to_ascii_uppercase()),
            _ => disguised.push(character.to_ascii_lowercase()),
        }
        if disguise.is_multiple_of(2) && random.is_multiple_of(7) {
            disguised.push_str(ADDED[(random >> 8) as usize % ADDED.len()]);
        }
    }
    disguised
}
