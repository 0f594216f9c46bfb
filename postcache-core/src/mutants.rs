//! Deliberate breaks of the protocol, one at a time, that the tests must notice. No published build can enable any.

/// Whether the break called `name` is on.
#[cfg(not(postcache_mutants))]
#[must_use]
#[inline]
pub const fn on(_name: &str) -> bool {
    false
}

/// Whether the break called `name` is on: the one that the process was started with.
#[cfg(postcache_mutants)]
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test build alone, in which each break has a process of its own")]
pub fn on(name: &str) -> bool {
    use std::sync::OnceLock;
    static ACTIVE: OnceLock<String> = OnceLock::new();
    ACTIVE.get_or_init(|| std::env::var("POSTCACHE_MUTANT").unwrap_or_default()) == name
}
