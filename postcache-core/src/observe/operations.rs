//! What a store does, and how it goes: how long each operation takes, and which of them fail.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::latency::Latency;
use super::warning::Warning;
use crate::{Error, ErrorKind, Instant};

/// The operations of a store whose duration and errors are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Get,
    GetMany,
    Lease,
    Fill,
    Begin,
    Renew,
    Finish,
    Invalidate,
}

impl Operation {
    pub(crate) const ALL: [Self; 8] =
        [Self::Get, Self::GetMany, Self::Lease, Self::Fill, Self::Begin, Self::Renew, Self::Finish, Self::Invalidate];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::GetMany => "get_many",
            Self::Lease => "lease",
            Self::Fill => "fill",
            Self::Begin => "begin",
            Self::Renew => "renew",
            Self::Finish => "finish",
            Self::Invalidate => "invalidate",
        }
    }
}

/// How long a store's operations take, and which of them fail.
#[derive(Debug)]
pub(crate) struct StoreTelemetry {
    latencies: Vec<Latency>,
    errors: AtomicU64,
    warning: Warning,
}

impl StoreTelemetry {
    pub(crate) fn new() -> Self {
        let latencies =
            Operation::ALL.iter().map(|op| Latency::new("postcache_store_seconds", &[("op", op.as_str())])).collect();
        Self { latencies, errors: AtomicU64::new(0), warning: Warning::default() }
    }

    pub(crate) fn record(&self, operation: Operation, took: Duration) {
        if let Some(latency) = self.latencies.get(operation as usize) {
            latency.record(took);
        }
    }

    pub(crate) fn latency(&self, operation: Operation) -> Option<&Latency> {
        self.latencies.get(operation as usize)
    }

    /// Each failure is an event, and of those that follow each other closely one is a warning.
    #[cold]
    pub(crate) fn failed(&self, operation: Operation, error: &Error, now: Instant) {
        self.errors.fetch_add(1, Relaxed);
        #[cfg(feature = "metrics")]
        metrics::counter!("postcache_store_errors_total", "op" => operation.as_str(), "kind" => kind_of(error))
            .increment(1);
        let (op, kind) = (operation.as_str(), kind_of(error));
        if let Some(others) = self.warning.is_due(now) {
            tracing::warn!(target: "postcache::store", op, kind, %error, others, "the store failed, as `others` before");
        } else {
            tracing::debug!(target: "postcache::store", op, kind, %error, "the store failed");
        }
    }

    pub(crate) fn errors(&self) -> u64 {
        self.errors.load(Relaxed)
    }
}

fn kind_of(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Config => "config",
        ErrorKind::RegionConflict => "region_conflict",
        ErrorKind::Unsupported => "unsupported",
        ErrorKind::InvalidKey => "invalid_key",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::TimedOut => "timed_out",
        ErrorKind::Pending => "pending",
        ErrorKind::Rejected => "rejected",
        ErrorKind::Serialization => "serialization",
    }
}
