//! What each request did: how long it took, what the cache said, and how often it asked the database.

mod cache_events;
mod metrics;
mod recent;
mod request;

pub(crate) use metrics::Metrics;
pub(crate) use recent::{Line, Recent};
pub(crate) use request::{Request, count_query, current, signed_in, watch};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::environment;

/// Sends warnings, or what `RUST_LOG` asks for, to stderr, and PostCache's events to the request that they belong to. The
/// first call counts.
pub(crate) fn install() {
    let asked_for = environment("RUST_LOG").and_then(|text| text.parse::<Targets>().ok());
    let filter = asked_for.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter);
    let events = cache_events::Collector.with_filter(Targets::new().with_target("postcache", LevelFilter::TRACE));
    // A test binary has one subscriber for all its tests.
    let _already_installed = tracing_subscriber::registry().with(log).with(events).try_init();
}
