//! A credential written for the programs that take it: a header, an environment, a configuration of curl, and the protocols of Kubernetes,
//! git and Docker.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use zeroize::Zeroizing;

use super::shell_word;
use crate::{
    authorization::KeyPlace,
    secret::{Revealed, Secret},
};

/// What the unreserved characters of a URL leave (RFC 3986, section 2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How a credential is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialFormat {
    /// The token or value alone.
    Raw,
    /// The whole header, such as `Authorization: Bearer …` (RFC 6750, section 2.1).
    Header,
    /// The parameter of a query, such as `key=…`, percent-encoded.
    Query,
    /// The name and value of a cookie.
    Cookie,
    /// A JSON object.
    Json,
    /// A line for a shell or a file of variables.
    Variable {
        /// The name of the variable.
        name: String,
    },
    /// A configuration for `curl --config -`.
    Curl,
    /// A credential for kubectl (`client.authentication.k8s.io/v1`).
    ExecCredential,
    /// The answer of a credential helper of git.
    Git {
        /// The user name.
        username: String,
        /// Whether a Bearer token is sent in place of a password, which git can do since 2.46 (capability `authtype`).
        is_bearer: bool,
    },
    /// The answer of a credential helper of Docker.
    Docker {
        /// The server that Docker asked for.
        server: String,
        /// The user name.
        username: String,
    },
}

/// What is handed out: a token, or the value of an API key.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The token or value.
    pub(crate) secret: Secret,
    /// What it is.
    pub(crate) kind: CredentialKind,
}

/// What a credential is, and what is known about it.
#[derive(Clone, Debug)]
pub(crate) enum CredentialKind {
    /// A token.
    Token {
        token_type: Option<String>,
        scopes: Vec<String>,
        missing_scopes: Vec<String>,
        /// When it expires, in UTC seconds.
        expires_at_s: i64,
        /// How long it is still valid.
        expires_in_s: i64,
    },
    /// An API key.
    ApiKey { place: KeyPlace, name: String },
}

impl Credential {
    /// Writes it; `None` if it isn't sent as the format says: a token has no name for a query, and an API key one place only.
    #[must_use]
    pub fn format(&self, format: &CredentialFormat) -> Option<Revealed> {
        let text = match format {
            CredentialFormat::Raw => self.secret.clone(),
            CredentialFormat::Header if matches!(self.place(), KeyPlace::Header) => self.header()?,
            CredentialFormat::Query => self.query()?,
            CredentialFormat::Cookie => self.cookie()?,
            CredentialFormat::Header => return None,
            // These programs send it as a Bearer token or a password.
            CredentialFormat::ExecCredential | CredentialFormat::Git { .. } | CredentialFormat::Docker { .. }
                if self.is_bound() =>
            {
                return None;
            }
            CredentialFormat::Json => self.json(),
            CredentialFormat::Variable { name } => self.assignment(name),
            CredentialFormat::Curl => self.curl()?,
            CredentialFormat::ExecCredential => self.exec_credential(),
            CredentialFormat::Git { username, is_bearer } => self.git(username, *is_bearer),
            CredentialFormat::Docker { server, username } => self.docker(server, username),
        };
        Some(text.reveal())
    }

    /// Whether it is a token, and not the value of an API key.
    #[must_use]
    pub fn is_token(&self) -> bool {
        matches!(self.kind, CredentialKind::Token { .. })
    }

    /// Returns a command for a shell that calls an address with it. The shell passes the credential to curl's standard input: what is in a
    /// program's arguments can be read by other programs.
    #[must_use]
    pub(crate) fn curl_command(&self, address: &str) -> Option<Revealed> {
        let address = shell_word::quoted(address);
        let command = format!("curl --config - {address} <<'EOF'\n{}\nEOF\n", self.curl()?.expose());
        Some(Secret::new(command).reveal())
    }

    /// Where it goes in a request.
    #[must_use]
    pub fn place(&self) -> KeyPlace {
        match self.kind {
            CredentialKind::Token { .. } => KeyPlace::Header,
            CredentialKind::ApiKey { place, .. } => place,
        }
    }

    /// The whole header, such as `Authorization: Bearer …`; `None` if it goes into the query.
    fn header(&self) -> Option<Secret> {
        let secret = self.secret.expose();
        let line = match &self.kind {
            CredentialKind::Token { .. } => format!("Authorization: {}", self.authorization()),
            CredentialKind::ApiKey { place: KeyPlace::Header, name } => format!("{name}: {secret}"),
            CredentialKind::ApiKey { place: KeyPlace::Cookie, name } => format!("Cookie: {name}={secret}"),
            CredentialKind::ApiKey { place: KeyPlace::Query, .. } => return None,
        };
        Some(Secret::new(line))
    }

    /// The parameter of a query, such as `key=…`; `None` if it goes into a header.
    fn query(&self) -> Option<Secret> {
        let CredentialKind::ApiKey { place: KeyPlace::Query, name } = &self.kind else { return None };
        let encoded = |text: &str| utf8_percent_encode(text, QUERY).to_string();
        Some(Secret::new(format!("{}={}", encoded(name), encoded(self.secret.expose()))))
    }

    /// The name and value of a cookie; `None` if it isn't sent as one.
    fn cookie(&self) -> Option<Secret> {
        let CredentialKind::ApiKey { place: KeyPlace::Cookie, name } = &self.kind else { return None };
        Some(Secret::new(format!("{name}={}", self.secret.expose())))
    }

    /// A line for a shell, or for a file of variables: quoted only if it must be.
    fn assignment(&self, variable: &str) -> Secret {
        let secret = self.secret.expose();
        let word = Zeroizing::new(shell_word::word(secret));
        Secret::new(format!("{variable}={}", *word))
    }

    /// A configuration for `curl --config -`.
    fn curl(&self) -> Option<Secret> {
        // curl encodes nothing after an equals sign that the parameter begins with: it is encoded already.
        let (option, value) = match self.header() {
            Some(header) => ("header", header),
            None => ("url-query", Secret::new(format!("={}", self.query()?.expose()))),
        };
        let mut line = Zeroizing::new(format!("{option} = \""));
        for letter in value.expose().chars() {
            match letter {
                '"' | '\\' => line.extend(['\\', letter]),
                '\n' => line.push_str("\\n"),
                '\r' => line.push_str("\\r"),
                '\t' => line.push_str("\\t"),
                letter => line.push(letter),
            }
        }
        line.push('"');
        Some(Secret::new(std::mem::take(&mut *line)))
    }

    /// A credential for kubectl (`client.authentication.k8s.io/v1`).
    fn exec_credential(&self) -> Secret {
        let mut status = json!({ "token": self.secret.expose() });
        if let Some(at) = self.expires_at() {
            status["expirationTimestamp"] = at.into();
        }
        let kind =
            json!({ "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status });
        Secret::new(kind.to_string())
    }

    /// A credential for git: a Bearer token, or a password. An API key is never a Bearer token.
    fn git(&self, username: &str, is_bearer: bool) -> Secret {
        let secret = self.without_scheme();
        let mut lines = Zeroizing::new(if is_bearer && self.is_token() {
            format!("capability[]=authtype\nauthtype=Bearer\ncredential={secret}\n")
        } else {
            format!("username={username}\npassword={secret}\n")
        });
        if let CredentialKind::Token { expires_at_s: seconds, .. } = self.kind {
            let _ = writeln!(lines, "password_expiry_utc={seconds}");
        }
        Secret::new(std::mem::take(&mut *lines))
    }

    /// A credential for Docker's helpers.
    fn docker(&self, server: &str, username: &str) -> Secret {
        let credential = json!({ "ServerURL": server, "Username": username, "Secret": self.secret.expose() });
        Secret::new(credential.to_string())
    }

    fn json(&self) -> Secret {
        let secret = self.secret.expose();
        let object = match &self.kind {
            CredentialKind::Token { token_type, scopes, missing_scopes, expires_in_s, .. } => json!({
                "access_token": secret,
                "token_type": token_type,
                "expires_at": self.expires_at(),
                "expires_in": expires_in_s,
                "scopes": scopes,
                "missing_scopes": missing_scopes,
            }),
            CredentialKind::ApiKey { place, name } => json!({ "in": place, "key": name, "value": secret }),
        };
        Secret::new(object.to_string())
    }

    /// When it expires (RFC 3339); `None` if it doesn't.
    fn expires_at(&self) -> Option<String> {
        let CredentialKind::Token { expires_at_s, .. } = self.kind else { return None };
        OffsetDateTime::from_unix_timestamp(expires_at_s).ok()?.format(&Rfc3339).ok()
    }

    /// The value of the header `Authorization`.
    fn authorization(&self) -> String {
        let secret = self.secret.expose();
        if self.without_scheme().len() < secret.len() {
            return secret.to_owned();
        }
        let scheme = if self.is_bound() { "DPoP" } else { "Bearer" };
        format!("{scheme} {secret}")
    }

    /// Whether each request with it needs a DPoP proof (RFC 9449, section 7.1).
    #[must_use]
    pub fn is_bound(&self) -> bool {
        let CredentialKind::Token { token_type, .. } = &self.kind else { return false };
        token_type.as_deref().is_some_and(|token_type| token_type.eq_ignore_ascii_case("dpop"))
    }

    /// The token without its scheme, which some servers write into it.
    fn without_scheme(&self) -> &str {
        let secret = self.secret.expose();
        let has_scheme = secret.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "));
        if has_scheme && self.is_token() { &secret[7..] } else { secret }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(secret: &str) -> Credential {
        Credential {
            secret: Secret::new(secret.to_owned()),
            kind: CredentialKind::Token {
                token_type: Some("Bearer".to_owned()),
                scopes: vec!["a".to_owned()],
                missing_scopes: Vec::new(),
                expires_at_s: 1_800_000_000,
                expires_in_s: 60,
            },
        }
    }

    fn api_key(place: KeyPlace, name: &str, value: &str) -> Credential {
        let kind = CredentialKind::ApiKey { place, name: name.to_owned() };
        Credential { secret: Secret::new(value.to_owned()), kind }
    }

    fn written(credential: &Credential, format: &CredentialFormat) -> Option<String> {
        credential.format(format).map(|text| text.text().to_owned())
    }

    #[test]
    fn a_token_is_written_for_each_program() {
        use CredentialFormat as F;
        let line = F::Variable { name: "ACCESS_TOKEN".to_owned() };
        let git = |is_bearer| F::Git { username: "oauth2".to_owned(), is_bearer };
        let docker = F::Docker { server: "https://r.example".to_owned(), username: "u".to_owned() };
        let json = r#"{"access_token":"abc.-_~+/=","token_type":"Bearer","expires_at":"2027-01-15T08:00:00Z","expires_in":60,"scopes":["a"],"missing_scopes":[]}"#;
        let exec = r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"abc.-_~+/=","expirationTimestamp":"2027-01-15T08:00:00Z"}}"#;
        let password = "username=oauth2\npassword=abc.-_~+/=\npassword_expiry_utc=1800000000\n";
        let bearer = "capability[]=authtype\nauthtype=Bearer\ncredential=abc.-_~+/=\npassword_expiry_utc=1800000000\n";
        for (format, expected) in [
            (F::Raw, Some("abc.-_~+/=")),
            (F::Header, Some("Authorization: Bearer abc.-_~+/=")),
            (F::Query, None),
            (F::Cookie, None),
            (F::Json, Some(json)),
            (line, Some("ACCESS_TOKEN='abc.-_~+/='")),
            (F::Curl, Some(r#"header = "Authorization: Bearer abc.-_~+/=""#)),
            (F::ExecCredential, Some(exec)),
            (git(false), Some(password)),
            (git(true), Some(bearer)),
            (docker, Some(r#"{"ServerURL":"https://r.example","Username":"u","Secret":"abc.-_~+/="}"#)),
        ] {
            assert_eq!(written(&token("abc.-_~+/="), &format).as_deref(), expected, "{format:?}");
        }
    }

    #[test]
    fn an_api_key_is_written_only_where_it_is_sent() {
        use CredentialFormat as F;
        for (place, header, query, cookie, curl) in [
            (KeyPlace::Header, Some("k e: v&1"), None, None, r#"header = "k e: v&1""#),
            (KeyPlace::Query, None, Some("k%20e=v%261"), None, r#"url-query = "=k%20e=v%261""#),
            (KeyPlace::Cookie, None, None, Some("k e=v&1"), r#"header = "Cookie: k e=v&1""#),
        ] {
            let key = api_key(place, "k e", "v&1");
            assert_eq!(written(&key, &F::Header).as_deref(), header);
            assert_eq!(written(&key, &F::Query).as_deref(), query);
            assert_eq!(written(&key, &F::Cookie).as_deref(), cookie);
            assert_eq!(written(&key, &F::Curl).as_deref(), Some(curl));
            assert_eq!(written(&key, &F::Raw).as_deref(), Some("v&1"));
        }
        let json = written(&api_key(KeyPlace::Query, "k", "v"), &F::Json);
        assert_eq!(json.as_deref(), Some(r#"{"in":"query","key":"k","value":"v"}"#));
    }

    #[test]
    fn what_a_shell_or_curl_would_interpret_is_quoted() {
        use CredentialFormat as F;
        let assigned = F::Variable { name: "T".to_owned() };
        for (secret, line, curl) in [
            ("a b", "T='a b'", r#"header = "Authorization: Bearer a b""#),
            ("$(rm)`'", r"T='$(rm)`'\'''", r#"header = "Authorization: Bearer $(rm)`'""#),
            (r#"a"\"#, r#"T='a"\'"#, r#"header = "Authorization: Bearer a\"\\""#),
        ] {
            assert_eq!(written(&token(secret), &assigned).as_deref(), Some(line));
            assert_eq!(written(&token(secret), &F::Curl).as_deref(), Some(curl));
        }
    }

    #[test]
    fn a_command_of_curl_has_the_credential_in_its_input_and_ends_where_it_should() {
        let command = |secret, address| token(secret).curl_command(address).map(|text| text.text().to_owned()).unwrap();
        let expected =
            "curl --config - 'https://a.example/it'\\''s' <<'EOF'\nheader = \"Authorization: Bearer t\"\nEOF\n";
        assert_eq!(command("t", "https://a.example/it's"), expected);
        assert_eq!(command("a\nEOF\nrm", "https://a.example/").matches("\nEOF\n").count(), 1);
    }

    #[test]
    fn a_scheme_in_the_token_is_not_doubled() {
        let header = written(&token("bearer abc"), &CredentialFormat::Header);
        assert_eq!(header.as_deref(), Some("Authorization: bearer abc"));
        let git = CredentialFormat::Git { username: "u".to_owned(), is_bearer: true };
        assert!(written(&token("bearer abc"), &git).unwrap().contains("\ncredential=abc\n"));
        let key = api_key(KeyPlace::Header, "k", "bearer abc");
        assert_eq!(written(&key, &git).as_deref(), Some("username=u\npassword=bearer abc\n"));
    }
}
