//! A subscriber that keeps the events and spans of PostCache.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone, Debug, Default)]
pub(crate) struct Events(Arc<Mutex<Vec<Told>>>);

#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) target: String,
    pub(crate) text: String,
}

impl Events {
    pub(crate) fn count(&self, which: impl Fn(&Told) -> bool) -> usize {
        self.0.lock().unwrap().iter().filter(|told| which(told)).count()
    }

    pub(crate) fn any(&self, which: impl Fn(&Told) -> bool) -> bool {
        self.0.lock().unwrap().iter().any(which)
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, "{}={value} ", field.name()).unwrap();
    }
}

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("postcache")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = Text(format!("span={} ", span.metadata().name()));
        span.record(&mut text);
        self.0.lock().unwrap().push(Told { target: span.metadata().target().to_owned(), text: text.0 });
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().unwrap().push(Told { target: event.metadata().target().to_owned(), text: text.0 });
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
