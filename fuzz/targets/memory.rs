//! Any sequence of operations of the memory engine, beside a model that only remembers when what was changed.

#![no_main]

#[path = "../../postcache-memory/tests/engine/model/history.rs"]
#[allow(dead_code)]
mod history;
#[path = "../../postcache-memory/tests/engine/model/step.rs"]
mod step;
#[path = "../../postcache-memory/tests/engine/world.rs"]
#[allow(dead_code)]
mod world;

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use step::{CellsAt, EntryAt, KEYS, REGIONS, SCOPES, Step, TAGS};

const MOST: usize = 300;

fuzz_target!(|bytes: &[u8]| {
    let Some((is_tight, bytes)) = bytes.split_first() else { return };
    let steps = steps(&mut Unstructured::new(bytes));
    if is_tight % 2 == 0 { history::with_room(&steps) } else { history::full(&steps) }
});

fn steps(bytes: &mut Unstructured<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    while !bytes.is_empty() && steps.len() < MOST {
        let Ok(step) = step(bytes) else { break };
        steps.push(step);
    }
    steps
}

fn step(bytes: &mut Unstructured<'_>) -> Result<Step> {
    Ok(match bytes.int_in_range(0..=10)? {
        0 => Step::Get { entry: entry(bytes)? },
        1 => Step::Lease { entry: entry(bytes)?, fresh: bytes.ratio(1, 5)? },
        2 => Step::Fill { nth: bytes.arbitrary()? },
        3 => Step::Release { nth: bytes.arbitrary()? },
        4 => Step::Begin { cells: cells(bytes)? },
        5 => {
            let late = if bytes.arbitrary()? { Some(named(bytes)?) } else { None };
            let puts = some(bytes, 2, named)?;
            Step::Finish { nth: bytes.arbitrary()?, late, puts }
        }
        6 => Step::Lapse { nth: bytes.arbitrary()? },
        7 => Step::Invalidate { cells: cells(bytes)? },
        8 => Step::Clear { scope: bytes.int_in_range(0..=SCOPES - 1)? },
        9 => Step::Pass { millis: bytes.int_in_range(1..=20_000)? },
        _ => Step::Clean,
    })
}

fn entry(bytes: &mut Unstructured<'_>) -> Result<EntryAt> {
    let (region, key) = named(bytes)?;
    Ok(EntryAt { scope: bytes.int_in_range(0..=SCOPES - 1)?, region, key })
}

fn named(bytes: &mut Unstructured<'_>) -> Result<(u8, u8)> {
    Ok((bytes.int_in_range(0..=REGIONS - 1)?, bytes.int_in_range(0..=KEYS - 1)?))
}

fn cells(bytes: &mut Unstructured<'_>) -> Result<CellsAt> {
    let tag = |bytes: &mut Unstructured<'_>| bytes.int_in_range(0..=TAGS.len() as u8 - 1);
    Ok(CellsAt {
        scope: bytes.int_in_range(0..=SCOPES - 1)?,
        entries: some(bytes, 2, named)?,
        tags: some(bytes, 1, tag)?,
        whole: bytes.ratio(1, 10)?,
    })
}

fn some<T>(
    bytes: &mut Unstructured<'_>,
    most: usize,
    mut one: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    (0..bytes.int_in_range(0..=most)?).map(|_| one(bytes)).collect()
}
