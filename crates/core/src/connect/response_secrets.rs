//! The values of a response that must not be shown, even where the server repeats them.

use crate::{
    authorization::OAuth2Fields,
    http::Response,
    oauth::{BodyKind, form, token_response},
    redact::{self, Redactor, hidden_cookie, hidden_form_values, hidden_values},
};

/// Returns what masks the secrets of the request, the token, cookies, and the values of a body that aren't in harmless members.
pub(super) fn added(own: &Redactor, credentials: &OAuth2Fields, response: Option<&Response>) -> Redactor {
    let mut redactor = Redactor::builder();
    redactor.lead_to_token(credentials.token_member.path());
    if let Some(response) = response {
        for cookie in response.all_headers("set-cookie").filter_map(|header| hidden_cookie(&header)) {
            redactor.add_token(&cookie);
        }
        add_hidden(credentials, response, &mut redactor);
        if let Some(token) = token_response::token_text(response, &credentials.token_member) {
            redactor.add_token(token.expose());
        }
    }
    redactor.add_to(own.clone())
}

/// Adds the values of a body that aren't in harmless members. Bodies without members have no such values.
fn add_hidden(credentials: &OAuth2Fields, response: &Response, redactor: &mut redact::Builder) {
    let (text, token) = (response.text(), &credentials.token_member);
    let hidden = match BodyKind::of(text, &response.media_type(), token) {
        BodyKind::Json | BodyKind::BrokenJson { .. } => hidden_values(text, token.path()),
        BodyKind::Form => hidden_form_values(&form::token_form(text, token).unwrap_or_default(), token.path()),
        BodyKind::Html | BodyKind::Xml | BodyKind::Text | BodyKind::Binary | BodyKind::Empty => return,
    };
    // What the user typed in the clear may be repeated.
    let url = credentials.token_url.as_str();
    let draft = credentials.to_stored_draft();
    let mut parameters = draft.parameters(credentials.grant_type);
    parameters.extend(draft.authorization_parameters());
    let is_open = |value: &str| {
        value == credentials.client_id
            || url.contains(value)
            || credentials.scopes.iter().any(|scope| scope.as_str() == value)
            || parameters.iter().any(|(_, _, values)| values.iter().any(|open| open == value))
    };
    for value in hidden.values.iter().filter(|value| !is_open(value)) {
        redactor.add_token(value);
    }
    if hidden.too_many {
        redactor.hide_everything();
    }
}
