use super::{HEAD, compare, parse};

fn counts(of: &[(&str, f64)]) -> super::Counts {
    of.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(parse(&format!("{HEAD}hit 400\nput 9000\n")), Some(counts(&[("hit", 400.0), ("put", 9000.0)])));
    assert_eq!(parse("hit"), None);
}

#[test]
fn a_count_that_moves_by_more_than_two_percent_fails_and_says_how_to_bless() {
    let blessed = counts(&[("hit", 400.0)]);
    assert_eq!(compare(&blessed, &counts(&[("hit", 407.0)])), Ok(()));
    for moved in [409.0, 391.0] {
        let why = compare(&blessed, &counts(&[("hit", moved)])).unwrap_err();
        assert!(why.contains("hit") && why.contains("--bless"), "{why}");
    }
}

#[test]
fn what_is_new_or_gone_fails_too() {
    let why = compare(&counts(&[("hit", 400.0)]), &counts(&[("put", 400.0)])).unwrap_err();
    assert!(why.contains("put is new") && why.contains("hit is not measured"), "{why}");
}
