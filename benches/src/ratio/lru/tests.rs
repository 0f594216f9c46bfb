use super::Lru;

fn hits(capacity: u64, keys: &[u64]) -> Vec<bool> {
    let mut lru = Lru::new(capacity);
    keys.iter().map(|key| lru.request(*key, 1)).collect()
}

#[test]
fn the_one_that_was_used_longest_ago_goes() {
    assert_eq!(hits(2, &[1, 2, 1, 3, 1, 2]), [false, false, true, false, true, false]);
}

#[test]
fn a_loop_that_is_longer_than_the_capacity_never_hits() {
    let keys: Vec<u64> = (0..100).map(|at| at % 11).collect();
    assert!(hits(10, &keys).iter().all(|hit| !hit));
}

#[test]
fn a_heavy_one_pushes_several_out_and_one_that_cannot_fit_none() {
    let mut lru = Lru::new(10);
    assert!(!lru.request(1, 5) && !lru.request(2, 5) && !lru.request(3, 11));
    assert!(lru.request(1, 5) && lru.request(2, 5));
    assert!(!lru.request(4, 10));
    assert!(!lru.request(1, 5));
}
