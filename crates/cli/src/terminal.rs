//! The terminal: questions to the user, and text in its columns, of which wide letters take two and combining marks none.

use std::io::{self, BufRead, IsTerminal, Write};

use keyfob_core::secret::Secret;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::{exit::Exit, failure::Failure, signals, stderr};

/// The emoji variation selector, which makes the character before it one column wider.
const EMOJI_STYLE: char = '\u{FE0F}';

/// Asks the user a question at the terminal. Anything but `y` or `yes` is a no.
pub(crate) fn agreed(question: &str) -> Result<bool, Failure> {
    if !can_ask() {
        let message = "Not a terminal. Use `--yes` to skip the confirmation.";
        return Err(Failure::new(Exit::WrongUse, message));
    }
    write!(io::stderr(), "{question} [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Whether there is a user at the terminal who can be asked.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal()
}

/// Asks for a secret without echo.
pub(crate) fn secret(question: &str) -> Result<Secret, Failure> {
    let silence = signals::Silence::begin();
    let answer = rpassword::prompt_password(question);
    drop(silence);
    match answer {
        Ok(text) => Ok(Secret::new(text)),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            stderr::line("");
            Err(Failure::silent(Exit::Interrupted))
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns how many columns the terminal has; `None` if standard output isn't a terminal.
pub(crate) fn columns() -> Option<usize> {
    let output = io::stdout();
    let size = output.is_terminal().then(|| terminal_size::terminal_size_of(output)).flatten();
    size.map(|(terminal_size::Width(columns), _)| usize::from(columns))
}

/// Returns how many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Returns a text with spaces after it, up to a number of columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// Returns a text cut to a number of columns, with `…` at its end if anything was cut.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    // The parts of an emoji are counted one by one here: what is kept may be shorter than it could be, never longer.
    let mut taken = 0;
    let fits = |character: &char| {
        taken += if *character == EMOJI_STYLE { 1 } else { character.width().unwrap_or(0) };
        taken < columns
    };
    let kept: String = text.chars().take_while(fits).collect();
    if columns == 0 { kept } else { kept + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_take_two_columns_and_marks_none() {
        assert_eq!(padded("支払い管理", 12), "支払い管理  ");
        assert_eq!(padded("e\u{301}", 3), "e\u{301}  ");
        assert_eq!(padded("👩\u{200d}👩\u{200d}👧", 3), "👩\u{200d}👩\u{200d}👧 ");
        assert_eq!(padded("longer", 3), "longer");
    }

    #[test]
    fn what_is_cut_fits_and_ends_with_an_ellipsis() {
        for (text, columns, shown) in [
            ("short", 5, "short"),
            ("longer", 5, "long…"),
            ("支払い管理", 10, "支払い管理"),
            ("支払い管理", 9, "支払い管…"),
            ("支払い管理", 8, "支払い…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("text", 1, "…"),
            ("text", 0, ""),
        ] {
            assert_eq!(cut(text, columns), shown, "{text} {columns}");
        }
        for text in ["👩\u{200d}👩\u{200d}👧 family", "❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", "🇧🇷🇧🇷🇧🇷"]
        {
            assert!((0..9).all(|columns| width(&cut(text, columns)) <= columns), "{text}");
        }
    }
}
