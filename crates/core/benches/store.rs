//! The store with many authorizations: the list, the search, opening and saving.
#![expect(clippy::unwrap_used, reason = "a benchmark: an error is its end")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use keyfob_core::bench_support::FilledStore;

fn store(criterion: &mut Criterion) {
    for authorizations in [1_000, 10_000, 100_000] {
        let folder = tempfile::tempdir().unwrap();
        drop(FilledStore::fill(folder.path(), authorizations).unwrap());
        let store = FilledStore::open(folder.path()).unwrap();
        let mut group = criterion.benchmark_group("store");
        group.sample_size(10);
        let mut measure = |name: &str, run: &dyn Fn()| {
            group.bench_function(BenchmarkId::new(name, authorizations), |bencher| bencher.iter(run));
        };
        measure("first page", &|| assert!(store.list("", 0).unwrap() > 0));
        measure("last page", &|| assert!(store.list("", u32::MAX).unwrap() > 0));
        measure("search that finds all", &|| assert!(store.list("sao paulo", 0).unwrap() > 0));
        measure("search that finds one", &|| assert!(store.list("branch 777,", 0).unwrap() == 1));
        measure("search that finds none", &|| assert!(store.list("nothing like it", 0).unwrap() == 0));
        measure("counts of Home", &|| assert!(store.count().unwrap() > 0));
        measure("verify", &|| store.verify().unwrap());
        measure("open a second time", &|| drop(FilledStore::open(folder.path()).unwrap()));
        drop(store);
        measure("open", &|| drop(FilledStore::open(folder.path()).unwrap()));
        let store = FilledStore::open(folder.path()).unwrap();
        let next = std::cell::Cell::new(authorizations);
        measure("save", &|| store.save(next.replace(next.get() + 1)).unwrap());
        group.finish();
    }
}

criterion_group!(benches, store);
criterion_main!(benches);
