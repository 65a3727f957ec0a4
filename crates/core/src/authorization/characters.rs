//! Characters that are easy to paste and hard to see: their kinds, their names, and their ASCII look-alikes.
//!
//! Problems with a Token URL name them (`allowed_characters`), notes on a credential say where they are, and [`tidy`](super::tidy) replaces them;
//! all three use the tables here.

use std::fmt;

/// A kind of character that a credential rarely contains on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The ordinary space.
    Space,
    /// A space that doesn't break a line, such as U+00A0.
    NoBreakSpace,
    /// Any other white space that isn't a control character.
    OtherSpace,
    /// A character without a shape: zero-width, directional, a variation selector and the like.
    Invisible,
    /// A typographic quotation mark or apostrophe, and its ASCII form.
    Quote(char),
    /// A typographic dash or hyphen, and its ASCII form.
    Dash(char),
}

impl Kind {
    /// Returns the kind of a character, or `None` for an ordinary one.
    pub(super) fn of(character: char) -> Option<Self> {
        match character {
            ' ' => Some(Self::Space),
            '\u{A0}' | '\u{2007}' | '\u{202F}' => Some(Self::NoBreakSpace),
            '‘' | '’' | '‚' | '‛' | '′' | '‵' | '‹' | '›' => Some(Self::Quote('\'')),
            '“' | '”' | '„' | '‟' | '″' | '‶' | '«' | '»' => Some(Self::Quote('"')),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{FE58}' | '\u{FE63}' => Some(Self::Dash('-')),
            _ if is_invisible(character) => Some(Self::Invisible),
            _ if character.is_whitespace() && !character.is_control() => Some(Self::OtherSpace),
            _ => None,
        }
    }

    /// Whether the character is white space or invisible, and so can't be seen at the end of a text.
    pub(super) fn is_blank(self) -> bool {
        !matches!(self, Self::Quote(_) | Self::Dash(_))
    }
}

/// Whether a character has no shape: Unicode's `Default_Ignorable_Code_Point`, format characters and fillers.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{34F}'
            | '\u{600}'..='\u{605}'
            | '\u{61C}'
            | '\u{6DD}'
            | '\u{70F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Removes white space and invisible characters from both ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || Kind::of(character).is_some_and(Kind::is_blank))
}

/// Returns the ASCII character that a character looks like, or `None` if it looks like no other.
pub(super) fn look_alike(character: char) -> Option<char> {
    match (Kind::of(character), character) {
        (Some(Kind::Quote(ascii) | Kind::Dash(ascii)), _) => Some(ascii),
        (_, '\u{FF01}'..='\u{FF5E}') => char::from_u32(u32::from(character) - 0xFEE0),
        (_, '\u{2044}' | '\u{2215}' | '\u{29F8}') => Some('/'),
        (_, '\u{2236}' | '\u{FE55}' | '\u{FE13}' | '\u{A789}') => Some(':'),
        (_, '\u{3002}' | '\u{FF61}' | '\u{2024}' | '\u{FE52}') => Some('.'),
        _ => None,
    }
}

/// Displays a character that can't be seen: its code point and its name.
pub(super) struct Named(pub(super) char);

impl fmt::Display for Named {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "U+{:04X}", u32::from(self.0))?;
        name(self.0).map_or(Ok(()), |name| write!(formatter, ", {name}"))
    }
}

/// Displays any character so that it can be identified: itself, or its name if it has no shape.
pub(super) struct Shown(pub(super) char);

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ' ' => formatter.write_str("a space"),
            '\t' => formatter.write_str("a tab"),
            '\n' | '\r' | '\u{85}' => formatter.write_str("a line break"),
            control if control.is_control() => write!(formatter, "a control character ({})", Named(control)),
            unseen if Kind::of(unseen).is_some_and(Kind::is_blank) => {
                write!(formatter, "an invisible character ({})", Named(unseen))
            }
            seen => write!(formatter, "`{seen}`"),
        }
    }
}

fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{A0}' => "no-break space",
        '\u{AD}' => "soft hyphen",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202F}' => "narrow no-break space",
        '\u{3000}' => "ideographic space",
        '\u{200B}' => "zero-width space",
        '\u{200C}' => "zero-width non-joiner",
        '\u{200D}' => "zero-width joiner",
        '\u{200E}' => "left-to-right mark",
        '\u{200F}' => "right-to-left mark",
        '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => "bidirectional control",
        '\u{2060}' => "word joiner",
        '\u{FEFF}' => "byte order mark",
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => "variation selector",
        '\u{E0001}' | '\u{E0020}'..='\u{E007F}' => "tag character",
        _ => return None,
    })
}
