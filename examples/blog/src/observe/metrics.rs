//! PostCache's metrics as Prometheus reads them.

use std::sync::{Mutex, PoisonError};

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Upper bounds, in seconds, of what takes time.
const BUCKETS: &[f64] = &[0.000_001, 0.000_01, 0.000_1, 0.001, 0.01, 0.1, 1.0];

/// What was counted and measured since the program began.
#[derive(Clone)]
pub(crate) struct Metrics(PrometheusHandle);

impl Metrics {
    /// Makes the process's one recorder, or returns it. Do so before a cache is made, which asks for its counters once.
    pub(crate) fn install() -> Result<Self, BuildError> {
        static INSTALLED: Mutex<Option<Metrics>> = Mutex::new(None);
        let mut installed = INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(metrics) = &*installed {
            return Ok(metrics.clone());
        }
        let seconds = Matcher::Suffix("_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, BUCKETS)?;
        let metrics = Self(builder.install_recorder()?);
        *installed = Some(metrics.clone());
        Ok(metrics)
    }

    /// The page that a scraper asks for.
    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    /// Sums up what was measured: without scrapers it would be kept one by one.
    pub(crate) fn sum_up(&self) {
        self.0.run_upkeep();
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics(..)")
    }
}
