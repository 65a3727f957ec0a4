//! The store with many authorizations: the list, the search, opening and saving.
//!
//! Machines differ and are busy, so compare each figure with `reference` in the same run: SQLite's own scan of the table, which no change of
//! the store makes faster or slower.
#![expect(clippy::unwrap_used, reason = "a benchmark: an error is its end")]

use std::{cell::Cell, time::Duration};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use keyfob_core::{authorization::AuthorizationType, bench_support::FilledStore};

/// The largest size at which everything is measured; above it, only the list and the search.
const ALL_MEASURED: usize = 100_000;

fn store(criterion: &mut Criterion) {
    for authorizations in [10_000, 100_000, 1_000_000] {
        let folder = tempfile::tempdir().unwrap();
        drop(FilledStore::fill(folder.path(), authorizations).unwrap());
        let store = FilledStore::open(folder.path()).unwrap();
        let mut group = criterion.benchmark_group("store");
        group.sample_size(15).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
        let mut measure = |name: &str, run: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(name, authorizations), |bencher| bencher.iter(run));
        };
        let middle = u32::try_from(authorizations / 50).unwrap();
        let all = u32::try_from(authorizations).unwrap();
        let found = |text: &str, page: u32| store.list(text, page).unwrap();
        let of_type = |kind| store.list_of_type(kind).unwrap();
        measure("reference", &|| assert_eq!(store.reference("branch 777,").unwrap(), 1));
        measure("first page", &|| assert_eq!(found("", 0), all));
        measure("page in the middle", &|| assert_eq!(found("", middle), all));
        measure("last page", &|| assert_eq!(found("", u32::MAX), all));
        measure("first page of a type", &|| assert_eq!(of_type(AuthorizationType::OAuth2), all));
        measure("first page of a type that none has", &|| assert_eq!(of_type(AuthorizationType::ApiKey), 0));
        measure("search that finds all", &|| assert_eq!(found("sao paulo", 0), all));
        measure("search that finds all, last page", &|| assert_eq!(found("sao paulo", u32::MAX), all));
        measure("search for one letter, finds all", &|| assert_eq!(found("a", 0), all));
        measure("search for two letters, finds none", &|| assert_eq!(found("zz", 0), 0));
        measure("search that finds a tenth", &|| assert!(found("7,", 0) >= all / 20));
        measure("search that finds one", &|| assert_eq!(found("branch 777,", 0), 1));
        measure("search that finds none", &|| assert_eq!(found("nothing like it", 0), 0));
        measure("counts of Home", &|| assert_eq!(store.count().unwrap(), all));
        measure("open a second time", &|| drop(FilledStore::open(folder.path()).unwrap()));
        drop(store);
        measure("open", &|| drop(FilledStore::open(folder.path()).unwrap()));
        if authorizations <= ALL_MEASURED {
            let store = FilledStore::open(folder.path()).unwrap();
            measure("verify", &|| store.verify().unwrap());
            let next = Cell::new(authorizations);
            measure("save", &|| store.save(next.replace(next.get() + 1)).unwrap());
        }
        group.finish();
    }
}

criterion_group!(benches, store);
criterion_main!(benches);
