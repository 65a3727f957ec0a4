//! The disguises in which a secret comes back that no taking off of escapes undoes: base64, and other character sets.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use zeroize::Zeroizing;

use super::unescape::Layer;

/// What is kept of a disguise, in bytes: no more than this of a text is ever shown.
pub(super) const DISGUISE_BYTES: usize = 1 << 16;
/// How often escapes are taken off a secret that holds some itself, as they come off the text in which it stands.
const LAYERS: usize = 2;

type Disguise = Zeroizing<Vec<u8>>;

/// The disguises of a secret, its own face among them. A server may have trimmed it; the spaces around it say nothing of it.
pub(super) fn of(secret: &str) -> Vec<Disguise> {
    let bare = secret.trim();
    if bare.is_empty() {
        return Vec::new();
    }
    let mut disguises = vec![cut(bare.as_bytes())];
    if bare.contains(' ') {
        disguises.push(cut(bare.replace(' ', "+").as_bytes()));
    }
    if !bare.is_ascii() {
        disguises.extend(other_character_sets(bare));
    }
    let mut layer = Layer::of(head(bare.as_bytes()));
    for _ in 0..LAYERS {
        let Some(under) = layer.under() else { break };
        disguises.push(under.bytes.clone());
        layer = under;
    }
    disguises.extend(base64(secret.as_bytes()));
    if bare.len() < secret.len() {
        disguises.extend(base64(bare.as_bytes()));
    }
    disguises
}

/// The base64 of a text, with its padding and without.
pub(super) fn base64(text: &[u8]) -> impl Iterator<Item = Disguise> + use<> {
    let text = head(text);
    let standard = Zeroizing::new(STANDARD.encode(text).into_bytes());
    let url_safe = Zeroizing::new(URL_SAFE.encode(text).into_bytes());
    let bare = |disguise: &Disguise| {
        disguise.iter().rposition(|byte| *byte != b'=').map_or(Disguise::default(), |at| cut(&disguise[..=at]))
    };
    let both = [bare(&standard), bare(&url_safe)];
    [standard, url_safe].into_iter().chain(both)
}

/// The text as Latin-1 bytes, those bytes read as UTF-8, and its UTF-8 bytes read as Latin-1.
fn other_character_sets(text: &str) -> [Disguise; 3] {
    let latin: Disguise =
        Zeroizing::new(text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect());
    let misread = Zeroizing::new(text.bytes().map(char::from).collect::<String>());
    let lossy = Zeroizing::new(String::from_utf8_lossy(&latin).into_owned());
    [cut(misread.as_bytes()), cut(lossy.as_bytes()), latin]
}

fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(DISGUISE_BYTES)]
}

fn cut(bytes: &[u8]) -> Disguise {
    Zeroizing::new(head(bytes).to_vec())
}
