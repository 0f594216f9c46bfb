//! A few users with a few entries each, to see who is hit.

use postcache_core::CacheStore;
use postcache_core::store::{Cells, OwnedEntry};

use super::{Process, Seen, Trial};
use crate::Fixture;

/// Entries of several scopes, regions and keys, each with a value of its own.
#[derive(Debug)]
pub(crate) struct Cast(Vec<OwnedEntry>);

impl Cast {
    pub(crate) async fn enters<F: Fixture>(trial: &Trial<F>) -> Self {
        let mut entries = Vec::new();
        for user in ["alice", "alic", "bob"] {
            for key in ["k", "l"] {
                entries.extend(trial.of_each_region(user, key));
            }
        }
        let cast = Self(entries);
        for (number, entry) in (0..).zip(&cast.0) {
            trial.store().load(entry, number).await;
        }
        cast
    }

    pub(crate) fn entries(&self) -> &[OwnedEntry] {
        &self.0
    }

    /// The entry with the most that it depends on.
    pub(crate) fn first_with_two_tags(&self) -> &OwnedEntry {
        self.0.iter().find(|entry| entry.region.tags().len() == 2).unwrap()
    }

    /// Asserts that what depends on `cells` is gone and the rest is there.
    pub(crate) async fn misses_only(&self, store: &Process<impl CacheStore>, cells: &Cells, why: &str) {
        for (number, entry) in (0..).zip(&self.0) {
            let expected = if depends(entry, cells) { Seen::Miss } else { Seen::Value(number) };
            let region = entry.region.name();
            assert_eq!(store.get(entry).await, expected, "entry {number}, of region {region}, after {why}");
        }
    }

    pub(crate) async fn misses_any(&self, store: &Process<impl CacheStore>) -> bool {
        for entry in &self.0 {
            if store.get(entry).await == Seen::Miss {
                return true;
            }
        }
        false
    }

    /// Loads what is gone.
    pub(crate) async fn comes_back(&self, store: &Process<impl CacheStore>) {
        for (number, entry) in (0..).zip(&self.0) {
            if store.get(entry).await == Seen::Miss {
                store.load(entry, number).await;
            }
        }
    }
}

/// Whether a value of `entry` depends on one of `cells`.
pub(crate) fn depends(entry: &OwnedEntry, cells: &Cells) -> bool {
    let named = || cells.entries.iter().any(|named| named.key == entry.key);
    let tagged = || entry.region.tags().iter().any(|tag| cells.tags.contains(tag));
    entry.key.scope() == cells.scope.as_bytes() && (cells.whole_scope || named() || tagged())
}
