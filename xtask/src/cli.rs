//! The words of the command line: every verb and flag is here and nowhere else.

#[cfg(test)]
mod tests;

pub(crate) const HELP: &str = "\
cargo xtask <verb>

  test           every test there is: unit, integration, doctests, and the examples' self-checks
  ci             what must pass before a change lands: fmt, clippy, doc, tidy, then `test`
  deep           what costs minutes or downloads: interleavings of threads, fuzzing, counts of instructions,
                 Redis 6.2, Valkey, a server in a container
  tidy           what no compiler checks: names, lengths, arrows between crates, docs that are true
  bench [args]   the benchmarks; `args` are for them, so `cargo xtask bench --help` lists theirs;
                 `--only expansion` and `--only hit-by-macro` measure what the macro costs,
                 `--only instructions [--bless]` counts those of a hit, a put and a clear
  fuzz [SECONDS] bytes chosen by what they reach, for the memory engine, keys and cells; 60 seconds each
  chaos [args]   the floor checker: looks for stale reads while processes, server and network fail

  -h, --help     this text

Each step prints its command before it runs and its time after; a failing one says how to repeat it alone.
Exit code: 0 all passed, 1 something failed, 2 the command line was not understood.
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Help,
    Test,
    Ci,
    Deep,
    Tidy,
    Bench(Vec<String>),
    Chaos(Vec<String>),
    Fuzz(u32),
}

/// Reads the arguments after the program's name.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Verb, String> {
    let mut args = args.into_iter();
    let Some(word) = args.next() else {
        return Err("say what to do: test, ci, deep, tidy, bench, fuzz or chaos".to_owned());
    };
    let verb = match word.as_str() {
        "-h" | "--help" | "help" => return Ok(Verb::Help),
        "bench" => return Ok(Verb::Bench(args.collect())),
        "chaos" => return Ok(Verb::Chaos(args.collect())),
        "fuzz" => {
            let seconds = args.next().unwrap_or_else(|| "60".to_owned());
            return seconds.parse().map(Verb::Fuzz).map_err(|_| format!("`{seconds}` is no number of seconds"));
        }
        "test" => Verb::Test,
        "ci" => Verb::Ci,
        "deep" => Verb::Deep,
        "tidy" => Verb::Tidy,
        flag if flag.starts_with('-') => return Err(format!("unknown flag `{flag}`")),
        unknown => return Err(format!("unknown verb `{unknown}`")),
    };
    match args.next().as_deref() {
        None => Ok(verb),
        Some("-h" | "--help") => Ok(Verb::Help),
        Some(extra) => Err(format!("`{word}` takes no arguments, so `{extra}` means nothing to it")),
    }
}
