//! A store that a test takes away, and whose answers it holds back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use postcache_conformance::ReferenceStore;
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Payload, Reply,
    StoreStats,
};
use postcache_core::{Cache, CacheBuilder, CacheStore, Error, ErrorKind, ManualClock, Millis, ScopeKey};

use crate::world::{ANN, Gate, World, user};

const UP: u8 = 0;
const DOWN: u8 = 1;
const HANGS: u8 = 2;

#[derive(Clone, Debug)]
pub(crate) struct Flaky {
    store: Arc<ReferenceStore>,
    state: Arc<AtomicU8>,
    held: Arc<Mutex<BTreeMap<Answer, Gate>>>,
    says: Arc<Mutex<Option<StoreStats>>>,
    refused: Arc<Mutex<Option<ScopeKey>>>,
    released: Arc<Mutex<Option<Hook>>>,
}

struct Hook(Box<dyn FnOnce() + Send>);

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hook(..)")
    }
}

/// The answer to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    Get,
    GetMany,
    Lease,
    Fill,
    Renew,
    Finish,
    Invalidate,
}

impl Flaky {
    /// A world over such a store.
    pub(crate) fn world() -> (World, Self) {
        Self::world_with(|builder| builder)
    }

    pub(crate) fn world_with(settings: impl FnOnce(CacheBuilder) -> CacheBuilder) -> (World, Self) {
        let clock = ManualClock::new();
        let store = Arc::new(ReferenceStore::of_bytes(clock.clone()));
        let store = Self {
            store,
            state: Arc::default(),
            held: Arc::default(),
            says: Arc::default(),
            refused: Arc::default(),
            released: Arc::default(),
        };
        (World::over(settings(Cache::builder(store.clone())), clock), store)
    }

    pub(crate) fn goes_down(&self) {
        self.state.store(DOWN, SeqCst);
    }

    pub(crate) fn hangs(&self) {
        self.state.store(HANGS, SeqCst);
    }

    pub(crate) fn comes_back(&self) {
        self.state.store(UP, SeqCst);
    }

    /// The same after the queue has tried in vain: it tries again when time moves on, and not before.
    pub(crate) async fn comes_back_after_a_try(&self, world: &World) {
        world.quiet().await;
        self.comes_back();
    }

    /// A store that is back after a mutation could not reach it, in whose quarantined scope the fill of an old value (of
    /// [`ANN`]'s post 1) still waits for its answer at the gate.
    pub(crate) async fn overtaken_fill() -> (World, Self, Gate) {
        let (world, store) = Self::world();
        world.db.write(ANN, 1);
        let fill = store.holds(Answer::Fill);
        world.read(ANN, 1).await;
        fill.entered().await;
        store.goes_down();
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        world.db.write(ANN, 1);
        mutation.commit().await;
        store.comes_back_after_a_try(&world).await;
        (world, store, fill)
    }

    /// From now on what is asked takes effect, and the answer waits at the gate.
    pub(crate) fn holds(&self, answer: Answer) -> Gate {
        let gate = Gate::new();
        self.held.lock().unwrap().insert(answer, gate.clone());
        gate
    }

    /// Answers that do not wait yet will not.
    pub(crate) fn holds_no_more(&self) {
        self.held.lock().unwrap().clear();
    }

    /// From now on it says this about itself.
    pub(crate) fn says(&self, change: impl FnOnce(&mut StoreStats)) {
        let mut stats = self.stats();
        change(&mut stats);
        *self.says.lock().unwrap() = Some(stats);
    }

    pub(crate) fn refuses(&self, scope: &ScopeKey) {
        *self.refused.lock().unwrap() = Some(scope.clone());
    }

    /// When the next lease comes back, and before it is free.
    pub(crate) fn on_release(&self, hook: impl FnOnce() + Send + 'static) {
        *self.released.lock().unwrap() = Some(Hook(Box::new(hook)));
    }

    async fn reached(&self) -> Result<(), Error> {
        match self.state.load(SeqCst) {
            UP => Ok(()),
            DOWN => Err(away()),
            _ => std::future::pending().await,
        }
    }

    async fn answered(&self, answer: Answer) {
        let gate = self.held.lock().unwrap().get(&answer).cloned();
        if let Some(gate) = gate {
            gate.pass().await;
        }
    }
}

fn away() -> Error {
    Error::new(ErrorKind::Unavailable, "the store is away")
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl CacheStore for Flaky {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        if self.state.load(SeqCst) == DOWN {
            return Reply::Ready(Err(away()));
        }
        let entry = entry.owned();
        Reply::later(async move {
            self.reached().await?;
            let found = self.store.get(entry.as_entry()).wait().await;
            self.answered(Answer::Get).await;
            found
        })
    }
    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let entries: Vec<_> = entries.iter().map(|entry| entry.owned()).collect();
        Reply::later(async move {
            self.reached().await?;
            let entries: Vec<_> = entries.iter().map(|entry| entry.as_entry()).collect();
            let found = self.store.get_many(&entries).wait().await;
            self.answered(Answer::GetMany).await;
            found
        })
    }
    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        self.reached().await?;
        let leased = self.store.lease(entry, terms).await;
        self.answered(Answer::Lease).await;
        leased
    }
    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        self.reached().await?;
        let filled = self.store.fill(lease, payload).await;
        self.answered(Answer::Fill).await;
        filled
    }
    fn release(&self, lease: Lease) {
        if let Some(Hook(hook)) = self.released.lock().unwrap().take() {
            hook();
        }
        self.store.release(lease);
    }
    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        self.reached().await?;
        self.store.begin(cells, terms).await
    }
    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        self.reached().await?;
        let renewed = self.store.renew(fence).await;
        self.answered(Answer::Renew).await;
        renewed
    }
    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        self.reached().await?;
        let finished = self.store.finish(fence, finish).await;
        self.answered(Answer::Finish).await;
        finished
    }
    fn lapse(&self, fence: &Fence, hold: Millis) {
        self.store.lapse(fence, hold);
    }
    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.reached().await?;
        if self.refused.lock().unwrap().as_ref() == Some(&cells.scope) {
            return Err(away());
        }
        let invalidated = self.store.invalidate(cells).await;
        self.answered(Answer::Invalidate).await;
        invalidated
    }
    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        self.reached().await?;
        self.store.clear_scope(scope).await
    }
    async fn run_pending(&self) {
        self.store.run_pending().await;
    }
    fn stats(&self) -> StoreStats {
        self.says.lock().unwrap().clone().unwrap_or_else(|| self.store.stats())
    }
    fn keeps_objects(&self) -> bool {
        self.store.keeps_objects()
    }

    async fn shutdown(&self, limit: Millis) {
        self.store.shutdown(limit).await;
    }
}
