use super::{HELP, Verb, parse};

fn parsed(line: &str) -> Result<Verb, String> {
    parse(line.split_whitespace().map(str::to_owned))
}

#[test]
fn each_verb_is_understood() {
    assert_eq!(parsed("test"), Ok(Verb::Test));
    assert_eq!(parsed("ci"), Ok(Verb::Ci));
    assert_eq!(parsed("tidy"), Ok(Verb::Tidy));
    assert_eq!(parsed("bench"), Ok(Verb::Bench(Vec::new())));
}

#[test]
fn help_is_found_before_and_after_a_verb() {
    for line in ["-h", "--help", "help", "ci --help", "test -h"] {
        assert_eq!(parsed(line), Ok(Verb::Help), "{line}");
    }
}

#[test]
fn bench_and_chaos_hand_on_whatever_follows() {
    let args = ["--check", "--help"].map(str::to_owned).to_vec();
    assert_eq!(parsed("bench --check --help"), Ok(Verb::Bench(args.clone())));
    assert_eq!(parsed("chaos --check --help"), Ok(Verb::Chaos(args)));
}

#[test]
fn a_mistake_is_named() {
    for (line, named) in [("tset", "`tset`"), ("--fast", "`--fast`"), ("ci --fast", "`--fast`"), ("", "bench")] {
        let mistake = parsed(line).unwrap_err();
        assert!(mistake.contains(named), "{line}: {mistake}");
    }
}

#[test]
fn help_is_one_screen() {
    assert!(HELP.lines().count() <= 24);
    assert!(HELP.lines().all(|line| line.len() <= 110));
}

#[test]
fn fuzzing_takes_a_number_of_seconds() {
    assert_eq!(parsed("fuzz"), Ok(Verb::Fuzz(60)));
    assert_eq!(parsed("fuzz 600"), Ok(Verb::Fuzz(600)));
    assert!(parsed("fuzz long").is_err());
}
