use super::{Chance, Popularity, Zipf};

#[test]
fn a_seed_fixes_every_choice() {
    let mut chance = Chance::new(0);
    let first: Vec<u64> = (0..3).map(|_| chance.next()).collect();
    assert_eq!(first, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]);
}

#[test]
fn a_choice_below_a_limit_reaches_all_and_nothing_else() {
    let mut chance = Chance::new(3);
    let mut seen = [0_u32; 7];
    (0..7_000).for_each(|_| seen[chance.below(7)] += 1);
    assert!(seen.iter().all(|count| (800..1_200).contains(count)), "{seen:?}");
}

#[test]
fn ranks_come_as_often_as_zipf_says() {
    let (ranks, mut chance) = (Zipf::new(100, 1.0), Chance::new(1));
    let mut seen = [0_f64; 100];
    (0..200_000).for_each(|_| seen[ranks.draw(&mut chance)] += 1.0);
    for rank in [1, 3, 9] {
        let expected = 1.0 / (rank as f64 + 1.0);
        assert!((seen[rank] / seen[0] - expected).abs() < 0.03, "rank {rank}");
    }
}

#[test]
fn popular_entries_are_not_neighbours() {
    let draws = Popularity::Zipf.draws(10_000, 10_000);
    let mut seen = vec![0_u32; 10_000];
    for entry in draws {
        seen[entry] += 1;
    }
    let mut by_count: Vec<usize> = (0..10_000).collect();
    by_count.sort_by_key(|entry| std::cmp::Reverse(seen[*entry]));
    assert!(by_count[0].abs_diff(by_count[1]) > 100);
}
