use super::{OURS, named};

#[test]
fn what_is_measured_from_here_is_asked_for_by_name() {
    let args = ["--quick", "--only", "expansion"].map(str::to_owned);
    assert_eq!(named(&args), Some("expansion"));
    assert_eq!(named(&args[..2]), None);
    assert!(OURS.iter().any(|(name, _)| *name == "expansion"));
}
