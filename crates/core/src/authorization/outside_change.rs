//! An authorization that another program changed outside Keyfob.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::{AuthorizationId, Details, Draft, Environment, FieldKind, Loss, SecretField};
use crate::{
    clean,
    error::FailureKind,
    messages::{self, MESSAGES},
};

/// The longest name and the longest value that are shown, in characters.
const NAME_CHARACTERS: usize = 80;
const VALUE_CHARACTERS: usize = 200;

/// What is stored of an authorization isn't what Keyfob sealed: another program changed, replaced or rolled back a part of it. Until the
/// user decides, none of its stored secrets is used.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(export)]
pub struct OutsideChange {
    /// The authorization.
    pub id: AuthorizationId,
    /// What Keyfob sealed, under the present name and description; `None` if that can't be read.
    pub sealed: Option<Box<Draft>>,
    /// What is stored now.
    pub found: Box<Draft>,
    /// Whether a part of what is stored now can't be read: its environment seems blank, and accepting it removes it.
    pub is_unreadable: bool,
    /// Stored secrets that aren't those that were sealed with these settings.
    pub secrets: Vec<OutsideSecret>,
    /// What couldn't be recovered of the authorization from a damaged database, which then explains the difference. This record isn't sealed:
    /// it changes what is said, and not what may be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Loss>>")]
    pub losses: Vec<Loss>,
    /// Identifies exactly what is stored now, so that no later change is accepted with this one.
    pub token: String,
}

/// A stored secret of an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OutsideSecret {
    /// The environment.
    pub environment: Environment,
    /// The secret.
    pub field: SecretField,
}

impl OutsideChange {
    /// What a caller acts on: a change, or a loss that is known.
    #[must_use]
    pub(crate) fn kind(&self) -> FailureKind {
        if self.losses.is_empty() { FailureKind::ChangedOutside } else { FailureKind::SettingsLost }
    }

    /// Returns what was changed, a line each: `staging: token_url was "https://…", is "https://…"`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.sealed {
            Some(sealed) => {
                if sealed.authorization_type() != self.found.authorization_type() {
                    lines.push("the type of authorization".to_owned());
                }
                lines.extend(grant_difference(&sealed.details, &self.found.details));
                for environment in Environment::ALL {
                    differences(&sealed.details, &self.found.details, environment, &mut lines);
                }
            }
            None => lines.push("what was sealed can't be read".to_owned()),
        }
        let secret = |secret: &OutsideSecret| {
            let field = clean::line(&secret.field.to_string(), NAME_CHARACTERS);
            format!("{}: {field} isn't the stored secret of these settings", secret.environment)
        };
        lines.extend(self.secrets.iter().map(secret));
        if self.is_unreadable {
            lines.push("a part of what is stored now can't be read; accepting it removes that environment".to_owned());
        }
        if lines.is_empty() {
            lines.push("a part that isn't shown, such as the revision".to_owned());
        }
        lines
    }
}

impl fmt::Display for OutsideChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = clean::line(&self.found.name, NAME_CHARACTERS);
        let text = messages::text(&MESSAGES.errors, &self.kind());
        write!(formatter, "{text} Changes in `{name}`:")?;
        self.lines().iter().try_for_each(|line| write!(formatter, "\n  {line}"))
    }
}

/// Returns a line if the grant types differ.
fn grant_difference(sealed: &Details, found: &Details) -> Option<String> {
    let (Details::OAuth2 { grant_type: was, .. }, Details::OAuth2 { grant_type: is, .. }) = (sealed, found) else {
        return None;
    };
    (was != is).then(|| format!("grant was `{}`, is `{}`", was.as_str(), is.as_str()))
}

/// Adds a line for each field of an environment that differs.
fn differences(sealed: &Details, found: &Details, environment: Environment, lines: &mut Vec<String>) {
    if sealed.has_same_fields(found, environment) {
        return;
    }
    let (one, other) = (members(sealed, environment), members(found, environment));
    let mut all: Vec<_> = one.keys().chain(other.keys()).collect();
    all.sort();
    all.dedup();
    for member in all {
        let mut fields = sealed.fields().iter().chain(found.fields()).map(|field| field.description());
        // The shell's name; the extra parameters of all places share a member and keep its name.
        let name = match fields.find(|field| field.member == member) {
            Some(field) if !matches!(field.kind, FieldKind::Extras { .. }) => field.name,
            _ => member,
        };
        let (was, is) = (one.get(member).unwrap_or(&Value::Null), other.get(member).unwrap_or(&Value::Null));
        compare(&format!("{environment}: {name}"), was, is, lines);
    }
}

/// Returns an environment's fields as they are stored.
fn members(details: &Details, environment: Environment) -> Map<String, Value> {
    let fields = match details {
        Details::ApiKey { environments } => serde_json::to_value(environments.get(environment)),
        Details::OAuth2 { environments, .. } => serde_json::to_value(environments.get(environment)),
    };
    match fields {
        Ok(Value::Object(members)) => members,
        Ok(_) | Err(_) => Map::new(),
    }
}

/// Compares member by member and element by element, so that no difference is cut away with the rest of a long value.
fn compare(path: &str, was: &Value, is: &Value, lines: &mut Vec<String>) {
    match (was, is) {
        _ if was == is => {}
        (Value::Object(one), Value::Object(other)) => {
            let mut names: Vec<_> = one.keys().chain(other.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                let name_shown = clean::line(name, NAME_CHARACTERS);
                compare(&format!("{path}.{name_shown}"), &was[name], &is[name], lines);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (was, is)) in one.iter().zip(other).enumerate() {
                compare(&format!("{path}[{index}]"), was, is, lines);
            }
        }
        _ => {
            let (was, is) = (was.to_string(), is.to_string());
            let same = was.chars().zip(is.chars()).take_while(|(one, other)| one == other).count();
            let from = if same < VALUE_CHARACTERS / 2 { 0 } else { same - VALUE_CHARACTERS / 4 };
            let shown = |text: &str| {
                let cut: String = text.chars().skip(from).collect();
                format!("{}{}", if from > 0 { "…" } else { "" }, clean::line(&cut, VALUE_CHARACTERS))
            };
            lines.push(format!("{path} was {}, is {}", shown(&was), shown(&is)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::authorization::{AuthorizationType, LostPart, OAuth2Draft, PerEnvironment};

    fn draft(token_url: &str) -> Box<Draft> {
        let mut draft = Draft { name: "Billing\u{202e}".to_owned(), ..Draft::blank(AuthorizationType::OAuth2) };
        if let Details::OAuth2 { environments, .. } = &mut draft.details {
            let fields = OAuth2Draft { token_url: token_url.to_owned(), ..Default::default() };
            *environments = PerEnvironment { staging: fields, ..Default::default() };
        }
        Box::new(draft)
    }

    #[test]
    fn a_change_is_told_member_by_member_with_clean_values() {
        let mut change = OutsideChange {
            id: AuthorizationId::generate(),
            sealed: Some(draft("https://login.example/token")),
            found: draft("https://login.example/\nother"),
            is_unreadable: false,
            secrets: vec![OutsideSecret { environment: Environment::Staging, field: SecretField::ClientSecret }],
            losses: Vec::new(),
            token: String::new(),
        };
        assert_eq!(
            change.lines(),
            [
                r#"staging: token_url was "https://login.example/token", is "https://login.example/\nother""#,
                "staging: client_secret isn't the stored secret of these settings",
            ]
        );
        let text = change.to_string();
        assert!(text.starts_with("This authorization was changed outside Keyfob."), "{text}");
        assert!(text.contains("Changes in `Billing⟨U+202E⟩`:\n"), "{text}");
        change.sealed = None;
        assert_eq!(change.lines()[0], "what was sealed can't be read");
        let loss = Loss { part: LostPart::Secret, id: Some(change.id), name: None, environment: None };
        change.losses.push(loss);
        assert!(change.to_string().starts_with("Part of this authorization was lost"), "{change}");
    }

    #[test]
    fn a_change_has_the_name_that_the_shell_gives_the_field() {
        let mut found = draft("https://login.example/token");
        if let Details::OAuth2 { environments, .. } = &mut found.details {
            environments.staging.resources.push("urn:a".to_owned());
        }
        let mut lines = Vec::new();
        differences(&draft("https://login.example/token").details, &found.details, Environment::Staging, &mut lines);
        assert_eq!(lines, [r#"staging: resource was [], is ["urn:a"]"#]);
    }

    #[test]
    fn a_difference_is_shown_wherever_in_a_long_value_it_is() {
        let extra = |place: &str| json!({ "slot": "x".repeat(300), "place": place, "value": "y".repeat(300) });
        let settings =
            |place, end: &str| json!({ "extras": [extra("body"), extra(place)], "url": "z".repeat(900) + end });
        let mut lines = Vec::new();
        compare("staging: x", &settings("header", "a"), &settings("query", "b"), &mut lines);
        assert_eq!(lines[0], r#"staging: x.extras[1].place was "header", is "query""#);
        assert!(lines[1].starts_with("staging: x.url was …zzz") && lines[1].ends_with("b\""), "{}", lines[1]);
        assert!(lines[1].contains("a\", is") && lines[1].chars().count() < 300);
    }
}
