//! The search finds exactly what a look at every text finds, whatever was saved, changed or damaged.

use proptest::{collection::vec, prelude::*, sample::select};

use super::{Fresh, Saved, api_key, oauth2};
use crate::{
    authorization::{AuthorizationType, Environment, ListQuery, ListRow, look_key, search_key},
    error::Error,
    store::{
        Store,
        tx::{Source, search},
    },
};

/// Parts of texts that a search could get wrong.
const PARTS: [&str; 30] = [
    "a",
    "b",
    "A",
    "á",
    "a\u{301}",
    "\u{301}",
    "São Paulo",
    "SAO",
    "ß",
    "SS",
    "ﬁ",
    "Ｋ",
    "İ",
    "ς",
    "%",
    "_",
    "*",
    "\"",
    "'",
    "\\",
    "\u{200b}",
    "\u{200d}",
    "👩‍👩‍👧",
    "🇧🇷",
    "日本",
    "x y",
    " ",
    "\u{fdfa}",
    "branch 7",
    "OR NOT",
];

fn text(parts: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let part = prop_oneof![6 => select(&PARTS[..]).prop_map(str::to_owned), 1 => ".{0,3}", 1 => "[a-c]{1,900}"];
    // No name or description has a control character.
    vec(part, parts).prop_map(|parts| parts.concat().replace(char::is_control, ""))
}

/// Texts that users could search for: also parts of what there is, and control characters that separate texts in the database.
fn searched() -> impl Strategy<Value = String> {
    let nothing_or_control = select(&["", " ", "\u{1}", "a\u{1}", "\0", "a\0", "\n"][..]).prop_map(str::to_owned);
    prop_oneof![6 => text(1..4), 1 => nothing_or_control, 1 => "[a-c]{1,2}", 1 => "[a-c]{1000}"]
}

/// Returns the names that a query finds, by looking at each authorization, in the order of the list.
pub(super) fn expected(saved: &[Saved], query: &ListQuery) -> Vec<String> {
    let text = search_key(query.text.trim());
    let matches = |one: &&Saved| {
        let [name, description] = [&one.draft.name, &one.draft.description].map(|text| search_key(text));
        let searched = format!("{name}\u{1}{description}");
        query.authorization_type.is_none_or(|kind| kind == one.draft.authorization_type())
            && (text.is_empty() || searched.contains(&text))
    };
    let mut names: Vec<_> = saved.iter().filter(matches).map(|one| one.draft.name.clone()).collect();
    names.sort_by_key(|name| (search_key(name), look_key(name)));
    names
}

pub(super) fn names(rows: &[ListRow]) -> Vec<String> {
    rows.iter().map(|row| row.name.clone()).collect()
}

/// Checks every page of a query, and all its rows at once, from the index and from the table.
fn check(store: &Store, saved: &[Saved], query: &ListQuery) {
    let expected = expected(saved, query);
    for source in [Source::Index, Source::Table] {
        let rows = store.read_tx(|tx| tx.rows(query, source)).unwrap();
        assert_eq!(names(&rows), expected, "{query:?} {source:?}");
        let last = u32::try_from(expected.len().saturating_sub(1) / 25).unwrap();
        for asked in [0, 1, last, u32::MAX] {
            let page = store.read_tx(|tx| tx.page(&ListQuery { page: asked, ..query.clone() }, source)).unwrap();
            assert_eq!((page.total as usize, page.page), (expected.len(), asked.min(last)), "{query:?} {source:?}");
            let shown = expected.chunks(25).nth(page.page as usize).unwrap_or_default();
            assert_eq!(names(&page.rows), shown, "{query:?} {source:?}");
        }
    }
}

pub(super) fn is_current(store: &Store) -> bool {
    store.read_tx(|tx| search::is_current(tx.connection)).unwrap()
}

fn queries(texts: &[String]) -> impl Iterator<Item = ListQuery> {
    let kinds = [None, Some(AuthorizationType::ApiKey), Some(AuthorizationType::OAuth2)];
    texts.iter().flat_map(move |text| {
        kinds.map(|authorization_type| ListQuery { text: text.clone(), authorization_type, ..ListQuery::default() })
    })
}

/// A step of a user: each number selects an authorization.
#[derive(Clone, Debug)]
enum Step {
    Save(String, String),
    Rename(usize, String),
    Describe(usize, String),
    Delete(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (text(1..4), text(0..6)).prop_map(|(name, description)| Step::Save(name, description)),
        2 => (any::<usize>(), text(1..4)).prop_map(|(which, name)| Step::Rename(which, name)),
        2 => (any::<usize>(), text(0..6)).prop_map(|(which, text)| Step::Describe(which, text)),
        2 => any::<usize>().prop_map(Step::Delete),
    ]
}

fn take_step(store: &Store, saved: &mut Vec<Saved>, step: Step) {
    let count = saved.len().max(1);
    let changed = |one: &Saved, change: &dyn Fn(&mut Saved)| {
        let mut changed =
            Saved { draft: one.draft.clone(), validated_at_ms: one.validated_at_ms, sealed: one.sealed.clone() };
        change(&mut changed);
        changed
    };
    let (at, one) = match step {
        Step::Delete(which) => {
            if saved.is_empty() {
                return;
            }
            let one = saved.remove(which % count);
            return store.write(|tx| tx.delete(one.id())).unwrap();
        }
        Step::Save(name, description) => {
            let make = if saved.len().is_multiple_of(3) { api_key } else { oauth2 };
            (saved.len(), make(&name, &description))
        }
        Step::Rename(..) | Step::Describe(..) if saved.is_empty() => return,
        Step::Rename(which, name) => {
            (which % count, changed(&saved[which % count], &|one| one.draft.name.clone_from(&name)))
        }
        Step::Describe(which, text) => {
            (which % count, changed(&saved[which % count], &|one| one.draft.description.clone_from(&text)))
        }
    };
    match one.put(store) {
        // Another one has the name.
        Err(Error::InvalidInput(_)) => {}
        result => {
            result.unwrap();
            if at < saved.len() {
                saved[at] = one;
            } else {
                saved.push(one);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_index_finds_what_a_look_at_every_text_finds(
        steps in vec(step(), 1..90),
        texts in vec(searched(), 12),
    ) {
        let fresh = Fresh::new();
        let mut saved = Vec::new();
        for step in steps {
            take_step(&fresh.store, &mut saved, step);
        }
        prop_assert!(is_current(&fresh.store));
        fresh.store.verify().unwrap();
        queries(&texts).for_each(|query| check(&fresh.store, &saved, &query));
    }
}

/// Saves as many authorizations as fill several blocks.
pub(super) fn filled(count: usize) -> (Fresh, Vec<Saved>) {
    let fresh = Fresh::new();
    let one = |number: usize| {
        let make = if number.is_multiple_of(4) { api_key } else { oauth2 };
        make(
            &format!("name {:04}", number * 7919 % 10_007),
            &format!("São Paulo's branch {number}, {}", "d".repeat(200)),
        )
    };
    let saved: Vec<_> = (0..count).map(one).collect();
    fresh
        .store
        .write(|tx| {
            saved.iter().try_for_each(|one| tx.put(&one.draft, one.validated_at_ms, &one.sealed, Some(b"seal")))
        })
        .unwrap();
    (fresh, saved)
}

pub(super) const TEXTS: [&str; 6] = ["", "sao paulo", "branch 7", "zz", "0", "name 00"];

pub(super) fn check_all(store: &Store, saved: &[Saved]) {
    queries(&TEXTS.map(str::to_owned)).for_each(|query| check(store, saved, &query));
}

fn blocks(store: &Store) -> i64 {
    store.read_tx(|tx| Ok(tx.connection.query_row("SELECT count(*) FROM search_block", [], |row| row.get(0))?)).unwrap()
}

#[test]
fn blocks_are_divided_when_they_grow_and_joined_when_they_shrink() {
    let (fresh, mut saved) = filled(400);
    let most = blocks(&fresh.store);
    assert!(most >= 6, "{most}");
    check_all(&fresh.store, &saved);
    for number in 400..500 {
        // All at one place of the list.
        let one = oauth2(&format!("name 5000 {number}"), &"e".repeat(1_000));
        one.put(&fresh.store).unwrap();
        saved.push(one);
    }
    assert!(blocks(&fresh.store) > most + 4);
    check_all(&fresh.store, &saved);
    while saved.len() > 5 {
        let one = saved.swap_remove(saved.len() / 2);
        fresh.store.write(|tx| tx.delete(one.id())).unwrap();
    }
    check_all(&fresh.store, &saved);
    assert!(blocks(&fresh.store) <= 2);
    fresh.store.verify().unwrap();
    fresh.store.write(|tx| saved.drain(..).try_for_each(|one| tx.delete(one.id()))).unwrap();
    assert_eq!(blocks(&fresh.store), 0);
    check_all(&fresh.store, &[]);
    fresh.store.verify().unwrap();
}

#[test]
fn the_counts_follow_saves_validations_and_deletions() {
    let (fresh, saved) = filled(40);
    let counts = |store: &Store| {
        let summary = store.summary().unwrap();
        let of = |kind| {
            let query = ListQuery { authorization_type: Some(kind), ..ListQuery::default() };
            store.page(&query).unwrap().total
        };
        (summary.total, summary.validated, of(AuthorizationType::ApiKey), of(AuthorizationType::OAuth2))
    };
    // API keys have two environments, of which only Staging is validated.
    assert_eq!(counts(&fresh.store), (40, 30, 10, 30));
    let mark = |one: &Saved, environment, at_ms| {
        fresh.store.write(|tx| tx.set_validated(one.id(), environment, at_ms)).unwrap();
    };
    mark(&saved[0], Environment::Production, Some(1));
    mark(&saved[1], Environment::Staging, None);
    mark(&saved[2], Environment::Staging, None);
    assert_eq!(counts(&fresh.store), (40, 29, 10, 30));
    fresh.store.write(|tx| tx.delete(saved[0].id())).unwrap();
    assert_eq!(counts(&fresh.store), (39, 28, 9, 30));
    assert!(is_current(&fresh.store));
    fresh.store.verify().unwrap();
}
