//! A waiver is for a law that does not hold, and says so.

use std::panic::catch_unwind;

use postcache_conformance::__private::{keep, know_the_waived};
use postcache_conformance::{Fixture, ReferenceStore};
use postcache_core::{Clock, ManualClock};

/// Two processes of it share nothing.
#[derive(Default)]
struct Apart(ManualClock);

impl Fixture for Apart {
    type Store = ReferenceStore;

    const WAIVED: &'static [&'static str] =
        &["processes_share_their_namespace", "a_lease_fills_twice", "limits_are_kept"];

    async fn open(&self, _: &str) -> ReferenceStore {
        ReferenceStore::new(self.0.clone())
    }

    fn clock(&self) -> Clock {
        self.0.clone().into()
    }
}

#[test]
fn a_waived_law_may_be_broken() {
    keep::<Apart>("processes_share_their_namespace");
}

#[test]
fn a_law_that_is_broken_and_not_waived_fails_with_its_promise() {
    let panic = catch_unwind(|| keep::<Apart>("a_negative_value_is_not_a_miss")).unwrap_err();
    let said = panic.downcast_ref::<String>().unwrap();
    assert!(said.contains("`a_negative_value_is_not_a_miss` is broken"), "{said}");
    assert!(said.contains("\"Not found\" is a value of its own"), "{said}");
}

#[test]
fn a_waiver_of_a_law_that_holds_fails() {
    let panic = catch_unwind(|| keep::<Apart>("limits_are_kept")).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("take it out of `WAIVED`"));
}

#[test]
fn a_waiver_of_no_law_fails() {
    let panic = catch_unwind(know_the_waived::<Apart>).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("`a_lease_fills_twice`"));
}

/// Opening it takes longer than its laws may.
#[derive(Default)]
struct Hangs;

impl Fixture for Hangs {
    type Store = ReferenceStore;

    const TIME_LIMIT: std::time::Duration = std::time::Duration::from_millis(50);

    async fn open(&self, _: &str) -> ReferenceStore {
        std::future::pending().await
    }
}

#[test]
fn a_law_that_hangs_fails_with_its_name() {
    let panic = catch_unwind(|| keep::<Hangs>("limits_are_kept")).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("`limits_are_kept` is broken: it hangs"));
}
