use super::{BEGIN, END, between_marks, figures};
use crate::report::{Comparison, Measured, Section};

#[test]
fn what_stands_outside_the_marks_stays() {
    let text = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
    let renewed = between_marks(&text, "| new |\n").unwrap();
    assert!(renewed.starts_with("before\n") && renewed.ends_with("\nafter\n"));
    assert!(renewed.contains("| new |") && !renewed.contains("old"));
    assert_eq!(between_marks(&renewed, "| new |\n").unwrap(), renewed);
}

#[test]
fn a_readme_without_marks_is_left_alone() {
    assert!(between_marks("no marks", "| new |").is_err());
}

#[test]
fn a_peer_that_wins_is_in_the_table() {
    let table = |name: &str| {
        let row = |contender: &str, round: f64| Measured { contender: contender.to_owned(), rounds: vec![round] };
        let rows = vec![row("moka::sync", 100.0), row("quick_cache", 20.0), row("postcache Region", 30.0)];
        Section::Comparison(Comparison { name: name.to_owned(), note: "".into(), unit: "ns/op".into(), rows })
    };
    let names = ["Hits: 1000 entries, Zipf 0.9, many scopes", "Hits: 100000 entries, Zipf 0.9, many scopes"];
    let shown = figures(&names.map(table).each_ref());
    assert!(shown.contains("| quick_cache | 0.20 | 0.20 |"), "{shown}");
    assert!(shown.contains("| **postcache Region** | 0.30 | 0.30 |"), "{shown}");
}
