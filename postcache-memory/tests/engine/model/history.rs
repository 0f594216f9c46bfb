//! What may be served, by the moments at which everything happened.

use std::collections::BTreeMap;

use postcache_core::CacheStore;
use postcache_core::store::{Fence, Filled, Finish, Lease, Leased, PutOutcome, Want};
use postcache_core::{EvictionReason, Instant};

use super::step::{CellsAt, EntryAt, Step};
use crate::world::{HOLD, LEASE_TTL, TTL, World, now, put};

/// A moment: every operation has one of its own.
type Moment = u64;

pub(crate) struct History {
    moment: Moment,
    /// Whether the store may lose entries and leases.
    loses: bool,
    scopes: BTreeMap<u8, Moment>,
    tags: BTreeMap<(u8, u8), Moment>,
    entries: BTreeMap<EntryAt, Moment>,
    registers: BTreeMap<u8, Moment>,
    values: BTreeMap<EntryAt, Value>,
    leases: Vec<(EntryAt, Lease, Moment, Instant)>,
    fences: Vec<Raised>,
    holds: Vec<(CellsAt, Instant)>,
}

struct Value {
    text: String,
    /// When its load began, or its mutation ended.
    born: Moment,
    expires: Instant,
}

struct Raised {
    cells: CellsAt,
    fence: Fence,
    alone: Option<Moment>,
}

/// Takes the steps on a store that evicts nothing: it answers exactly as the model does.
pub(crate) fn with_room(steps: &[Step]) {
    let (world, mut history) = (World::new(), History::exact());
    for step in steps {
        history.take(&world, step);
        history.counts(&world);
    }
    history.end(&world);
}

/// Takes them on one that gives entries, leases and scopes up all the time: nothing is served that the model would not, and
/// every limit holds.
pub(crate) fn full(steps: &[Step]) {
    let world = World::with(|builder| {
        builder.max_entries(24).max_entries_per_scope(4).max_bytes(64 << 10).max_bytes_per_scope(4 << 10)
    });
    let mut history = History::with_losses();
    for step in steps {
        history.take(&world, step);
        history.limits(&world);
    }
    history.end(&world);
}

impl History {
    fn exact() -> Self {
        Self {
            moment: 0,
            loses: false,
            scopes: BTreeMap::new(),
            tags: BTreeMap::new(),
            entries: BTreeMap::new(),
            registers: BTreeMap::new(),
            values: BTreeMap::new(),
            leases: Vec::new(),
            fences: Vec::new(),
            holds: Vec::new(),
        }
    }

    fn with_losses() -> Self {
        Self { loses: true, ..Self::exact() }
    }

    /// Does the step in both, and compares.
    pub(crate) fn take(&mut self, world: &World, step: &Step) {
        self.moment += 1;
        match step {
            Step::Get { entry } => self.get(world, *entry),
            Step::Lease { entry, fresh } => self.lease(world, *entry, *fresh),
            Step::Fill { nth } => self.fill(world, *nth),
            Step::Release { nth } => {
                if let Some((_, lease, ..)) = nth_of(&mut self.leases, *nth) {
                    world.store.release(lease);
                }
            }
            Step::Begin { cells } => self.begin(world, cells),
            Step::Finish { nth, late, puts } => self.finish(world, *nth, *late, puts),
            Step::Lapse { nth } => {
                if let Some(raised) = nth_of(&mut self.fences, *nth) {
                    world.lapse(&raised.fence);
                    self.holds.push((raised.cells, world.clock.now().after(HOLD)));
                }
            }
            Step::Invalidate { cells } => {
                world.invalidate(cells.of(world));
                self.change(cells);
            }
            Step::Clear { scope } => {
                let cells = CellsAt { scope: *scope, entries: vec![], tags: vec![], whole: true };
                world.clear(&cells.of(world).scope);
                self.change(&cells);
            }
            Step::Pass { millis } => world.pass((*millis).into()),
            Step::Clean => {
                world.clean();
                assert_eq!(world.stats().dead, 0);
            }
        }
    }

    /// What the store counts is what the model holds.
    pub(crate) fn counts(&self, world: &World) {
        let (stats, now) = (world.stats(), world.clock.now());
        let living = self.values.iter().filter(|(entry, value)| self.is_fresh(**entry, value, now)).count();
        assert_eq!(stats.entries - stats.dead, living as u64);
        assert_eq!(stats.fences, self.fences.len() as u64);
        assert_eq!(stats.holds, self.holds.iter().filter(|(_, until)| now < *until).count() as u64);
        let regions = world.cache.stats().regions;
        assert_eq!(regions.iter().map(|region| region.entries).sum::<u64>(), stats.entries);
        assert_eq!(regions.iter().map(|region| region.bytes).sum::<u64>(), stats.bytes);
        assert!(regions.iter().all(|region| region.evicted(EvictionReason::Capacity) == 0));
    }

    /// The store holds no more than it may.
    pub(crate) fn limits(&self, world: &World) {
        let stats = world.stats();
        // What is fenced or held cannot be given up.
        let now = world.clock.now();
        let holds = self.holds.iter().filter(|(_, until)| now < *until).map(|(cells, _)| cells);
        let pinned = self.fences.iter().map(|raised| &raised.cells).chain(holds);
        let pinned: u64 = pinned.map(|cells| (cells.entries.len() + cells.tags.len() + 1) as u64).sum();
        assert!(stats.entries + stats.cells + stats.scopes <= 24.max(pinned), "{stats:?}, {pinned} pinned");
        assert!(stats.entries <= 12, "three scopes of four");
        assert!(stats.bytes <= 3 * (4 << 10));
    }

    /// When all is over, nothing is left but the living.
    pub(crate) fn end(&mut self, world: &World) {
        for raised in std::mem::take(&mut self.fences) {
            world.finish(&raised.fence, vec![]);
            self.change(&raised.cells);
        }
        self.leases.clear();
        world.pass(HOLD.get().max(LEASE_TTL.get()));
        world.clean();
        let (stats, now) = (world.stats(), world.clock.now());
        assert_eq!((stats.dead, stats.fences, stats.holds), (0, 0, 0));
        let living: Vec<_> = self.values.iter().filter(|(entry, value)| self.is_fresh(**entry, value, now)).collect();
        let living: Vec<_> =
            living.into_iter().map(|(entry, _)| *entry).filter(|entry| world.get(&entry.of(world)).is_some()).collect();
        let scopes: std::collections::BTreeSet<_> = living.iter().map(|entry| entry.scope).collect();
        let tags: std::collections::BTreeSet<_> =
            living.iter().flat_map(|entry| entry.tags().map(|tag| (entry.scope, tag))).collect();
        assert_eq!(
            (stats.entries, stats.scopes, stats.cells),
            (living.len() as u64, scopes.len() as u64, tags.len() as u64)
        );
    }

    fn get(&mut self, world: &World, at: EntryAt) {
        let (found, now) = (world.get(&at.of(world)), world.clock.now());
        let fresh = self.values.get(&at).filter(|value| self.is_fresh(at, value, now)).map(|value| &value.text);
        match found {
            None => assert!(self.loses || fresh.is_none(), "lost"),
            Some(text) => assert_eq!(Some(&text), fresh, "served what may not be"),
        }
    }

    fn lease(&mut self, world: &World, at: EntryAt, fresh: bool) {
        let now = world.clock.now();
        let is_there = self.values.get(&at).is_some_and(|value| self.is_fresh(at, value, now));
        let is_fenced = self.is_fenced(at, now);
        match world.ask(&at.of(world), if fresh { Want::Fresh } else { Want::Any }) {
            Leased::Granted(lease) => {
                assert!(!is_fenced && (self.loses || fresh || !is_there));
                self.leases.push((at, lease, self.moment, now.after(LEASE_TTL)));
            }
            Leased::Fenced => assert!(is_fenced),
            Leased::Hit(_) => assert!(is_there && !fresh),
            other => assert!(self.loses, "{other:?}"),
        }
    }

    fn fill(&mut self, world: &World, nth: u8) {
        let Some((at, lease, born, until)) = nth_of(&mut self.leases, nth) else { return };
        let (now, text) = (world.clock.now(), format!("filled at {}", self.moment));
        let may = !self.is_fenced(at, now) && self.is_unchanged(at, born);
        match world.fill(lease, &text) {
            Filled::Stored => {
                assert!(may, "filled what may not be");
                self.entries.insert(at, self.moment);
                self.values.insert(at, Value { text, born: self.moment, expires: now.after(TTL) });
            }
            Filled::Fenced => assert!(self.is_fenced(at, now)),
            // A lease whose time is over may be forgotten, and then lent to another.
            Filled::LeaseExpired | Filled::Superseded => assert!(self.loses || !may || now >= until, "forgot a lease"),
            other => panic!("{other:?}"),
        }
    }

    fn begin(&mut self, world: &World, cells: &CellsAt) {
        let now = world.clock.now();
        let others = self.fences.iter().any(|raised| raised.cells.scope == cells.scope)
            || self.holds.iter().any(|(held, until)| held.scope == cells.scope && now < *until);
        let fence = world.begin(cells.of(world));
        self.change(cells);
        self.fences.push(Raised { cells: cells.clone(), fence, alone: (!others).then_some(self.moment) });
    }

    fn finish(&mut self, world: &World, nth: u8, late: Option<(u8, u8)>, puts: &[(u8, u8)]) {
        let Some(raised) = nth_of(&mut self.fences, nth) else { return };
        let scope = raised.cells.scope;
        let late = CellsAt {
            scope,
            entries: late.into_iter().chain(puts.iter().copied()).collect(),
            tags: vec![],
            whole: false,
        };
        let alone = raised.alone.is_some() && raised.alone == self.registers.get(&scope).copied();
        let (now_is, texts) = (world.clock.now(), format!("put at {}", self.moment));
        let written =
            puts.iter().map(|(region, key)| EntryAt { scope, region: *region, key: *key }).collect::<Vec<_>>();
        let finish = Finish::new(late.of(world), written.iter().map(|at| put(&at.of(world), &texts)).collect());
        let outcomes = now(world.store.finish(&raised.fence, finish)).unwrap().puts;
        self.change(&raised.cells);
        self.change(&late);
        for (at, outcome) in written.into_iter().zip(outcomes) {
            let may = alone && !self.is_fenced(at, now_is);
            assert!(outcome == if may { PutOutcome::Stored } else { PutOutcome::Overlapped } || (may && self.loses));
            if outcome == PutOutcome::Stored {
                self.values.insert(at, Value { text: texts.clone(), born: self.moment, expires: now_is.after(TTL) });
            }
        }
    }

    /// From now on nothing older is fresh.
    fn change(&mut self, cells: &CellsAt) {
        self.registers.insert(cells.scope, self.moment);
        if cells.whole {
            self.scopes.insert(cells.scope, self.moment);
            self.values.retain(|at, _| at.scope != cells.scope);
        }
        for tag in &cells.tags {
            self.tags.insert((cells.scope, *tag), self.moment);
        }
        for at in cells.entries() {
            self.entries.insert(at, self.moment);
        }
        self.values.retain(|at, _| !cells.cover(*at));
    }

    fn is_fenced(&self, at: EntryAt, now: Instant) -> bool {
        self.fences.iter().any(|raised| raised.cells.cover(at))
            || self.holds.iter().any(|(cells, until)| now < *until && cells.cover(at))
    }

    /// Whether all that the entry depends on is as it was then.
    fn is_unchanged(&self, at: EntryAt, then: Moment) -> bool {
        let before = |moment: Option<&Moment>| moment.is_none_or(|moment| *moment < then);
        before(self.scopes.get(&at.scope))
            && before(self.entries.get(&at))
            && at.tags().all(|tag| before(self.tags.get(&(at.scope, tag))))
    }

    fn is_fresh(&self, at: EntryAt, value: &Value, now: Instant) -> bool {
        let unchanged = |moment: Option<&Moment>| moment.is_none_or(|moment| *moment <= value.born);
        now < value.expires
            && unchanged(self.scopes.get(&at.scope))
            && at.tags().all(|tag| unchanged(self.tags.get(&(at.scope, tag))))
    }
}

pub(crate) fn nth_of<T>(all: &mut Vec<T>, nth: u8) -> Option<T> {
    let nth = usize::from(nth).checked_rem(all.len())?;
    Some(all.remove(nth))
}
