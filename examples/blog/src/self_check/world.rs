//! Everything that the actors share.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use postcache::{Clock, Instant, Millis};

use super::client::Client;
use super::desk::Desk;
use super::findings::Findings;
use super::floor::Floor;
use super::journal::Journal;
use super::truth::Truth;

/// Whoever is not done by then stops. Far more than it takes, even on a slow machine.
const AT_MOST: Millis = Millis::new(30_000);

/// What a robber would call a post that is not the robber's.
pub(super) const STOLEN: &str = "taken over";

/// Users whose tasks read and write as they should.
const WORKERS: [(i64, &str); 5] = [(1, "ann"), (2, "bob"), (3, "cem"), (4, "dea"), (5, "eli")];
/// The user who goes away in the middle of mutations, after which the own scope is not cached for a while.
const CANCELLER: (i64, &str) = (6, "fay");

/// The servers under test, the database behind them, and what is known of all. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    addresses: Vec<SocketAddr>,
    truth: Truth,
    journal: Journal,
    findings: Findings,
    floor: Floor,
    desks: Vec<Desk>,
    canceller: Desk,
    deadline: Instant,
}

impl World {
    pub(super) async fn open(addresses: Vec<SocketAddr>, folder: &Path) -> Result<Self, sqlx::Error> {
        let truth = Truth::open(folder).await?;
        let mut desks = Vec::new();
        for (id, name) in WORKERS {
            desks.push(Desk::new(id, name.to_owned(), truth.posts_of(id).await?));
        }
        Ok(Self(Arc::new(Inner {
            addresses,
            truth,
            journal: Journal::default(),
            findings: Findings::default(),
            floor: Floor::default(),
            desks,
            canceller: Desk::new(CANCELLER.0, CANCELLER.1.to_owned(), Vec::new()),
            deadline: Clock::system().now().after(AT_MOST),
        })))
    }

    pub(super) fn client_of(&self, desk: &Desk) -> Client {
        Client::new(&self.0.addresses, Some(desk.name()))
    }

    pub(super) fn truth(&self) -> &Truth {
        &self.0.truth
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    pub(super) fn findings(&self) -> &Findings {
        &self.0.findings
    }

    pub(super) fn floor(&self) -> &Floor {
        &self.0.floor
    }

    pub(super) fn desks(&self) -> &[Desk] {
        &self.0.desks
    }

    pub(super) fn canceller(&self) -> &Desk {
        &self.0.canceller
    }

    /// A post of somebody else than `user`.
    pub(super) fn post_of_another(&self, user: i64) -> Option<i64> {
        let others = self.0.desks.iter().filter(|desk| desk.id() != user).collect::<Vec<_>>();
        fastrand::choice(others).and_then(Desk::any_post)
    }

    /// Whether actors should stop where they are.
    pub(super) fn is_over(&self) -> bool {
        if Clock::system().now() >= self.0.deadline {
            self.findings().ran_late();
        }
        self.findings().was_late() || self.findings().are_enough()
    }

    /// Looks for traces that only a mutation of another user's post can leave.
    pub(super) async fn nobody_was_robbed(&self) -> Result<(), sqlx::Error> {
        for _ in 0..self.truth().titled(STOLEN).await? {
            self.findings().foreign("a post was changed by another user".to_owned());
        }
        Ok(())
    }

    pub(super) async fn close(&self) {
        self.truth().close().await;
    }
}
