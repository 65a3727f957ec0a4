//! What the user can try next.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to try next; the catalogue of messages has a text for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Hint {
    /// Sign in again.
    SignInAgain,
    /// Have the Redirect URL registered at the server.
    CheckRedirectUrl,
    /// Check the Authorization URL.
    CheckAuthorizationUrl,
    /// Choose another port for the Redirect URL.
    ChangeRedirectPort,
    /// Ask whether the client may use the grant type.
    AskForUsersGrant,
    /// Check the Device Authorization URL.
    CheckDeviceUrl,
    /// Correct the named field.
    CorrectTheField,
    /// Use `https:` or accept that the secret travels unencrypted.
    UseHttps,
    /// Check the host name.
    CheckHostName,
    /// Check port, firewall and whether the server is running.
    CheckServerRuns,
    /// Check the proxy.
    CheckProxy,
    /// Try again later.
    TryAgain,
    /// Check that scheme and port fit together.
    CheckSchemeAndPort,
    /// The port expects TLS.
    SwitchToHttps,
    /// Install the certificate's issuer.
    TrustTheIssuer,
    /// Check the clock, or have the certificate renewed.
    CheckClockOrRenew,
    /// Compare the host name with the certificate's names.
    CheckCertificateName,
    /// Check that the port speaks TLS.
    CheckTls,
    /// The server ended the TLS handshake: check host name, port, and what it requires.
    TlsRefused,
    /// Restart Keyfob.
    RestartKeyfob,
    /// The server wants a client certificate.
    AddClientCertificate,
    /// Use the address that the server redirects to.
    UseRedirectTarget,
    /// The redirect may lead to a sign-in page.
    CheckRedirect,
    /// Check the Token URL.
    CheckTokenUrl,
    /// The address doesn't accept the method.
    CheckMethod,
    /// The address doesn't accept the format of the request.
    CheckContentType,
    /// The server may want the request in another format.
    TryAnotherFormat,
    /// The token may be in another member of the response.
    ChooseToken,
    /// The token is where the standard puts it: Token member is wrong.
    ClearTokenMember,
    /// The server failed.
    ServerFailed,
    /// The response is malformed.
    ReportResponse,
    /// Wait.
    TooManyRequests,
    /// The network wants a sign-in first (511).
    SignInToNetwork,
    /// Something in front of the server may have blocked the request.
    BlockedByGateway,
    /// Check Client ID and Client Secret.
    CheckCredentials,
    /// Check the Token URL, then Client ID and Client Secret.
    CheckCredentialsAndAddress,
    /// Set the clock of this machine.
    SetClock,
    /// Check the key and what the server knows of it.
    CheckKey,
    /// The server refused the DPoP proof.
    CheckDpop,
    /// Check the client certificate and what the server knows of it.
    CheckClientCertificate,
    /// Check Client ID.
    CheckClientId,
    /// Check Client Secret.
    CheckClientSecret,
    /// Ask whether the client may use this grant.
    AskForGrant,
    /// The server doesn't know the grant.
    GrantUnsupported,
    /// Check the scopes.
    CheckScopes,
    /// Check the fields.
    CheckParameters,
    /// Check audience and resource.
    CheckTarget,
    /// The client needs DPoP (RFC 9449).
    UseDpop,
    /// Ask for Bearer tokens.
    RequestBearer,
    /// Read the server's message.
    ReadServerMessage,
}
