//! `Retry-After`: how long a server asks to wait (RFC 9110 §10.2.3).

/// The header in words; none where it is neither a number of seconds nor a date.
pub(super) fn read(value: &str) -> Option<Box<str>> {
    let value = value.trim();
    let is_number = (1..=9).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        let seconds = value.trim_start_matches('0');
        return (!seconds.is_empty()).then(|| format!("It asks to wait {seconds} s.").into());
    }
    is_date(value).then(|| format!("It asks to wait until {value}.").into())
}

/// Whether a text has the form of `Sun, 06 Nov 1994 08:49:37 GMT`.
fn is_date(value: &str) -> bool {
    const FORM: &[u8] = b"Aaa, 00 Aaa 0000 00:00:00 GMT";
    let fits = |(byte, form): (u8, &u8)| match form {
        b'A' => byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_lowercase(),
        b'0' => byte.is_ascii_digit(),
        other => byte == *other,
    };
    value.len() == FORM.len() && value.bytes().zip(FORM).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_or_a_date_is_told_and_nothing_else() {
        for (value, words) in [
            ("120", Some("It asks to wait 120 s.")),
            (" 007 ", Some("It asks to wait 7 s.")),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("It asks to wait until Sun, 06 Nov 1994 08:49:37 GMT.")),
            ("0", None),
            ("", None),
            ("-1", None),
            ("1234567890", None),
            ("soon", None),
            ("\u{1b}[31m, 06 Nov 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(read(value).as_deref(), words, "{value}");
        }
    }
}
