//! The last line of defence: the value says whose it is.

use std::sync::Arc;

use postcache_core::store::{LeaseTerms, Leased, Lookup, Payload, Want};
use postcache_core::{AsScopeId, CacheStore, Foreign, Owned, ScopeId};
use serde::{Deserialize, Serialize};

use crate::Fixture;
use crate::trial::{LONG, Trial, granted, someone};

#[derive(Debug, Deserialize, Serialize)]
struct Row {
    owner: String,
}

impl Owned for Row {
    const CHECKED: bool = true;

    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        if self.owner.as_scope_id() == Ok(scope) { Ok(()) } else { Err(Foreign::new("Row.owner")) }
    }
}

/// A store that keeps bytes makes objects by the region's `decode`, which asks each for its owner. Bytes of somebody else
/// are a miss, and in nobody's way.
///
/// Incident: `ChatGPT`, 20 March 2023 (redis-py 2624, 2665): replies on a shared connection went to the next user, and nothing
/// in a value said whose it was.
pub(crate) async fn a_foreign_value_is_never_decoded<F: Fixture>(trial: &Trial<F>) {
    if trial.keeps_objects() {
        // The engine asked before it filled, and no bytes come between.
        return;
    }
    let store = trial.store();
    let rows = trial.cache().region::<str, Row>("rows").build().unwrap();
    let entry = rows.entry(&someone("alice"), "k").unwrap();
    let row = |owner: &str| Payload::new(Some(Arc::new(Row { owner: owner.to_owned() })), LONG);
    let lease = granted(store.lease(&entry).await);
    store.fill_with(lease, row("bob")).await;
    let looked = store.handle().get(entry.as_entry()).wait().await.unwrap();
    assert!(matches!(looked, Lookup::Miss), "the row of bob was served to alice");
    let batch = store.handle().get_many(&[entry.as_entry()]).wait().await.unwrap();
    assert!(matches!(batch[..], [Lookup::Miss]), "a batch served the row of bob to alice");
    let leased = store.handle().lease(entry.as_entry(), LeaseTerms::new(Want::Any, LONG)).await.unwrap();
    let Leased::Granted(lease) = leased else { panic!("a foreign row stands in the way of a load: {leased:?}") };
    store.fill_with(lease, row("alice")).await;
    let looked = store.handle().get(entry.as_entry()).wait().await.unwrap();
    assert!(matches!(looked, Lookup::Hit(_)), "alice's own row was not served");
}
