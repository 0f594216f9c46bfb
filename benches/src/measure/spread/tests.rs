use super::Spread;

#[test]
fn the_median_is_the_middle_whatever_the_order() {
    let spread = Spread::of(vec![5.0, 1.0, 4.0, 2.0, 3.0]);
    assert_eq!((spread.q1, spread.median, spread.q3, spread.of), (2.0, 3.0, 4.0, 5));
}

#[test]
fn one_wild_figure_moves_neither_median_nor_quartiles() {
    let calm: Vec<f64> = (1..=31).map(f64::from).collect();
    let mut wild = calm.clone();
    wild[30] = 1e9;
    let (calm, wild) = (Spread::of(calm), Spread::of(wild));
    assert_eq!((calm.q1, calm.median, calm.q3), (wild.q1, wild.median, wild.q3));
    assert!(wild.p999 > 1e8);
}

#[test]
fn the_width_is_the_distance_of_the_quartiles_by_the_median() {
    let spread = Spread::of(vec![80.0, 90.0, 100.0, 110.0, 120.0]);
    assert!((spread.width() - 0.2).abs() < 1e-12);
}

#[test]
fn ratios_are_taken_within_a_round_so_drift_of_the_machine_cancels() {
    let drifting: Vec<f64> = (1..=31).map(f64::from).collect();
    let twice: Vec<f64> = drifting.iter().map(|figure| figure * 2.0).collect();
    let ratio = Spread::of_ratios(&twice, &drifting);
    assert_eq!((ratio.median, ratio.width()), (2.0, 0.0));
    assert!(Spread::of(twice).width() > 0.9);
}

#[test]
fn a_single_figure_is_every_quantile() {
    let spread = Spread::of(vec![7.0]);
    assert_eq!((spread.p10, spread.median, spread.p999), (7.0, 7.0, 7.0));
}
