//! `keyfob discover`.

use std::fmt::Write as _;

use keyfob_core::{
    clean::escaped,
    connect::{Asked, Discovered, DiscoveryAsk, DiscoveryFailure, DiscoveryResult, network::NetworkOverrides},
    oauth::discovery::{DocumentKind, FoundEndpoint, ServerMetadata},
};
use serde_json::json;

use crate::{
    connect::{block_on, discovery_exit, discovery_stage},
    exit::Exit,
    failure::Failure,
    opening::Opening,
    output, stderr,
};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It asks the well-known addresses of OAuth 2.0 and OpenID Connect metadata (RFC 8414) and of an API's metadata (RFC 9728), \
                        without credentials and without following redirects. Nothing is saved.

Examples: keyfob discover https://login.example/realms/acme
          keyfob discover https://api.example/v1 --json
          keyfob discover https://login.example/.well-known/openid-configuration

The exit status is 5 if nothing was found, and 6 if no server could be reached."
)]
pub(crate) struct Arguments {
    /// An issuer, the address of an API, or the address of a metadata document.
    address: String,
    /// Allow `http:` to an address that isn't on this machine. Anyone in between could forge its response.
    #[arg(long)]
    accept_cleartext: bool,
    /// Print the result as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Looks for a server's metadata, and prints what there is to choose from.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let keyfob = opening.open_vault()?;
    let ask = DiscoveryAsk {
        text: arguments.address.clone(),
        is_issuer: false,
        accept_cleartext: arguments.accept_cleartext,
    };
    let discovery = block_on(keyfob.discover(ask, None, NetworkOverrides::default()))??;
    match &discovery.result {
        DiscoveryResult::Found { found } if arguments.json => {
            let mut whole = json!(found);
            whole["found"] = json!(true);
            whole["asked"] = json!(discovery.asked);
            output::json(&whole)
        }
        DiscoveryResult::Found { found } => {
            for warning in &found.warnings {
                stderr::message(&format!("Warning: {}", escaped(&warning.sentence())));
            }
            output::text(&described(found))
        }
        DiscoveryResult::Failed { failure } if arguments.json => {
            let error = json!({
                "stage": discovery_stage(failure),
                "code": failure.code(),
                "message": failure.message(),
                "hint": failure.hint(),
            });
            output::json(&json!({ "found": false, "error": error, "asked": discovery.asked }))?;
            Ok(discovery_exit(failure))
        }
        DiscoveryResult::Failed { failure } => Err(explained(failure, &discovery.asked)),
    }
}

fn explained(failure: &DiscoveryFailure, asked: &[Asked]) -> Failure {
    let message = failure.message();
    let subject = if message.starts_with(char::is_lowercase) { "The address " } else { "" };
    let mut text = format!("{subject}{} (`{}`)", escaped(&message), failure.code());
    for asked in asked {
        let _ = write!(text, "\n  {}: {}", escaped(&asked.url), escaped(&asked.came.words()));
    }
    Failure::new(discovery_exit(failure), format!("{text}\n{}", failure.hint()))
}

fn described(found: &Discovered) -> String {
    let Discovered { server, kind, document_url, resource, .. } = found;
    let kind = match kind {
        DocumentKind::OauthServer => "OAuth 2.0 metadata",
        DocumentKind::OpenidProvider => "OpenID Connect metadata",
    };
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{:<22}{}", format!("{name}:"), escaped(value));
        }
    };
    line("issuer", &server.issuer);
    line("found at", &format!("{document_url} ({kind})"));
    for (name, endpoint) in endpoints(server) {
        line(name, endpoint.map_or("", |endpoint| &endpoint.url));
    }
    let methods = server.auth_methods.as_ref().map(|methods| methods.join(", "));
    line("client auth", &methods.unwrap_or_else(|| "client_secret_basic (not listed, the default)".to_owned()));
    line("assertion algorithms", &server.auth_signing_algorithms.join(", "));
    line("DPoP algorithms", &server.dpop_algorithms.join(", "));
    line("grant types", &server.grant_types.as_ref().map(|types| types.join(", ")).unwrap_or_default());
    line("PKCE methods", &server.code_challenge_methods.join(", "));
    line("scopes", &server.scopes.join(" "));
    if let Some(resource) = resource {
        line("API", &resource.resource);
        line("API's name", resource.name.as_deref().unwrap_or_default());
        line("API's servers", &resource.authorization_servers.join(" "));
        line("API's scopes", &resource.scopes.join(" "));
    }
    text
}

fn endpoints(server: &ServerMetadata) -> [(&'static str, Option<&FoundEndpoint>); 7] {
    let mtls = server.mtls_endpoints.as_ref().and_then(|endpoints| endpoints.token_endpoint.as_ref());
    [
        ("Token URL", server.token_endpoint.as_ref()),
        ("Token URL (mTLS)", mtls),
        ("authorization URL", server.authorization_endpoint.as_ref()),
        ("device URL", server.device_authorization_endpoint.as_ref()),
        ("revocation URL", server.revocation_endpoint.as_ref()),
        ("introspection URL", server.introspection_endpoint.as_ref()),
        ("public keys", server.jwks_uri.as_ref()),
    ]
}
