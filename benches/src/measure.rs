//! How something is measured: turns, rounds, and what is made of their figures.

mod duel;
mod moment;
mod processor;
mod rounds;
mod spread;

pub(crate) use duel::{Duel, Duellist, Load};
pub(crate) use moment::{Moment, Timed, fresh_slice, until_undisturbed};
pub(crate) use processor::pin;
pub(crate) use rounds::{Bench, Contender, Pace};
pub(crate) use spread::Spread;
