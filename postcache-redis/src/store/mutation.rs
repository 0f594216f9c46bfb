//! Fences and invalidations.

use std::sync::Arc;

use postcache_core::store::{Cells, Fence, FenceTerms, Ticket};
use postcache_core::{Error, Millis};

use super::Shared;
use super::acquire::millis;
use super::covered::Covered;
use super::ticket::FenceTicket;
use crate::ids::{self, Id};
use crate::link::{Answer, Failure, Request, Script};
use crate::names::{Name, Slot};
use crate::servers::Patience;
use postcache_core::mutants;

/// A fence is renewed so often in its ttl.
const RENEWALS: u64 = 3;

impl Shared {
    pub(super) async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        const BEGIN: &str = "the fence of a mutation";
        let Covered { slot, keys } = self.covered(&cells);
        let id = ids::id()?;
        let begun = self.raise(slot, &keys, id, terms.ttl).await;
        let (answer, since) = begun.map_err(|failure| failure.into_error(BEGIN))?;
        let region = cells.entries.first().map(|entry| entry.region.name().to_owned());
        let standing = self.fences.raised(self.clock.now(), region);
        let ticket = FenceTicket::new(id, since, answer.incarnation, slot, keys, terms.ttl, standing);
        let renew_every = Millis::new((terms.ttl.get() / RENEWALS).max(1));
        Ok(Fence::new(cells, Ticket::own(ticket), Some(renew_every)))
    }

    pub(super) async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        const RENEWAL: &str = "the renewal of a fence";
        let Some(ticket) = FenceTicket::of(fence) else { return Ok(()) };
        let _alone = ticket.renewing.lock().await;
        if ticket.is_over() {
            return Ok(());
        }
        let renewed = self.raise(ticket.slot, &ticket.keys, ticket.id, ticket.ttl).await;
        let (_, since) = renewed.map_err(|failure| failure.into_error(RENEWAL))?;
        ticket.renewed(since);
        Ok(())
    }

    /// The last renewal, for as long as a commit may be on its way. If it is lost, the earlier deadline stands.
    pub(super) async fn lapse(&self, ticket: &Arc<FenceTicket>, hold: Millis) {
        // A renewal that is being sent comes first; none comes after.
        let _last = ticket.renewing.lock().await;
        if mutants::on("M12") {
            drop(self.lift(ticket.slot, &ticket.keys, Some(ticket.id)).await);
            return;
        }
        let hold = if mutants::on("M25") { Millis::new(1) } else { hold };
        if self.raise(ticket.slot, &ticket.keys, ticket.id, hold).await.is_err() {
            tracing::debug!(target: "postcache::redis", "a fence was not held: it ends by itself");
        }
    }

    pub(super) async fn invalidate(&self, cells: &Cells) -> Result<(), Error> {
        const INVALIDATION: &str = "an invalidation";
        let Covered { slot, mut keys } = self.covered(cells);
        if mutants::on("M21") {
            keys.remove(0);
        }
        match self.lift(slot, &keys, None).await {
            Ok(answer) if answer.letter() == Some(b'D') => Ok(()),
            _ if mutants::on("M11") => Ok(()),
            Ok(_) => Err(Failure::Lost.into_error(INVALIDATION)),
            Err(failure) => Err(failure.into_error(INVALIDATION)),
        }
    }

    /// Raises a fence, or renews it; its `since` in m.
    async fn raise(&self, slot: Slot, keys: &[Name], id: Id, ttl: Millis) -> Result<(Answer, u64), Failure> {
        let make = |_| Ok(Request::Call { script: Script::Begin, keys, arguments: vec![id.to_vec(), millis(ttl)] });
        let answer = self.servers.ask(slot, Patience::Once, make).await?;
        match (answer.letter(), answer.bytes(1).map(<[u8; 8]>::try_from)) {
            (Some(b'W'), Some(Ok(since))) => Ok((answer, u64::from_be_bytes(since))),
            _ => Err(Failure::Lost),
        }
    }

    /// Lowers a fence without puts, or none: then it is an invalidation.
    async fn lift(&self, slot: Slot, keys: &[Name], id: Option<Id>) -> Result<Answer, Failure> {
        let fence = id.map(|id| id.to_vec()).unwrap_or_default();
        let make = |_| {
            let arguments = vec![fence.clone(), Vec::new(), b"0".to_vec(), keys.len().to_string().into_bytes()];
            Ok(Request::Call { script: Script::Finish, keys, arguments })
        };
        self.servers.ask(slot, Patience::UntilConfirmed, make).await
    }
}
