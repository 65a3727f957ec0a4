//! What is saved is read back, found, listed and deleted.
#![expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]

use rusqlite::StatementStatus;

use super::{
    super::{
        forge::forge,
        tx::{Source, search},
    },
    Fresh, api_key, oauth2, open, shown,
};
use crate::{
    authorization::{
        AuthorizationId, AuthorizationType, Environment, EnvironmentCounts, EnvironmentState, ListQuery, ListRow,
        PerEnvironment, Problem, ProblemCode, SecretField, Summary,
    },
    error::{Error, Result},
};

fn query(text: &str) -> ListQuery {
    ListQuery { text: text.into(), ..ListQuery::default() }
}

#[test]
fn what_is_saved_is_read_back_also_after_a_restart() {
    let fresh = Fresh::new();
    let saved = [oauth2("São", "first"), api_key("key", "")];
    for one in &saved {
        one.put(&fresh.store).unwrap();
    }
    for store in [&fresh.store, &open(&fresh.folder)] {
        for one in &saved {
            let read = store.read(one.id()).unwrap();
            assert_eq!(shown(&read.draft), shown(&one.draft));
            assert_eq!(read.validated_at_ms.staging, Some(5));
            assert_eq!(read.validated_at_ms.production, None);
            assert!(read.updated_at_ms > 1_700_000_000_000);
            for sealed in &one.sealed {
                assert_eq!(&store.sealed(sealed.authorization, sealed.environment, &sealed.field).unwrap(), sealed);
            }
        }
        store.verify().unwrap();
    }
}

#[test]
fn a_save_replaces_everything_that_was_saved_before() {
    let fresh = Fresh::new();
    let mut one = api_key("one", "");
    one.put(&fresh.store).unwrap();
    let mut other = oauth2("ONE", "now another type");
    other.draft.id = one.draft.id;
    other.draft.revision = Some(2);
    other.sealed.iter_mut().for_each(|row| row.authorization = one.id());
    other.put(&fresh.store).unwrap();
    assert_eq!(shown(&fresh.store.read(one.id()).unwrap().draft), shown(&other.draft));
    let rows = fresh.store.read_tx(|tx| tx.all_sealed()).unwrap();
    assert_eq!(rows, other.sealed);
    one.draft.id = Some(AuthorizationId::generate());
    assert!(matches!(one.put(&fresh.store), Err(Error::InvalidInput(_))));
    fresh.store.verify().unwrap();
}

#[test]
fn an_error_in_a_write_leaves_nothing_of_it() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    let result = fresh.store.write(|tx| {
        tx.put(&one.draft, one.validated_at_ms, &one.sealed, None)?;
        assert_eq!(tx.revision(one.id())?, Some(1));
        Err::<(), _>(Error::Stale)
    });
    assert!(matches!(result, Err(Error::Stale)));
    assert!(matches!(fresh.store.read(one.id()), Err(Error::NotFound)));
    fresh.store.verify().unwrap();
}

#[test]
fn what_is_deleted_is_gone_with_its_secrets() {
    let fresh = Fresh::new();
    let one = api_key("one", "");
    one.put(&fresh.store).unwrap();
    fresh.store.write(|tx| tx.delete(one.id())).unwrap();
    assert!(matches!(fresh.store.read(one.id()), Err(Error::NotFound)));
    let sealed = fresh.store.sealed(one.id(), Environment::Staging, &SecretField::Value);
    assert!(matches!(sealed, Err(Error::NotFound)));
    assert!(fresh.store.read_tx(|tx| tx.all_sealed()).unwrap().is_empty());
    fresh.store.verify().unwrap();
}

#[test]
fn a_secret_that_is_not_there_is_told_from_an_authorization_that_is_not() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    let slot = SecretField::Extra { slot: "x".into() };
    for (environment, field) in [(Environment::Production, &SecretField::ClientSecret), (Environment::Staging, &slot)] {
        assert!(matches!(fresh.store.sealed(one.id(), environment, field), Err(Error::SecretUnreadable)));
    }
}

#[test]
fn names_are_unique_ignoring_case_and_found_by_it() {
    let fresh = Fresh::new();
    let one = oauth2("Straße É", "");
    one.put(&fresh.store).unwrap();
    for (name, found) in [("STRASSE é", true), (" straße e\u{301} ", true), ("strasse e", false)] {
        assert_eq!(fresh.store.find_by_name(name).unwrap() == Some(one.id()), found, "{name}");
    }
    let code = |name: &str, except| fresh.store.read_tx(|tx| tx.name_problem(name, except)).unwrap().map(|p| p.code);
    assert_eq!(code("STRASSE É", None), Some(ProblemCode::NameTaken));
    assert_eq!(code("STRASSE É", Some(one.id())), None);
    assert!(matches!(api_key("strasse É", "").put(&fresh.store), Err(Error::InvalidInput(_))));
}

#[test]
fn a_name_that_looks_like_another_is_refused_and_still_finds_it() {
    let fresh = Fresh::new();
    let one = oauth2("Zebra", "");
    one.put(&fresh.store).unwrap();
    for name in ["Zebra\u{200B}", "zeb\u{2060}ra", "\u{202E}Zebra"] {
        assert_eq!(fresh.store.find_by_name(name).unwrap(), Some(one.id()), "{name:?}");
        let Err(Error::InvalidInput(problems)) = api_key(name, "").put(&fresh.store) else { panic!("{name:?}") };
        assert_eq!(problems, [Problem::of_name(ProblemCode::NameLooksLike { name: "Zebra".into() })], "{name:?}");
    }
    fresh.store.verify().unwrap();
}

#[test]
fn names_that_an_older_version_let_look_the_same_are_each_found_by_their_own_name() {
    let fresh = Fresh::new();
    let (one, other) = (oauth2("Zebra", ""), oauth2("Other", ""));
    one.put(&fresh.store).unwrap();
    other.put(&fresh.store).unwrap();
    let name = "Zebra\u{200B}";
    let key = crate::authorization::name_key(name);
    let sql = format!("UPDATE authorization SET name = '{name}', name_key = '{key}' WHERE name = 'Other'");
    forge(fresh.folder.path(), &sql).unwrap();
    for (name, found) in [("zebra", one.id()), (name, other.id()), ("Ze\u{AD}bra", one.id())] {
        assert_eq!(fresh.store.find_by_name(name).unwrap(), Some(found), "{name:?}");
    }
}

#[test]
fn the_search_is_literal_and_ignores_case_and_accents() {
    let fresh = Fresh::new();
    for (name, description) in
        [("São Paulo", "cobrança 100%"), ("sao_x", ""), ("saoyx", "Ünïcode"), ("zz", "ends with é"), ("ab", "cd")]
    {
        oauth2(name, description).put(&fresh.store).unwrap();
    }
    for (text, names) in [
        ("SAO", vec!["São Paulo", "sao_x", "saoyx"]),
        ("%", vec!["São Paulo"]),
        ("o_x", vec!["sao_x"]),
        ("unicode", vec!["saoyx"]),
        ("with E", vec!["zz"]),
        ("  COBRANCA ", vec!["São Paulo"]),
        ("bc", vec![]),
        ("'\"", vec![]),
    ] {
        let page = fresh.store.page(&query(text)).unwrap();
        let found: Vec<_> = page.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(found, names, "{text}");
        assert_eq!(page.total as usize, names.len(), "{text}");
    }
}

#[test]
fn pages_hold_25_rows_and_one_beyond_the_end_is_the_last() {
    let fresh = Fresh::new();
    for count in [0u32, 25, 26, 51] {
        let present = fresh.store.summary().unwrap().total;
        for number in present..count {
            oauth2(&format!("n{number:03}"), "d").put(&fresh.store).unwrap();
        }
        for (asked, text) in [0, 1, 2, u32::MAX].into_iter().flat_map(|page| [(page, ""), (page, "d")]) {
            let page = fresh.store.page(&ListQuery { text: text.into(), page: asked, ..ListQuery::default() }).unwrap();
            let last = count.saturating_sub(1) / 25;
            assert_eq!((page.total, page.page), (count, asked.min(last)), "{asked} of {count}");
            let first = page.page * 25;
            let names: Vec<_> = (first..(first + 25).min(count)).map(|number| format!("n{number:03}")).collect();
            assert_eq!(page.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), names);
        }
    }
}

#[test]
fn the_list_is_alphabetical_ignoring_case_and_accents_and_tells_type_and_states() {
    let fresh = Fresh::new();
    for name in ["b", "Á", "a", "Z", "ç", "d"] {
        api_key(name, "").put(&fresh.store).unwrap();
    }
    oauth2("c", "").put(&fresh.store).unwrap();
    let page = fresh.store.page(&query("")).unwrap();
    assert_eq!(page.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["a", "Á", "b", "c", "ç", "d", "Z"]);
    let only = ListQuery { authorization_type: Some(AuthorizationType::OAuth2), ..ListQuery::default() };
    let page = fresh.store.page(&only).unwrap();
    let states = page.rows.iter().map(|row| row.environments).collect::<Vec<_>>();
    assert_eq!(
        (page.total, states[0].staging, states[0].production),
        (1, EnvironmentState::Validated, EnvironmentState::NotConfigured)
    );
    assert_eq!(
        fresh.store.summary().unwrap(),
        Summary {
            total: 7,
            validated: 1,
            environments: PerEnvironment {
                staging: EnvironmentCounts { configured: 7, validated: 7, sign_in_needed: 0 },
                production: EnvironmentCounts { configured: 6, validated: 0, sign_in_needed: 0 },
            },
            sign_in_ends_at_ms: None,
        }
    );
}

#[test]
fn rotation_replaces_every_sealed_row_at_once() {
    let fresh = Fresh::new();
    for number in 0..5 {
        api_key(&format!("n{number}"), "").put(&fresh.store).unwrap();
    }
    let mut rows = fresh.store.read_tx(|tx| tx.all_sealed()).unwrap();
    for row in &mut rows {
        row.bytes.reverse();
    }
    fresh.store.write(|tx| tx.replace_sealed(&rows)).unwrap();
    assert_eq!(fresh.store.read_tx(|tx| tx.all_sealed()).unwrap(), rows);
    fresh.store.verify().unwrap();
}

#[test]
fn settings_and_the_vault_record_are_kept() {
    let fresh = Fresh::new();
    assert_eq!(fresh.store.vault_record().unwrap(), None);
    for text in ["{}", "{\"a\":1}"] {
        fresh
            .store
            .write(|tx| {
                tx.put_vault_record(text)?;
                tx.put_setting("language", text)
            })
            .unwrap();
        assert_eq!(fresh.store.vault_record().unwrap().as_deref(), Some(text));
        assert_eq!(fresh.store.setting("language").unwrap().as_deref(), Some(text));
    }
    assert_eq!(fresh.store.setting("other").unwrap(), None);
    fresh.store.verify().unwrap();
}

#[test]
fn all_rows_come_from_one_search() {
    let fresh = Fresh::new();
    for number in 0..60 {
        api_key(&format!("key {number}"), "").put(&fresh.store).unwrap();
    }
    let query = query("key");
    let (rows, searches, pages) = fresh
        .store
        .read_tx(|tx| {
            let rows = tx.rows(&query, Source::Index)?;
            let searches = tx.connection.prepare_cached(search::BLOCKS)?.get_status(StatementStatus::Run);
            let page = |page| tx.page(&ListQuery { page, ..query.clone() }, Source::Index);
            let pages = (0..3).map(page).collect::<Result<Vec<_>>>()?;
            Ok((rows, searches, pages))
        })
        .unwrap();
    let names = |rows: &[ListRow]| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
    let all: Vec<_> = pages.iter().flat_map(|page| names(&page.rows)).collect();
    assert_eq!((names(&rows), searches), (all, 1));
}

#[test]
fn only_a_change_of_what_the_user_saved_changes_the_time_of_the_last_change() {
    let fresh = Fresh::new();
    let mut one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    fresh.store.write(|tx| tx.backdate(one.id(), 1_000)).unwrap();
    let id = one.id();
    let updated = || fresh.store.read(id).unwrap().updated_at_ms;
    for at_ms in [Some(7), None, Some(8)] {
        fresh.store.write(|tx| tx.set_validated(one.id(), Environment::Staging, at_ms)).unwrap();
        let read = fresh.store.read(one.id()).unwrap();
        assert_eq!((read.validated_at_ms.staging, read.updated_at_ms, read.draft.revision), (at_ms, 1_000, Some(1)));
    }
    let states = fresh.store.page(&query("")).unwrap().rows[0].environments;
    assert_eq!(states.staging, EnvironmentState::Validated);
    fresh.store.verify().unwrap();
    one.put(&fresh.store).unwrap();
    assert_eq!(updated(), 1_000, "saved again as it was");
    let description = std::mem::replace(&mut one.draft.description, "changed".into());
    one.put(&fresh.store).unwrap();
    assert!(updated() > 1_000, "another description");
    one.draft.description = description;
    fresh.store.write(|tx| tx.backdate(one.id(), 1_000)).unwrap();
    one.sealed[0].bytes.reverse();
    one.put(&fresh.store).unwrap();
    assert!(updated() > 1_000, "another secret");
}

#[test]
fn an_environment_that_is_not_configured_cannot_be_validated() {
    let fresh = Fresh::new();
    let one = oauth2("one", "");
    one.put(&fresh.store).unwrap();
    let marked = fresh.store.write(|tx| tx.set_validated(one.id(), Environment::Production, Some(1)));
    assert!(matches!(marked, Err(Error::NotFound)));
    fresh.store.verify().unwrap();
}
