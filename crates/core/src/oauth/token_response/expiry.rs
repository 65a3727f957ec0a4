//! `expires_in`: a number of seconds, or what servers write instead.

use super::members::Value;

/// Ten years: no server can promise a longer life, and a longer one is limited to it.
pub(super) const LONGEST_S: u32 = 10 * 365 * 24 * 60 * 60;

/// Returns the seconds, and whether they were unusual: limited, or not a number that means a time.
pub(super) fn read(value: &Value) -> (Option<u32>, bool) {
    let text = match value {
        Value::Absent | Value::Null => return (None, false),
        Value::Number(text) => text.as_str(),
        Value::Text(text) if text.trim().is_empty() => return (None, true),
        Value::Text(text) => text.trim(),
        Value::Texts(..) | Value::Other => return (None, true),
    };
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let seconds = text.parse::<f64>().ok().filter(|seconds| is_number && *seconds >= 0.0);
    match seconds {
        None => (None, true),
        Some(seconds) if seconds > f64::from(LONGEST_S) => (Some(LONGEST_S), true),
        Some(seconds) => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and LONGEST_S")]
            let whole = seconds as u32;
            (Some(whole), false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_or_a_numeric_text_and_never_longer_than_ten_years() {
        let number = |text: &str| Value::Number(text.into());
        let text = |text: &str| Value::Text(text.into());
        for (value, expected) in [
            (Value::Absent, (None, false)),
            (Value::Null, (None, false)),
            (number("3600"), (Some(3600), false)),
            (number("0"), (Some(0), false)),
            (number("3599.9"), (Some(3599), false)),
            (number("3.6e3"), (Some(3600), false)),
            (text(" 3600 "), (Some(3600), false)),
            (number("2147483647"), (Some(LONGEST_S), true)),
            (number("1e999"), (Some(LONGEST_S), true)),
            (number(&"9".repeat(100_000)), (Some(LONGEST_S), true)),
            (number("-1"), (None, true)),
            (text("never"), (None, true)),
            (text("NaN"), (None, true)),
            (text("inf"), (None, true)),
            (text(""), (None, true)),
            (Value::Texts(vec![], false), (None, true)),
            (Value::Other, (None, true)),
        ] {
            assert_eq!(read(&value), expected, "{value:?}");
        }
    }
}
