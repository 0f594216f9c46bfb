//! The suite is tried on stores that are broken on purpose: each is refused by the laws named for it and by no other, and
//! each law refuses one of them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a mutant need not be robust")]

#[path = "mutants/bug.rs"]
mod bug;
#[path = "mutants/counting.rs"]
mod counting;
#[path = "mutants/dropping.rs"]
mod dropping;
#[path = "mutants/filling.rs"]
mod filling;
#[path = "mutants/keys.rs"]
mod keys;
#[path = "mutants/mutating.rs"]
mod mutating;
#[path = "mutants/reading.rs"]
mod reading;
#[path = "mutants/rules.rs"]
mod rules;
#[path = "mutants/table.rs"]
mod table;

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use bug::{Broken, Bug};
use postcache_conformance::laws;
use table::TABLE;

const QUOTA: NonZeroUsize = NonZeroUsize::new(64).unwrap();

/// What the machine's threads do, a mutant may get away with. Where a row names it, it does not.
const DEPENDS_ON_THE_SCHEDULE: &str = "threads_never_read_below_the_floor";

/// The reference store itself, as a mutant.
#[derive(Debug, Default)]
struct Sound;

impl Bug for Sound {}

#[test]
fn every_mutant_breaks_its_laws_and_keeps_all_others() {
    let broken = try_all();
    let mut report = String::new();
    for (row, broken) in TABLE.iter().zip(&broken) {
        let told = |law: &str| broken.iter().find(|(name, _)| *name == law).map(|(_, why)| why.as_str());
        let survived: Vec<_> = row.breaks.iter().filter(|law| told(law).is_none()).collect();
        let unexpected: Vec<_> =
            broken.iter().filter(|(law, _)| *law != DEPENDS_ON_THE_SCHEDULE && !row.breaks.contains(law)).collect();
        if !survived.is_empty() || !unexpected.is_empty() {
            writeln!(report, "{} should break {survived:?}, and should not break:", row.mutant).unwrap();
            for (law, why) in unexpected {
                writeln!(report, "    {law}: {why}").unwrap();
            }
            let breaks: Vec<_> = broken.iter().map(|(law, _)| *law).collect();
            writeln!(report, "  {} {{ {} }}", row.mutant, breaks.join(" ")).unwrap();
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_mutant_is_refused() {
    let accepted: Vec<_> = TABLE.iter().filter(|row| row.breaks.is_empty()).map(|row| row.mutant).collect();
    assert_eq!(accepted, [""; 0], "mutants that break no law");
}

#[test]
fn every_law_refuses_a_mutant() {
    let idle = laws::<Broken<Sound>>().into_iter().map(|law| law.name());
    let idle: Vec<_> = idle.filter(|law| !TABLE.iter().any(|row| row.breaks.contains(law))).collect();
    assert_eq!(idle, [""; 0], "laws that no mutant breaks");
}

#[test]
fn a_store_without_a_bug_breaks_no_law() {
    for law in laws::<Broken<Sound>>() {
        law.check().unwrap_or_else(|broken| panic!("{broken}"));
    }
}

/// For each row the laws that its mutant breaks, with what they say.
fn try_all() -> Vec<Vec<(&'static str, String)>> {
    let names: Vec<_> = laws::<Broken<Sound>>().into_iter().map(|law| law.name()).collect();
    let next = AtomicUsize::new(0);
    let broken: Vec<_> = TABLE.iter().map(|_| Mutex::new(Vec::new())).collect();
    let work = || {
        while let (at, Some(row)) = {
            let at = next.fetch_add(1, SeqCst);
            (at, TABLE.get(at / names.len()))
        } {
            let name = names[at % names.len()];
            if let Err(why) = (row.try_law)(name) {
                broken[at / names.len()].lock().unwrap().push((name, why));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(2, NonZeroUsize::get);
    thread::scope(|scope| (0..2 * threads).for_each(|_| drop(scope.spawn(work))));
    broken.into_iter().map(|broken| broken.into_inner().unwrap()).collect()
}
