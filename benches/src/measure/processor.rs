//! Which processor a thread runs on.

#[cfg(test)]
mod tests;

/// Keeps this thread on one processor, where the system allows it: a thread that moves loses its caches. They are counted
/// among those that the program began with, for a thread inherits what its parent was kept to.
#[cfg(target_os = "linux")]
pub(crate) fn pin(processor: usize) {
    use std::sync::OnceLock;

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    static AT_FIRST: OnceLock<Option<CpuSet>> = OnceLock::new();
    let Some(all) = AT_FIRST.get_or_init(|| sched_getaffinity(None).ok()) else { return };
    let mut usable = (0..CpuSet::MAX_CPU).filter(|one| all.is_set(*one)).cycle();
    let mut chosen = CpuSet::new();
    if let Some(one) = usable.nth(processor) {
        chosen.set(one);
        // Where it is refused, the figures are noisier and no less true.
        let _refused = sched_setaffinity(None, &chosen);
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) const fn pin(_: usize) {}
