use super::*;
use crate::{
    authorization::{Environment, SecretField, SecretInput},
    connect::network::{NetworkDraft, ProxyChoice},
    secret::Secret,
};

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
fn a_dialog_lists_what_is_new_on_the_way_to_the_same_server() {
    let to = |way: &str| OriginChange { to: format!("https://login.example{way}"), ..change("Billing") };
    for language in Language::ALL {
        let dialog = |way: &str| origin_change(&to(way), NewOrigin::Send, language);
        let root = "ab".repeat(32);
        let all = dialog(&format!(" proxy=http://proxy.example:3128 ca={root} unverified"));
        for part in ["https://login.example\n", "http://proxy.example:3128", &root[..16]] {
            assert!(all.explanation.contains(part), "{all:?}");
        }
        assert_eq!(all.explanation.matches('•').count(), 3, "{all:?}");
        assert_eq!(dialog(" unverified").explanation.matches('•').count(), 1);
        assert!(!all.explanation.contains(['{', '}']) && !all.question.is_empty(), "{all:?}");
        assert_ne!(all.question, origin_change(&change("Billing"), NewOrigin::Send, language).question);
        let many = (0..9).map(|number| format!(" ca=0{number}{}", "0".repeat(62))).collect::<Vec<_>>().concat();
        assert_eq!(dialog(&many).explanation.matches('•').count(), 9, "each is listed");
        let of_proxy = OriginChange { field: SecretField::ProxyPassword, ..change("Billing") };
        let asked = origin_change(&of_proxy, NewOrigin::Send, language);
        assert!(asked.explanation.to_lowercase().contains("proxy") && asked.question.to_lowercase().contains("proxy"));
        assert!(!change("Billing").covers(&of_proxy));
        let elsewhere = OriginChange { to: "https://elsewhere.example unverified".into(), ..change("Billing") };
        let elsewhere = origin_change(&elsewhere, NewOrigin::Send, language);
        assert!(elsewhere.explanation.contains("https://elsewhere.example\n•"), "{elsewhere:?}");
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
fn the_question_about_a_backup_names_it_and_says_what_it_replaces_and_what_opens_it_in_each_language() {
    for language in Language::ALL {
        let whole = RestoreFacts {
            path: "/data/backups/one\n{newest}.db".into(),
            unusable: Vec::new(),
            authorizations: 41,
            replaces: 0,
            key: KeyOfBackup::Current,
            has_unsealed_settings: false,
        };
        let dialog = restore_backup(&whole, language);
        assert!(dialog.explanation.contains("/data/backups/one {newest}.db\n"), "{dialog:?}");
        assert_eq!(dialog.explanation.matches('{').count(), 1, "{dialog:?}");
        assert!(!dialog.question.is_empty());
        let damaged = restore_backup(&RestoreFacts { unusable: vec!["/two.db".into()], ..whole.clone() }, language);
        assert!(damaged.explanation.contains("/two.db") && damaged.explanation.contains("/one {"), "{damaged:?}");

        let over = RestoreFacts { path: "/one.db".into(), replaces: 97, ..whole };
        let replacing = restore_backup(&over, language);
        assert!(replacing.explanation.contains("41") && replacing.explanation.contains("97"), "{replacing:?}");
        let of_key = |key| restore_backup(&RestoreFacts { key, ..over.clone() }, language);
        let keys = [
            KeyOfBackup::OldInKeyring,
            KeyOfBackup::OldPassphrase,
            KeyOfBackup::OldRecoveryKey,
            KeyOfBackup::KeyringSilent,
            KeyOfBackup::Nothing,
        ];
        let unsealed = restore_backup(&RestoreFacts { has_unsealed_settings: true, ..over.clone() }, language);
        let mut said: Vec<_> = keys.map(of_key).into_iter().chain([unsealed, replacing]).collect();
        said.sort_by(|a, b| a.explanation.cmp(&b.explanation));
        said.dedup();
        assert_eq!(said.len(), 7, "each is said in its own words");
        assert!(said.iter().all(|dialog| !dialog.explanation.contains(['{', '}'])), "{said:?}");
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

#[test]
fn network_defaults_name_the_proxy_and_the_certificates_and_never_the_password() {
    let pem = |name: &str| {
        let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        parameters.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
    };
    let draft = NetworkDraft {
        proxy: ProxyChoice::Address,
        proxy_address: "http://proxy.example:3128".to_owned(),
        proxy_username: "maria {proxy}".to_owned(),
        proxy_password: SecretInput::Typed { text: Secret::new("canary".to_owned()) },
        certificates: (1..=7).map(|number| pem(&format!("Authority {number} {{user}}"))).collect(),
        ..NetworkDraft::default()
    };
    for language in Language::ALL {
        let dialog = network_defaults(&draft.check(None).unwrap(), language);
        for part in ["http://proxy.example:3128", "maria {proxy}", "CN=Authority 5 {user}", "(+2)"] {
            assert!(dialog.explanation.contains(part), "{part}: {dialog:?}");
        }
        assert!(!dialog.explanation.contains("canary") && !dialog.explanation.contains("Authority 6"), "{dialog:?}");
        let only_proxy = NetworkDraft { certificates: String::new(), proxy_username: String::new(), ..draft.clone() };
        let dialog = network_defaults(&only_proxy.check(None).unwrap(), language);
        assert!(!dialog.explanation.contains(['{', '}']) && !dialog.explanation.contains("Authority"), "{dialog:?}");
    }
}
