//! Which fields count with which grant type.

use super::{Field, GrantType};

impl GrantType {
    /// Whether a field counts with this grant type. The others are ignored, and a save drops them.
    #[must_use]
    pub fn uses(self, field: Field) -> bool {
        match field {
            Field::AuthorizationUrl | Field::RedirectHost | Field::RedirectPort | Field::ExtraAuthorization => {
                self.has_code()
            }
            Field::CodeChallengeMethod => self == Self::AuthorizationCodePkce,
            Field::DeviceUrl => self.signs_in(),
            Field::GrantTypeValue => !self.signs_in(),
            _ => true,
        }
    }
}
