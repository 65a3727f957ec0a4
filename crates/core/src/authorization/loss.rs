//! What a damaged database didn't give back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AuthorizationId, Environment};

/// Something that couldn't be recovered from a damaged database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Loss {
    /// What it was.
    pub part: LostPart,
    /// The authorization that lost a part; `None` if the whole authorization is lost, or it belonged to none.
    pub id: Option<AuthorizationId>,
    /// The authorization's name, if it is known.
    pub name: Option<String>,
    /// The environment, if it belonged to one.
    pub environment: Option<Environment>,
}

/// What kind of thing was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LostPart {
    /// A whole authorization.
    Authorization,
    /// An authorization's settings for an environment, with its secrets.
    Environment,
    /// A secret. The user can enter it again.
    Secret,
    /// The seal of an authorization's settings, without which Keyfob can't tell whether another program changed them.
    SettingsSeal,
    /// The vault's record, without which the secrets can't be opened.
    Vault,
    /// A preference.
    Setting,
}
