//! Bugs in what names an entry, a scope or a store.

use std::sync::{LazyLock, Mutex};

use async_trait::async_trait;
use postcache_conformance::ReferenceStore;
use postcache_core::store::{Cells, Entry, OwnedEntry};
use postcache_core::{Cache, CacheStore, Error, ManualClock, OnBehalfOf, Region, ScopeKey};

use crate::bug::Bug;

/// The entry of the same region that a key of these bytes names, in a scope of these.
fn renamed(entry: Entry<'_>, scope: &[u8], key: &[u8]) -> OwnedEntry {
    type ScopeAndKey = (Vec<u8>, Vec<u8>);
    static REGION: LazyLock<Region<ScopeAndKey, u64>> = LazyLock::new(|| {
        let cache = Cache::new(ReferenceStore::new(ManualClock::new()));
        cache.region("renamed").unchecked("the names of a mutant").unwrap()
    });
    let mut renamed = entry.owned();
    let everybody = OnBehalfOf::new("everybody", "a mutant that mixes its users up");
    renamed.key = REGION.entry(&everybody, &(scope.to_vec(), key.to_vec())).unwrap().key;
    renamed
}

/// All users share one entry.
#[derive(Debug, Default)]
pub(crate) struct ForgetsTheScopeInTheKey;

impl Bug for ForgetsTheScopeInTheKey {
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        renamed(entry, &[], entry.key.entry())
    }
}

/// Two regions share an entry whose key is the same.
#[derive(Debug, Default)]
pub(crate) struct ForgetsTheRegionInTheKey;

impl Bug for ForgetsTheRegionInTheKey {
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        let mut forgotten = entry.owned();
        if entry.key.entry().starts_with(&entry.region.number().get().to_be_bytes()) {
            forgotten = renamed(entry, entry.key.scope(), &entry.key.entry()[4..]);
        }
        forgotten
    }
}

/// A key has so much room and no more.
#[derive(Debug, Default)]
pub(crate) struct CutsLongKeys;

impl Bug for CutsLongKeys {
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        let key = entry.key.entry();
        if key.len() > 4096 { renamed(entry, entry.key.scope(), &key[..4096]) } else { entry.owned() }
    }
}

/// A scope is whatever begins with its id.
#[derive(Debug, Default)]
pub(crate) struct ClearsByPrefix {
    scopes: Mutex<Vec<ScopeKey>>,
}

#[async_trait]
impl Bug for ClearsByPrefix {
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        self.scopes.lock().unwrap().push(entry.key.to_scope_key());
        entry.owned()
    }

    async fn clear_scope(&self, store: &ReferenceStore, scope: &ScopeKey) -> Result<(), Error> {
        const KIND_AND_LENGTH: usize = 5;
        let id = scope.as_bytes().get(KIND_AND_LENGTH..).unwrap_or_default();
        let mut known = self.scopes.lock().unwrap().clone();
        known.retain(|known| known.as_bytes().get(KIND_AND_LENGTH..).is_some_and(|known| known.starts_with(id)));
        known.dedup();
        for scope in known {
            store.clear_scope(&scope).await?;
        }
        Ok(())
    }
}

/// A tag has the same cell in every scope.
#[derive(Debug, Default)]
pub(crate) struct TagsKnowNoScope {
    scopes: Mutex<Vec<ScopeKey>>,
}

#[async_trait]
impl Bug for TagsKnowNoScope {
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        let mut scopes = self.scopes.lock().unwrap();
        if !scopes.iter().any(|scope| scope.as_bytes() == entry.key.scope()) {
            scopes.push(entry.key.to_scope_key());
        }
        entry.owned()
    }

    async fn invalidate(&self, store: &ReferenceStore, mut cells: Cells) -> Result<(), Error> {
        let scopes = self.scopes.lock().unwrap().clone();
        let tags = cells.tags.clone();
        store.invalidate(cells).await?;
        for scope in scopes.into_iter().filter(|_| !tags.is_empty()) {
            cells = Cells::of(scope);
            cells.tags.clone_from(&tags);
            store.invalidate(cells).await?;
        }
        Ok(())
    }
}

/// Whoever opens it gets the one store.
#[derive(Debug, Default)]
pub(crate) struct IgnoresItsNamespace;

impl Bug for IgnoresItsNamespace {
    fn namespace(_: &str, _: usize) -> String {
        String::new()
    }
}

/// Whoever opens it gets another store.
#[derive(Debug, Default)]
pub(crate) struct KeepsToItsProcess;

impl Bug for KeepsToItsProcess {
    fn namespace(namespace: &str, nth: usize) -> String {
        format!("{namespace}, process {nth}")
    }
}
