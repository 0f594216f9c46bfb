#[cfg(target_os = "linux")]
#[test]
fn a_thread_of_a_pinned_thread_can_have_another_processor() {
    use rustix::thread::{CpuSet, sched_getaffinity};

    use super::pin;

    let own = |processor| {
        pin(processor);
        let set = sched_getaffinity(None).unwrap();
        (0..CpuSet::MAX_CPU).filter(|one| set.is_set(*one)).collect::<Vec<_>>()
    };
    std::thread::spawn(move || {
        let usable = std::thread::available_parallelism().map_or(1, usize::from);
        let parent = own(0);
        let child = std::thread::spawn(move || own(1)).join().unwrap();
        assert_eq!((parent.len(), child.len()), (1, 1));
        assert!(usable < 2 || parent != child);
    })
    .join()
    .unwrap();
}
