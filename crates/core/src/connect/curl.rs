//! The request as a `curl` command: the same bytes, with every secret as a shell variable.

use super::options::Options;
use crate::{
    authorization::OAuth2Fields,
    http::{Method, ProxySetting},
    oauth::{secret_text::SecretText, shell_word::quoted, token_request::TokenRequest},
};

/// Encodes a secret as the request does: the same characters stay as they are.
const ENCODE: &str = r#"encode() { printf %s "$1" | perl -pe 's/([^A-Za-z0-9._~*-])/sprintf("%%%02X", ord $1)/ge'; }"#;

/// Escapes a secret as the request does inside a JSON string.
const JSON: &str = r#"json() { printf %s "$1" | perl -0777 -pe 'my %e = ("\b"=>"b","\t"=>"t","\n"=>"n","\f"=>"f","\r"=>"r"); s{(["\\])}{\\$1}g; s{([\x00-\x1f])}{"\\".($e{$1} // sprintf("u%04x", ord $1))}ge'; }"#;

/// Writes the command for a POSIX shell. Certificates and their keys are files, which the user has to provide.
pub(super) fn command(credentials: &OAuth2Fields, request: &TokenRequest, options: &Options) -> String {
    let whole = request.address();
    let start =
        format!("curl --include --http1.1 --globoff --path-as-is --request {} {}", request.method, whole.shell());
    let mut lines = vec![start];
    let trust = &options.trust;
    let mut proxy_variable = String::new();
    match &options.proxy {
        // curl reads the same environment variables.
        ProxySetting::System => {}
        ProxySetting::None => lines.push("--noproxy '*'".into()),
        ProxySetting::Address(proxy) => {
            // Whatever NO_PROXY says.
            lines.push(format!("--noproxy '' --proxy {}", quoted(&proxy.url_without_credentials())));
            if proxy.has_credentials() {
                lines.push(r#"--proxy-user "$PROXY_USER""#.into());
                proxy_variable.push_str("PROXY_USER='...' # user name and password for the proxy, as name:password\n");
            }
        }
    }
    if trust.is_unverified() {
        lines.push("--insecure".into());
    }
    if !trust.roots().is_empty() || !trust.target_roots().is_empty() {
        lines.push("--cacert ca.pem".into());
    }
    if credentials.client_certificate.is_some() {
        lines.push("--cert client.pem --key client-key.pem".into());
    }
    for (name, text) in request.headers.iter().skip(1) {
        let mut header = SecretText::open(if text.is_empty() { format!("{name};") } else { format!("{name}: ") });
        header.append(text.clone());
        lines.push(format!("--header {}", header.shell()));
    }
    if request.method == Method::POST {
        lines.push(format!("--data-raw {}", request.body.shell()));
    }
    let command = lines.join(" \\\n  ");
    let used = |name: &str| command.contains(&format!("${name}"));
    let variables = request.variables.iter().filter(|(name, _)| used(name));
    let mut script =
        variables.fold(proxy_variable, |script, (name, holds)| format!("{script}{name}='...' # {holds}\n"));
    for (call, function) in [("$(encode ", ENCODE), ("$(json ", JSON)] {
        if command.contains(call) {
            script.push_str(function);
            script.push('\n');
        }
    }
    script + &command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authorization::{Environment, ExtraDraft, ExtraPlace, ExtraValueDraft, OAuth2Draft, OAuth2Fields, SecretInput},
        oauth::token_request::Proofs,
        secret::Secret,
    };

    fn typed(text: &str) -> SecretInput {
        SecretInput::Typed { text: Secret::new(text.to_owned()) }
    }

    fn extra(place: ExtraPlace, name: &str, text: &str) -> ExtraDraft {
        let value = ExtraValueDraft::Secret { input: typed(text) };
        ExtraDraft { slot: name.into(), place, name: name.into(), value }
    }

    #[test]
    fn no_secret_is_in_the_command_and_every_secret_is_a_variable() {
        let draft = OAuth2Draft {
            token_url: "https://a.example/token".into(),
            client_id: "it's".into(),
            client_secret: typed("CANARY one"),
            extras: vec![
                extra(ExtraPlace::Query, "q", "CANARY two"),
                extra(ExtraPlace::Header, "X-Key", "CANARY three"),
            ],
            ..OAuth2Draft::default()
        };
        let checked =
            draft.check(crate::authorization::GrantType::default(), Environment::Staging, &mut Vec::new()).unwrap();
        let credentials: OAuth2Fields = checked
            .try_map_secrets(|_, input| if let SecretInput::Typed { text } = input { Ok(text) } else { Err(()) })
            .unwrap();
        let command = command(
            &credentials,
            &TokenRequest::new(&credentials, &crate::oauth::grant::Grant::default(), &Proofs::default()),
            &Options::default(),
        );
        assert!(!command.contains("CANARY"), "{command}");
        for part in ["CLIENT_SECRET='...'", "SECRET_1='...'", "SECRET_2='...'", r#"'X-Key: '"$SECRET_2""#, "encode()"] {
            assert!(command.contains(part), "{part} is missing in {command}");
        }
    }
}
