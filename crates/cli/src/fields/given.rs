//! Reading the options of fields.

use std::{marker::PhantomData, path::PathBuf};

use clap::{
    Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches,
    builder::{PossibleValuesParser, ValueParser},
    error::Error,
    value_parser,
};
use keyfob_core::authorization::{
    ApiKeyDraft, ClientAuthentication, ExtraPlace, Field, FieldKind, GrantType, OAuth2Draft,
};

use super::option::{FieldOption, removed_extra, secret_extra};

/// The option for the grant type, which belongs to both environments.
const GRANT: &str = "grant";
const GRANT_HELP: &str = "How tokens are obtained";
pub(super) const KEY_PASSPHRASE: &str = "key-passphrase-file";
const KEY_PASSPHRASE_HELP: &str =
    "Read the passphrase of encrypted key files from this file. Without it, Keyfob asks at the terminal";
const CLEAR: &str = "clear";
const CLEAR_HELP: &str = "Empty this field, before the other options apply. Can be repeated";
const API_KEY_HEADING: &str = "Options of an API key";
const OAUTH2_HEADING: &str = "Options of OAuth 2";

/// What the options say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(crate) grant: Option<GrantType>,
    pub(super) values: Vec<(Field, Value)>,
    pub(super) clear: Vec<Field>,
    /// The file with the passphrase of encrypted keys.
    pub(super) key_passphrase: Option<PathBuf>,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Texts(Vec<String>),
    Flag,
    SecretFile(PathBuf),
    KeyFile(PathBuf),
    CertificateFile(PathBuf),
    Extras { place: ExtraPlace, removed: Vec<String>, plain: Vec<(String, String)>, secret: Vec<(String, PathBuf)> },
}

/// The fields that a command has options for.
pub(crate) trait Fields: Send + Sync + 'static {
    /// The fields of OAuth 2.
    const OAUTH2: &[Field] = &[];
    /// The fields of an API key.
    const API_KEY: &[Field] = &[];
    /// Whether fields can be emptied.
    const CLEARS: bool = false;
}

/// The fields of OAuth 2.
#[derive(Debug)]
pub(crate) struct OAuth2;

impl Fields for OAuth2 {
    const OAUTH2: &[Field] = OAuth2Draft::FIELDS;
}

/// The fields of an API key.
#[derive(Debug)]
pub(crate) struct ApiKey;

impl Fields for ApiKey {
    const API_KEY: &[Field] = ApiKeyDraft::FIELDS;
}

/// The fields of every type, to edit them.
#[derive(Debug)]
pub(crate) struct All;

impl Fields for All {
    const OAUTH2: &[Field] = OAuth2Draft::FIELDS;
    const API_KEY: &[Field] = ApiKeyDraft::FIELDS;
    const CLEARS: bool = true;
}

/// The options of some fields, as a part of a command's arguments.
#[derive(Debug)]
pub(crate) struct Options<F> {
    pub(crate) given: Given,
    fields: PhantomData<F>,
}

impl<F: Fields> Args for Options<F> {
    fn augment_args(command: Command) -> Command {
        let mut command = command;
        if !F::OAUTH2.is_empty() {
            command = command.arg(grant().help_heading(F::CLEARS.then_some(OAUTH2_HEADING)));
        }
        for (fields, heading) in [(F::OAUTH2, OAUTH2_HEADING), (F::API_KEY, API_KEY_HEADING)] {
            let heading = F::CLEARS.then_some(heading);
            let arguments = fields.iter().flat_map(|field| arguments::<F>(*field));
            command = command.args(arguments.map(|argument| argument.help_heading(heading)));
        }
        if !F::OAUTH2.is_empty() {
            let passphrase = Arg::new(KEY_PASSPHRASE).long(KEY_PASSPHRASE).value_name("FILE").help(KEY_PASSPHRASE_HELP);
            let heading = F::CLEARS.then_some(OAUTH2_HEADING);
            command = command.arg(passphrase.value_parser(value_parser!(PathBuf)).help_heading(heading));
        }
        if F::CLEARS { command.arg(clear::<F>()) } else { command }
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<F: Fields> FromArgMatches for Options<F> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let fields = F::OAUTH2.iter().chain(F::API_KEY);
        let values = fields.filter_map(|field| Some((*field, value::<F>(*field, matches)?))).collect();
        let word = if F::OAUTH2.is_empty() { None } else { matches.get_one::<String>(GRANT) };
        let grant = word.and_then(|word| GrantType::ALL.into_iter().find(|grant| grant.as_str() == word));
        let clear = if F::CLEARS { many::<String>(matches, CLEAR) } else { Vec::new() };
        let clear = clear.iter().filter_map(|name| clearable::<F>().find(|(known, _)| known == name));
        let key_passphrase =
            if F::OAUTH2.is_empty() { None } else { matches.get_one::<PathBuf>(KEY_PASSPHRASE).cloned() };
        let given = Given { grant, values, clear: clear.map(|(_, field)| field).collect(), key_passphrase };
        Ok(Self { given, fields: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Given {
    /// Whether nothing was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.grant.is_none() && self.values.is_empty() && self.clear.is_empty()
    }

    /// Returns the method of client authentication, if it was given.
    pub(crate) fn client_authentication(&self) -> Option<ClientAuthentication> {
        self.values.iter().find_map(|(field, value)| match value {
            Value::Text(word) if *field == Field::ClientAuthentication => {
                serde_json::from_value(word.as_str().into()).ok()
            }
            _ => None,
        })
    }

    /// Whether the Token URL was given.
    pub(crate) fn has_token_url(&self) -> bool {
        self.values.iter().any(|(field, value)| *field == Field::TokenUrl && matches!(value, Value::Text(_)))
    }

    /// Whether the description is to be emptied.
    pub(crate) fn clears_description(&self) -> bool {
        self.clear.contains(&Field::Description)
    }

    /// Whether anything but the description is changed.
    pub(crate) fn changes_settings(&self) -> bool {
        self.grant.is_some() || !self.values.is_empty() || self.clear.iter().any(|field| *field != Field::Description)
    }

    /// Returns an option that was given for a field that isn't among `fields`.
    pub(crate) fn foreign(&self, fields: &[Field], has_grant: bool) -> Option<&'static str> {
        let values = self.values.iter().map(|(field, _)| *field);
        // `--timeout` is an option of every command.
        let is_common = |field: &Field| matches!(field, Field::Description | Field::TimeoutS);
        let mut named = values.chain(self.clear.iter().copied()).filter(|field| !is_common(field));
        let foreign = named.find(|field| !fields.contains(field)).map(|field| FieldOption::of(field).long);
        foreign.or((self.grant.is_some() && !has_grant).then_some(GRANT))
    }

    /// Returns each option that reads a secret, with its file.
    pub(super) fn secret_files(&self) -> Vec<(String, PathBuf)> {
        let keys: Vec<_> = self
            .values
            .iter()
            .filter(|(_, value)| matches!(value, Value::KeyFile(_) | Value::CertificateFile(_)))
            .map(|(field, _)| format!("--{}", FieldOption::of(*field).long))
            .chain([format!("--{KEY_PASSPHRASE}")])
            .collect();
        self.files().into_iter().filter(|(option, _)| !keys.contains(option)).collect()
    }

    /// Returns each option that reads a file, with it.
    pub(crate) fn files(&self) -> Vec<(String, PathBuf)> {
        let files = |(field, value): &(Field, Value)| match value {
            Value::SecretFile(path) | Value::KeyFile(path) | Value::CertificateFile(path) => {
                vec![(format!("--{}", FieldOption::of(*field).long), path.clone())]
            }
            Value::Extras { place, secret, .. } => {
                let option = secret_extra(*place).map_or("", |(option, _)| option);
                secret.iter().map(|(name, path)| (format!("--{option} {name}"), path.clone())).collect()
            }
            Value::Text(_) | Value::Texts(_) | Value::Flag => Vec::new(),
        };
        let passphrase = self.key_passphrase.iter().map(|path| (format!("--{KEY_PASSPHRASE}"), path.clone()));
        self.values.iter().flat_map(files).chain(passphrase).collect()
    }
}

fn grant() -> Arg {
    let words = PossibleValuesParser::new(GrantType::ALL.map(GrantType::as_str));
    Arg::new(GRANT).long(GRANT).value_name("GRANT").help(GRANT_HELP).value_parser(words)
}

fn clear<F: Fields>() -> Arg {
    let words = PossibleValuesParser::new(clearable::<F>().map(|(name, _)| name));
    Arg::new(CLEAR)
        .long(CLEAR)
        .value_name("FIELD")
        .help(CLEAR_HELP)
        .value_parser(words)
        .hide_possible_values(true)
        .action(ArgAction::Append)
}

/// The fields that `--clear` can name.
fn clearable<F: Fields>() -> impl Iterator<Item = (&'static str, Field)> {
    let fields = [Field::Description].into_iter().chain(F::OAUTH2.iter().chain(F::API_KEY).copied());
    let fields = fields.filter(|field| *field != Field::ProxyAddress);
    fields.map(|field| (FieldOption::of(field).cleared_as(), field))
}

/// Returns the options of a field: one, or more if it has several named values, which may be secret and can be removed by name.
fn arguments<F: Fields>(field: Field) -> Vec<Arg> {
    let option = FieldOption::of(field);
    let argument = Arg::new(field.as_str()).long(option.long).value_name(option.value).help(option.help);
    match field.description().kind {
        // `--proxy` takes a word or an address.
        _ if field == Field::Proxy => vec![argument],
        _ if field == Field::ProxyAddress => Vec::new(),
        // In place of the option of every command, whose value it sets too.
        _ if field == Field::TimeoutS => vec![argument.value_parser(value_parser!(u32).range(1..))],
        FieldKind::Text => vec![argument],
        FieldKind::Texts => vec![argument.action(ArgAction::Append)],
        FieldKind::Flag => vec![argument.action(ArgAction::SetTrue)],
        FieldKind::Choice { words } => vec![argument.value_parser(PossibleValuesParser::new(words))],
        FieldKind::Secret | FieldKind::PrivateKey | FieldKind::Certificates => {
            vec![argument.value_parser(value_parser!(PathBuf))]
        }
        FieldKind::Extras { place } => {
            let secret = secret_extra(place);
            let secret = secret.map(|(long, help)| Arg::new(long).long(long).value_name("NAME=FILE").help(help));
            let pairs = std::iter::once(argument).chain(secret).map(|each| each.value_parser(ValueParser::new(pair)));
            let (long, help) = removed_extra(place);
            let removed = F::CLEARS.then(|| Arg::new(long).long(long).value_name("NAME").help(help));
            pairs.chain(removed).map(|each| each.action(ArgAction::Append)).collect()
        }
    }
}

fn value<F: Fields>(field: Field, matches: &ArgMatches) -> Option<Value> {
    let id = field.as_str();
    match field.description().kind {
        _ if field == Field::ProxyAddress => None,
        _ if field == Field::TimeoutS => matches.get_one::<u32>(id).map(|seconds| Value::Text(seconds.to_string())),
        FieldKind::Text | FieldKind::Choice { .. } => matches.get_one::<String>(id).cloned().map(Value::Text),
        FieldKind::Texts => Some(many(matches, id)).filter(|texts| !texts.is_empty()).map(Value::Texts),
        FieldKind::Flag => matches.get_flag(id).then_some(Value::Flag),
        FieldKind::Secret => matches.get_one::<PathBuf>(id).cloned().map(Value::SecretFile),
        FieldKind::PrivateKey => matches.get_one::<PathBuf>(id).cloned().map(Value::KeyFile),
        FieldKind::Certificates => matches.get_one::<PathBuf>(id).cloned().map(Value::CertificateFile),
        FieldKind::Extras { place } => {
            let plain = many(matches, id);
            let secret = secret_extra(place).map(|(long, _)| many::<(String, String)>(matches, long));
            let secret: Vec<_> = secret.into_iter().flatten().map(|(name, path)| (name, PathBuf::from(path))).collect();
            let removed: Vec<String> = if F::CLEARS { many(matches, removed_extra(place).0) } else { Vec::new() };
            let is_given = !plain.is_empty() || !secret.is_empty() || !removed.is_empty();
            is_given.then_some(Value::Extras { place, removed, plain, secret })
        }
    }
}

fn many<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Vec<T> {
    matches.get_many::<T>(id).into_iter().flatten().cloned().collect()
}

/// Reads a name and a value, which may contain `=` itself.
pub(crate) fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("it must be a name and a value with `=` between them")?;
    Ok((name.to_owned(), value.to_owned()))
}
