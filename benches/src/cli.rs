//! What a person types.

pub(crate) const HELP: &str = "\
Compares PostCache with moka, quick_cache and cached, in one process.

usage: cargo xtask bench [--quick] [--only NAME]

  --quick      fewer rounds, for a first look
  --only NAME  benchmarks whose name holds NAME: hits, clear

Each line is a median over interleaved rounds, with its quartiles; the ratio is that of the same round.";

#[derive(Debug, Default)]
pub(crate) struct Options {
    quick: bool,
    only: Option<String>,
}

impl Options {
    /// `None`: help was asked for.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--quick" => options.quick = true,
                "--only" => options.only = Some(arguments.next().ok_or("`--only` needs a name")?),
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        Ok(Some(options))
    }

    pub(crate) fn picks(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    pub(crate) const fn rounds(&self) -> usize {
        if self.quick { 31 } else { 301 }
    }
}
