//! Leases and fills.

use std::sync::Arc;

use postcache_core::store::{Entry, Filled, Lease, LeaseTerms, Leased, Payload, Ticket};
use postcache_core::{RegionInfo, Unstorable};

use super::Engine;
use crate::audience::{came, dropped, shielded};
use crate::names::EntryName;
use crate::shard::{Incoming, Lent, weight};
use crate::stamp::Stamp;

impl Engine {
    pub(crate) fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Leased {
        let name = EntryName::new(&self.hashes, entry);
        let lent = self.visit(name.place.shard, |shard, visit| {
            let until = visit.now.after(terms.ttl);
            shard.lease(&name, terms.want, until, visit)
        });
        match lent {
            Lent::Granted(stamp) => Leased::Granted(Lease::new(entry.owned(), Ticket::Word(stamp.to_word()))),
            Lent::Fenced => Leased::Fenced,
            Lent::Crowded => Leased::Busy,
            Lent::Found(value) => Leased::Hit(value),
        }
    }

    pub(crate) fn fill(&self, lease: &Lease, payload: Payload) -> Filled {
        let Ticket::Word(word) = lease.ticket else { return Filled::LeaseExpired };
        let Entry { key: _, region, .. } = lease.entry.as_entry();
        let name = EntryName::new(&self.hashes, lease.entry.as_entry());
        let incoming = match self.weigh(&name, region, payload) {
            Ok(incoming) => incoming,
            Err(unstorable) => {
                self.release(lease);
                return if unstorable == Unstorable::TooLarge { Filled::TooLarge } else { Filled::Unserializable };
            }
        };
        let weight = incoming.weight;
        let mut incoming = Some(incoming);
        let stamp = Stamp::from_word(word);
        let filled = self.visit(name.place.shard, |shard, visit| shard.fill(&name, stamp, &mut incoming, visit));
        self.settle(region, weight, incoming);
        filled
    }

    pub(crate) fn release(&self, lease: &Lease) {
        let Ticket::Word(word) = lease.ticket else { return };
        let name = EntryName::new(&self.hashes, lease.entry.as_entry());
        self.visit(name.place.shard, |shard, visit| shard.release(&name, Stamp::from_word(word), visit.now));
    }

    /// Runs the user's code, before the lock is taken.
    pub(super) fn weigh(
        &self,
        name: &EntryName<'_>,
        region: &Arc<RegionInfo>,
        payload: Payload,
    ) -> Result<Incoming, Unstorable> {
        let Payload { value, ttl, .. } = payload;
        let own = shielded(|| region.weigh(&value)).unwrap_or(Err(Unstorable::Unserializable));
        let weighed = own.and_then(|own| {
            let weight = u32::try_from(own.saturating_add(weight(name.key, name.tags.len()))).ok();
            weight.filter(|weight| *weight <= self.limits.heaviest(name.scope.is_shared)).ok_or(Unstorable::TooLarge)
        });
        match weighed {
            Ok(weight) => {
                let region = self.audience.regions.enter(region);
                Ok(Incoming { value, region, weight, expires: self.clock.now().after(ttl) })
            }
            Err(unstorable) => {
                dropped(value);
                Err(unstorable)
            }
        }
    }

    /// Tells of a value that came in, or takes back one that did not.
    pub(super) fn settle(&self, region: &RegionInfo, weight: u32, left_over: Option<Incoming>) {
        match left_over {
            None => came(region, weight),
            Some(Incoming { value, region, .. }) => {
                drop(self.audience.regions.leave(region));
                dropped(value);
            }
        }
    }
}
