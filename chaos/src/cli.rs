//! The words of the command line.

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;

use crate::worker::Job;

pub(crate) const HELP: &str = "\
cargo xtask chaos [options]

Four processes read and write through PostCache over one Redis server while processes are killed and stopped, the server
restarts with old data, is flushed and runs out of memory, and the network delays, cuts and repeats. Every answer is held
against what had been written before it was asked for.

  --seconds N      how long (60), and up to 20 more until all that it names has happened
  --operations N   until so many reads and mutations were made, in place of --seconds
  --seed N         of all choices; time and the machine's scheduler add their own (1)
  --strict         no fault that loses cells; in return, every commit under a fence is a floor, its writer dead or not
  --mutant NAME    with this break of the protocol (M1, M4, ..), or `naive`: cache-aside by hand, without PostCache
  --first          end at the first finding
  --processes N    workers (4)
  --tasks N        tasks of each (8)
  --calm           no faults at all
  -h, --help       this text

A run counts only if everything that it names has happened: hits, refused fills, fenced acquires, stored and refused puts,
and every fault. Exit code: 0 nothing found; 1 stale, foreign, failed, hung or crashed, with the history of the row;
2 the command line was not understood; 3 the run does not count, or could not be made.
";

/// The breaks of the protocol that a build with `--cfg postcache_mutants` knows.
const MUTANTS: &[&str] = &[
    "M1", "M2", "M3", "M4", "M6", "M6b", "M7", "M8", "M9", "M9b", "M11", "M12", "M12b", "M15", "M16", "M16b", "M17",
    "M18", "M18b", "M19", "M19b", "M20", "M21", "M22", "M23", "M24", "M25",
];

#[derive(Debug)]
pub(crate) enum Role {
    Help,
    Run(Options),
    Register(PathBuf),
    Worker(Box<Job>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) seconds: u64,
    pub(crate) operations: Option<u64>,
    pub(crate) seed: u64,
    pub(crate) strict: bool,
    pub(crate) mutant: Option<String>,
    pub(crate) first: bool,
    pub(crate) processes: usize,
    pub(crate) tasks: usize,
    pub(crate) calm: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seconds: 60,
            operations: None,
            seed: 1,
            strict: false,
            mutant: None,
            first: false,
            processes: 4,
            tasks: 8,
            calm: false,
        }
    }
}

impl Options {
    pub(crate) fn naive(&self) -> bool {
        self.mutant.as_deref() == Some("naive")
    }

    /// The break of the protocol, if there is one.
    pub(crate) fn break_of_protocol(&self) -> Option<&str> {
        self.mutant.as_deref().filter(|mutant| *mutant != "naive")
    }
}

/// What a person types for the same again.
impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cargo xtask chaos")?;
        match self.operations {
            Some(operations) => write!(f, " --operations {operations}")?,
            None => write!(f, " --seconds {}", self.seconds)?,
        }
        let Self { seed, processes, tasks, .. } = self;
        write!(f, " --seed {seed} --processes {processes} --tasks {tasks}")?;
        if let Some(mutant) = &self.mutant {
            write!(f, " --mutant {mutant}")?;
        }
        let flags = [("strict", self.strict), ("first", self.first), ("calm", self.calm)];
        flags.iter().filter(|(_, on)| *on).try_for_each(|(flag, _)| write!(f, " --{flag}"))
    }
}

/// Reads the arguments after the program's name.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Role, String> {
    let mut args = args.into_iter();
    let mut options = Options::default();
    while let Some(flag) = args.next() {
        let mut value = || args.next().ok_or(format!("`{flag}` needs a value"));
        match flag.as_str() {
            "-h" | "--help" => return Ok(Role::Help),
            "--register" => return Ok(Role::Register(value()?.into())),
            "--worker" => {
                let job = serde_json::from_str(&value()?).map_err(|error| format!("not a job: {error}"))?;
                return Ok(Role::Worker(Box::new(job)));
            }
            "--seconds" => options.seconds = number(&flag, &value()?)?,
            "--operations" => options.operations = Some(number(&flag, &value()?)?),
            "--seed" => options.seed = number(&flag, &value()?)?,
            "--processes" => options.processes = number(&flag, &value()?)?,
            "--tasks" => options.tasks = number(&flag, &value()?)?,
            "--mutant" => options.mutant = Some(value()?),
            "--strict" => options.strict = true,
            "--first" => options.first = true,
            "--calm" => options.calm = true,
            unknown => return Err(format!("unknown option `{unknown}`")),
        }
    }
    let Some(mutant) = options.break_of_protocol() else { return Ok(Role::Run(options)) };
    if !MUTANTS.contains(&mutant) {
        return Err(format!("there is no mutant `{mutant}`: naive, {}", MUTANTS.join(", ")));
    }
    if !cfg!(postcache_mutants) {
        return Err(
            "this build cannot break the protocol: `cargo xtask chaos --mutant ..` makes one that can".to_owned()
        );
    }
    Ok(Role::Run(options))
}

fn number<N: std::str::FromStr + Default + PartialEq>(flag: &str, value: &str) -> Result<N, String> {
    let number = value.replace('_', "").parse().ok().filter(|number| *number != N::default());
    number.ok_or_else(|| format!("`{flag} {value}`: a number from 1 on"))
}
