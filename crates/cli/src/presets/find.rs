//! Finding a preset by what the user calls it.

use keyfob_core::{
    clean::escaped,
    presets::{Preset, Unavailable, presets},
};

/// Returns the preset with an id or a name, or says why there is none.
pub(super) fn find(text: &str) -> Result<&'static Preset, String> {
    let is_named = |id: &str, name: &str| id.eq_ignore_ascii_case(text) || name.to_lowercase() == text.to_lowercase();
    let found = presets().presets.iter().find(|preset| is_named(&preset.id, &preset.name));
    let unavailable = || presets().unavailable.iter().find(|Unavailable { id, name, .. }| is_named(id, name));
    found.ok_or_else(|| match unavailable() {
        Some(entry) => format!("There is no preset for {}: {}", entry.name, entry.reason.en),
        None => format!("There is no preset `{}`. `keyfob presets` lists them.", escaped(text)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_found_by_id_and_by_name_and_an_unavailable_server_has_its_reason() {
        for text in ["keycloak", "KEYCLOAK", "Keycloak"] {
            assert_eq!(find(text).unwrap().id, "keycloak");
        }
        assert!(find("Google").unwrap_err().contains("JWT bearer grant"));
        assert_eq!(find("a\nb").unwrap_err(), "There is no preset `a\\nb`. `keyfob presets` lists them.");
    }
}
