//! Everything that is said to a subscriber that wants to hear it all.

use std::fmt::{Debug, Write};
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static HEARD: Mutex<String> = Mutex::new(String::new());

/// Ours and the driver's, at `trace`.
#[derive(Debug)]
pub(crate) struct Listener;

impl Listener {
    /// From now on, in the whole process.
    pub(crate) fn begins() {
        tracing::subscriber::set_global_default(Self).unwrap();
    }

    pub(crate) fn heard() -> String {
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Text<'t>(&'t mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{}={value:?}", field.name()).unwrap();
    }
}

fn hear(metadata: &Metadata<'_>, record: impl FnOnce(&mut dyn Visit)) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    writeln!(heard, "{} {}", metadata.target(), metadata.name()).unwrap();
    record(&mut Text(&mut heard));
}

impl Subscriber for Listener {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        hear(span.metadata(), |text| span.record(text));
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
        values.record(&mut Text(&mut heard));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        hear(event.metadata(), |text| event.record(text));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}
