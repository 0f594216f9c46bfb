use super::plot;
use crate::report::{Comparison, Matrix, Measured, Plot, Section};

fn comparison() -> Section {
    let row = |contender: &str, rounds: &[f64]| Measured { contender: contender.to_owned(), rounds: rounds.to_vec() };
    let rows = vec![row("peer <a & b>", &[100.0, 100.0]), row("postcache", &[50.0, 50.0])];
    Section::Comparison(Comparison { name: "hits".to_owned(), note: "".into(), unit: "ns/op".into(), rows })
}

fn widths(svg: &str) -> Vec<f64> {
    let bars = svg.lines().filter(|line| line.starts_with("<rect x="));
    bars.map(|line| line.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn a_bar_is_as_long_as_its_ratio() {
    let widths = widths(&plot(&comparison()).unwrap());
    assert_eq!(widths.len(), 2);
    assert!((widths[0] / widths[1] - 2.0).abs() < 0.01, "{widths:?}");
}

#[test]
fn names_cannot_break_the_drawing() {
    assert!(plot(&comparison()).unwrap().contains("peer &lt;a &amp; b&gt;"));
}

#[test]
fn a_matrix_is_drawn_only_where_it_asks_for_it() {
    let matrix = |plot| {
        Section::Matrix(Matrix {
            name: "ratios".to_owned(),
            note: String::new(),
            unit: "%".into(),
            head: ["trace", "moka", "lru"].map(str::to_owned).into(),
            rows: vec![("zipf".to_owned(), vec![Some(80.0), Some(40.0)])],
            plot,
        })
    };
    assert_eq!(plot(&matrix(Plot::None)), None);
    assert_eq!(widths(&plot(&matrix(Plot::Bars)).unwrap()).len(), 2);
}
