//! How fast the database answers.

#[cfg(test)]
mod gate;

use postcache::{Clock, Millis};

#[cfg(test)]
pub(crate) use gate::Gate;

/// What comes behind each statement.
#[derive(Clone, Debug, Default)]
pub(crate) enum Pace {
    /// Nothing: in service.
    #[default]
    Full,
    /// Every other statement takes a random time more: in a self-check, so that mutations meet loads in flight.
    Random,
    /// A statement waits for the test.
    #[cfg(test)]
    Gated(Gate),
}

impl Pace {
    pub(super) async fn after_a_statement(&self) {
        const LONGEST: u64 = 6;
        match self {
            Self::Random if fastrand::bool() => {
                let clock = Clock::system();
                clock.sleep_until(clock.now().after(Millis::new(fastrand::u64(1..=LONGEST)))).await;
            }
            Self::Full | Self::Random => {}
            #[cfg(test)]
            Self::Gated(gate) => gate.pass().await,
        }
    }
}
