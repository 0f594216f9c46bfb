use std::time::Duration;

use super::{Call, Refusal, judge};

#[test]
fn a_refusal_that_names_the_fault_passes() {
    assert_eq!(judge(Some(1), "requests 9\nself-check failed: stale answer to user 3\n", "stale"), Ok(()));
}

#[test]
fn a_table_that_merely_mentions_the_fault_is_not_a_verdict() {
    assert!(judge(Some(1), "stale answers   4\n", "stale").is_err());
}

#[test]
fn the_wrong_name_is_reported_with_what_was_said() {
    let why = judge(Some(1), "self-check failed: foreign answer\n", "stale").unwrap_err();
    assert!(why.contains("foreign answer") && why.contains("`stale`"), "{why}");
}

#[test]
fn only_exit_code_one_is_a_refusal() {
    for code in [Some(0), Some(2), Some(101), None] {
        assert!(judge(code, "self-check failed: stale\n", "stale").is_err(), "{code:?}");
    }
}

#[cfg(unix)]
#[test]
fn both_streams_of_the_program_are_read() {
    for stream in ["1", "2"] {
        let script = format!("echo 'self-check failed: stale' >&{stream}; exit 1");
        let call = Call::new("sh", &["-c", &script]);
        assert_eq!(Refusal { call, names: "stale", within: Duration::from_secs(60) }.run(), Ok(()));
    }
}

#[cfg(unix)]
#[test]
fn a_program_that_never_ends_is_ended() {
    let call = Call::new("sleep", &["600"]);
    let why = Refusal { call, names: "stale", within: Duration::from_millis(20) }.run().unwrap_err();
    assert!(why.contains("still running"), "{why}");
}
