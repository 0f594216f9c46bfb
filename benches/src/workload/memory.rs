//! Resident memory by entry, by tag and by scope: of a fresh process each.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use postcache::{Cache, MemoryStore, Region};

use crate::cli::Extent;
use crate::peers::{at_once, whose};
use crate::post::key_of;
use crate::report::{Matrix, Plot, Section};

/// As ENGINE's study had it: two allocations an entry, of 48 and 128 bytes with their headers.
type Value = [u8; 100];

const ENTRIES: usize = 1_000_000;
const PER_SCOPE: usize = 1_000;
const TAGS: usize = 4;
const ALL_TAGS: [&str; TAGS] = ["posts", "titles", "drafts", "feeds"];

const ENGINES: &[&str] = &["moka", "moka, ttl", "quick_cache", "foyer-memory", "cached LRU+TTL", "HashMap", OURS];
const OURS: &str = "postcache";

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let entries = if extent.is_quick() { ENTRIES / 10 } else { ENTRIES };
    let raw = resident("raw", entries, PER_SCOPE, 0);
    let mut rows = Vec::new();
    for engine in ENGINES {
        eprintln!("memory: {engine}");
        let whole = resident(engine, entries, PER_SCOPE, 0);
        rows.push((format!("{engine}, an entry"), vec![Some(whole), Some(whole - raw)]));
    }
    let footprint = footprint(entries);
    rows.push(("postcache, a tag of an entry".to_owned(), vec![None, Some(footprint.tag)]));
    rows.push(("postcache, a scope".to_owned(), vec![None, Some(footprint.scope)]));
    vec![Section::Matrix(Matrix {
        name: format!("Memory, {entries} entries"),
        note: format!(
            "Resident memory of a fresh process. Key (40 B) and value (100 B) alone take {raw:.0} B; what is above is overhead."
        ),
        unit: "B".into(),
        head: ["what", "resident", "overhead"].map(str::to_owned).into(),
        rows,
        plot: Plot::Bars,
    })]
}

/// Our overhead, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Footprint {
    pub(crate) entry: f64,
    pub(crate) tag: f64,
    pub(crate) scope: f64,
}

pub(crate) fn footprint(entries: usize) -> Footprint {
    let raw = resident("raw", entries, PER_SCOPE, 0);
    let plain = resident(OURS, entries, PER_SCOPE, 0);
    let tagged = resident(OURS, entries, PER_SCOPE, TAGS);
    let own_scope = resident(OURS, entries, 1, 0);
    Footprint {
        entry: plain - raw,
        tag: (tagged - plain) / TAGS as f64,
        scope: (own_scope - plain) / (1.0 - 1.0 / PER_SCOPE as f64),
    }
}

/// Bytes by entry, told by a process that does nothing else.
fn resident(engine: &str, entries: usize, per_scope: usize, tags: usize) -> f64 {
    let own = std::env::current_exe().expect("a program knows its file");
    let numbers = [entries, per_scope, tags].map(|number| number.to_string());
    let told = Command::new(own).arg("--child").arg(engine).args(numbers).output().expect("it starts again");
    let text = String::from_utf8_lossy(&told.stdout);
    text.trim().parse().unwrap_or_else(|_| panic!("{engine}: {}", String::from_utf8_lossy(&told.stderr)))
}

/// The process that [`resident`] starts: `ENGINE ENTRIES PER_SCOPE TAGS`.
pub(crate) fn child(arguments: &[String]) -> Result<f64, String> {
    let [engine, entries, per_scope, tags] = arguments else { return Err("four arguments".to_owned()) };
    let number = |text: &String| text.parse::<usize>().map_err(|error| error.to_string());
    let (entries, per_scope, tags) = (number(entries)?, number(per_scope)?, number(tags)?);
    let names = (0..entries).map(|at| ((at / per_scope) as i64, (at % per_scope) as i64));
    let keyed = names.clone().map(|(user, id)| (key_of(user, id).to_vec(), value()));
    let before = resident_now()?;
    let (kept, besides) = match engine.as_str() {
        "raw" => {
            let all: Vec<_> = keyed.map(|(key, value)| (key.into_boxed_slice(), value)).collect();
            (all.len(), all.capacity() * size_of_val(&all[0]) + hold(all))
        }
        "moka" => moka(moka::sync::Cache::new(entries as u64), keyed),
        "moka, ttl" => {
            let builder = moka::sync::Cache::builder().max_capacity(entries as u64);
            moka(builder.time_to_live(Duration::from_hours(1)).build(), keyed)
        }
        "quick_cache" => {
            let cache = quick_cache::sync::Cache::<Box<[u8]>, Arc<Value>>::new(entries);
            keyed.for_each(|(key, value)| cache.insert(key.into(), value));
            (cache.len(), hold(cache))
        }
        "foyer-memory" => {
            let cache = foyer_memory::CacheBuilder::new(entries).build::<foyer_memory::CacheProperties>();
            keyed.for_each(|(key, value)| drop(cache.insert(key.into_boxed_slice(), value)));
            (cache.entries(), hold(cache))
        }
        "cached LRU+TTL" => {
            let builder = cached::ShardedLruTtlCache::<Box<[u8]>, Arc<Value>>::builder();
            let built = builder.max_size(entries).ttl(Duration::from_hours(1)).build();
            let cache = built.map_err(|error| error.to_string())?;
            keyed.for_each(|(key, value)| drop(cache.set(key.into(), value)));
            (cache.len(), hold(cache))
        }
        "HashMap" => {
            let map: std::collections::HashMap<Box<[u8]>, _> = keyed.map(|(key, value)| (key.into(), value)).collect();
            (map.len(), hold(map))
        }
        OURS => ours(entries, tags, names)?,
        other => return Err(format!("nobody is called {other}")),
    };
    if kept * 100 < entries * 97 {
        return Err(format!("{engine} kept {kept} of {entries}"));
    }
    Ok((resident_now()? - before - besides as f64) / kept as f64)
}

fn value() -> Arc<Value> {
    Arc::new([7; 100])
}

/// Nothing is given back before it was measured.
fn hold<T: 'static>(kept: T) -> usize {
    Box::leak(Box::new(kept));
    0
}

fn moka(
    cache: moka::sync::Cache<Box<[u8]>, Arc<Value>>,
    keyed: impl Iterator<Item = (Vec<u8>, Arc<Value>)>,
) -> (usize, usize) {
    keyed.for_each(|(key, value)| cache.insert(key.into(), value));
    cache.run_pending_tasks();
    (cache.entry_count() as usize, hold(cache))
}

fn ours(entries: usize, tags: usize, names: impl Iterator<Item = (i64, i64)>) -> Result<(usize, usize), String> {
    let limit = entries as u64 * 4;
    let builder = MemoryStore::builder().max_entries(limit).max_entries_per_scope(limit);
    let builder = builder.max_bytes(1 << 40).max_bytes_per_scope(1 << 40).without_cleanup_task();
    let cache = Cache::new(builder.build().map_err(|error| error.to_string())?);
    let region = cache.local_region("value").weigher(|_| 100).tags(ALL_TAGS.into_iter().take(tags));
    let region: Region<i64, Value> = region.unchecked("bytes name no owner").map_err(|error| error.to_string())?;
    for (user, id) in names {
        let _filled: Arc<Value> = at_once(region.get_or_load(&whose(user), &id, || async { value() }));
    }
    at_once(cache.run_pending());
    Ok((cache.stats().store.entries as usize, hold((cache, region))))
}

fn resident_now() -> Result<f64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kib: f64 = line.split_whitespace().next().and_then(|number| number.parse().ok()).ok_or("no number")?;
    Ok(kib * 1024.0)
}
