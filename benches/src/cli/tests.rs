use super::{Extent, Options, Verb};

fn parse(words: &[&str]) -> Result<Option<Options>, String> {
    Options::parse(words.iter().map(|word| (*word).to_owned()))
}

#[test]
fn nothing_means_everything_in_full() {
    let options = parse(&[]).unwrap().unwrap();
    assert_eq!((options.verb, options.extent), (Verb::Compare, Extent::Full));
    assert!(options.picks("hits"));
}

#[test]
fn only_picks_by_a_part_of_the_name() {
    let options = parse(&["--only", "hit", "--quick"]).unwrap().unwrap();
    assert!(options.picks("hits") && options.picks("hit-ratio") && !options.picks("put"));
}

#[test]
fn what_is_not_understood_is_an_error() {
    assert!(parse(&["--fast"]).is_err() && parse(&["--only"]).is_err());
    assert_eq!(parse(&["--check", "-h"]), Ok(None));
}

#[test]
fn a_report_has_no_quick_figures() {
    assert!(parse(&["--report"]).is_ok() && parse(&["--report", "--only", "hits"]).is_ok());
    assert!(parse(&["--report", "--quick"]).is_err());
}

#[test]
fn quick_leaves_the_largest_sizes_out() {
    assert_eq!(Extent::Quick.sizes(&[1_000, 1_000_000]), [1_000]);
    assert_eq!(Extent::Full.sizes(&[1_000, 1_000_000]), [1_000, 1_000_000]);
}
