//! What happens inside, counted and told.

mod gauges;
mod lanes;
mod latency;
mod operations;
mod outcome;
mod region;
mod tally;
mod warning;

pub(crate) use gauges::set_gauges;
pub(crate) use lanes::Here;
pub(crate) use latency::Latency;
pub(crate) use operations::{Operation, StoreTelemetry};
pub use outcome::EvictionReason;
pub(crate) use outcome::{FillOutcome, InvalidationKind, LoadOutcome, ReadOutcome};
pub use region::RegionStats;
pub(crate) use region::RegionTelemetry;
pub(crate) use tally::Tally;
