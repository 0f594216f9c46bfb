use super::Results;
use crate::check::{Bound, Row};
use crate::report::{Comparison, Measured, Section};

fn section(name: &str) -> Section {
    let rows = vec![Measured { contender: "moka::sync".to_owned(), rounds: vec![1.5, 2.5] }];
    Section::Comparison(Comparison { name: name.to_owned(), note: "".into(), unit: "ns/op".into(), rows })
}

fn names(results: &Results) -> Vec<&str> {
    results.sections().into_iter().map(Section::name).collect()
}

#[test]
fn a_part_that_is_measured_again_takes_the_place_of_the_old_one() {
    let mut results = Results::default();
    results.measured("put", vec![section("put")]);
    results.measured("hits", vec![section("old")]);
    results.measured("hits", vec![section("new"), section("newer")]);
    assert_eq!(names(&results), ["new", "newer", "put"]);
}

#[test]
fn what_is_kept_comes_back_as_it_was() {
    let mut results = Results::default();
    results.measured("hits", vec![section("hits")]);
    results.checked("exact", vec![Row::counted("loads", 1.0, Some(Bound::AtMost(1.0)), None)]);
    let again: Results = serde_json::from_str(&results.json().unwrap()).unwrap();
    assert_eq!(again.json(), results.json());
    assert_eq!(names(&again), ["hits"]);
    assert!(!again.rows()[0].verdict.fails());
}
