use super::Call;

#[test]
fn it_prints_as_a_person_would_type_it() {
    let call = Call::cargo(&["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
    assert_eq!(call.to_string(), "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps");
    assert_eq!(Call::new("echo", &["", "it's"]).to_string(), r"echo '' 'it'\''s'");
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let why = Call::new("no-such-program-anywhere", &[]).run().unwrap_err();
    assert!(why.contains("`no-such-program-anywhere`"), "{why}");
}

#[cfg(unix)]
#[test]
fn a_failed_command_says_what_it_said() {
    let why = Call::new("sh", &["-c", "echo the reason >&2; exit 3"]).output().unwrap_err();
    assert!(why.contains("the reason") && why.contains('3'), "{why}");
}
