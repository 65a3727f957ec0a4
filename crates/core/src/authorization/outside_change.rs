//! An authorization that another program changed outside Keyfob.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::{AuthorizationId, Details, Draft, Environment, SecretField};
use crate::clean;

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
    /// Stored secrets that aren't those that were sealed with these settings.
    pub secrets: Vec<OutsideSecret>,
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
    /// Returns what was changed, a line each: `staging: token_url was "https://…", is "https://…"`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.sealed {
            Some(sealed) => {
                if sealed.authorization_type() != self.found.authorization_type() {
                    lines.push("the type of authorization".to_owned());
                }
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
        if lines.is_empty() {
            lines.push("a part that isn't shown, such as the revision".to_owned());
        }
        lines
    }
}

impl fmt::Display for OutsideChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = clean::line(&self.found.name, NAME_CHARACTERS);
        write!(
            formatter,
            "`{name}` was changed outside Keyfob. Its stored secrets aren't used until you restore or accept the change:"
        )?;
        self.lines().iter().try_for_each(|line| write!(formatter, "\n  {line}"))
    }
}

/// Adds a line for each member of an environment's settings that differs.
fn differences(sealed: &Details, found: &Details, environment: Environment, lines: &mut Vec<String>) {
    let members = |details: &Details| {
        let mut details = serde_json::to_value(details).unwrap_or_default();
        details["environments"][environment.as_str()].take()
    };
    let (sealed, found) = (members(sealed), members(found));
    let names = |value: &Value| value.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>());
    let mut all = names(&sealed).unwrap_or_default();
    all.extend(names(&found).unwrap_or_default());
    all.sort();
    all.dedup();
    for name in all {
        let (was, is) = (&sealed[&name], &found[&name]);
        if was != is {
            let shown = |value: &Value| clean::line(&value.to_string(), VALUE_CHARACTERS);
            lines.push(format!("{environment}: {name} was {}, is {}", shown(was), shown(is)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::{AuthorizationType, ClientCredentialsDraft, PerEnvironment};

    fn draft(token_url: &str) -> Box<Draft> {
        let mut draft = Draft { name: "Billing\u{202e}".to_owned(), ..Draft::blank(AuthorizationType::OAuth2) };
        if let Details::OAuth2 { environments, .. } = &mut draft.details {
            let fields = ClientCredentialsDraft { token_url: token_url.to_owned(), ..Default::default() };
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
            secrets: vec![OutsideSecret { environment: Environment::Staging, field: SecretField::ClientSecret }],
            token: String::new(),
        };
        assert_eq!(
            change.lines(),
            [
                r#"staging: token_url was "https://login.example/token", is "https://login.example/\nother""#,
                "staging: client_secret isn't the stored secret of these settings",
            ]
        );
        assert!(change.to_string().starts_with("`Billing⟨U+202E⟩` was changed outside Keyfob."));
        change.sealed = None;
        assert_eq!(change.lines()[0], "what was sealed can't be read");
    }
}
