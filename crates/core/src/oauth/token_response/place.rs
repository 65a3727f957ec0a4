//! Where a response has its token, and what belongs to it.

use super::members::{self, Members, Value};
use crate::{
    authorization::TokenMember,
    oauth::{json_members::JsonMembers, json_pointer},
};

/// The token as a response has it, with the members around it.
///
/// `token_type`, `expires_in`, `scope` and `refresh_token` are each read from the object that has the token, and from the top if they
/// aren't there.
pub(super) struct Place<'a> {
    /// The token.
    pub(super) token: Value,
    /// The object that has the token, unless that is the top.
    holder: Option<Members<'a>>,
    top: &'a Members<'a>,
}

impl<'a> Place<'a> {
    /// Finds the token.
    pub(super) fn find(text: &'a str, top: &'a Members<'a>, token: &TokenMember) -> Self {
        match token.path() {
            [name] if !text.trim_start().starts_with('[') => Self { token: top.get(name), holder: None, top },
            _ if top.is_form() => Self { token: Value::Absent, holder: None, top },
            path => {
                let place = json_pointer::find(text, path);
                let holder = place.map(|place| Members::of_json(JsonMembers::read(place.holder)));
                let token = place.map_or(Value::Absent, |place| members::value(place.value.get()));
                Self { token, holder, top }
            }
        }
    }

    /// Returns the members that have one of this name: those around the token, or those at the top.
    pub(super) fn members(&self, name: &str) -> &Members<'a> {
        let has = |holder: &&Members<'a>| !matches!(holder.get(name), Value::Absent | Value::Null);
        self.holder.as_ref().filter(has).unwrap_or(self.top)
    }

    /// Returns the value of a member that belongs to the token.
    pub(super) fn get(&self, name: &str) -> Value {
        self.members(name).get(name)
    }
}
