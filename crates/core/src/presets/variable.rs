//! The variables of a preset, and what may be entered for them.
//!
//! A value becomes a part of an address that credentials are sent to. So each kind allows only what can't change any other part of it.

use std::{fmt, net::Ipv4Addr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{problem_texts, text::Text};
use crate::clean::escaped;

/// The longest value, in characters.
const LIMIT: usize = 1_024;
/// The longest host name, and the longest part of it (RFC 1035, section 2.3.4).
const HOST_CHARACTERS: usize = 253;
const LABEL_CHARACTERS: usize = 63;

/// Something that the user enters to complete a preset.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export, export_to = "PresetVariable.ts", rename = "PresetVariable")]
pub struct Variable {
    /// Its name, as it is in braces.
    pub name: String,
    /// What may be entered.
    pub kind: VariableKind,
    /// What it is called.
    pub label: Text,
    /// How it looks.
    pub example: String,
    /// Where it is found.
    pub help: Text,
}

/// What may be entered for a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VariableKind {
    /// One part of a host name.
    Label,
    /// A host name, or an IPv4 address.
    Host,
    /// A host, a port if there is one, a path if there is one.
    Address,
    /// One segment of a path.
    Segment,
    /// Segments of a path.
    Path,
    /// Any text: the value of an extra parameter.
    Value,
}

/// Why a value can't be used; the catalogue has a message for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[ts(export)]
pub enum VariableProblemCode {
    /// There is no value.
    Required,
    /// The preset has no such variable in this environment.
    Unknown,
    /// It has more characters than the limit.
    TooLong {
        /// The most characters allowed.
        limit: u32,
    },
    /// It begins with `https://` or another scheme.
    Scheme,
    /// It contains a space, which isn't allowed.
    Space,
    /// It contains another character that isn't allowed.
    Character {
        /// The first one, safe to show.
        character: String,
    },
    /// It has a slash at its start or end, or two in a row.
    EmptySegment,
    /// It contains the segment `.` or `..`.
    DotSegment,
    /// It isn't a part of a host name.
    NotALabel,
    /// It isn't a host name.
    NotAHost,
    /// The port isn't a number from 1 to 65535.
    Port,
}

/// Why the value of a variable can't be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VariableProblem {
    /// The variable's name.
    pub variable: String,
    /// Why.
    #[serde(flatten)]
    pub code: VariableProblemCode,
}

type Result = std::result::Result<(), VariableProblemCode>;

impl Variable {
    /// Returns the variable as patterns have it.
    pub(super) fn in_braces(&self) -> String {
        format!("{{{}}}", self.name)
    }
}

impl VariableKind {
    /// Checks a value.
    pub(super) fn check(self, text: &str) -> Result {
        if text.is_empty() {
            return Err(VariableProblemCode::Required);
        }
        if text.chars().count() > LIMIT {
            return Err(VariableProblemCode::TooLong { limit: u32::try_from(LIMIT).unwrap_or(u32::MAX) });
        }
        match self {
            // No value of a parameter has line breaks and other control characters. Else it is checked like any extra parameter.
            Self::Value => allow(text, |character| !character.is_control()),
            _ if text.contains("://") => Err(VariableProblemCode::Scheme),
            Self::Label => check_label(text),
            Self::Host => check_host(text),
            Self::Address => check_address(text),
            Self::Segment => check_segment(text),
            Self::Path => check_path(text),
        }
    }
}

fn check_address(text: &str) -> Result {
    let (authority, path) = text.split_once('/').map_or((text, None), |(authority, path)| (authority, Some(path)));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    check_host(host)?;
    port.map_or(Ok(()), check_port)?;
    path.map_or(Ok(()), check_path)
}

fn check_port(text: &str) -> Result {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if is_decimal && text.parse::<u16>().is_ok() { Ok(()) } else { Err(VariableProblemCode::Port) }
}

fn check_host(text: &str) -> Result {
    allow(text, |character| character.is_ascii_alphanumeric() || character == '-' || character == '.')?;
    let is_fine = |label: &str| check_label(label).is_ok();
    let last = text.rsplit('.').next().unwrap_or_default();
    // A host that ends in a number is an IPv4 address, however it is written (URL standard, section 3.5).
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.to_ascii_lowercase().starts_with("0x");
    if text.len() > HOST_CHARACTERS || !text.split('.').all(is_fine) || (is_number && text.parse::<Ipv4Addr>().is_err())
    {
        return Err(VariableProblemCode::NotAHost);
    }
    Ok(())
}

fn check_label(text: &str) -> Result {
    allow(text, |character| character.is_ascii_alphanumeric() || character == '-')?;
    let is_fine = !text.is_empty() && text.len() <= LABEL_CHARACTERS && !text.starts_with('-') && !text.ends_with('-');
    if is_fine { Ok(()) } else { Err(VariableProblemCode::NotALabel) }
}

fn check_path(text: &str) -> Result {
    text.split('/').try_for_each(check_segment)
}

fn check_segment(text: &str) -> Result {
    allow(text, |character| character.is_ascii_alphanumeric() || "._~-".contains(character))?;
    match text {
        "" => Err(VariableProblemCode::EmptySegment),
        "." | ".." => Err(VariableProblemCode::DotSegment),
        _ => Ok(()),
    }
}

fn allow(text: &str, allows: impl Fn(char) -> bool) -> Result {
    match text.chars().find(|character| !allows(*character)) {
        Some(' ') => Err(VariableProblemCode::Space),
        Some(character) => Err(VariableProblemCode::Character { character: escaped(&character.to_string()) }),
        None => Ok(()),
    }
}

/// The message in the catalogue.
impl fmt::Display for VariableProblemCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&problem_texts::problem(self))
    }
}
