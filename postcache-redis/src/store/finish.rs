//! The end of a mutation whose outcome is known.

use std::collections::HashMap;
use std::sync::Arc;

use postcache_core::store::{Fence, Finish, Finished, Put, PutOutcome};
use postcache_core::{Error, Millis, Unstorable};

use super::Shared;
use super::acquire::millis;
use super::read::MAX_TAGS;
use super::ticket::FenceTicket;
use crate::cell::{Body, Place, Protection};
use crate::ids;
use crate::link::{Failure, Incarnation, Request, Script};
use crate::names::{EntryNames, Name};
use crate::servers::Patience;
use postcache_core::mutants;

const FINISH: &str = "the end of a mutation";

impl Shared {
    pub(super) async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        let Some(ticket) = FenceTicket::of(fence) else { return Ok(Finished::default()) };
        let mut keys = ticket.keys.clone();
        for key in self.covered(&finish.late).keys {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let cells = keys.len();
        let puts = self.prepare(&ticket, &finish.puts, &mut keys);
        let terms = (&self.packing.protection, self.stamp_ttl.millis());
        let make = |incarnation| puts.request(&ticket, incarnation, &keys, cells, terms);
        let answer = self.servers.ask(ticket.slot, Patience::UntilConfirmed, make).await;
        let answer = answer.map_err(|failure| failure.into_error(FINISH))?;
        if answer.letter() != Some(b'D') {
            return Err(Failure::Lost.into_error(FINISH));
        }
        ticket.ends();
        if answer.number(1).is_some_and(|held| held < ticket.keys.len()) {
            self.counters.fence_lost();
        }
        Ok(Finished::new(puts.outcomes(answer.number(2).unwrap_or(0))))
    }

    /// What of `puts` can be stored at all. Names in `keys` what it depends on.
    fn prepare(&self, ticket: &Arc<FenceTicket>, puts: &[Put], keys: &mut Vec<Name>) -> Puts {
        let mut places: HashMap<Name, usize> = keys.iter().cloned().enumerate().map(|(at, key)| (key, at)).collect();
        let alone = ticket.since() != 0 || mutants::on("M12b");
        let mut outcomes = Vec::with_capacity(puts.len());
        let mut ready = Vec::new();
        for put in puts {
            let names = self.names.entry(put.entry.as_entry());
            let is_covered = places.contains_key(names.entry());
            let outcome =
                if !alone || !is_covered || put.entry.region.tags().len() > MAX_TAGS || names.slot != ticket.slot {
                    Some(PutOutcome::Overlapped)
                } else {
                    match self.packing.pack(&put.entry.region, &put.payload) {
                        Err(Unstorable::TooLarge) => Some(PutOutcome::TooLarge),
                        Err(_) => Some(PutOutcome::Unserializable),
                        Ok(body) => {
                            let links = links(&names, &mut places, keys);
                            self.stamp_ttl.met(put.payload.ttl.max(put.entry.region.longest_ttl()));
                            ready.push(Ready { names, links, body, ttl: put.payload.ttl });
                            None
                        }
                    }
                };
            outcomes.push(outcome);
        }
        Puts { outcomes, ready }
    }
}

/// The numbers of the keys that a put depends on, which are named if they are not yet.
fn links(names: &EntryNames, places: &mut HashMap<Name, usize>, keys: &mut Vec<Name>) -> Vec<u8> {
    let mut links = Vec::with_capacity(2 * names.keys.len());
    for key in &names.keys {
        let place = *places.entry(key.clone()).or_insert_with(|| {
            keys.push(key.clone());
            keys.len() - 1
        });
        // Fewer than 65536: 256 cells, and 33 more for each put of them.
        links.extend(u16::try_from(place + 1).unwrap_or(u16::MAX).to_be_bytes());
    }
    links
}

struct Puts {
    /// What is known before anything is sent; `None`: the server decides.
    outcomes: Vec<Option<PutOutcome>>,
    ready: Vec<Ready>,
}

struct Ready {
    names: EntryNames,
    links: Vec<u8>,
    body: Body<'static>,
    ttl: Millis,
}

impl Puts {
    fn request<'k>(
        &self,
        ticket: &FenceTicket,
        incarnation: Incarnation,
        keys: &'k [Name],
        cells: usize,
        (protection, stamp_ttl): (&Protection, u64),
    ) -> Result<Request<'k>, Failure> {
        let number = |number: usize| number.to_string().into_bytes();
        let mut arguments =
            vec![ticket.id.to_vec(), ticket.since().to_be_bytes().to_vec(), number(ticket.keys.len()), number(cells)];
        // A value belongs to the life of the server in which its mutation began.
        let same_life = incarnation == ticket.incarnation || mutants::on("M22");
        if self.ready.is_empty() || !same_life {
            return Ok(Request::Call { script: Script::Finish, keys: keys.get(..cells).unwrap_or(keys), arguments });
        }
        arguments.push(stamp_ttl.to_string().into_bytes());
        arguments.push(ids::stamps(keys).map_err(|_| Failure::NotMade)?.concat());
        for put in &self.ready {
            let token = ids::id().map_err(|_| Failure::NotMade)?;
            let head = [&put.names.context[..], &token, incarnation.as_bytes()].concat();
            let place = Place { scope: &put.names.scope, identity: &head };
            let tail = put.body.close(protection, place).ok_or(Failure::NotMade)?;
            arguments.extend([put.links.clone(), head, tail, millis(put.ttl)]);
        }
        Ok(Request::Call { script: Script::Finish, keys, arguments })
    }

    /// The server says how many it stored, and not which: unless it is all of them, none is said to be there.
    fn outcomes(self, stored: usize) -> Vec<PutOutcome> {
        let decided = if stored == self.ready.len() { PutOutcome::Stored } else { PutOutcome::Overlapped };
        self.outcomes.into_iter().map(|outcome| outcome.unwrap_or(decided)).collect()
    }
}
