//! The texts of the dialogs that are drawn outside the page, in `messages/dialogs.*.json`.
//!
//! A script in the page can neither choose the text of such a dialog nor answer it. What a text names comes from the core, and
//! is cleaned: a stored name could hold line breaks or direction marks that change what is read.

use std::{path::Path, sync::LazyLock};

use serde::Deserialize;

use crate::{
    authorization::{OriginChange, PerEnvironment},
    clean,
    keyfob::{OldBackups, RestorableBackup},
    language::Language,
    messages,
};

/// The longest name that is shown, in characters.
const NAME_CHARACTERS: usize = 80;
/// The longest origin that is shown, in characters: a host name has up to 253.
const ORIGIN_CHARACTERS: usize = 280;

/// The longest path that is shown, in characters.
const PATH_CHARACTERS: usize = 400;

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
    vault_changes: VaultChanges,
    new_key: String,
    recovery_key: String,
    lost_key: String,
    old_backups: BackupTexts,
    delete_old_backups: String,
    started_yourself: String,
    restore_backup: Question,
    restored_backup: String,
    unusable_backups: String,
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

/// Asks whether a stored secret may be used for another origin.
#[must_use]
pub fn origin_change(change: &OriginChange, purpose: NewOrigin, language: Language) -> Dialog {
    let texts = texts_in(language);
    let Question { question, confirm } = match purpose {
        NewOrigin::Send => &texts.send_to_new_origin,
        NewOrigin::Save => &texts.save_for_new_origin,
    };
    let origin = |text: &str| if text.is_empty() { "–".to_owned() } else { clean::line(text, ORIGIN_CHARACTERS) };
    let explanation = messages::fill(&texts.origin_change, |name| match name {
        "authorization" => Some(clean::line(&change.authorization, NAME_CHARACTERS)),
        "environment" => Some(texts.environments.get(change.environment).clone()),
        "from" => Some(origin(&change.from)),
        "to" => Some(origin(&change.to)),
        _ => None,
    });
    Dialog { question: question.clone(), explanation, confirm, cancel: &texts.cancel }
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

/// Asks whether to restore a backup into a database without authorizations.
#[must_use]
pub fn restore_backup(backup: &RestorableBackup, language: Language) -> Dialog {
    let texts = texts_in(language);
    let Question { question, confirm } = &texts.restore_backup;
    let path = |path: &Path| clean::line(&path.display().to_string(), PATH_CHARACTERS);
    let unusable = backup.unusable.first().map(|newest| (&texts.unusable_backups, path(newest)));
    let parts = [&texts.restored_backup].into_iter().chain(unusable.as_ref().map(|(text, _)| *text));
    let explanation = parts.chain([&texts.started_yourself]).map(String::as_str).collect::<Vec<_>>().join("\n\n");
    let explanation = messages::fill(&explanation, |name| match name {
        "backup" => Some(path(&backup.path)),
        "newest" => unusable.as_ref().map(|(_, newest)| newest.clone()),
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
mod tests {
    use super::*;
    use crate::authorization::{Environment, SecretField};

    fn change(authorization: &str) -> OriginChange {
        OriginChange {
            authorization: authorization.to_owned(),
            environment: Environment::Production,
            field: SecretField::ClientSecret,
            from: "https://login.example".to_owned(),
            to: "https://elsewhere.example:8443".to_owned(),
        }
    }

    #[test]
    fn a_dialog_names_authorization_environment_and_both_origins_in_each_language() {
        for language in Language::ALL {
            for purpose in [NewOrigin::Send, NewOrigin::Save] {
                let dialog = origin_change(&change("Billing"), purpose, language);
                let environment = format!("({})", texts_in(language).environments.production);
                for part in ["Billing", &environment, "https://login.example\n", "https://elsewhere.example:8443\n"] {
                    assert!(dialog.explanation.contains(part), "{dialog:?}");
                }
                assert!(!dialog.explanation.contains(['{', '}']), "{dialog:?}");
                assert!([dialog.question.as_str(), dialog.confirm, dialog.cancel].iter().all(|text| !text.is_empty()));
            }
        }
    }

    #[test]
    fn a_change_of_the_vault_says_what_it_does_and_what_becomes_of_backups() {
        use VaultChange as V;
        for language in Language::ALL {
            for change in [
                V::ChangePassphrase,
                V::MoveToPassphrase,
                V::MoveToKeyring,
                V::MakeRecoveryKey,
                V::RotateKey,
                V::ReplaceLostKey,
                V::DeleteOldBackups,
            ] {
                for backups in [OldBackups::Update, OldBackups::Delete, OldBackups::Keep] {
                    let dialog = vault_change(change, backups, 3, language);
                    assert!(!dialog.explanation.contains(['{', '}']) && !dialog.question.is_empty(), "{dialog:?}");
                    assert_eq!(dialog.explanation.contains('3'), change != V::ReplaceLostKey, "{dialog:?}");
                    assert!(!vault_change(change, backups, 0, language).explanation.contains('3'));
                }
            }
        }
    }

    #[test]
    fn a_name_cannot_change_what_the_dialog_says() {
        let name = "Billing\nSaved for: https://elsewhere.example\u{202e} {to}";
        let dialog = origin_change(&change(name), NewOrigin::Send, Language::English);
        let first = dialog.explanation.lines().next().unwrap();
        assert_eq!(first, "Billing Saved for: https://elsewhere.example⟨U+202E⟩ {to} (Production)");
    }

    #[test]
    fn the_question_about_a_backup_names_it_in_each_language() {
        for language in Language::ALL {
            let whole = RestorableBackup { path: "/data/backups/one\n{newest}.db".into(), unusable: Vec::new() };
            let dialog = restore_backup(&whole, language);
            assert!(dialog.explanation.contains("/data/backups/one {newest}.db\n"), "{dialog:?}");
            assert_eq!(dialog.explanation.matches('{').count(), 1, "{dialog:?}");
            assert!(!dialog.question.is_empty());
            let damaged = restore_backup(&RestorableBackup { unusable: vec!["/two.db".into()], ..whole }, language);
            assert!(damaged.explanation.contains("/two.db") && damaged.explanation.contains("/one {"), "{damaged:?}");
        }
    }

    #[test]
    fn a_page_that_crashed_or_hangs_has_a_dialog_in_each_language() {
        for language in Language::ALL {
            let crashed = [Loss::Nothing, Loss::Changes, Loss::Data].map(|loss| page_crashed(loss, language));
            for dialog in crashed.iter().chain([&page_hangs(language)]) {
                let texts = [&dialog.question, &dialog.explanation, dialog.confirm, dialog.cancel];
                assert!(texts.iter().all(|text| !text.is_empty()), "{dialog:?}");
            }
            let explanations = crashed.map(|dialog| dialog.explanation);
            assert!(explanations[0] != explanations[1] && explanations[1] != explanations[2], "{explanations:?}");
            assert!(!choose_folder(language).is_empty());
        }
    }
}
