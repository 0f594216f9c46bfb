//! Removals of entries that are there.

use std::rc::Rc;
use std::sync::Arc;

use super::driver::Asked;
use crate::cli::Extent;
use crate::measure::{Bench, Contender};
use crate::peers::{
    Annotated, AwaitedPeer, BareStore, ByRegion, CachedStore, Foyer, MokaFuture, MokaSync, MutexMap, Peer, Quick,
    Setup, at_once,
};
use crate::post::Layout;
use crate::report::Section;

const ENTRIES: usize = 10_000;
const CHUNK: usize = 300;

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let setup = Setup::roomy(ENTRIES, Layout::ManyScopes);
    let contenders = vec![
        direct("moka::sync", MokaSync::filled(&setup)),
        awaited("moka::future", MokaFuture::filled(&setup)),
        direct("quick_cache", Quick::filled(&setup)),
        direct("foyer-memory", Foyer::filled(&setup)),
        direct("cached ShardedLruTtlCache", CachedStore::filled(&setup)),
        direct("Mutex<HashMap>", MutexMap::filled(&setup)),
        awaited("postcache #[cached_scoped(evict)]", Annotated::filled(&setup)),
        awaited("postcache Region::invalidate", ByRegion::filled(&setup)),
        awaited("postcache bare store", BareStore::filled(&setup)),
    ];
    let bench = Bench::new(format!("Evict an entry, {ENTRIES} entries"), CHUNK, contenders);
    let note = "The annotation is a whole mutation: fence, body, finish.";
    vec![Section::Comparison(bench.amortised().note(note).run(extent.pace(31, 3)))]
}

/// What a turn removes is there again before the next.
fn direct<P: Peer>(name: &'static str, peer: P) -> Contender {
    let asked = Asked::in_order(Layout::ManyScopes, ENTRIES);
    let (peer, values) = (Rc::new(peer), asked.values());
    let (filled, names) = (Rc::clone(&peer), asked.clone());
    Contender::new(name, move |from, times| {
        for at in from..from + times {
            let (user, id) = asked.name(at);
            peer.remove(user, id);
        }
        times as u64
    })
    .before(move || {
        for (at, value) in values.iter().enumerate() {
            let (user, id) = names.name(at);
            if filled.read(user, id) == 0 {
                filled.write(user, id, Arc::clone(value));
            }
        }
    })
}

fn awaited<P: AwaitedPeer>(name: &'static str, peer: P) -> Contender {
    let asked = Asked::in_order(Layout::ManyScopes, ENTRIES);
    let (peer, values) = (Rc::new(peer), asked.values());
    let (filled, names) = (Rc::clone(&peer), asked.clone());
    Contender::new(name, move |from, times| {
        at_once(async {
            for at in from..from + times {
                let (user, id) = asked.name(at);
                peer.remove(user, id).await;
            }
        });
        times as u64
    })
    .before(move || {
        at_once(async {
            for (at, value) in values.iter().enumerate() {
                let (user, id) = names.name(at);
                if filled.read(user, id).await == 0 {
                    filled.write(user, id, Arc::clone(value)).await;
                }
            }
        });
    })
}
