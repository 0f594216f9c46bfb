//! Which processor a thread runs on.

/// Keeps this thread on one processor, where the system allows it: a thread that moves loses its caches.
#[cfg(target_os = "linux")]
pub(crate) fn pin(processor: usize) {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let Ok(all) = sched_getaffinity(None) else { return };
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
