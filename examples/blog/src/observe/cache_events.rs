//! PostCache tells what it does by `tracing` events. They happen in the task of the request that caused them.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::request::{self, Told};

/// Hands each event of the cache to the request that is being served.
#[derive(Debug)]
pub(super) struct Collector;

impl<S: Subscriber> Layer<S> for Collector {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let Some(region) = fields.region else { return };
        let told = match (event.metadata().target(), fields.outcome, fields.put) {
            ("postcache::read", Some(outcome), _) => Told::Read(outcome),
            ("postcache::fill", Some(outcome), _) => Told::Fill(outcome),
            ("postcache::mutation", _, Some(outcome)) => Told::Put(outcome),
            _ => return,
        };
        request::tell(region, told);
    }
}

#[derive(Default)]
struct Fields {
    region: Option<String>,
    outcome: Option<String>,
    put: Option<String>,
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        let place = match field.name() {
            "region" => &mut self.region,
            "outcome" => &mut self.outcome,
            "put" => &mut self.put,
            _ => return,
        };
        *place = Some(value.to_owned());
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
