//! A `redis-server` for the tests that need one.

use crate::installed::Program;
use crate::step::Step;

/// `POSTCACHE_REDIS_URL` does not replace it: many tests stop, restart and fill a server of their own.
pub(crate) fn step() -> Step {
    Program { name: "redis-server", what: "a Redis server for the tests" }.step()
}
