//! What another program changes outside Keyfob: each field and each row is told, nothing of it is used, and it is restored or
//! accepted as the user says.

use super::*;
use crate::{
    authorization::{AuthorizationId, ExtraDraft, ExtraPlace, ExtraValueDraft, Loss, LostPart, OutsideChange},
    connect::network::NetworkOverrides,
    error::FailureKind,
    store::{
        Recovery,
        forge::{forge, forge_beside},
    },
};

fn extra(slot: &str, place: ExtraPlace, value: ExtraValueDraft) -> ExtraDraft {
    ExtraDraft { slot: slot.into(), place, name: format!("x-{slot}"), value }
}

/// A draft with every field filled in, for both environments.
fn full(name: &str) -> Draft {
    let mut draft = draft(name, "first");
    for environment in Environment::ALL {
        *self::environment(&mut draft, environment) = OAuth2Draft {
            token_url: format!("https://{environment}.example/token"),
            scopes: vec!["read".into(), "write".into()],
            audience: "https://api.example".into(),
            resources: vec!["https://api.example".into()],
            extras: vec![
                extra("plain", ExtraPlace::Body, ExtraValueDraft::Plain { text: "p".into() }),
                extra("secret", ExtraPlace::Header, ExtraValueDraft::Secret { input: typed("extra secret") }),
            ],
            ..fields(typed("first"))
        };
    }
    draft
}

fn outside(result: Result<impl Sized>) -> OutsideChange {
    match result {
        Err(Error::ChangedOutside(change)) => *change,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("nothing was noticed"),
    }
}

/// The settings as they are stored, without what identifies the state.
fn shown(draft: &Draft) -> serde_json::Value {
    serde_json::to_value(&draft.details).unwrap()
}

/// Changes of one authorization, each by the SQL that makes it; the older state is in `older`.
fn forgeries(id: AuthorizationId) -> Vec<String> {
    let settings = |path: &str, value: &str| {
        format!(
            "UPDATE environment SET settings = json_set(settings, '$.{path}', json('{value}')) WHERE authorization_id = '{id}' AND environment = 'staging';"
        )
    };
    let mut all: Vec<String> = [
        ("token_url", "\"https://staging.example/other\""),
        ("authorization_url", "\"https://evil.example/authorize\""),
        ("device_url", "\"https://staging.example/device\""),
        ("redirect_port", "\"8123\""),
        ("code_challenge_method", "\"plain\""),
        ("accept_cleartext", "true"),
        ("client_id", "\"another\""),
        ("scopes", "[\"read\", \"write\", \"admin\"]"),
        ("client_authentication", "\"client_secret_post\""),
        ("basic_encoding", "\"raw\""),
        ("audience", "\"https://other.example\""),
        ("resources", "[]"),
        ("extras[0].value.text", "\"q\""),
        ("extras[0].name", "\"other\""),
        ("extras[1].place", "\"query\""),
        ("extras[1].name", "\"other\""),
        ("extras[1].slot", "\"other\""),
        ("extras[1].value", "{\"kind\":\"plain\",\"text\":\"\"}"),
        // What Keyfob never stores, so that it can't be read.
        ("client_secret", "{\"kind\":\"typed\",\"text\":\"planted\"}"),
        ("extras[1].value.input", "{\"kind\":\"typed\",\"text\":\"planted\"}"),
        ("unknown", "1"),
        ("scopes", "7"),
    ]
    .map(|(path, value)| settings(path, value))
    .into();
    let here = format!("authorization_id = '{id}'");
    let take = |table: &str, columns: &str, rest: &str| {
        format!(
            "UPDATE {table} SET ({columns}) = (SELECT {columns} FROM older.{table} WHERE {here} {rest}) WHERE {here} {rest};"
        )
    };
    all.extend([
        // A row put back from an older state.
        take("environment", "settings", "AND environment = 'staging'"),
        take("sealed", "key_id, origin, bytes", "AND environment = 'staging' AND field = 'client_secret'"),
        take("settings_seal", "bytes", ""),
        take("environment", "settings", "AND environment = 'staging'")
            + &take("sealed", "key_id, origin, bytes", "AND environment = 'staging' AND field = 'client_secret'"),
        take("environment", "settings", "AND environment = 'staging'") + &take("settings_seal", "bytes", ""),
        // Rows changed, added, removed and moved.
        format!("UPDATE sealed SET origin = 'https://other.example' WHERE {here} AND environment = 'staging';"),
        format!("UPDATE sealed SET key_id = '00000000-0000-0000-0000-000000000000' WHERE {here};"),
        format!("UPDATE sealed SET bytes = zeroblob(105) WHERE {here} AND environment = 'production';"),
        format!("INSERT INTO sealed SELECT authorization_id, environment, 'extra:new', revision, key_id, origin, bytes, digest FROM sealed WHERE {here} AND environment = 'staging' AND field = 'client_secret';"),
        format!("DELETE FROM settings_seal WHERE {here};"),
        // Rows that Keyfob never writes, or that weren't written together.
        format!("UPDATE sealed SET field = 'bogus' WHERE {here} AND environment = 'staging' AND field = 'client_secret';"),
        format!("UPDATE sealed SET key_id = 'x' WHERE {here} AND environment = 'staging' AND field = 'client_secret';"),
        format!("UPDATE environment SET revision = 7 WHERE {here} AND environment = 'staging';"),
        format!("UPDATE settings_seal SET bytes = (SELECT bytes FROM settings_seal WHERE authorization_id <> '{id}') WHERE {here};"),
        format!("DELETE FROM sealed WHERE {here} AND environment = 'production'; DELETE FROM environment WHERE {here} AND environment = 'production'; UPDATE authorization SET production = 0 WHERE id = '{id}';"),
        format!("UPDATE environment SET settings = (SELECT settings FROM environment WHERE {here} AND environment = 'production') WHERE {here} AND environment = 'staging';"),
        // An older revision of everything.
        format!("UPDATE authorization SET revision = 1 WHERE id = '{id}'; UPDATE environment SET revision = 1 WHERE {here}; UPDATE sealed SET revision = 1 WHERE {here};"),
    ]);
    all
}

#[test]
fn each_field_and_each_row_that_is_changed_is_told_and_nothing_of_it_is_used() {
    let home = Home::new();
    let keyfob = home.open();
    let first = keyfob.save(&full("one"), &[]).unwrap();
    keyfob.save(&full("two"), &[]).unwrap();
    let (id, folder) = (first.draft.id.unwrap(), home.folder.path());
    let older = tempfile::NamedTempFile::new().unwrap();
    keyfob.store().back_up().map(|path| std::fs::copy(path, older.path())).unwrap().unwrap();
    let mut second = first.draft;
    *staging(&mut second) =
        OAuth2Draft { client_id: "second".into(), client_secret: typed("second"), ..staging(&mut second).clone() };
    let saved = keyfob.save(&second, &[]).unwrap();
    drop(keyfob);
    let right = tempfile::NamedTempFile::new().unwrap();
    std::fs::copy(folder.join("keyfob.db"), right.path()).unwrap();

    for sql in forgeries(id) {
        std::fs::copy(right.path(), folder.join("keyfob.db")).unwrap();
        forge_beside(folder, Some(older.path()), &sql).unwrap();
        let keyfob = home.open();
        keyfob.lift_reveal_limit();
        assert_eq!(keyfob.startup().unwrap().report.recovery, None, "{sql}");
        let read = keyfob.read(id).unwrap().draft;
        for environment in Environment::ALL {
            // Where the environment is gone or names no such secret, there is nothing to send.
            if read.check_environment(environment).is_ok() {
                outside(keyfob.prepare_connect(&read, environment, &NetworkOverrides::default(), &[]));
            }
            outside(keyfob.reveal(id, environment, &SecretField::ClientSecret));
        }
        let mut changed = read.clone();
        staging(&mut changed).audience = "something else".into();
        if changed.check().is_ok() && !sql.contains("extras[1].slot") {
            outside(keyfob.save(&changed, &[]));
        }
        let told = keyfob.outside_change(id).unwrap().expect(&sql);
        assert!(!told.lines().is_empty(), "{sql}");
        assert_eq!(keyfob.read(id).unwrap().outside_change.map(|change| change.token), Some(told.token.clone()));

        // A change of name is saved, and changes nothing about it. Settings that can't be read, and consent to an address that needs none,
        // aren't saved as they are, so that is more.
        let renaming = Draft { name: "renamed".into(), ..read };
        let more = ["accept_cleartext", "typed", "unknown", "json('7')", "revision = 7"];
        // Nor are fields that the grant type doesn't use.
        let unused = ["authorization_url", "device_url", "redirect_port", "code_challenge_method"];
        let is_more = more.iter().chain(&unused).any(|part| sql.contains(part));
        let renamed = match keyfob.save(&renaming, &[]) {
            Err(Error::ChangedOutside(_)) if is_more => keyfob.read(id).unwrap(),
            renamed => renamed.expect(&sql),
        };
        // An older revision alone is over with the next one, and a row that can't be read is left out: everything else is what was sealed.
        let is_over = ["SET revision = 1 ", "bogus", "key_id = 'x'"].iter().any(|part| sql.contains(part));
        assert_eq!(keyfob.outside_change(id).unwrap().is_none(), is_over, "{sql}");

        if let Some(sealed) = &told.sealed {
            let restored = keyfob.restore_sealed(id).unwrap();
            // A secret that is gone is blank: it must be entered again.
            let settings = |draft: &Draft| shown(draft).to_string().replace("blank", "stored");
            assert_eq!(settings(&restored.draft), settings(sealed), "{sql}");
            if !sql.contains("older.settings_seal") {
                assert_eq!(settings(&restored.draft), settings(&saved.draft), "{sql}");
            }
            assert_eq!(restored.draft.name, renamed.draft.name);
        } else {
            outside(keyfob.restore_sealed(id));
            outside(keyfob.accept_outside_change(id, &told.token));
            let now = keyfob.outside_change(id).unwrap().unwrap();
            let accepted = keyfob.accept_outside_change(id, &now.token).unwrap();
            assert_eq!(accepted.draft.revision, renamed.draft.revision.map(|revision| revision + 1));
        }
        assert!(keyfob.outside_change(id).unwrap().is_none(), "{sql}");
        let secret = revealed(&keyfob, &saved, STAGING);
        assert!(
            matches!(&secret, Ok(secret) if secret == "second") || matches!(secret, Err(Error::SecretUnreadable)),
            "{sql}: {secret:?}"
        );
    }
}

#[test]
fn a_secret_put_back_from_an_older_state_is_not_restored_and_must_be_entered_again() {
    let home = Home::new();
    let keyfob = home.open();
    let first = keyfob.save(&full("one"), &[]).unwrap();
    let id = first.draft.id.unwrap();
    let older = keyfob.store().read_tx(|tx| tx.sealed(id, STAGING, &SecretField::ClientSecret)).unwrap();
    let mut second = first.draft;
    staging(&mut second).client_secret = typed("second");
    keyfob.save(&second, &[]).unwrap();
    let folder = home.folder.path();
    let hex = older.bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let sql = format!("UPDATE sealed SET bytes = x'{hex}' WHERE environment = 'staging' AND field = 'client_secret';");
    forge(folder, &sql).unwrap();

    let told = keyfob.outside_change(id).unwrap().unwrap();
    assert_eq!(told.secrets.len(), 1);
    let restored = keyfob.restore_sealed(id).unwrap();
    assert!(matches!(revealed(&keyfob, &restored, STAGING), Err(Error::SecretUnreadable)));
    let check = keyfob.check(&restored.draft).unwrap();
    let missing: Vec<_> = check.problems.iter().map(|problem| (problem.field, problem.environment)).collect();
    assert_eq!(missing, [(Field::ClientSecret, Some(STAGING))], "the form says so");
    let mut again = restored.draft;
    staging(&mut again).client_secret = typed("third");
    let saved = keyfob.save(&again, &[]).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "third");
    assert_eq!(revealed(&keyfob, &saved, PRODUCTION).unwrap(), "first", "untouched");
}

#[test]
fn what_is_changed_once_more_is_not_accepted_with_what_was_looked_at() {
    let home = Home::new();
    let keyfob = home.open();
    let id = keyfob.save(&full("one"), &[]).unwrap().draft.id.unwrap();
    let forge = |client_id: &str| {
        let sql = format!("UPDATE environment SET settings = json_set(settings, '$.client_id', '{client_id}');");
        forge(home.folder.path(), &sql).unwrap();
    };
    forge("looked-at");
    let told = keyfob.outside_change(id).unwrap().unwrap();
    forge("changed-meanwhile");
    let now = outside(keyfob.accept_outside_change(id, &told.token));
    let mut accepted = keyfob.accept_outside_change(id, &now.token).unwrap();
    assert_eq!(staging(&mut accepted.draft).client_id, "changed-meanwhile");
}

#[test]
fn the_same_revision_with_other_content_is_stale() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&full("one"), &[]).unwrap().draft;
    let sql = "UPDATE authorization SET description = 'another';";
    forge(home.folder.path(), sql).unwrap();
    assert!(matches!(keyfob.save(&saved, &[]), Err(Error::Stale)));
    let sent = keyfob.prepare_connect(&saved, STAGING, &NetworkOverrides::default(), &[]);
    assert!(matches!(sent, Err(Error::Stale)));
    let read = keyfob.read(saved.id.unwrap()).unwrap().draft;
    assert_eq!(read.revision, saved.revision);
    keyfob.save(&read, &[]).unwrap();
}

#[test]
fn name_and_description_are_saved_without_the_key_and_nothing_else_is() {
    let home = Home::new();
    home.open().save(&full("one"), &[]).unwrap();
    home.open().move_to_passphrase(&Secret::new("correct horse".into()), OldBackups::Update).unwrap();
    let keyfob = home.open();
    let id = keyfob.find("one").unwrap().draft.id.unwrap();
    let read = keyfob.read(id).unwrap();
    assert_eq!(read.outside_change.map(|_| ()), None, "not known without the key");
    let renamed = Draft { name: "two".into(), description: "d".into(), ..read.draft };
    let renamed = keyfob.save(&renamed, &[]).unwrap().draft;
    for change in [
        (|fields| fields.scopes = vec!["read".into()]) as fn(&mut OAuth2Draft),
        |fields| fields.token_url += "2",
        |fields| fields.client_secret = typed("new"),
        |fields| *fields = OAuth2Draft::default(),
    ] {
        let mut changed = renamed.clone();
        change(staging(&mut changed));
        assert!(matches!(keyfob.save(&changed, &[]), Err(Error::VaultLocked)));
    }
    keyfob.unlock(&Secret::new("correct horse".into())).unwrap();
    assert!(keyfob.outside_change(id).unwrap().is_none(), "a new name doesn't break the seal");
}

#[test]
fn settings_that_damage_lost_are_restored_and_the_secret_is_missing_until_it_is_entered() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&full("Billing"), &[]).unwrap();
    let id = saved.draft.id.unwrap();
    let lost =
        |part| Loss { part, id: Some(id), name: Some("Billing".into()), environment: Some(Environment::Staging) };
    forge(
        home.folder.path(),
        &format!(
            "DELETE FROM sealed WHERE authorization_id = '{id}' AND environment = 'staging'; \
             DELETE FROM environment WHERE authorization_id = '{id}' AND environment = 'staging'; \
             UPDATE authorization SET staging = 0 WHERE id = '{id}';"
        ),
    )
    .unwrap();
    let recovery = Recovery { lost: vec![lost(LostPart::Environment)], ..Recovery::default() };
    keyfob.store().write(|tx| tx.keep_recovery(recovery.clone())).unwrap();

    let found = keyfob.read(id).unwrap();
    assert_eq!(found.outside_change.unwrap().losses, recovery.lost);
    let refused = keyfob.save(&Draft { name: "Renamed".into(), ..typed_again(found.draft.clone()) }, &[]).unwrap_err();
    assert_eq!(refused.kind(), FailureKind::SettingsLost, "{refused}");
    // A new name resolves nothing.
    let renamed = keyfob.save(&Draft { name: "Renamed".into(), ..found.draft }, &[]).unwrap();
    assert_eq!(keyfob.read(id).unwrap().losses, recovery.lost);

    let restored = keyfob.restore_sealed(id).unwrap();
    assert_eq!(
        restored.losses,
        [lost(LostPart::Secret), lost(LostPart::Secret)],
        "the secret and the secret parameter"
    );
    assert!(keyfob.list(&ListQuery::default()).unwrap().rows[0].has_losses);
    let mut draft = typed_again(restored.draft);
    assert_eq!(draft.name, renamed.draft.name);
    environment(&mut draft, Environment::Staging).extras.clear();
    assert_eq!(keyfob.save(&draft, &[]).unwrap().losses, []);
    assert!(!keyfob.list(&ListQuery::default()).unwrap().rows[0].has_losses);
}

/// A draft whose Staging has its secret typed.
fn typed_again(mut draft: Draft) -> Draft {
    let fields = environment(&mut draft, Environment::Staging);
    fields.token_url = "https://staging.example/token".into();
    fields.client_id = "client".into();
    fields.client_secret = typed("second");
    draft
}

#[test]
fn a_secret_that_damage_lost_is_missing_also_after_a_save_of_the_name_alone() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&full("Billing"), &[]).unwrap();
    let id = saved.draft.id.unwrap();
    let lost =
        |part, environment| Loss { part, id: Some(id), name: Some("Billing".into()), environment: Some(environment) };
    forge(home.folder.path(), &format!("DELETE FROM sealed WHERE authorization_id = '{id}' AND environment = 'staging' AND field = 'client_secret';")).unwrap();
    // The secrets of Production are there: their loss was resolved by another program.
    let lost = [Environment::Staging, Environment::Production].map(|environment| lost(LostPart::Secret, environment));
    let recovery = Recovery { lost: lost.to_vec(), ..Recovery::default() };
    keyfob.store().write(|tx| tx.keep_recovery(recovery.clone())).unwrap();
    let renamed = keyfob.save(&Draft { name: "Renamed".into(), ..saved.draft }, &[]).unwrap();
    assert_eq!(renamed.losses, lost[..1]);
    assert_eq!(keyfob.save(&typed_again(renamed.draft), &[]).unwrap().losses, []);
}
