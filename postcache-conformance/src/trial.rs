//! What a law works with.

mod cast;
mod cells;
mod process;
mod regions;
mod time;
mod values;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use postcache_core::store::OwnedEntry;
use postcache_core::{Cache, CacheStore, OnBehalfOf};

pub(crate) use cast::Cast;
pub(crate) use cells::{entries, every_way_to_name, tag, whole_scope};
pub(crate) use process::{Process, Seen, granted};
pub(crate) use regions::Regions;
pub(crate) use time::Time;
pub(crate) use values::{LONG, negative, payload};

use crate::Fixture;

/// One run of one law: a namespace of its own, a first process, some regions, and the time.
#[derive(Debug)]
pub(crate) struct Trial<F: Fixture> {
    fixture: F,
    namespace: String,
    first: Process<F::Store>,
    regions: Regions,
    time: Time,
}

impl<F: Fixture> Trial<F> {
    pub(crate) async fn of(law: &str) -> Self {
        let fixture = F::default();
        // So that runs beside or after this one, on the same server, do not meet it.
        let namespace = format!("{law}-{:016x}", RandomState::new().hash_one(law));
        let store = fixture.open(&namespace).await;
        let regions = Regions::of::<F>(&Cache::new(store.clone()));
        let time = Time::of(fixture.clock());
        Self { fixture, namespace, first: Process::new(store), regions, time }
    }

    /// The process that does what no law says which process does.
    pub(crate) const fn store(&self) -> &Process<F::Store> {
        &self.first
    }

    /// Another process over the same data.
    pub(crate) async fn another_process(&self) -> Process<F::Store> {
        Process::new(self.fixture.open(&self.namespace).await)
    }

    /// A process over other data.
    pub(crate) async fn another_namespace(&self, suffix: &str) -> Process<F::Store> {
        Process::new(self.fixture.open(&format!("{}{suffix}", self.namespace)).await)
    }

    /// A cache over the first process, for regions of the law's own.
    pub(crate) fn cache(&self) -> Cache {
        Cache::new(self.first.handle().clone())
    }

    pub(crate) const fn regions(&self) -> &Regions {
        &self.regions
    }

    pub(crate) const fn time(&self) -> &Time {
        &self.time
    }

    /// An entry of a region without tags.
    pub(crate) fn plain(&self, user: &str, key: &str) -> OwnedEntry {
        self.regions.plain.entry(&someone(user), key).unwrap()
    }

    /// An entry of a region with the tag `red`.
    pub(crate) fn red(&self, user: &str, key: &str) -> OwnedEntry {
        self.regions.red.entry(&someone(user), key).unwrap()
    }

    /// An entry of a region with the tags `blue` and `red`.
    pub(crate) fn red_and_blue(&self, user: &str, key: &str) -> OwnedEntry {
        self.regions.red_and_blue.entry(&someone(user), key).unwrap()
    }

    /// One entry of each of these regions.
    pub(crate) fn of_each_region(&self, user: &str, key: &str) -> [OwnedEntry; 3] {
        [self.plain(user, key), self.red(user, key), self.red_and_blue(user, key)]
    }

    pub(crate) fn keeps_objects(&self) -> bool {
        self.first.handle().keeps_objects()
    }
}

pub(crate) fn someone(id: &str) -> OnBehalfOf<&str> {
    OnBehalfOf::new(id, "a law of the conformance suite")
}
