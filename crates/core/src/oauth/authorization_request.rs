//! The authorization request (RFC 6749, section 4.1.1): the address that the browser opens, and what Keyfob keeps of it to recognize the
//! answer. It contains no secret, but for the code verifier with the method `plain`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};

use super::form;
use crate::{
    authorization::{CodeChallengeMethod, ExtraPlace, ExtraValue, OAuth2Fields},
    secret::Secret,
};

/// The scope of OpenID Connect (OpenID Connect Core, section 3.1.2.1), with which an ID token comes.
const OPENID: &str = "openid";

/// What only the answer to one request may repeat: 256 random bits each.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Recognizes the answer (RFC 6749, section 10.12).
    pub(crate) state: Secret,
    /// The code verifier (RFC 7636, section 4.1), with PKCE.
    pub(crate) verifier: Option<Secret>,
    /// Binds the ID token to the request (OpenID Connect Core, section 3.1.2.1), if one is requested.
    pub(crate) nonce: Option<String>,
}

impl Kept {
    /// Makes new ones for a request. `None` if the system has no random numbers.
    pub(crate) fn generate(fields: &OAuth2Fields) -> Option<Self> {
        let has_nonce = fields.scopes.iter().any(|scope| scope.as_str() == OPENID);
        let verifier = if fields.sign_in.challenge.is_some() { Some(random()?) } else { None };
        let nonce = if has_nonce { Some(random()?.expose().to_owned()) } else { None };
        Some(Self { state: random()?, verifier, nonce })
    }
}

/// Returns a random text of 43 characters, which RFC 7636, section 4.1, takes as a verifier.
fn random() -> Option<Secret> {
    let mut bytes = zeroize::Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).ok()?;
    Some(Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// Returns the address that the browser opens; `None` if the grant type has none.
pub(crate) fn address(fields: &OAuth2Fields, redirect_uri: &str, kept: &Kept) -> Option<String> {
    let url = fields.sign_in.authorization_url.as_ref()?;
    let mut parameters = vec![
        ("response_type".to_owned(), "code".to_owned()),
        ("client_id".to_owned(), fields.client_id.clone()),
        ("redirect_uri".to_owned(), redirect_uri.to_owned()),
        ("state".to_owned(), kept.state.expose().to_owned()),
    ];
    if let (Some(method), Some(verifier)) = (fields.sign_in.challenge, &kept.verifier) {
        parameters.push(("code_challenge".to_owned(), challenge(method, verifier)));
        parameters.push(("code_challenge_method".to_owned(), method.as_str().to_owned()));
    }
    if let Some(nonce) = &kept.nonce {
        parameters.push(("nonce".to_owned(), nonce.clone()));
    }
    for (_, name, values) in fields.to_stored_draft().authorization_parameters() {
        parameters.extend(values.into_iter().map(|value| (name.to_owned(), value)));
    }
    for extra in fields.extras.iter().filter(|extra| extra.place == ExtraPlace::Authorization) {
        // A secret one is refused when it is typed.
        if let ExtraValue::Plain(value) = &extra.value {
            parameters.push((extra.name.clone(), value.clone()));
        }
    }
    let pairs: Vec<_> =
        parameters.iter().map(|(name, value)| format!("{}={}", form::encode(name), form::encode(value))).collect();
    let scheme = if url.is_https() { "https" } else { "http" };
    let target = url.target();
    let separator = match target.find('?') {
        None => "?",
        Some(at) if at + 1 < target.len() && !target.ends_with('&') => "&",
        Some(_) => "",
    };
    Some(format!("{scheme}://{}{target}{separator}{}", url.authority(), pairs.join("&")))
}

/// RFC 7636, section 4.2.
fn challenge(method: CodeChallengeMethod, verifier: &Secret) -> String {
    match method {
        CodeChallengeMethod::S256 => URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes())),
        CodeChallengeMethod::Plain => verifier.expose().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorization::{Environment, GrantType, OAuth2Draft};

    fn fields(grant: GrantType, change: impl FnOnce(&mut OAuth2Draft)) -> OAuth2Fields {
        let mut draft = OAuth2Draft {
            token_url: "https://a.example/token".to_owned(),
            authorization_url: "https://a.example/authorize?tenant=x".to_owned(),
            client_id: "my client".to_owned(),
            scopes: vec!["openid".to_owned(), "read".to_owned()],
            ..OAuth2Draft::default()
        };
        change(&mut draft);
        let checked = draft.check(grant, Environment::Staging, &mut Vec::new()).unwrap();
        checked.try_map_secrets(|_, _| Err(())).unwrap()
    }

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn the_challenge_is_that_of_the_example_in_rfc_7636() {
        let verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(CodeChallengeMethod::S256, &verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge(CodeChallengeMethod::Plain, &verifier), verifier.expose());
    }

    #[test]
    fn the_address_has_every_parameter_once_and_no_secret() {
        let fields = fields(GrantType::AuthorizationCodePkce, |draft| draft.audience = "urn:api".to_owned());
        let kept = Kept { state: secret("S"), verifier: Some(secret("V")), nonce: Some("N".to_owned()) };
        assert_eq!(
            address(&fields, "http://127.0.0.1:1/callback", &kept).unwrap(),
            "https://a.example/authorize?tenant=x&response_type=code&client_id=my%20client\
            &redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&state=S\
            &code_challenge=3lpveBFuymLX_FzhWdI65riJs2Whc5rSzzb5JaFA0Mw&code_challenge_method=S256&nonce=N\
            &scope=openid%20read&audience=urn%3Aapi"
        );
    }

    #[test]
    fn what_is_kept_is_random_and_only_what_the_request_needs() {
        let pkce = Kept::generate(&fields(GrantType::AuthorizationCodePkce, |_| ())).unwrap();
        let verifier = pkce.verifier.unwrap();
        let texts = [pkce.state.expose(), verifier.expose(), &pkce.nonce.unwrap()];
        assert!(texts.iter().all(|text| text.len() == 43));
        assert!(texts[0] != texts[1] && texts[1] != texts[2]);
        let without = Kept::generate(&fields(GrantType::AuthorizationCode, |draft| draft.scopes.clear())).unwrap();
        assert!(without.verifier.is_none() && without.nonce.is_none());
    }
}
