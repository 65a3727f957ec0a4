//! What the option of each field is called, and its help.

use keyfob_core::authorization::{ExtraPlace, Field};

/// The option of a field.
pub(super) struct FieldOption {
    /// Its long name.
    pub(super) long: &'static str,
    /// What its value is called in the help.
    pub(super) value: &'static str,
    pub(super) help: &'static str,
}

impl FieldOption {
    /// Returns the option of a field. Name and description are options of the commands themselves.
    #[expect(clippy::too_many_lines, reason = "a table: an entry for each field")]
    pub(super) const fn of(field: Field) -> Self {
        let (long, value, help) = match field {
            Field::Name => ("name", "NAME", "The name"),
            Field::Description => ("description", "TEXT", "A description"),
            Field::GrantType => ("grant", "GRANT", "How tokens are obtained"),
            Field::AuthorizationUrl
            | Field::RedirectHost
            | Field::RedirectPort
            | Field::CodeChallengeMethod
            | Field::DeviceUrl
            | Field::ExtraAuthorization => of_sign_in(field),
            Field::TokenUrl => ("token-url", "URL", "The address that issues tokens"),
            Field::AcceptCleartext => {
                ("accept-cleartext", "", "Accept that the secret is sent unencrypted to an `http:` address")
            }
            Field::ClientId => ("client-id", "ID", "The client's id"),
            Field::ClientSecret => (
                "client-secret-file",
                "FILE",
                "Read the client secret from this file, `-` for standard input. One line break at its end is removed",
            ),
            Field::ClientAuthentication => ("client-auth", "METHOD", "How the client authenticates"),
            Field::BasicEncoding => (
                "basic-encoding",
                "ENCODING",
                "How the credentials are encoded in a Basic header: by RFC 6749, or not at all",
            ),
            Field::PrivateKey => (
                "key-file",
                "FILE",
                "Read the private key that signs client assertions from this file: PEM, JWK or PKCS#12",
            ),
            Field::AssertionAlgorithm => {
                ("key-alg", "ALG", "The algorithm of client assertions; by default the usual one of the key")
            }
            Field::KeyId => ("key-id", "KID", "The key's name (`kid`) in client assertions"),
            Field::KeyCertificate => {
                ("key-cert-file", "FILE", "Read the private key's certificate from this file, for `x5t#S256`")
            }
            Field::AssertionAudience => {
                ("assertion-audience", "AUDIENCE", "The audience of client assertions; by default the Token URL")
            }
            Field::ClientCertificate => (
                "client-cert-file",
                "FILE",
                "Read the TLS client certificate, and its chain, from this file: PEM or PKCS#12. Its key may be in it too",
            ),
            Field::ClientKey => {
                ("client-key-file", "FILE", "Read the private key of the TLS client certificate from this file")
            }
            Field::Dpop | Field::DpopKey | Field::DpopAlgorithm => of_dpop(field),
            Field::Scopes => ("scope", "SCOPE", "A scope to request. Can be repeated"),
            Field::Audience => ("audience", "AUDIENCE", "The audience of the token"),
            Field::Resource => ("resource", "URI", "A resource that the token is for (RFC 8707). Can be repeated"),
            Field::ExtraBody => ("body", "NAME=VALUE", "An extra parameter in the request's body. Can be repeated"),
            Field::ExtraHeaders => ("header", "NAME=VALUE", "An extra header. Can be repeated"),
            Field::ExtraQuery => ("query", "NAME=VALUE", "An extra parameter in the URL's query. Can be repeated"),
            Field::RequestFormat
            | Field::ClientIdInBody
            | Field::ScopeSeparator
            | Field::GrantTypeValue
            | Field::ContentType
            | Field::TokenMember => of_own_way(field),
            Field::Proxy
            | Field::ProxyAddress
            | Field::ProxyUsername
            | Field::ProxyPassword
            | Field::CaCertificates
            | Field::TimeoutS
            | Field::SkipVerification => of_network(field),
            Field::Key => ("key", "NAME", "The name of the header, query parameter or cookie"),
            Field::KeyPlace => ("in", "PLACE", "Where the key is sent"),
            Field::Value => (
                "value-file",
                "FILE",
                "Read the key's value from this file, `-` for standard input. One line break at its end is removed",
            ),
        };
        Self { long, value, help }
    }

    /// Returns what `--clear` calls the field.
    pub(super) fn cleared_as(&self) -> &'static str {
        // `key` is the name of an API key.
        if self.long == "key-file" { self.long } else { self.long.strip_suffix("-file").unwrap_or(self.long) }
    }
}

/// The name of an option for signing in, what its value is called, and its help.
const fn of_sign_in(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        Field::AuthorizationUrl => ("authorization-url", "URL", "The address where users sign in"),
        Field::RedirectHost => ("redirect-host", "HOST", "The host of the Redirect URL"),
        Field::RedirectPort => (
            "redirect-port",
            "PORT",
            "The port of the Redirect URL, for servers that compare it; by default a free one each time",
        ),
        Field::CodeChallengeMethod => ("code-challenge-method", "METHOD", "How the code challenge is made (RFC 7636)"),
        Field::DeviceUrl => ("device-url", "URL", "The address that issues codes for another device (RFC 8628)"),
        _ => (
            "authorization-parameter",
            "NAME=VALUE",
            "An extra parameter of the authorization request, such as `prompt=login`. Can be repeated",
        ),
    }
}

/// The name of an option of DPoP, what its value is called, and its help.
const fn of_dpop(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        Field::Dpop => {
            ("dpop", "", "Bind tokens to a key (DPoP, RFC 9449), which is generated unless `--dpop-key-file` names one")
        }
        Field::DpopKey => {
            ("dpop-key-file", "FILE", "Read the key that tokens are bound to from this file: PEM, JWK or PKCS#12")
        }
        _ => ("dpop-alg", "ALG", "The algorithm of DPoP proofs; by default the usual one of the key"),
    }
}

/// The name of an option for a server that goes its own way, what its value is called, and its help.
const fn of_own_way(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        Field::RequestFormat => (
            "request-format",
            "FORMAT",
            "How the parameters are sent: as a form, as JSON, or in the query of a GET request, where servers log them",
        ),
        Field::ClientIdInBody => {
            ("client-id-in-body", "", "Send the client's id in the body in addition to a Basic header")
        }
        Field::ScopeSeparator => ("scope-separator", "SEPARATOR", "What is between the scopes"),
        Field::GrantTypeValue => {
            ("grant-type-value", "VALUE", "Another value of `grant_type`, such as `account_credentials`")
        }
        Field::ContentType => ("content-type", "TYPE", "Another Content-Type of the request"),
        _ => (
            "token-member",
            "MEMBER",
            "Where the token is in the response: a name, or a JSON Pointer such as `/data/token` (RFC 6901)",
        ),
    }
}

/// The option of a field that says how requests travel.
const fn of_network(field: Field) -> (&'static str, &'static str, &'static str) {
    match field {
        Field::ProxyUsername => ("proxy-user", "NAME", "The user name for the proxy"),
        Field::ProxyPassword => (
            "proxy-password-file",
            "FILE",
            "Read the password for the proxy from this file, `-` for standard input. One line break at its end is removed",
        ),
        Field::CaCertificates => (
            "ca-file",
            "FILE",
            "Also trust the CA certificates in this file, in addition to those that `keyfob network` shows",
        ),
        Field::TimeoutS => (
            "timeout",
            "SECONDS",
            "How long a token request may take. Also how long to wait for another program or the keyring",
        ),
        Field::SkipVerification => (
            "insecure-skip-verify",
            "",
            "Accept any server certificate. Anyone in between can then read the secret and the token",
        ),
        _ => (
            "proxy",
            "PROXY",
            "`default` for the one that `keyfob network` shows, `system`, `none`, or the proxy's address without user name and password",
        ),
    }
}

/// The option for secret extra parameters of a place: its name and help; `None` where none can be secret.
pub(super) const fn secret_extra(place: ExtraPlace) -> Option<(&'static str, &'static str)> {
    Some(match place {
        // The browser shows them.
        ExtraPlace::Authorization => return None,
        ExtraPlace::Body => ("secret-body", "An extra parameter in the body, whose secret value is read from a file"),
        ExtraPlace::Header => ("secret-header", "An extra header, whose secret value is read from a file"),
        ExtraPlace::Query => {
            ("secret-query", "An extra parameter in the URL's query, whose secret value is read from a file")
        }
    })
}

/// The option that removes an extra parameter of a place: its name and help.
pub(super) const fn removed_extra(place: ExtraPlace) -> (&'static str, &'static str) {
    match place {
        ExtraPlace::Body => ("remove-body", "Remove this extra parameter from the body. Can be repeated"),
        ExtraPlace::Header => ("remove-header", "Remove this extra header. Can be repeated"),
        ExtraPlace::Authorization => (
            "remove-authorization-parameter",
            "Remove this extra parameter from the authorization request. Can be repeated",
        ),
        ExtraPlace::Query => ("remove-query", "Remove this extra parameter from the URL's query. Can be repeated"),
    }
}

/// Returns what the prompt calls a secret field.
pub(super) const fn prompt(field: Field) -> &'static str {
    match field {
        Field::Value => "Value",
        Field::PrivateKey | Field::ClientKey | Field::DpopKey => "Private key",
        _ => "Client secret",
    }
}
