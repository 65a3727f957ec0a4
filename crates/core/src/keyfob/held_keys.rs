//! Private keys that were read from a file or generated, until they are saved. The page knows only their names, so no private key is ever
//! in it.

use std::collections::VecDeque;

use uuid::Uuid;

use crate::{
    authorization::{Details, Draft, Environment, SecretField, SecretInput},
    secret::Secret,
};

/// The most keys that are held. A form has at most a few; the oldest goes first.
const MOST: usize = 64;

/// The keys with their names, the oldest first.
#[derive(Default)]
pub(super) struct HeldKeys(VecDeque<(String, Secret)>);

impl HeldKeys {
    /// Holds a key, and returns its name.
    pub(super) fn hold(&mut self, key: Secret) -> String {
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        let id = Uuid::now_v7().to_string();
        self.0.push_back((id.clone(), key));
        id
    }

    /// Forgets every key: those of forms that aren't saved are read again.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns a draft with the keys themselves in place of their names. A name that isn't known stays, which no check lets pass.
    pub(super) fn put_into(&self, draft: &Draft) -> Draft {
        let mut draft = draft.clone();
        let Details::OAuth2 { environments, .. } = &mut draft.details else { return draft };
        for environment in Environment::ALL {
            for (field, input) in environments.get_mut(environment).secret_inputs_mut() {
                // A key is used as a key only: it is never sent.
                let is_key = matches!(field, SecretField::PrivateKey | SecretField::ClientKey | SecretField::DpopKey);
                if let SecretInput::Held { id } = input
                    && is_key
                    && let Some((_, key)) = self.0.iter().find(|(known, _)| known == id)
                {
                    *input = SecretInput::Typed { text: key.clone() };
                }
            }
        }
        draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::AuthorizationType;

    #[test]
    fn a_held_key_takes_the_place_of_its_name_until_too_many_are_held() {
        let mut held = HeldKeys::default();
        let id = held.hold(Secret::new("key".into()));
        let mut draft = Draft::blank(AuthorizationType::OAuth2);
        let field = SecretField::PrivateKey;
        *draft.details.secret_mut(Environment::Production, &field).unwrap() = SecretInput::Held { id };
        let is_typed = |held: &HeldKeys| {
            let mut draft = held.put_into(&draft);
            matches!(draft.details.secret_mut(Environment::Production, &field), Some(SecretInput::Typed { .. }))
        };
        assert!(is_typed(&held));
        for _ in 1..MOST {
            held.hold(Secret::new("another".into()));
        }
        assert!(is_typed(&held));
        held.hold(Secret::new("one too many".into()));
        assert!(!is_typed(&held));
    }

    #[test]
    fn a_held_key_is_never_a_secret_that_is_sent() {
        let mut held = HeldKeys::default();
        let id = held.hold(Secret::new("key".into()));
        let mut draft = Draft::blank(AuthorizationType::OAuth2);
        let field = SecretField::ClientSecret;
        *draft.details.secret_mut(Environment::Staging, &field).unwrap() = SecretInput::Held { id };
        let mut draft = held.put_into(&draft);
        assert!(matches!(draft.details.secret_mut(Environment::Staging, &field), Some(SecretInput::Held { .. })));
    }
}
