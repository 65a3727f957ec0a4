//! The response to the request for a code for another device (RFC 8628, section 3.2).

use std::time::Duration;

use serde_json::Value;

use super::json_members::JsonMembers;
use crate::{authorization::TokenUrl, clean, secret::Secret};

/// How often the server is asked if it doesn't say.
const USUAL_INTERVAL: Duration = Duration::from_secs(5);
/// How much longer is waited after `slow_down` (RFC 8628, section 3.5).
pub(crate) const SLOWER_BY: Duration = Duration::from_secs(5);
/// The longest interval that is kept to: with a longer one, the code would expire.
pub(crate) const LONGEST_INTERVAL: Duration = Duration::from_mins(1);
/// The longest time that is waited for a user.
const LONGEST_LIFE: Duration = Duration::from_hours(1);
/// The life of a code whose server doesn't say, although it must.
const ASSUMED_LIFE: Duration = Duration::from_mins(5);
/// The longest code that users type, in characters.
const USER_CODE_CHARACTERS: usize = 64;

/// A code for another device.
#[derive(Debug)]
pub(crate) struct DeviceCode {
    /// Recognizes the sign-in at the token endpoint.
    pub(crate) secret: Secret,
    /// What the user enters.
    pub(crate) user_code: String,
    /// Where the user enters it.
    pub(crate) verification_uri: TokenUrl,
    /// The same with the code in it.
    pub(crate) complete_uri: Option<TokenUrl>,
    /// How long the code can be used.
    pub(crate) life: Duration,
    /// How often the server may be asked.
    pub(crate) interval: Duration,
}

/// Reads a successful response. `None` if it isn't one: a member is missing, or an address isn't `https:` or `http:`.
pub(crate) fn read(text: &str) -> Option<DeviceCode> {
    let members = JsonMembers::read(text);
    let url = |text: String| TokenUrl::parse(&text).ok();
    // Google's name is the one of a draft.
    let verification_uri = members.text("verification_uri").or_else(|| members.text("verification_url"))?;
    let seconds = |name: &str| {
        let value: Value = serde_json::from_str(members.get(name)?.get()).ok()?;
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
        Duration::try_from_secs_f64(number).ok()
    };
    let user_code = members.text("user_code")?;
    let device_code = members.text("device_code")?;
    if user_code.trim().is_empty() || device_code.is_empty() {
        return None;
    }
    Some(DeviceCode {
        secret: Secret::new(device_code),
        user_code: clean::line(user_code.trim(), USER_CODE_CHARACTERS),
        verification_uri: url(verification_uri)?,
        complete_uri: members.text("verification_uri_complete").and_then(url),
        life: seconds("expires_in").unwrap_or(ASSUMED_LIFE).min(LONGEST_LIFE),
        interval: seconds("interval").unwrap_or(USUAL_INTERVAL).clamp(Duration::from_secs(1), LONGEST_INTERVAL),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_example_of_rfc_8628_is_read() {
        let text = json!({
            "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS", "user_code": "WDJB-MJHT",
            "verification_uri": "https://example.com/device",
            "verification_uri_complete": "https://example.com/device?user_code=WDJB-MJHT",
            "expires_in": 1800, "interval": 5,
        });
        let code = read(&text.to_string()).unwrap();
        assert_eq!((code.user_code.as_str(), code.life.as_secs(), code.interval.as_secs()), ("WDJB-MJHT", 1800, 5));
        assert_eq!(code.complete_uri.unwrap().as_str(), "https://example.com/device?user_code=WDJB-MJHT");
    }

    #[test]
    fn what_is_missing_is_assumed_and_what_makes_no_sense_is_limited() {
        let with = |life: serde_json::Value, interval: serde_json::Value| {
            let text = json!({
                "device_code": "d", "user_code": "u", "verification_url": "http://127.0.0.1/d",
                "expires_in": life, "interval": interval,
            });
            read(&text.to_string()).map(|code| (code.life.as_secs(), code.interval.as_secs())).unwrap()
        };
        for (life, interval, expected) in [
            (json!(null), json!(null), (300, 5)),
            (json!("600"), json!("7"), (600, 7)),
            (json!(1e300), json!(1e300), (300, 5)),
            (json!(999_999), json!(999), (3600, 60)),
            (json!(-1), json!(0), (300, 1)),
        ] {
            assert_eq!(with(life, interval), expected);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let good = json!({ "device_code": "d", "user_code": "u", "verification_uri": "https://a.example/" });
        assert!(read(&good.to_string()).is_some());
        for (name, value) in [
            ("device_code", json!("")),
            ("user_code", json!(" ")),
            ("verification_uri", json!("file:///etc/passwd")),
            ("verification_uri", json!("javascript:alert(1)")),
            ("verification_uri", json!(null)),
        ] {
            let mut changed = good.clone();
            changed[name] = value;
            assert!(read(&changed.to_string()).is_none(), "{changed}");
        }
        let mut changed = good.clone();
        changed["verification_uri_complete"] = json!("vscode://open");
        assert!(read(&changed.to_string()).unwrap().complete_uri.is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            read(&text);
        }
    }
}
