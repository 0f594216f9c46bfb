//! The page of the laws says what the suite does.

use std::fmt::Write;

use expect_test::expect_file;
use postcache_conformance::{Fixture, ReferenceStore, laws};
use postcache_core::ManualClock;

#[derive(Default)]
struct Any;

impl Fixture for Any {
    type Store = ReferenceStore;

    async fn open(&self, _: &str) -> ReferenceStore {
        ReferenceStore::new(ManualClock::new())
    }
}

#[test]
fn the_page_lists_every_law() {
    let mut page = "# The laws of a `CacheStore`\n\n\
        One law is one test of `suite!`. `UPDATE_EXPECT=1 cargo test -p postcache-conformance --test laws` writes this page.\n\n\
        | law | chapter | promise |\n| --- | --- | --- |\n"
        .to_owned();
    for law in laws::<Any>() {
        writeln!(page, "| `{}` | {} | {} |", law.name(), law.chapter(), law.promise()).unwrap();
    }
    expect_file!["../LAWS.md"].assert_eq(&page);
}

#[test]
fn no_two_laws_have_one_name() {
    let mut names: Vec<_> = laws::<Any>().iter().map(postcache_conformance::Law::name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
