//! Not the schedules that one hopes for: all of them.

use postcache_core::CacheStore;

use super::reader::Reader;
use super::stage::{Coverage, Database, Side, Stage, interleavings};
use super::writer::{
    CHANGES_NOTHING, CLEARS, COMMITS_WHEN_CANCELLED, INVALIDATES, IS_CANCELLED, IS_CANCELLED_AND_ITS_HOLD_ENDS,
    LEARNS_ITS_KEY, MUTATES, Names, Script, WRITES_THROUGH, Writer,
};
use crate::Fixture;
use crate::trial::Trial;

/// In every order of the steps of one reader and one writer no read returns less than what was committed under a fence, or
/// acknowledged without one, before it began. A third process reads after each step.
///
/// The race is the one that every cache-aside has: a reader looks up, loads and fills while a writer commits and invalidates.
/// In the order load, commit, invalidate, fill it leaves the old value in every peer that does not compare when it fills.
pub(crate) async fn every_interleaving_of_a_reader_and_a_writer_is_fresh<F: Fixture>(trial: &Trial<F>) {
    let mut seen = Coverage::default();
    let mut user = 0;
    for script in reader_s_writers() {
        for refresh in [false, true] {
            for order in interleavings(Reader::STEPS, script.steps.len()) {
                user += 1;
                let plot = format!("{script:?}, a reader that refreshes: {refresh}, {order:?}");
                let mut stage = stage(trial, user, seen);
                if refresh {
                    stage.store.load(&stage.entry, 0).await;
                }
                let (mut reader, mut writer) = (Reader::new(refresh), Writer::new(script));
                for side in order {
                    match side {
                        Side::Left => reader.step(&mut stage, &plot).await,
                        Side::Right => writer.step(&mut stage).await,
                    }
                    stage.is_fresh(&plot).await;
                }
                seen = stage.seen;
            }
        }
    }
    assert!(seen.hits > 0 && seen.fenced > 0, "no schedule met a hit or a fence: {seen:?}");
    assert!(seen.fills_stored > 0 && seen.fills_refused > 0, "no schedule stored, or refused, a load: {seen:?}");
}

fn reader_s_writers() -> Vec<Script> {
    let by_any_name = [
        MUTATES,
        CHANGES_NOTHING,
        IS_CANCELLED,
        IS_CANCELLED_AND_ITS_HOLD_ENDS,
        COMMITS_WHEN_CANCELLED,
        WRITES_THROUGH,
        INVALIDATES,
    ];
    let names = [Names::TheEntry, Names::ItsTag, Names::ItsScope];
    let mut scripts: Vec<_> = by_any_name.iter().flat_map(|steps| names.map(|names| Script { names, steps })).collect();
    scripts.extend([LEARNS_ITS_KEY, WRITES_THROUGH, CLEARS].map(|steps| Script { names: Names::Nothing, steps }));
    scripts
}

/// In every order of the steps of two writers, of which one at least puts the value that it committed, no read returns less
/// than what was committed under a fence before it began.
///
/// The race: the last mutation to finish need not be the last to commit, so a put may hide a newer row until its ttl.
pub(crate) async fn every_interleaving_of_two_writers_is_fresh<F: Fixture>(trial: &Trial<F>) {
    let mut seen = Coverage::default();
    let mut user = 0;
    for names in [Names::TheEntry, Names::ItsTag, Names::Nothing] {
        let putting = Script { names, steps: WRITES_THROUGH };
        for other in other_writers() {
            for order in interleavings(putting.steps.len(), other.steps.len()) {
                user += 1;
                let plot = format!("{putting:?} and {other:?}, {order:?}");
                let mut stage = stage(trial, user, seen);
                stage.store.load(&stage.entry, 0).await;
                let (mut left, mut right) = (Writer::new(putting), Writer::new(other));
                for side in order {
                    match side {
                        Side::Left => left.step(&mut stage).await,
                        Side::Right => right.step(&mut stage).await,
                    }
                    stage.is_fresh(&plot).await;
                }
                seen = stage.seen;
            }
        }
    }
    assert!(seen.hits > 0 && seen.puts_stored > 0, "no schedule stored a put: {seen:?}");
    assert!(seen.puts_refused > 0, "no schedule refused a put: {seen:?}");
}

fn other_writers() -> Vec<Script> {
    let names = [Names::TheEntry, Names::ItsTag, Names::ItsScope];
    let by_any_name = [WRITES_THROUGH, MUTATES, IS_CANCELLED, INVALIDATES];
    let mut scripts: Vec<_> = by_any_name.iter().flat_map(|steps| names.map(|names| Script { names, steps })).collect();
    scripts.extend([WRITES_THROUGH, LEARNS_ITS_KEY, CLEARS].map(|steps| Script { names: Names::Nothing, steps }));
    scripts
}

/// A scope of its own for each schedule.
fn stage<F: Fixture>(trial: &Trial<F>, user: u32, seen: Coverage) -> Stage<'_, impl CacheStore> {
    let entry = trial.red(&format!("user {user}"), "k");
    Stage { store: trial.store(), time: trial.time(), entry, database: Database::default(), seen }
}
