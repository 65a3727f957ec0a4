//! How long the whole core takes, including keys and seals: listing, reading, preparing a CONNECT and saving. To compare two versions, run it
//! in both on the same machine, one after the other.
#![expect(clippy::unwrap_used, reason = "a benchmark: an error is its end")]

use std::{cell::RefCell, hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use keyfob_core::{
    authorization::{
        AuthorizationType, Details, Draft, Environment, ListQuery, OAuth2Draft, PerEnvironment, SecretInput,
    },
    connect::network::NetworkOverrides,
    keyfob::{Keyfob, Settings},
    secret::Secret,
    vault::Keyring,
};

/// How many authorizations there are.
const AUTHORIZATIONS: usize = 1_000;

fn draft(number: usize) -> Draft {
    let mut draft = Draft { name: format!("authorization {number}"), ..Draft::blank(AuthorizationType::OAuth2) };
    let fields = |environment: Environment| OAuth2Draft {
        token_url: format!("https://{environment}.login.example/{number}/token"),
        client_id: format!("client-{number}"),
        client_secret: SecretInput::Typed { text: Secret::new(format!("secret {number}")) },
        scopes: ["orders.read", "orders.write", "customers.read"].map(str::to_owned).into(),
        ..OAuth2Draft::default()
    };
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        *environments = PerEnvironment::from_fn(fields);
    }
    draft
}

/// A draft with as many scopes as a form takes, each of the greatest length.
fn with_most_scopes(mut draft: Draft) -> Draft {
    let scopes: Vec<String> = (0..500).map(|number| format!("{number:0250}")).collect();
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        environments.staging.scopes.clone_from(&scopes);
        environments.production.scopes = scopes;
    }
    draft
}

fn staging(draft: &mut Draft) -> &mut OAuth2Draft {
    match &mut draft.details {
        Details::OAuth2 { environments, .. } => environments.get_mut(Environment::Staging),
        Details::ApiKey { .. } => unreachable!("an OAuth 2 draft"),
    }
}

fn keyfob(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<keyring_core::CredentialStore> = keyring_core::mock::Store::new().unwrap();
    let keyfob = Keyfob::open(Settings {
        folder: folder.path().to_owned(),
        keyring: Keyring::over(store),
        waiting: keyfob_core::Waiting::default(),
    })
    .unwrap();
    let saved: Vec<_> = (0..AUTHORIZATIONS).map(|number| keyfob.save(&draft(number), &[]).unwrap()).collect();
    let one = RefCell::new(saved[500].draft.clone());
    let id = saved[500].draft.id.unwrap();
    let mut group = criterion.benchmark_group("keyfob");
    group.sample_size(30);
    group.bench_function("list", |bencher| bencher.iter(|| black_box(keyfob.list(&ListQuery::default()).unwrap())));
    group.bench_function("read", |bencher| bencher.iter(|| black_box(keyfob.read(id).unwrap())));
    group.bench_function("check", |bencher| bencher.iter(|| black_box(keyfob.check(&one.borrow()).unwrap())));
    let large = with_most_scopes(draft(AUTHORIZATIONS));
    let saved_large = keyfob.save(&large, &[]).unwrap().draft;
    group.bench_function("check 500 scopes", |bencher| bencher.iter(|| black_box(keyfob.check(&saved_large).unwrap())));
    let large_id = saved_large.id.unwrap();
    group.bench_function("read 500 scopes", |bencher| bencher.iter(|| black_box(keyfob.read(large_id).unwrap())));
    let scopes = &staging(&mut saved_large.clone()).scopes.clone();
    group.bench_function("add one to 499 scopes", |bencher| {
        bencher.iter(|| black_box(keyfob.read_scopes("another", &scopes[1..])));
    });
    let options = NetworkOverrides::default();
    group.bench_function("prepare a CONNECT of stored secrets", |bencher| {
        bencher.iter(|| black_box(keyfob.prepare_connect(&one.borrow(), Environment::Staging, &options, &[]).is_ok()));
    });
    let save = |change: &dyn Fn(&mut Draft)| {
        let mut draft = one.borrow().clone();
        change(&mut draft);
        *one.borrow_mut() = keyfob.save(&draft, &[]).unwrap().draft;
    };
    group.bench_function("save a description", |bencher| {
        bencher.iter(|| save(&|draft| draft.description.push_str(if draft.description.len() > 99 { "" } else { "d" })));
    });
    group.bench_function("save other scopes", |bencher| {
        bencher.iter(|| save(&|draft| staging(draft).scopes.rotate_left(1)));
    });
    group.bench_function("save a new secret", |bencher| {
        let typed = || SecretInput::Typed { text: Secret::new("another secret".to_owned()) };
        bencher.iter(|| save(&|draft| staging(draft).client_secret = typed()));
    });
    group.finish();
}

criterion_group!(benches, keyfob);
criterion_main!(benches);
