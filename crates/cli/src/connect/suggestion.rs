//! What an answer suggests, as the user writes it: options of `keyfob edit`, or members of `connect --stdin`.

use keyfob_core::{clean::escaped, connect::Remedy};

/// The most members of a response that are named.
const CHOICES: usize = 5;

/// The member that the token is taken from unless another one is named.
const ACCESS_TOKEN: &str = "access_token";

/// How settings are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Naming {
    /// As options of a command.
    Options,
    /// As members of a JSON object.
    Members,
}

impl Naming {
    /// Returns a sentence about a setting that an answer suggests.
    pub(super) fn sentence(self, remedy: &Remedy) -> String {
        let own = |value: &str| self.setting(remedy, value);
        match remedy {
            Remedy::RequestFormat { format } => format!("Try {}.", own(format.as_str())),
            Remedy::ScopeSeparator { separator } => format!("Try {}.", own(separator.as_str())),
            Remedy::ClientIdInBody => format!("Try {}.", own("")),
            Remedy::GrantTypeValue => {
                format!("If its documentation names another grant type, set it with {}.", own("VALUE"))
            }
            Remedy::ContentType => {
                format!("If its documentation names another Content-Type, set it with {}.", own("TYPE"))
            }
            Remedy::TokenMember { choices } if choices.iter().all(|choice| choice.member == ACCESS_TOKEN) => match self
            {
                Self::Options => "Use `--clear token-member`, or leave out `--token-member`.".to_owned(),
                Self::Members => "Leave out `\"token_member\"`.".to_owned(),
            },
            Remedy::TokenMember { choices } => {
                if let [only] = choices.as_slice() {
                    let (member, characters) = (escaped(&only.member), only.characters);
                    return format!("If `{member}` ({characters} characters) is the token, use {}.", own(&only.member));
                }
                let named = choices
                    .iter()
                    .take(CHOICES)
                    .map(|choice| format!("{} ({} characters)", own(&choice.member), choice.characters));
                format!("If one of these members is the token, choose it: {}.", named.collect::<Vec<_>>().join(" or "))
            }
        }
    }

    /// Returns a setting with its value; a value that is empty is a flag.
    fn setting(self, remedy: &Remedy, value: &str) -> String {
        let name = remedy.field().as_str();
        match self {
            Self::Options if value.is_empty() => format!("`--{}`", name.replace('_', "-")),
            Self::Options => format!("`--{} {}`", name.replace('_', "-"), shell_word(&escaped(value))),
            Self::Members if value.is_empty() => format!("`\"{name}\": true`"),
            Self::Members => format!("`\"{name}\": {}`", serde_json::Value::from(value)),
        }
    }
}

/// Returns a text as one word of a POSIX shell.
fn shell_word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./~:".contains(&byte);
    if text.bytes().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use keyfob_core::{
        authorization::{RequestFormat, ScopeSeparator},
        connect::TokenChoice,
    };

    use super::*;

    #[test]
    fn a_suggestion_is_written_as_the_user_gives_it() {
        let choice = |member: &str| TokenChoice { member: member.to_owned(), characters: 20 };
        for (remedy, option, member) in [
            (
                Remedy::RequestFormat { format: RequestFormat::Json },
                "Try `--request-format json`.",
                r#"Try `"request_format": "json"`."#,
            ),
            (
                Remedy::ScopeSeparator { separator: ScopeSeparator::Comma },
                "Try `--scope-separator comma`.",
                r#"Try `"scope_separator": "comma"`."#,
            ),
            (
                Remedy::TokenMember { choices: vec![choice("it's $x")] },
                r"If `it's $x` (20 characters) is the token, use `--token-member 'it'\''s $x'`.",
                r#"If `it's $x` (20 characters) is the token, use `"token_member": "it's $x"`."#,
            ),
            (
                Remedy::TokenMember { choices: vec![choice("access_token")] },
                "Use `--clear token-member`, or leave out `--token-member`.",
                r#"Leave out `"token_member"`."#,
            ),
            (Remedy::ClientIdInBody, "Try `--client-id-in-body`.", r#"Try `"client_id_in_body": true`."#),
            (
                Remedy::TokenMember { choices: vec![choice("/data/token"), choice("jwt")] },
                "If one of these members is the token, choose it: `--token-member /data/token` (20 characters) or `--token-member jwt` (20 characters).",
                r#"If one of these members is the token, choose it: `"token_member": "/data/token"` (20 characters) or `"token_member": "jwt"` (20 characters)."#,
            ),
        ] {
            assert_eq!(
                (Naming::Options.sentence(&remedy), Naming::Members.sentence(&remedy)),
                (option.to_owned(), member.to_owned())
            );
        }
    }
}
