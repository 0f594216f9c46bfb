//! What an invalidation reaches: entries, tags, scopes.

use postcache_core::store::{Filled, OwnedEntry};
use postcache_core::{OnBehalfOf, Scope, SharedScope};

use crate::Fixture;
use crate::trial::{Cast, Seen, Trial, entries, every_way_to_name, granted, tag};

/// An entry, a tag or a scope that is invalidated takes with it what depends on it, and nothing else: no other region, no
/// other key, no other scope whose tag has the same name. A cell that nobody knows takes nothing.
///
/// Bugs of others: `HybridCache.Plus` and rustango (pull request 1442) walk prefixes or clear all tenants; `FusionCache` 627:
/// repairing one tag's marker evicted valid entries everywhere.
pub(crate) async fn an_invalidation_removes_what_it_names_and_nothing_else<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let cast = Cast::enters(trial).await;
    let target = cast.first_with_two_tags();
    let mut ways = every_way_to_name(target);
    ways.push(("an unknown tag".to_owned(), tag(target, "re")));
    ways.push(("an unknown entry".to_owned(), entries([&trial.plain("alice", "nobody's")])));
    let mut several = entries([target, &trial.plain("alice", "l")]);
    several.tags = tag(target, "blue").tags;
    ways.push(("several cells".to_owned(), several));
    for (way, cells) in ways {
        other.invalidate(cells.clone()).await;
        cast.misses_only(store, &cells, &format!("{way} was invalidated")).await;
        cast.comes_back(store).await;
    }
}

/// A cleared scope is empty, and usable at once; every other scope is as it was, however alike their ids are.
///
/// Bugs of others: rustango's `ScopedCache` clears tenant `a:b` with tenant `a`; ujeenet/rustango 1227: `clear()` cleared the
/// process. The race: a load that began before the clear (Caffeine `invalidateAll`, moka `invalidate_all`) lands after it.
pub(crate) async fn clearing_a_scope_removes_all_of_it_and_nothing_else<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let scopes = alike();
    let of = |scope: &dyn Scope, key: &str| -> [OwnedEntry; 2] {
        let regions = trial.regions();
        [regions.plain.entry(scope, key).unwrap(), regions.red_and_blue.entry(scope, key).unwrap()]
    };
    for scope in &scopes {
        for entry in of(&**scope, "k") {
            store.load(&entry, 1).await;
        }
    }
    for cleared in &scopes {
        let under_way = granted(store.lease(&of(&**cleared, "under way")[1]).await);
        other.clear_scope_of(&of(&**cleared, "k")[0]).await;
        for scope in &scopes {
            let expected = if std::ptr::eq(scope, cleared) { Seen::Miss } else { Seen::Value(1) };
            for entry in of(&**scope, "k") {
                assert_eq!(store.get(&entry).await, expected, "one scope of many was cleared");
            }
        }
        assert_ne!(store.fill(under_way, 1).await, Filled::Stored, "a load from before the clear");
        for entry in of(&**cleared, "k") {
            store.load(&entry, 1).await;
        }
        store.load(&of(&**cleared, "under way")[1], 1).await;
    }
}

/// Scopes that would be one another, or one inside another, if they were joined as text.
fn alike() -> Vec<Box<dyn Scope + Send + Sync>> {
    const WHY: &str = "a law of the conformance suite";
    vec![
        Box::new(OnBehalfOf::new("a", WHY)),
        Box::new(OnBehalfOf::new("ab", WHY)),
        Box::new(OnBehalfOf::new("a:b", WHY)),
        Box::new(OnBehalfOf::new("a\0", WHY)),
        Box::new(OnBehalfOf::new(("a", "b"), WHY)),
        Box::new(OnBehalfOf::new(("a", "b", "c"), WHY)),
        Box::new(OnBehalfOf::new("*", WHY)),
        Box::new(OnBehalfOf::new("1", WHY)),
        Box::new(OnBehalfOf::new(1_i64, WHY)),
        Box::new(SharedScope),
    ]
}
