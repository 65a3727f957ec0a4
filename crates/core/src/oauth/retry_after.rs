//! `Retry-After`: how long a server asks to wait (RFC 9110, section 10.2.3).

use std::time::{SystemTime, UNIX_EPOCH};

/// How long a server asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// A number of seconds.
    Seconds(u32),
    /// Until a moment, in UTC milliseconds.
    Until(i64),
}

/// The longest wait that is reported, in seconds. A longer one is treated as invalid.
const LONGEST_S: u32 = 999_999_999;

/// Reads the header; `None` if it is neither a positive number of seconds nor a date.
#[must_use]
pub(crate) fn read(value: &str) -> Option<RetryAfter> {
    let value = value.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = value.parse().ok().filter(|seconds| (1..=LONGEST_S).contains(seconds));
        return seconds.map(RetryAfter::Seconds);
    }
    let date: SystemTime = httpdate::parse_http_date(value).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(RetryAfter::Until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_and_a_date_are_read_and_nothing_else() {
        for (value, expected) in [
            ("120", Some(RetryAfter::Seconds(120))),
            (" 007 ", Some(RetryAfter::Seconds(7))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::Until(784_111_777_000))),
            ("0", None),
            ("", None),
            ("-1", None),
            ("1234567890", None),
            ("99999999999999999999", None),
            ("soon", None),
            ("\u{1b}[31m, 06 Nov 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(read(value), expected, "{value}");
        }
    }
}
