//! `presets.json` keeps the rules of `docs/presets.md`.

use std::collections::HashSet;

use super::*;
use crate::{
    authorization::{Field, OAuth2Draft, ProblemCode},
    language::Language,
};

const FILE: &str = include_str!("../../../presets.json");

/// Returns every text of the file, with what it belongs to.
fn texts() -> Vec<(&'static str, &'static Text)> {
    let of = |preset: &'static Preset| {
        let found = &preset.where_found;
        let optional = [&found.client_secret, &found.private_key, &found.kid, &found.certificate];
        let needed = [&preset.audience, &preset.resource].into_iter().flatten().map(|needed| &needed.help);
        let parameters = [&preset.extra_body, &preset.extra_headers, &preset.extra_query];
        let variables = preset.variables.iter().flat_map(|variable| [&variable.label, &variable.help]);
        let all = std::iter::once(&found.client_id)
            .chain(optional.into_iter().flatten())
            .chain(needed)
            .chain(preset.scopes.iter().map(|scopes| &scopes.help))
            .chain(parameters.into_iter().flatten().filter_map(|parameter| parameter.help.as_ref()))
            .chain(variables)
            .chain(&preset.notes);
        all.map(|text| (preset.id.as_str(), text)).collect::<Vec<_>>()
    };
    let reasons = presets().unavailable.iter().map(|entry| (entry.id.as_str(), &entry.reason));
    presets().presets.iter().flat_map(of).chain(reasons).collect()
}

#[test]
fn the_file_can_be_read_and_an_unknown_member_is_refused() {
    assert!(Presets::read(FILE).unwrap().presets.len() >= 27);
    let misspelt = FILE.replacen("\"basic_encoding\"", "\"basic_encodign\"", 1);
    assert!(Presets::read(&misspelt).unwrap_err().to_string().contains("basic_encodign"));
    let computed = FILE.replacen("\"checked\"", "\"asked\": {\"staging\": [], \"production\": []}, \"checked\"", 1);
    assert!(Presets::read(&computed).unwrap_err().to_string().contains("asked"));
}

#[test]
fn ids_are_unique_and_everything_is_in_the_order_of_the_names() {
    let Presets { presets, unavailable } = presets();
    let ids: Vec<_> = presets.iter().map(|p| &p.id).chain(unavailable.iter().map(|u| &u.id)).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    for id in ids {
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
    }
    let names = [presets.iter().map(|p| &p.name).collect::<Vec<_>>(), unavailable.iter().map(|u| &u.name).collect()];
    for names in names {
        let key = |name: &&String| crate::authorization::search_key(name);
        assert!(names.iter().map(key).is_sorted(), "{names:?}");
    }
}

#[test]
fn each_has_its_sources_and_the_day_on_which_they_were_read() {
    let Presets { presets, unavailable } = presets();
    let presets = presets.iter().map(|p| (&p.id, &p.source, &p.checked));
    for (id, source, checked) in presets.chain(unavailable.iter().map(|u| (&u.id, &u.source, &u.checked))) {
        assert!(!source.is_empty() && source.iter().all(|page| page.starts_with("https://")), "{id}");
        let parts: Vec<_> = checked.split('-').map(|part| (part.len(), part.parse::<u32>().is_ok())).collect();
        assert_eq!(parts, [(4, true), (2, true), (2, true)], "{id}: {checked}");
    }
}

#[test]
fn every_text_is_short_and_in_every_language() {
    let texts = texts();
    assert!(texts.len() > 150, "{}", texts.len());
    for (id, text) in texts {
        for language in Language::ALL {
            let text = text.get(language);
            assert!(!text.trim().is_empty() && text.trim() == text, "{id}: {text:?}");
            assert!(text.chars().count() <= 300, "{id}: {} characters: {text}", text.chars().count());
            assert!(text.matches('`').count() % 2 == 0, "{id}: {text}");
        }
    }
}

#[test]
fn patterns_use_each_variable_where_its_kind_is_safe_and_no_other() {
    for preset in &presets().presets {
        let parameters = [&preset.extra_body, &preset.extra_headers, &preset.extra_query];
        let values: Vec<_> = parameters.into_iter().flatten().filter_map(|p| p.value.as_deref()).collect();
        let addresses: Vec<_> =
            preset.token_url.iter().map(|(_, url)| url.as_str()).chain(preset.issuer.as_deref()).collect();
        for variable in &preset.variables {
            let own = format!("{{{}}}", variable.name);
            let is_value = variable.kind == VariableKind::Value;
            let (used_in, other) = if is_value { (&values, &addresses) } else { (&addresses, &values) };
            assert!(used_in.iter().any(|text| text.contains(&own)), "{}: {own}", preset.id);
            assert!(!other.iter().any(|text| text.contains(&own)), "{}: {own}", preset.id);
        }
        for pattern in addresses {
            let rest = pattern.strip_prefix("https://").unwrap();
            let authority = rest.split('/').next().unwrap();
            for (at, _) in pattern.match_indices('{') {
                let name = pattern[at + 1..].split('}').next().unwrap();
                let variable = preset.variables.iter().find(|variable| variable.name == name).unwrap();
                let after = pattern[at + name.len() + 2..].chars().next();
                let is_in_host = at < "https://".len() + authority.len();
                let is_safe = match variable.kind {
                    VariableKind::Label => is_in_host,
                    VariableKind::Host => true,
                    VariableKind::Address => at == "https://".len() && after.is_none_or(|next| next == '/'),
                    VariableKind::Segment | VariableKind::Path => !is_in_host,
                    VariableKind::Value => false,
                };
                assert!(is_safe, "{}: {pattern}", preset.id);
            }
        }
    }
}

#[test]
fn every_preset_gives_settings_to_which_only_credentials_are_missing() {
    for preset in &presets().presets {
        for (environment, method) in
            Environment::ALL.into_iter().flat_map(|e| preset.client_authentication.iter().map(move |m| (e, *m)))
        {
            let Filling::Filled { proposal } = preset.fill(environment, &examples(preset, environment), Some(method))
            else {
                panic!("{}", preset.id)
            };
            let mut draft = proposal.draft;
            draft.scopes = preset.scopes.iter().flat_map(|scopes| scopes.example.clone()).collect();
            draft.audience = preset.audience.iter().map(|needed| needed.example.clone()).collect();
            draft.resources = preset.resource.iter().map(|needed| needed.example.clone()).collect();
            let mut problems = Vec::new();
            let _ = draft.check(crate::authorization::GrantType::default(), environment, &mut problems);
            let entered: Vec<_> = preset.to_enter(Some(method)).into_iter().map(|entry| entry.field).collect();
            for problem in problems {
                assert_eq!(problem.code, ProblemCode::Required, "{} {method:?}: {problem}", preset.id);
                let field = if problem.field == Field::ClientKey { Field::ClientCertificate } else { problem.field };
                assert!(entered.contains(&field), "{} {method:?}: where is {field:?}?", preset.id);
            }
            assert!(draft.has_nothing_besides(&proposal.fields, preset), "{} {method:?}", preset.id);
        }
    }
}

impl OAuth2Draft {
    /// Whether only the proposed fields, and those that the test filled in, differ from a blank draft.
    fn has_nothing_besides(&self, fields: &[Field], preset: &Preset) -> bool {
        let mut filled: HashSet<_> = fields.iter().map(|field| field.description().member).collect();
        let examples = [
            (preset.scopes.is_some(), "scopes"),
            (preset.audience.is_some(), "audience"),
            (preset.resource.is_some(), "resources"),
        ];
        filled.extend(examples.iter().filter(|(is, _)| *is).map(|(_, member)| *member));
        let (own, blank) = (serde_json::to_value(self).unwrap(), serde_json::to_value(Self::default()).unwrap());
        let members = own.as_object().unwrap();
        members.iter().all(|(member, value)| filled.contains(member.as_str()) || *value == blank[member])
    }
}

#[test]
fn the_documentation_lists_every_preset_with_its_sources() {
    let docs = include_str!("../../../../../docs/presets.md");
    let rows: Vec<_> = docs.lines().filter(|line| line.starts_with("| ") && line.contains("](https://")).collect();
    assert_eq!(rows.len(), presets().presets.len());
    for (preset, row) in presets().presets.iter().zip(rows) {
        assert!(row.starts_with(&format!("| {} | `{}` |", preset.name, preset.id)), "{row}");
        assert!(preset.source.iter().all(|page| row.contains(&format!("({page})"))), "{row}");
    }
    for entry in &presets().unavailable {
        assert!(entry.source.iter().all(|page| docs.contains(&format!("({page})"))), "{}", entry.id);
    }
}
