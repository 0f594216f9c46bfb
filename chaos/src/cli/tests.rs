use super::{HELP, Options, Role, parse};

fn options(line: &str) -> Result<Options, String> {
    match parse(line.split_whitespace().map(str::to_owned))? {
        Role::Run(options) => Ok(options),
        role => Err(format!("{role:?}")),
    }
}

#[test]
fn what_is_not_said_has_its_default() {
    assert_eq!(options(""), Ok(Options::default()));
}

#[test]
fn each_option_is_understood() {
    let said = options("--operations 1_000 --seed 7 --strict --mutant naive --first --processes 2 --tasks 3 --calm");
    let expected = Options {
        seconds: 60,
        operations: Some(1_000),
        seed: 7,
        strict: true,
        mutant: Some("naive".to_owned()),
        first: true,
        processes: 2,
        tasks: 3,
        calm: true,
    };
    assert_eq!(said, Ok(expected.clone()));
    let typed = expected.to_string();
    assert_eq!(options(typed.trim_start_matches("cargo xtask chaos")), Ok(expected), "{typed}");
}

#[test]
fn a_run_is_as_long_as_was_said() {
    assert_eq!(options("--seconds 15"), Ok(Options { seconds: 15, ..Options::default() }));
}

#[test]
fn a_mistake_is_named() {
    for (line, named) in [
        ("--sedonds 3", "`--sedonds`"),
        ("--seconds", "needs a value"),
        ("--tasks 0", "from 1 on"),
        ("--mutant M5", "no mutant `M5`"),
    ] {
        let mistake = options(line).unwrap_err();
        assert!(mistake.contains(named), "{line}: {mistake}");
    }
}

#[test]
fn every_option_is_in_the_help() {
    for option in
        ["--seconds", "--operations", "--seed", "--strict", "--mutant", "--first", "--processes", "--tasks", "--calm"]
    {
        assert!(HELP.contains(option), "{option}");
    }
}

#[cfg(not(postcache_mutants))]
#[test]
fn a_build_that_cannot_break_says_so() {
    assert!(options("--mutant M4").unwrap_err().contains("cannot break"));
}
