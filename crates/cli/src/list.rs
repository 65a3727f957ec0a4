//! `keyfob list`.

use std::fmt::Write as _;

use clap::ValueEnum;
use keyfob_core::authorization::{AuthorizationType, EnvironmentState, ListQuery, ListRow};

use crate::{exit::Exit, failure::Failure, opening::Opening, output};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example: keyfob list --search billing --type oauth2 --json")]
pub(crate) struct Arguments {
    /// Only those whose name or description holds this text, ignoring case and accents.
    #[arg(long, value_name = "TEXT", default_value = "")]
    search: String,
    /// Only those of this type.
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
        page: 0,
    };
    let rows = opening.open()?.list_all(&query)?;
    if arguments.json { output::json(&rows) } else { output::text(&table(&rows)) }
}

fn table(rows: &[ListRow]) -> String {
    let width = |cell: fn(&ListRow) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let names = width(|row| &row.name);
    let mut table = String::new();
    for row in rows {
        let (staging, production) = (word(row.environments.staging), word(row.environments.production));
        let kind = row.authorization_type.as_str();
        let _ = writeln!(
            table,
            "{:names$}  {kind:7}  staging: {staging:14}  production: {production:14}  {}",
            row.name, row.description
        );
    }
    table
}

/// The state of an environment in a word.
fn word(state: EnvironmentState) -> &'static str {
    match state {
        EnvironmentState::NotConfigured => "not configured",
        EnvironmentState::Configured => "configured",
        EnvironmentState::Validated => "validated",
    }
}
