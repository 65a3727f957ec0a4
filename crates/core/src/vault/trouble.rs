//! What a store's error means for the person: told by types, never by text.

use keyring_core::Error;

use crate::error::KeyringTrouble;

/// Why the store did not do what it was asked.
pub(super) fn trouble(error: &Error) -> KeyringTrouble {
    match error {
        Error::NoEntry => KeyringTrouble::KeyLost,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeyringTrouble::WrongKey,
        Error::NoDefaultStore => KeyringTrouble::NoService,
        Error::NoStorageAccess(cause) => platform(cause.as_ref()).unwrap_or(KeyringTrouble::Locked),
        Error::PlatformFailure(cause) => platform(cause.as_ref()).unwrap_or(KeyringTrouble::Failed),
        _ => KeyringTrouble::Failed,
    }
}

/// What the Secret Service's own error says.
#[cfg(target_os = "linux")]
fn platform(cause: &(dyn std::error::Error + 'static)) -> Option<KeyringTrouble> {
    use secret_service::Error as Service;

    match cause.downcast_ref::<Service>()? {
        Service::Unavailable => Some(KeyringTrouble::NoService),
        Service::Locked => Some(KeyringTrouble::Locked),
        // The prompt was dismissed.
        Service::Prompt => Some(KeyringTrouble::Denied),
        // There is no default collection to write to.
        Service::NoResult => Some(KeyringTrouble::Failed),
        Service::PromptDisconnected => Some(KeyringTrouble::NoService),
        Service::Zbus(error) => bus(error),
        Service::ZbusFdo(error) => standard(error),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn platform(_: &(dyn std::error::Error + 'static)) -> Option<KeyringTrouble> {
    None
}

#[cfg(target_os = "linux")]
fn bus(error: &zbus::Error) -> Option<KeyringTrouble> {
    use zbus::Error as Bus;

    match error {
        Bus::Address(_) | Bus::Connection(..) | Bus::InputOutput(_) | Bus::Handshake(_) | Bus::InterfaceNotFound => {
            Some(KeyringTrouble::NoService)
        }
        Bus::MethodError(name, ..) if name.as_str() == "org.freedesktop.Secret.Error.IsLocked" => {
            Some(KeyringTrouble::Locked)
        }
        Bus::FDO(error) => standard(error),
        Bus::MethodError(..) => standard(&zbus::fdo::Error::from(error.clone())),
        _ => None,
    }
}

/// What the bus itself says, by the names that the D-Bus specification gives.
#[cfg(target_os = "linux")]
fn standard(error: &zbus::fdo::Error) -> Option<KeyringTrouble> {
    use zbus::fdo::Error as Standard;

    match error {
        Standard::ServiceUnknown(_)
        | Standard::NameHasNoOwner(_)
        | Standard::NoServer(_)
        | Standard::Disconnected(_)
        | Standard::SpawnExecFailed(_)
        | Standard::SpawnForkFailed(_)
        | Standard::SpawnChildExited(_)
        | Standard::SpawnChildSignaled(_)
        | Standard::SpawnFailed(_)
        | Standard::SpawnServiceNotFound(_) => Some(KeyringTrouble::NoService),
        Standard::AccessDenied(_) | Standard::AuthFailed(_) | Standard::InteractiveAuthorizationRequired(_) => {
            Some(KeyringTrouble::Denied)
        }
        Standard::NoReply(_) | Standard::Timeout(_) | Standard::TimedOut(_) => Some(KeyringTrouble::TimedOut),
        _ => None,
    }
}
