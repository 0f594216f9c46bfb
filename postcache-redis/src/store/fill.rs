//! Filling an entry, and giving the right to it back.

use postcache_core::store::{Filled, Lease, Payload};
use postcache_core::{Error, Millis, Unstorable};

use super::Shared;
use super::acquire::millis;
use super::ticket::{Expected, LeaseTicket};
use crate::cell::{Body, Header, Place, Protection, identity};
use crate::ids;
use crate::link::{Failure, Incarnation, Request, Script};
use crate::servers::Patience;
use postcache_core::mutants;

const FILL: &str = "the fill of an entry";

impl Shared {
    pub(super) async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        let Some(ticket) = lease.ticket.downcast_ref::<LeaseTicket>() else { return Ok(Filled::LeaseExpired) };
        let body = match self.packing.pack(&lease.entry.region, &payload) {
            Ok(body) => body,
            Err(unstorable) => {
                self.release(&lease).await;
                return Ok(match unstorable {
                    Unstorable::TooLarge => Filled::TooLarge,
                    _ => Filled::Unserializable,
                });
            }
        };
        self.stamp_ttl.met(payload.ttl);
        let now = self.servers.server_time(ticket.names.slot);
        let make = |incarnation| fill(ticket, incarnation, now, (&body, &self.packing.protection), payload.ttl);
        match self.servers.ask(ticket.names.slot, Patience::Once, make).await {
            Ok(answer) if answer.letter() == Some(b'S') => Ok(Filled::Stored),
            Ok(_) if ticket.taken.elapsed() >= ticket.ttl.as_duration() => Ok(Filled::LeaseExpired),
            Ok(_) => Ok(Filled::Superseded),
            // Its lease went with the server that had given it.
            Err(Failure::NotMade) => Ok(Filled::LeaseExpired),
            Err(failure) => Err(failure.into_error(FILL)),
        }
    }

    /// Best effort: a lease that is not given back ends by itself.
    pub(super) async fn release(&self, lease: &Lease) {
        let Some(ticket) = lease.ticket.downcast_ref::<LeaseTicket>() else { return };
        // A value that was to be refreshed stays.
        let Expected::Lease(cell) = &ticket.expected else { return };
        let make = |incarnation: Incarnation| {
            if incarnation != ticket.incarnation {
                return Err(Failure::NotMade);
            }
            let arguments = vec![cell.clone(), Vec::new(), Vec::new(), Vec::new()];
            Ok(Request::Call { script: Script::Fill, keys: &ticket.names.keys, arguments })
        };
        if self.servers.ask(ticket.names.slot, Patience::Once, make).await.is_err() {
            tracing::debug!(target: "postcache::redis", "a lease was not given back: it ends by itself");
        }
    }
}

/// A lease of another life of the server must not make a value that anybody uses.
fn fill<'k>(
    ticket: &'k LeaseTicket,
    incarnation: Incarnation,
    now: u64,
    (body, protection): (&Body<'_>, &Protection),
    ttl: Millis,
) -> Result<Request<'k>, Failure> {
    if incarnation != ticket.incarnation && !mutants::on("M9b") {
        return Err(Failure::NotMade);
    }
    let token = ids::id().map_err(|_| Failure::NotMade)?;
    let (Expected::Lease(expected) | Expected::Value(expected)) = &ticket.expected;
    let (header, _) = Header::parse(expected).ok_or(Failure::NotMade)?;
    let filled = match &ticket.expected {
        Expected::Lease(_) if mutants::on("M9b") => header.value(*header.token, incarnation, header.born),
        Expected::Lease(_) => header.filled(),
        Expected::Value(_) => header.value(token, header.incarnation, now),
    };
    let place = Place { scope: &ticket.names.scope, identity: identity(&filled) };
    let body = body.close(protection, place).ok_or(Failure::NotMade)?;
    let arguments = vec![expected.clone(), filled, body, millis(ttl)];
    Ok(Request::Call { script: Script::Fill, keys: &ticket.names.keys, arguments })
}
