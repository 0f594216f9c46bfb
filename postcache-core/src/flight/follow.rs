//! A reader that waits for another one's load.

use tokio::sync::watch;

use super::Phase;
use crate::mutants;
use crate::store::Kept;

/// A registered reader.
pub(crate) struct Follow {
    flight: watch::Receiver<Phase>,
    joined: Joined,
}

/// In which phase a reader registered: what it may take depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joined {
    Asking,
    Loading,
    Later,
}

/// What a flight left for a reader.
pub(crate) enum Landed {
    /// A value that is valid for this reader. `before_load`: it registered before the load began.
    Take { value: Kept, before_load: bool },
    /// The store may have one now: look it up again.
    LookAgain,
    /// Nothing that it may take.
    Nothing,
}

impl Follow {
    pub(super) fn new(mut flight: watch::Receiver<Phase>) -> Self {
        let joined = match *flight.borrow_and_update() {
            Phase::Asking => Joined::Asking,
            Phase::Loading => Joined::Loading,
            Phase::Filling(_) | Phase::Loaded { .. } | Phase::Found => Joined::Later,
        };
        Self { flight, joined }
    }

    /// Waits for the end of the flight, or until the value is there for a reader that registered before the load.
    ///
    /// Dropping the future forgets the wait and changes nothing for others.
    pub(crate) async fn landed(mut self) -> Landed {
        loop {
            let over = self.flight.changed().await.is_err();
            match (&*self.flight.borrow_and_update(), self.joined) {
                (Phase::Filling(value) | Phase::Loaded { value, .. }, Joined::Asking) => {
                    return Landed::Take { value: value.clone(), before_load: true };
                }
                // The store took it: so at a moment after this reader registered, nothing had been invalidated.
                (Phase::Loaded { value, stored }, Joined::Loading) if *stored || mutants::on("M13") => {
                    return Landed::Take { value: value.clone(), before_load: false };
                }
                (Phase::Filling(value) | Phase::Loaded { value, .. }, Joined::Later) if mutants::on("M13b") => {
                    return Landed::Take { value: value.clone(), before_load: false };
                }
                _ => {}
            }
            if over {
                let phase = self.flight.borrow();
                return match (&*phase, self.joined) {
                    (Phase::Found, _) | (_, Joined::Later) => Landed::LookAgain,
                    _ => Landed::Nothing,
                };
            }
        }
    }
}
