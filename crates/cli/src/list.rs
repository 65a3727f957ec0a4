//! `keyfob list`.

use std::fmt::Write as _;

use clap::ValueEnum;
use keyfob_core::{
    authorization::{AuthorizationType, EnvironmentState, ListQuery, ListRow},
    clean::escaped,
};

use crate::{exit::Exit, failure::Failure, opening::Opening, output, terminal};

/// The columns that type and states take, with the gaps around them.
const STATE_COLUMNS: usize = 64;
/// What marks an authorization that lost something when a damaged database was recovered.
const LOSS: &str = "data lost";
/// What marks an authorization with an environment that accepts any server certificate.
const UNVERIFIED: &str = "not verified";
/// What marks an authorization with an environment for which a user has to sign in.
const SIGN_IN: &str = "sign-in needed";
/// The fewest columns that a long name gets.
const MIN_NAME_COLUMNS: usize = 18;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: keyfob list --search billing --type oauth2 --json

`data lost` marks an authorization of which a part was lost when the database was damaged. `keyfob show NAME` lists what. `not verified`
marks one that accepts any server certificate in an environment (`verify_tls: false`). `sign-in needed` marks one of which no token can be had for an \
environment until a user signs in with `keyfob connect NAME`.")]
pub(crate) struct Arguments {
    /// Only authorizations whose name or description contains this text, ignoring case and accents.
    #[arg(long, value_name = "TEXT", default_value = "")]
    search: String,
    /// Only authorizations of this type.
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: Option<Kind>,
    /// Print a JSON array.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    #[value(name = "oauth2")]
    OAuth2,
    ApiKey,
}

impl From<Kind> for AuthorizationType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::OAuth2 => Self::OAuth2,
            Kind::ApiKey => Self::ApiKey,
        }
    }
}

/// Lists the authorizations.
pub(crate) fn run(arguments: &Arguments, opening: &Opening) -> Result<Exit, Failure> {
    let query = ListQuery {
        text: arguments.search.clone(),
        authorization_type: arguments.kind.map(AuthorizationType::from),
        ..ListQuery::default()
    };
    let rows = opening.open()?.list_all(&query)?;
    if arguments.json { output::json(&rows) } else { output::text(&table(&rows, terminal::columns())) }
}

/// Returns one line per row; on a terminal, cut to its columns.
fn table(rows: &[ListRow], columns: Option<usize>) -> String {
    let names: Vec<_> = rows.iter().map(|row| escaped(&row.name)).collect();
    let widest = names.iter().map(|name| terminal::width(name)).max().unwrap_or(0);
    let mark_columns = rows.iter().map(|row| mark(row).len()).max().unwrap_or(0);
    // A long name leaves room for what is beside it.
    let beside = STATE_COLUMNS + if mark_columns > 0 { mark_columns + 2 } else { 0 };
    let name_columns =
        columns.map_or(widest, |columns| widest.min(columns.saturating_sub(beside).max(MIN_NAME_COLUMNS)));
    let mut table = String::new();
    for (row, name) in rows.iter().zip(names) {
        let (staging, production) = (word(row.environments.staging), word(row.environments.production));
        let kind = row.authorization_type.as_str();
        let name = terminal::padded(&terminal::cut(&name, name_columns), name_columns);
        let description = escaped(&row.description);
        let mark = if mark_columns > 0 { format!("{:mark_columns$}  ", mark(row)) } else { String::new() };
        let line = format!("{name}  {kind:7}  {mark}staging: {staging:14}  production: {production:14}  {description}");
        let line = columns.map_or_else(|| line.clone(), |columns| terminal::cut(&line, columns));
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table
}

/// Returns what marks a row: a loss, that a user has to sign in, or that any server certificate is accepted.
fn mark(row: &ListRow) -> &'static str {
    match (&row.sign_in_needed, &row.skips_verification) {
        _ if row.has_losses => LOSS,
        (Some(_), _) => SIGN_IN,
        (None, Some(_)) => UNVERIFIED,
        (None, None) => "",
    }
}

/// Returns the state of an environment in words.
fn word(state: EnvironmentState) -> &'static str {
    match state {
        EnvironmentState::NotConfigured => "not configured",
        EnvironmentState::Configured => "saved",
        EnvironmentState::Validated => "validated",
    }
}

#[cfg(test)]
mod tests {
    use keyfob_core::authorization::{AuthorizationId, PerEnvironment};

    use super::*;

    fn rows(texts: &[(&str, &str)]) -> Vec<ListRow> {
        let environments =
            PerEnvironment { staging: EnvironmentState::Validated, production: EnvironmentState::NotConfigured };
        let row = |(name, description): &(&str, &str)| ListRow {
            id: AuthorizationId::generate(),
            name: (*name).to_owned(),
            description: (*description).to_owned(),
            authorization_type: AuthorizationType::OAuth2,
            environments,
            has_losses: false,
            last_attempts: None,
            signs_in: false,
            sign_in_needed: None,
            token_expires_at_ms: None,
            skips_verification: None,
        };
        texts.iter().map(row).collect()
    }

    #[test]
    fn each_authorization_is_one_row_whatever_its_texts_contain() {
        let rows = rows(&[
            ("billing-api", "first line\nother-api  oauth2  looks like a row"),
            ("billing-api\u{200b}", "gpj.evil\u{202e}gnp"),
            ("支払い管理", "\u{1b}[2Jboo\rHIDDEN"),
        ]);
        let states = "oauth2   staging: validated       production: not configured";
        let expected = format!(
            "billing-api          {states}  first line\\nother-api  oauth2  looks like a row\n\
             billing-api\\u{{200b}}  {states}  gpj.evil\\u{{202e}}gnp\n\
             支払い管理           {states}  \\u{{1b}}[2Jboo\\rHIDDEN\n"
        );
        assert_eq!(table(&rows, None), expected);
    }

    #[test]
    fn an_authorization_that_lost_data_is_marked_where_no_terminal_cuts_it() {
        let mut rows = rows(&[("billing-api", ""), ("other-api", "")]);
        rows[1].has_losses = true;
        let cut = table(&rows, Some(40));
        assert_eq!(cut, "billing-api  oauth2              stagin…\nother-api    oauth2   data lost  stagin…\n");
        rows[0].skips_verification = Some(PerEnvironment { staging: true, production: false });
        let cut = table(&rows, Some(40));
        assert_eq!(cut, "billing-api  oauth2   not verified  sta…\nother-api    oauth2   data lost     sta…\n");
    }

    #[test]
    fn only_a_terminal_cuts_long_text() {
        let long = "x".repeat(300);
        let rows = rows(&[(&long, &long), ("short", "")]);
        assert!(
            table(&rows, None).starts_with(&format!("{long}  oauth2 "))
                && table(&rows, None).contains(&format!("{long}\n"))
        );
        for columns in [20, 80, 100, 200] {
            let cut = table(&rows, Some(columns));
            assert!(cut.lines().all(|line| terminal::width(line) <= columns), "{cut}");
            assert_eq!((cut.lines().count(), cut.lines().next().unwrap().ends_with('…')), (2, true), "{cut}");
        }
        assert!(table(&rows, Some(100)).contains("production: not configured"));
    }
}
