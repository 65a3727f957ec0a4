//! The texts of the dialogs that are drawn outside the page, in `messages/dialogs.*.json`.
//!
//! A script in the page can neither choose the text of such a dialog nor answer it. What a text names comes from the core, and
//! is cleaned: a stored name could hold line breaks or direction marks that change what is read.

use std::{path::Path, sync::LazyLock};

use serde::Deserialize;

use crate::{
    authorization::{OriginChange, PerEnvironment, Route, SecretField},
    clean,
    connect::network::NetworkDefaults,
    http::Proxy,
    keyfob::{KeyOfBackup, OldBackups, RestoreFacts},
    language::Language,
    messages,
};

/// The longest name that is shown, in characters.
const NAME_CHARACTERS: usize = 80;
/// The longest origin that is shown, in characters: a host name has up to 253.
const ORIGIN_CHARACTERS: usize = 280;

/// The longest path that is shown, in characters.
const PATH_CHARACTERS: usize = 400;

/// The most certificates that are listed, and how much of each fingerprint is shown.
const CERTIFICATES: usize = 5;
const FINGERPRINT_DIGITS: usize = 16;

/// A question with two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    /// What is asked.
    pub question: String,
    /// What the user should know before answering.
    pub explanation: String,
    /// The button that agrees.
    pub confirm: &'static str,
    /// The button that doesn't, which is the default.
    pub cancel: &'static str,
}

/// What a stored secret would be used for with another origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewOrigin {
    /// CONNECT sends it there.
    Send,
    /// SAVE seals it for that origin.
    Save,
}

/// What a page that crashed loses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing: everything was saved.
    Nothing,
    /// What was typed and not saved.
    Changes,
    /// All data if the window is closed, because the database file is gone.
    Data,
}

/// A change of the vault that is rare and final, and so isn't left to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VaultChange {
    /// See [`Keyfob::change_passphrase`](crate::keyfob::Keyfob::change_passphrase).
    ChangePassphrase,
    /// See [`Keyfob::move_to_passphrase`](crate::keyfob::Keyfob::move_to_passphrase).
    MoveToPassphrase,
    /// See [`Keyfob::move_to_keyring`](crate::keyfob::Keyfob::move_to_keyring).
    MoveToKeyring,
    /// See [`Keyfob::make_recovery_key`](crate::keyfob::Keyfob::make_recovery_key).
    MakeRecoveryKey,
    /// See [`Keyfob::rotate_key`](crate::keyfob::Keyfob::rotate_key).
    RotateKey,
    /// See [`Keyfob::replace_lost_key`](crate::keyfob::Keyfob::replace_lost_key).
    ReplaceLostKey,
    /// See [`Keyfob::delete_old_backups`](crate::keyfob::Keyfob::delete_old_backups).
    DeleteOldBackups,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    environments: PerEnvironment<String>,
    send_to_new_origin: Question,
    save_for_new_origin: Question,
    origin_change: String,
    use_new_way: Question,
    use_new_proxy: Question,
    proxy_change: String,
    new_way: String,
    way_proxy: String,
    way_certificate: String,
    way_unverified: String,
    vault_changes: VaultChanges,
    new_key: String,
    recovery_key: String,
    lost_key: String,
    old_backups: BackupTexts,
    delete_old_backups: String,
    started_yourself: String,
    restore_backup: Question,
    restored_backup: String,
    replaced_by_backup: String,
    keys_of_backups: KeysOfBackups,
    unsealed_backup: String,
    unusable_backups: String,
    network_defaults: Question,
    network_proxy: String,
    network_proxy_user: String,
    network_certificates: String,
    network_trust: String,
    page_crashed: Notice,
    nothing_lost: String,
    data_lost: String,
    page_hangs: Notice,
    choose_folder: String,
    cancel: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct VaultChanges {
    change_passphrase: Question,
    move_to_passphrase: Question,
    move_to_keyring: Question,
    make_recovery_key: Question,
    rotate_key: Question,
    replace_lost_key: Question,
    delete_old_backups: Question,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BackupTexts {
    update: String,
    delete: String,
    keep: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysOfBackups {
    old_in_keyring: String,
    old_passphrase: String,
    old_recovery_key: String,
    keyring_silent: String,
    nothing: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    question: String,
    confirm: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    question: String,
    explanation: String,
    confirm: String,
    cancel: String,
}

impl Notice {
    fn dialog(&'static self) -> Dialog {
        let Self { question, explanation, confirm, cancel } = self;
        Dialog { question: question.clone(), explanation: explanation.clone(), confirm, cancel }
    }
}

/// A test reads every file, so that they can't be malformed here.
static ENGLISH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../messages/dialogs.en.json")));
static BRAZILIAN_PORTUGUESE: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../messages/dialogs.pt-BR.json")));
static SPANISH: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../messages/dialogs.es.json")));

fn read(text: &str) -> Texts {
    serde_json::from_str(text).unwrap_or_default()
}

fn texts_in(language: Language) -> &'static Texts {
    match language {
        Language::English => &ENGLISH,
        Language::BrazilianPortuguese => &BRAZILIAN_PORTUGUESE,
        Language::Spanish => &SPANISH,
    }
}

/// Asks whether a stored secret may be used for another origin, or may go to the same one another way.
#[must_use]
pub fn origin_change(change: &OriginChange, purpose: NewOrigin, language: Language) -> Dialog {
    let texts = texts_in(language);
    let (from, to) = (Route::read(&change.from), Route::read(&change.to));
    let ways = new_ways(&from, &to, texts);
    let is_same_origin = from.origin == to.origin;
    let is_proxys = change.field == SecretField::ProxyPassword;
    let Question { question, confirm } = match purpose {
        _ if is_same_origin => &texts.use_new_way,
        _ if is_proxys => &texts.use_new_proxy,
        NewOrigin::Send => &texts.send_to_new_origin,
        NewOrigin::Save => &texts.save_for_new_origin,
    };
    let origin = |text: &str| if text.is_empty() { "–".to_owned() } else { clean::line(text, ORIGIN_CHARACTERS) };
    let template = match is_same_origin {
        true => &texts.new_way,
        false if is_proxys => &texts.proxy_change,
        false => &texts.origin_change,
    };
    let explanation = messages::fill(template, |name| match name {
        "authorization" => Some(clean::line(&change.authorization, NAME_CHARACTERS)),
        "environment" => Some(texts.environments.get(change.environment).clone()),
        "from" => Some(origin(&from.origin)),
        "to" if is_same_origin || ways.is_empty() => Some(origin(&to.origin)),
        "to" => Some(format!("{}\n{ways}", origin(&to.origin))),
        "ways" => Some(ways.clone()),
        _ => None,
    });
    Dialog { question: question.clone(), explanation, confirm, cancel: &texts.cancel }
}

/// Lists what exposes a secret on its way that didn't before.
fn new_ways(from: &Route, to: &Route, texts: &Texts) -> String {
    let is_same_origin = from.origin == to.origin;
    let proxy = to.proxy.as_ref().filter(|_| !is_same_origin || from.proxy != to.proxy);
    let proxy = proxy.map(|proxy| texts.way_proxy.replace("{proxy}", &clean::line(proxy, ORIGIN_CHARACTERS)));
    // All of them: there are at most `limits::CA_CERTIFICATES`.
    let roots =
        to.roots.iter().filter(|root| !is_same_origin || !from.roots.contains(root)).map(|root| {
            texts.way_certificate.replace("{certificate}", root.get(..FINGERPRINT_DIGITS).unwrap_or_default())
        });
    let is_unverified = to.is_unverified && (!is_same_origin || !from.is_unverified);
    let unverified = is_unverified.then(|| texts.way_unverified.clone());
    proxy.into_iter().chain(roots).chain(unverified).collect::<Vec<_>>().join("\n")
}

/// Asks whether a change of the vault may be made. `backups` says what becomes of backups that were made with the old key, and `count`
/// how many there are.
#[must_use]
pub fn vault_change(change: VaultChange, backups: OldBackups, count: usize, language: Language) -> Dialog {
    let texts = texts_in(language);
    let questions = &texts.vault_changes;
    let (Question { question, confirm }, effects) = match change {
        VaultChange::ChangePassphrase => (&questions.change_passphrase, vec![&texts.new_key]),
        VaultChange::MoveToPassphrase => (&questions.move_to_passphrase, vec![&texts.new_key]),
        VaultChange::MoveToKeyring => (&questions.move_to_keyring, vec![&texts.new_key]),
        VaultChange::MakeRecoveryKey => (&questions.make_recovery_key, vec![&texts.recovery_key, &texts.new_key]),
        VaultChange::RotateKey => (&questions.rotate_key, vec![&texts.new_key]),
        VaultChange::ReplaceLostKey => (&questions.replace_lost_key, vec![&texts.lost_key]),
        VaultChange::DeleteOldBackups => (&questions.delete_old_backups, vec![&texts.delete_old_backups]),
    };
    let of_backups = match (change, backups) {
        (VaultChange::ReplaceLostKey | VaultChange::DeleteOldBackups, _) => None,
        (_, OldBackups::Update) => Some(&texts.old_backups.update),
        (_, OldBackups::Delete) => Some(&texts.old_backups.delete),
        (_, OldBackups::Keep) => Some(&texts.old_backups.keep),
    };
    let parts = effects.into_iter().chain(of_backups.filter(|_| count > 0)).chain([&texts.started_yourself]);
    let explanation = parts.map(String::as_str).collect::<Vec<_>>().join("\n\n").replace("{count}", &count.to_string());
    Dialog { question: question.clone(), explanation, confirm, cancel: &texts.cancel }
}

/// Asks whether to restore a backup.
#[must_use]
pub fn restore_backup(facts: &RestoreFacts, language: Language) -> Dialog {
    let texts = texts_in(language);
    let Question { question, confirm } = &texts.restore_backup;
    let path = |path: &Path| clean::line(&path.display().to_string(), PATH_CHARACTERS);
    let effect = if facts.replaces == 0 { &texts.restored_backup } else { &texts.replaced_by_backup };
    let keys = &texts.keys_of_backups;
    let key = match facts.key {
        KeyOfBackup::Current => None,
        KeyOfBackup::OldInKeyring => Some(&keys.old_in_keyring),
        KeyOfBackup::OldPassphrase => Some(&keys.old_passphrase),
        KeyOfBackup::OldRecoveryKey => Some(&keys.old_recovery_key),
        KeyOfBackup::KeyringSilent => Some(&keys.keyring_silent),
        KeyOfBackup::Nothing => Some(&keys.nothing),
    };
    let unsealed = facts.has_unsealed_settings.then_some(&texts.unsealed_backup);
    let newest = facts.unusable.first();
    let unusable = newest.map(|_| &texts.unusable_backups);
    let parts = [Some(effect), key, unsealed, unusable, Some(&texts.started_yourself)];
    let explanation = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n\n");
    let explanation = messages::fill(&explanation, |name| match name {
        "backup" => Some(path(&facts.path)),
        "authorizations" => Some(facts.authorizations.to_string()),
        "replaces" => Some(facts.replaces.to_string()),
        "newest" => newest.map(|newest| path(newest)),
        _ => None,
    });
    Dialog { question: question.clone(), explanation, confirm, cancel: &texts.cancel }
}

/// Asks whether requests may go through a proxy, and trust additional certificates.
#[must_use]
pub fn network_defaults(defaults: &NetworkDefaults, language: Language) -> Dialog {
    let texts = texts_in(language);
    let Question { question, confirm } = &texts.network_defaults;
    let user = defaults.proxy().and_then(Proxy::username).unwrap_or_default();
    let proxy =
        defaults.proxy().map(|_| if user.is_empty() { &texts.network_proxy } else { &texts.network_proxy_user });
    let certificates = defaults.certificates();
    let listed = certificates.iter().take(CERTIFICATES).map(|certificate| {
        let subject = clean::line(&certificate.subject, NAME_CHARACTERS);
        format!("• {subject} ({}…)", certificate.sha256.get(..FINGERPRINT_DIGITS).unwrap_or_default())
    });
    let more = (certificates.len() > CERTIFICATES).then(|| format!("• … (+{})", certificates.len() - CERTIFICATES));
    let listed = listed.chain(more).collect::<Vec<_>>().join("\n");
    let trust = (!certificates.is_empty()).then_some([&texts.network_certificates, &texts.network_trust]);
    let parts = proxy.into_iter().chain(trust.into_iter().flatten()).chain([&texts.started_yourself]);
    let explanation = parts.map(String::as_str).collect::<Vec<_>>().join("\n\n");
    let explanation = messages::fill(&explanation, |name| match name {
        "proxy" => defaults.proxy().map(|proxy| clean::line(&proxy.url_without_credentials(), ORIGIN_CHARACTERS)),
        "user" => Some(clean::line(&user, NAME_CHARACTERS)),
        "certificates" => Some(listed.clone()),
        _ => None,
    });
    Dialog { question: question.clone(), explanation, confirm, cancel: &texts.cancel }
}

/// Asks whether to close the window, whose page crashed, or to load the page again.
#[must_use]
pub fn page_crashed(loss: Loss, language: Language) -> Dialog {
    let texts = texts_in(language);
    let dialog = texts.page_crashed.dialog();
    match loss {
        Loss::Changes => dialog,
        Loss::Nothing => Dialog { explanation: texts.nothing_lost.clone(), ..dialog },
        Loss::Data => Dialog { explanation: texts.data_lost.clone(), ..dialog },
    }
}

/// Asks whether to close the window, whose page doesn't respond.
#[must_use]
pub fn page_hangs(language: Language) -> Dialog {
    texts_in(language).page_hangs.dialog()
}

/// Returns the title of the dialog in which the user chooses another data folder.
#[must_use]
pub fn choose_folder(language: Language) -> &'static str {
    &texts_in(language).choose_folder
}

#[cfg(test)]
mod tests;
