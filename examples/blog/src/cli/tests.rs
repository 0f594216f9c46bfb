use super::{Command, Flags, parse};
use crate::self_check::{Check, Sabotage};

fn parsed(line: &str) -> Result<Command, String> {
    parse(line.split_whitespace().map(Into::into)).map_err(|error| error.to_string())
}

#[test]
fn no_argument_serves_with_the_defaults() {
    assert_eq!(parsed(""), Ok(Command::Serve(Flags::default())));
}

#[test]
fn flags_are_taken_in_any_order() {
    let flags = Flags {
        data: Some("here".into()),
        listen: Some(([127, 0, 0, 1], 8080).into()),
        config: Some("blog.toml".into()),
        cache: Some("redis://127.0.0.1".into()),
    };
    assert_eq!(
        parsed("--config blog.toml --listen 127.0.0.1:8080 --cache redis://127.0.0.1 --data here"),
        Ok(Command::Serve(flags))
    );
}

#[test]
fn a_self_check_may_be_sabotaged_and_may_drive_several_processes() {
    let check = |sabotage| Command::SelfCheck(Check { cache: None, processes: 1, sabotage });
    assert_eq!(parsed("--self-check"), Ok(check(None)));
    assert_eq!(parsed("--sabotage foreign --self-check"), Ok(check(Some(Sabotage::Foreign))));
    let check = Check { cache: Some("redis://127.0.0.1".into()), processes: 3, sabotage: None };
    assert_eq!(parsed("--cache redis://127.0.0.1 --self-check --processes 3"), Ok(Command::SelfCheck(check)));
}

#[test]
fn a_mistake_is_named_in_one_line() {
    for (line, says) in [
        ("--port 80", "--port is not a flag"),
        ("--data", "--data needs a value"),
        ("--cache", "--cache needs a value"),
        ("--listen nowhere", "nowhere is not an address such as 127.0.0.1:3000"),
        ("--self-check --sabotage slow", "slow is not stale, foreign or lost-invalidation"),
        ("--sabotage stale", "--sabotage goes with --self-check"),
        ("--processes 2", "--processes goes with --self-check"),
        ("--self-check --cache redis://127.0.0.1 --processes 0", "0 is not a number from 1 to 16"),
        ("--self-check --processes 2", "several processes share a Redis server: say which with --cache"),
        ("--self-check --cache memory: --processes 2", "several processes share a Redis server"),
        ("--self-check --data here", "--self-check serves a database of its own"),
    ] {
        let error = parsed(line).unwrap_err();
        assert!(error.starts_with(says), "{line}: {error}");
        assert!(!error.contains('\n'), "{line}: {error}");
    }
}

#[test]
fn help_fits_on_one_screen() {
    assert!(super::HELP.lines().count() <= 24);
    assert!(super::HELP.lines().all(|line| line.len() <= 80));
}
