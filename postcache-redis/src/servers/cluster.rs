//! A cluster: which node has which slot, as far as is known.

mod map;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::AcqRel, Ordering::Release};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use postcache_core::{Error, Millis};

use crate::link::{Dialer, How, Link, Redirect, Refused, Route, State};
use crate::names::Slot;
use crate::tasks;
use crate::url::Address;
use map::SlotMap;

/// Between two looks at the layout.
const PAUSE: Millis = Millis::new(100);

/// The nodes, each with a connection of its own.
#[derive(Debug)]
pub(crate) struct Cluster {
    how: Arc<How>,
    seeds: Vec<Address>,
    known: Mutex<Known>,
    looking: AtomicBool,
}

#[derive(Debug, Default)]
struct Known {
    map: SlotMap,
    links: BTreeMap<Address, Arc<Link>>,
}

impl Cluster {
    /// Asks the seeds for the layout, and connects to each primary.
    pub(crate) async fn connect(how: Arc<How>, seeds: Vec<Address>) -> Result<Arc<Self>, Error> {
        let cluster = Self { how, seeds, known: Mutex::default(), looking: AtomicBool::new(false) };
        match cluster.ask_around().await {
            Ok(map) => {
                for node in map.nodes() {
                    let dialer = cluster.dialer(node.clone());
                    let state = match dialer.dial().await {
                        Err(refused) if refused.for_good => return Err(refused.error),
                        Err(refused) => State::Down(refused.error.to_string().into()),
                        Ok(live) => State::Up(live),
                    };
                    cluster.known().links.insert(node.clone(), Arc::new(Link::new(dialer, state)));
                }
                cluster.known().map = map;
            }
            Err(refused) if refused.for_good => return Err(refused.error),
            Err(_) => {
                tracing::warn!(target: "postcache::redis", "no node of the cluster can be reached; reads go to their loaders until one can");
            }
        }
        Ok(Arc::new(cluster))
    }

    /// The node that has `slot`.
    pub(crate) fn link(self: &Arc<Self>, slot: Slot) -> Option<Arc<Link>> {
        let link = {
            let known = self.known();
            known.map.node(slot).and_then(|node| known.links.get(node)).cloned()
        };
        if link.as_ref().is_none_or(|link| link.is_down()) {
            self.look_again();
        }
        link
    }

    /// Every node that is known.
    pub(crate) fn links(&self) -> Vec<Arc<Link>> {
        self.known().links.values().cloned().collect()
    }

    /// The node that another one named.
    pub(crate) fn follow(self: &Arc<Self>, slot: Slot, redirect: &Redirect) -> Arc<Link> {
        let mut known = self.known();
        if !redirect.ask {
            known.map.moved(slot, redirect.to.clone());
        }
        let link = known.links.entry(redirect.to.clone()).or_insert_with(|| self.link_to(redirect.to.clone()));
        let link = Arc::clone(link);
        drop(known);
        if !redirect.ask {
            self.look_again();
        }
        link
    }

    /// Looks at the layout again, in the background and one look at a time.
    fn look_again(self: &Arc<Self>) {
        if self.looking.swap(true, AcqRel) {
            return;
        }
        let cluster = Arc::downgrade(self);
        drop(tasks::spawn(&self.how.runtime, "layout", look(cluster)));
    }

    /// The layout, as the first node that answers sees it.
    async fn ask_around(&self) -> Result<SlotMap, Refused> {
        let known: Vec<_> = self.known().links.keys().cloned().collect();
        let mut last = None;
        for node in known.iter().chain(&self.seeds) {
            match map::ask(&self.how, node).await {
                Ok(map) => return Ok(map),
                Err(refused) if refused.for_good => return Err(refused),
                Err(refused) => last = Some(refused),
            }
        }
        Err(last.unwrap_or_else(|| crate::link::unreachable("the url names no node")))
    }

    fn adopt(&self, map: SlotMap) {
        let mut known = self.known();
        let mut links = std::mem::take(&mut known.links);
        for node in map.nodes() {
            let link = links.remove(node).unwrap_or_else(|| self.link_to(node.clone()));
            known.links.insert(node.clone(), link);
        }
        known.map = map;
    }

    fn link_to(&self, node: Address) -> Arc<Link> {
        Arc::new(Link::new(self.dialer(node), State::Returning))
    }

    fn dialer(&self, node: Address) -> Dialer {
        Dialer { route: Route::Fixed(node), how: Arc::clone(&self.how) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look(cluster: Weak<Cluster>) {
    let Some(cluster) = cluster.upgrade() else { return };
    if let Ok(map) = cluster.ask_around().await {
        cluster.adopt(map);
    }
    let clock = cluster.how.clock.clone();
    clock.sleep_until(clock.now().after(PAUSE)).await;
    cluster.looking.store(false, Release);
}
