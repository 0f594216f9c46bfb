use super::figure;
use crate::report::{Comparison, Matrix, Measured, Plot};

#[test]
fn a_figure_has_three_digits_that_say_something() {
    let shown: Vec<String> = [0.0, 0.3456, 7.0, 42.25, 123.4, 1_234_567.0, -1_234.0].map(figure).into();
    assert_eq!(shown, ["0", "0.35", "7.00", "42.2", "123", "1,234,567", "-1,234"]);
}

#[test]
fn a_comparison_shows_ratios_to_its_first_contender() {
    let row = |contender: &str, rounds: &[f64]| Measured { contender: contender.to_owned(), rounds: rounds.to_vec() };
    let rows = vec![row("peer", &[100.0, 200.0, 400.0]), row("ours", &[50.0, 100.0, 200.0])];
    let table = Comparison { name: "hits".to_owned(), note: "".into(), unit: "ns/op".into(), rows }.to_string();
    assert!(table.contains("| ours | 50.0 | 100 | 200 | 0.50 (0.50..0.50) |"), "{table}");
}

#[test]
fn what_was_not_measured_is_an_empty_field() {
    let matrix = Matrix {
        name: "memory".to_owned(),
        note: String::new(),
        unit: "B".into(),
        head: ["engine", "entry", "scope"].map(str::to_owned).into(),
        rows: vec![("moka".to_owned(), vec![Some(321.0), None])],
        plot: Plot::None,
    };
    assert!(matrix.to_string().contains("| moka | 321 |  |"));
}
