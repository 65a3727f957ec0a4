//! From a keyring store's errors to ours, by their types and never by their texts.

use keyring_core::Error;

use crate::error::KeyringError;

/// Why the store did not do what it was asked.
pub(super) fn keyring_error(error: &Error) -> KeyringError {
    match error {
        Error::NoEntry => KeyringError::KeyLost,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeyringError::WrongKey,
        Error::NoDefaultStore => KeyringError::NoService,
        Error::NoStorageAccess(cause) => platform(cause.as_ref()).unwrap_or(KeyringError::Locked),
        Error::PlatformFailure(cause) => platform(cause.as_ref()).unwrap_or(KeyringError::Failed),
        _ => KeyringError::Failed,
    }
}

/// What the Secret Service's own error says.
#[cfg(target_os = "linux")]
fn platform(cause: &(dyn std::error::Error + 'static)) -> Option<KeyringError> {
    use secret_service::Error as Service;

    match cause.downcast_ref::<Service>()? {
        Service::Unavailable => Some(KeyringError::NoService),
        // A dismissed prompt leaves the keyring locked; GNOME's says the same where no prompt can be shown.
        Service::Locked | Service::Prompt => Some(KeyringError::Locked),
        // There is no default collection.
        Service::NoResult => Some(KeyringError::NoCollection),
        Service::Zbus(error) => bus(error),
        Service::ZbusFdo(error) => standard(error),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn platform(_: &(dyn std::error::Error + 'static)) -> Option<KeyringError> {
    None
}

#[cfg(target_os = "linux")]
fn bus(error: &zbus::Error) -> Option<KeyringError> {
    use zbus::Error as Bus;

    match error {
        Bus::Address(_) | Bus::Connection(..) | Bus::InputOutput(_) | Bus::Handshake(_) | Bus::InterfaceNotFound => {
            Some(KeyringError::NoService)
        }
        Bus::MethodError(name, ..) if name.as_str() == "org.freedesktop.Secret.Error.IsLocked" => {
            Some(KeyringError::Locked)
        }
        Bus::FDO(error) => standard(error),
        Bus::MethodError(..) => standard(&zbus::fdo::Error::from(error.clone())),
        _ => None,
    }
}

/// What the bus itself says, by the names that the D-Bus specification gives.
#[cfg(target_os = "linux")]
fn standard(error: &zbus::fdo::Error) -> Option<KeyringError> {
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
        | Standard::SpawnServiceNotFound(_) => Some(KeyringError::NoService),
        Standard::AccessDenied(_) | Standard::AuthFailed(_) | Standard::InteractiveAuthorizationRequired(_) => {
            Some(KeyringError::Denied)
        }
        Standard::Timeout(_) | Standard::TimedOut(_) => Some(KeyringError::TimedOut),
        // The service ended before it answered: calls have no time limit on the bus.
        Standard::NoReply(_) => Some(KeyringError::Failed),
        _ => None,
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use secret_service::Error as Service;
    use zbus::{Error as Bus, fdo::Error as Standard};

    use super::*;

    fn failure(cause: Service) -> Error {
        Error::PlatformFailure(Box::new(cause))
    }

    fn text() -> String {
        // Must never be parsed.
        "locked denied ServiceUnknown".into()
    }

    #[test]
    fn what_the_secret_service_says_is_told_by_its_type() {
        let no_such_file = std::io::Error::from(std::io::ErrorKind::NotFound);
        for (error, expected) in [
            (Error::NoStorageAccess(Box::new(Service::Locked)), KeyringError::Locked),
            (Error::NoStorageAccess(Box::new(Service::Prompt)), KeyringError::Locked),
            (Error::NoStorageAccess(Box::new(Service::NoResult)), KeyringError::NoCollection),
            (failure(Service::Unavailable), KeyringError::NoService),
            (failure(Service::Zbus(Bus::Address(text()))), KeyringError::NoService),
            (failure(Service::Zbus(Bus::InputOutput(no_such_file.into()))), KeyringError::NoService),
            (failure(Service::ZbusFdo(Standard::ServiceUnknown(text()))), KeyringError::NoService),
            (failure(Service::ZbusFdo(Standard::AccessDenied(text()))), KeyringError::Denied),
            (failure(Service::ZbusFdo(Standard::NoReply(text()))), KeyringError::Failed),
            (Error::NoStorageAccess(Box::new(Service::ZbusFdo(Standard::NoReply(text())))), KeyringError::Failed),
            (failure(Service::ZbusFdo(Standard::TimedOut(text()))), KeyringError::TimedOut),
            (failure(Service::Zbus(Bus::FDO(Box::new(Standard::AuthFailed(text()))))), KeyringError::Denied),
            (failure(Service::Crypto("locked")), KeyringError::Failed),
            (failure(Service::PromptDisconnected), KeyringError::Failed),
        ] {
            assert_eq!(keyring_error(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn an_answer_of_the_bus_is_told_by_the_name_of_its_error() {
        let call = zbus::Message::method_call("/", "Ping").unwrap().build(&()).unwrap();
        for (name, expected) in [
            ("org.freedesktop.DBus.Error.ServiceUnknown", KeyringError::NoService),
            ("org.freedesktop.DBus.Error.Spawn.ChildExited", KeyringError::NoService),
            ("org.freedesktop.DBus.Error.AccessDenied", KeyringError::Denied),
            ("org.freedesktop.DBus.Error.TimedOut", KeyringError::TimedOut),
            ("org.freedesktop.Secret.Error.IsLocked", KeyringError::Locked),
            ("org.freedesktop.DBus.Error.Failed", KeyringError::Failed),
        ] {
            let name = zbus::names::OwnedErrorName::try_from(name).unwrap();
            let answer = Bus::MethodError(name.clone(), Some(text()), call.clone());
            assert_eq!(keyring_error(&failure(Service::Zbus(answer))), expected, "{name}");
        }
    }
}
