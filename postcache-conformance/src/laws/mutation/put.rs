//! Write-through: who may store what it wrote.

use postcache_core::store::{Cells, Fence, Finish, OwnedEntry, Put, PutOutcome};
use postcache_core::{CacheStore, Millis};

use crate::Fixture;
use crate::trial::{LONG, Process, Seen, Trial, entries, every_way_to_name, negative, payload, tag, whole_scope};

/// A mutation that was alone in its scope stores what it wrote: known keys, keys learnt late, "not found", several at once.
/// Readers, other scopes and mutations that ended before are no company.
pub(crate) async fn a_lone_mutation_puts_its_value<F: Fixture>(trial: &Trial<F>) {
    let (store, reader) = (trial.store(), trial.another_process().await);
    let neighbour = trial.plain("alice", "read meanwhile");
    for entry in trial.of_each_region("alice", "k") {
        for (value, (way, cells)) in (0..).zip(every_way_to_name(&entry)) {
            let fence = store.begin(cells).await;
            if !fence.cells.whole_scope && reader.get(&neighbour).await == Seen::Miss {
                reader.load(&neighbour, 0).await;
            }
            let finish = Finish::new(entries([&entry]), vec![Put::new(entry.clone(), payload(value))]);
            let finished = store.finish_with(&fence, finish).await;
            assert_eq!(finished.puts, [PutOutcome::Stored], "{way} was fenced, and nobody else mutated");
            assert_eq!(reader.get(&entry).await, Seen::Value(value));
        }
    }
    let [plain, red, both] = trial.of_each_region("alice", "several");
    let fence = store.begin(entries([&plain, &red, &both])).await;
    let puts = vec![
        Put::new(plain.clone(), payload(1)),
        Put::new(red.clone(), negative()),
        Put::new(both.clone(), payload(3)),
    ];
    let finished = store.finish_with(&fence, Finish::new(Cells::of(fence.cells.scope.clone()), puts)).await;
    assert_eq!(finished.puts, [PutOutcome::Stored; 3]);
    assert_eq!(reader.get_many(&[&plain, &red, &both]).await, [Seen::Value(1), Seen::Negative, Seen::Value(3)]);
}

/// What meets a mutation in its scope, beside another entry or over the same one, between its beginning and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Company {
    BegunBeforeAndStanding,
    BegunBeforeAndEndedWithin,
    BegunWithinAndStanding,
    BegunWithinAndEnded,
    BegunWithinAndLapsed,
    FinishRepeated,
    LateCells,
    Invalidation,
    Clear,
}

impl Company {
    const ALL: [Self; 9] = [
        Self::BegunBeforeAndStanding,
        Self::BegunBeforeAndEndedWithin,
        Self::BegunWithinAndStanding,
        Self::BegunWithinAndEnded,
        Self::BegunWithinAndLapsed,
        Self::FinishRepeated,
        Self::LateCells,
        Self::Invalidation,
        Self::Clear,
    ];

    /// Before the mutation begins.
    async fn before(self, other: &Process<impl CacheStore>, cells: &Cells) -> Option<Fence> {
        match self {
            Self::BegunBeforeAndStanding | Self::BegunBeforeAndEndedWithin => Some(other.begin(cells.clone()).await),
            Self::FinishRepeated | Self::LateCells => {
                let fence = other.begin(Cells::of(cells.scope.clone())).await;
                other.finish(&fence).await;
                Some(fence)
            }
            _ => None,
        }
    }

    /// While the mutation is under way. What still stands after it is returned.
    async fn within(
        self,
        other: &Process<impl CacheStore>,
        cells: &Cells,
        neighbour: &OwnedEntry,
        begun: Option<Fence>,
    ) -> Option<Fence> {
        match (self, begun) {
            (Self::BegunBeforeAndEndedWithin | Self::FinishRepeated, Some(fence)) => other.finish(&fence).await,
            (Self::LateCells, Some(fence)) => other.finish_late(&fence, cells.clone()).await,
            (Self::BegunWithinAndStanding, _) => return Some(other.begin(cells.clone()).await),
            (Self::BegunWithinAndEnded, _) => other.finish(&other.begin(cells.clone()).await).await,
            (Self::BegunWithinAndLapsed, _) => {
                let fence = other.begin(cells.clone()).await;
                other.lapse(&fence, LONG);
            }
            (Self::Invalidation, _) => other.invalidate(cells.clone()).await,
            (Self::Clear, _) => other.clear_scope_of(neighbour).await,
            (_, standing) => return standing,
        }
        None
    }
}

/// A mutation that any other mutation or invalidation of its scope met puts nothing, whichever began, committed or ended
/// first, and though they name different entries. Its own entry is invalidated.
///
/// The race: the last to finish need not be the last to commit; and a key that is learnt late may be the other's, too.
pub(crate) async fn an_overlapped_mutation_puts_nothing<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    for company in Company::ALL {
        for which in 0..4 {
            let user = format!("{company:?} {which}");
            let (entry, neighbour) = (trial.red(&user, "k"), trial.plain(&user, "l"));
            let cells = match which {
                0 => entries([&neighbour]),
                1 => entries([&entry]),
                2 => tag(&entry, "red"),
                _ => whole_scope(&entry),
            };
            let begun = company.before(&other, &cells).await;
            let fence = store.begin(entries([&entry])).await;
            let standing = company.within(&other, &cells, &neighbour, begun).await;
            let outcome = store.finish_putting(&fence, &entry, 1).await;
            assert_eq!(outcome, PutOutcome::Overlapped, "{company:?}");
            assert_eq!(store.get(&entry).await, Seen::Miss, "{company:?}");
            if let Some(fence) = standing {
                assert_eq!(
                    overlapped_put(&other, &fence, &neighbour).await,
                    PutOutcome::Overlapped,
                    "{company:?}: the other"
                );
            }
            if company != Company::BegunWithinAndLapsed {
                let fence = store.begin(entries([&entry])).await;
                assert_eq!(
                    store.finish_putting(&fence, &entry, 2).await,
                    PutOutcome::Stored,
                    "it is over: {company:?}"
                );
            }
        }
    }
}

/// Ends the companion of a mutation, which would put a value, too.
async fn overlapped_put(other: &Process<impl CacheStore>, fence: &Fence, entry: &OwnedEntry) -> PutOutcome {
    let finish = Finish::new(entries([entry]), vec![Put::new(entry.clone(), payload(3))]);
    other.finish_with(fence, finish).await.puts[0]
}

/// The unbroken fence of its first `begin` is what entitles a mutation to put, and only once.
///
/// The race: a request to finish that is executed again after others have committed, or that comes when the fence had ended
/// and others had come and gone.
pub(crate) async fn a_put_happens_once<F: Fixture>(trial: &Trial<F>) {
    const SHORT: Millis = Millis::new(50);
    let (store, other) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    for (way, cells) in every_way_to_name(&entry) {
        let fence = store.begin(entries([&entry])).await;
        assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Stored);
        other.finish(&other.begin(cells).await).await;
        assert_eq!(
            store.finish_putting(&fence, &entry, 1).await,
            PutOutcome::Overlapped,
            "repeated after {way} changed"
        );
        assert_eq!(store.get(&entry).await, Seen::Miss, "what it put before {way} changed");
    }
    let fence = store.begin(entries([&entry])).await;
    assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Stored);
    assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Overlapped, "repeated at once");
    let fence = store.begin_for(entries([&entry]), SHORT).await;
    if fence.renew_every.is_some() {
        trial.time().passes(SHORT).await;
        assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Overlapped, "its fence had ended");
        let fence = store.begin_for(entries([&entry]), SHORT).await;
        trial.time().passes(SHORT).await;
        store.renew(&fence).await;
        let late = store.finish_putting(&fence, &entry, 1).await;
        assert_eq!(late, PutOutcome::Overlapped, "its fence had ended, and came back by a renewal");
    }
}

/// A value that a mutation put is invalidated as one that a reader filled: by its entry, its scope and each tag.
pub(crate) async fn a_put_ends_as_any_value_does<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        for (way, cells) in every_way_to_name(&entry) {
            let fence = store.begin(entries([&entry])).await;
            assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Stored);
            other.invalidate(cells).await;
            assert_eq!(store.get(&entry).await, Seen::Miss, "{way} was invalidated");
        }
    }
}
