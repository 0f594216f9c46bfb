//! What a person types.

#[cfg(test)]
mod tests;

use crate::measure::Pace;

pub(crate) const HELP: &str = "\
Compares PostCache with moka, quick_cache, foyer, cached, hitbox and a Mutex<HashMap>, in one process.

usage: cargo xtask bench [--quick] [--only NAME]
       cargo xtask bench --check [--only NAME]
       cargo xtask bench --report [--only NAME]

  --quick      fewer rounds and smaller sizes, within three minutes: a first look, not figures to quote
  --only NAME  what has NAME in its name: hits, two-threads, mixes, misses, put, evict, tags, clear, cold-key, cleanup,
               memory, hit-ratio, choice, bytes, build-cost; or, with --check, rows
  --check      each target with its must and its goal; fails when a must is missed or unresolved
  --report     everything and the check, written to docs/benchmarks and to the section of the README; with --only, the rest
               stays as it was measured before

Each line is a median over interleaved rounds, with its quartiles; the ratio is that of the same round. A round's figure is
the lower quartile of several turns of each contender in alternation. A turn in which its thread was off the processor for more than
3 % of the time is repeated. Results also go to target/bench, as Markdown, JSON and SVG.";

/// How much is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    Quick,
    #[default]
    Full,
}

impl Extent {
    pub(crate) const fn is_quick(self) -> bool {
        matches!(self, Self::Quick)
    }

    pub(crate) const fn pace(self, rounds: usize, turns: usize) -> Pace {
        match self {
            Self::Quick => Pace { rounds: 5, turns: if turns > 3 { 3 } else { turns } },
            Self::Full => Pace { rounds, turns },
        }
    }

    /// The largest takes longest to make ready.
    pub(crate) fn sizes(self, all: &[usize]) -> Vec<usize> {
        let most = if self.is_quick() { 100_000 } else { usize::MAX };
        all.iter().copied().filter(|size| *size <= most).collect()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Verb {
    #[default]
    Compare,
    Check,
    Report,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) verb: Verb,
    pub(crate) extent: Extent,
    only: Option<String>,
}

impl Options {
    /// `None`: help was asked for.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--quick" => options.extent = Extent::Quick,
                "--check" => options.verb = Verb::Check,
                "--report" => options.verb = Verb::Report,
                "--only" => options.only = Some(arguments.next().ok_or("`--only` needs a name")?),
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        if options.verb == Verb::Report && options.extent.is_quick() {
            return Err("`--quick` gives no figures to report".to_owned());
        }
        Ok(Some(options))
    }

    pub(crate) fn picks(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }
}
