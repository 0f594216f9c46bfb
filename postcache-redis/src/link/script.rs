//! The four scripts.

use std::sync::OnceLock;

/// A script, by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Acquire,
    Fill,
    Begin,
    Finish,
}

impl Script {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Acquire => broken(self, include_str!("../../scripts/acquire.lua")),
            Self::Fill => broken(self, include_str!("../../scripts/fill.lua")),
            Self::Begin => broken(self, include_str!("../../scripts/begin.lua")),
            Self::Finish => broken(self, include_str!("../../scripts/finish.lua")),
        }
    }

    /// What the server calls it.
    pub(crate) fn sha(self) -> &'static str {
        static SHAS: [OnceLock<String>; 4] = [const { OnceLock::new() }; 4];
        let sha = |script: Self| redis::Script::new(script.text()).get_hash().to_owned();
        match SHAS.get(self as usize) {
            Some(cell) => cell.get_or_init(|| sha(self)),
            None => "",
        }
    }
}

#[cfg(not(postcache_mutants))]
const fn broken(_script: Script, text: &'static str) -> &'static str {
    text
}

#[cfg(postcache_mutants)]
use breaks::broken;

#[cfg(postcache_mutants)]
mod breaks;
