//! The right to fill an entry.

use postcache_core::store::{Entry, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Ticket, Want};
use postcache_core::{Error, Millis};

use super::Shared;
use super::judge::Judged;
use super::read::{MAX_TAGS, judge_all};
use super::ticket::{Expected, LeaseTicket};
use crate::cell::{Header, State};
use crate::ids::{self, Id};
use crate::link::{Answer, Failure, Incarnation, Request, Script};
use crate::names::EntryNames;
use crate::servers::Patience;

/// A value that cannot be used may be replaced by another one while it is being told to be dead.
const ATTEMPTS: usize = 3;

const LEASE: &str = "the lease of an entry";

impl Shared {
    pub(super) async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        if entry.region.tags().len() > MAX_TAGS {
            return Ok(Leased::Busy);
        }
        let (names, entry) = (self.names.entry(entry), entry.owned());
        if self.servers.is_away(names.slot) {
            return Err(Failure::Down.into_error(LEASE));
        }
        let leased = match terms.want {
            Want::Any => self.acquire(names, entry, terms.ttl).await,
            Want::Fresh => self.refresh(names, entry, terms.ttl).await,
        };
        leased.map_err(|failure| failure.into_error(LEASE))
    }

    /// A value that is there stays until the fresh one replaces it, so that others go on reading: what was read of it before
    /// the load is what must still be there.
    async fn refresh(&self, names: EntryNames, entry: OwnedEntry, ttl: Millis) -> Result<Leased, Failure> {
        let taken = self.clock.stopwatch();
        let answer = self.servers.ask(names.slot, Patience::Once, |_| Ok(Request::Read(&names.keys))).await?;
        let (header, incarnation) = match judge_all(&names, answer.incarnation, &answer.values) {
            Judged::Fenced => return Ok(Leased::Fenced),
            Judged::Usable(header, _) => (header.as_bytes().to_vec(), header.incarnation),
            Judged::Foreign | Judged::Corrupt | Judged::Absent => return self.acquire(names, entry, ttl).await,
        };
        let ticket = LeaseTicket { names, expected: Expected::Value(header), incarnation, taken, ttl };
        Ok(Leased::Granted(Lease::new(entry, Ticket::own(ticket))))
    }

    async fn acquire(&self, names: EntryNames, entry: OwnedEntry, ttl: Millis) -> Result<Leased, Failure> {
        let mut dead = self.dead.of(&names.context);
        self.stamp_ttl.met(entry.region.longest_ttl());
        for _ in 0..ATTEMPTS {
            let taken = self.clock.stopwatch();
            let stamp_ttl = self.stamp_ttl.millis();
            let make = |incarnation| acquire(&names, incarnation, ttl, stamp_ttl, dead);
            let answer = self.servers.ask(names.slot, Patience::Once, make).await?;
            let incarnation = answer.incarnation;
            match answer.letter() {
                Some(b'F') => return Ok(Leased::Fenced),
                Some(b'B') => return Ok(Leased::Busy),
                Some(b'L') => {
                    self.servers.refusals.are_over();
                    let cell = lease(&names, &answer).ok_or(Failure::Lost)?;
                    let ticket = LeaseTicket { names, expected: Expected::Lease(cell), incarnation, taken, ttl };
                    return Ok(Leased::Granted(Lease::new(entry, Ticket::own(ticket))));
                }
                Some(b'V') => match self.meanwhile(&names, &entry, &answer)? {
                    Meanwhile::Hit(leased) => return Ok(leased),
                    Meanwhile::Dead(id) => dead = Some(id),
                },
                _ => return Err(Failure::Lost),
            }
        }
        Ok(Leased::Busy)
    }

    /// The script has compared the stamps; what it cannot know is compared here.
    fn meanwhile(&self, names: &EntryNames, entry: &OwnedEntry, answer: &Answer) -> Result<Meanwhile, Failure> {
        let (header, body) = answer.bytes(1).and_then(Header::parse).ok_or(Failure::Lost)?;
        if header.context != &names.context || header.incarnation != answer.incarnation {
            return Err(Failure::Lost);
        }
        Ok(match self.unpack(entry, (&names.scope, &names.context), &header, body) {
            Some(Lookup::Hit(object)) => Meanwhile::Hit(Leased::Hit(Some(object))),
            Some(Lookup::Negative) => Meanwhile::Hit(Leased::Hit(None)),
            _ => Meanwhile::Dead(*header.token),
        })
    }
}

/// What came while a reader asked for its lease.
enum Meanwhile {
    Hit(Leased),
    /// This version of the service refuses it: the token says which value may be replaced.
    Dead(Id),
}

fn acquire(
    names: &EntryNames,
    incarnation: Incarnation,
    ttl: Millis,
    stamp_ttl: u64,
    dead: Option<Id>,
) -> Result<Request<'_>, Failure> {
    let token = ids::id().map_err(|_| Failure::NotMade)?;
    let stamps = ids::stamps(names.dependencies()).map_err(|_| Failure::NotMade)?;
    let mut arguments = vec![
        names.context.to_vec(),
        token.to_vec(),
        incarnation.as_bytes().to_vec(),
        millis(ttl),
        stamp_ttl.to_string().into_bytes(),
        dead.map(|token| token.to_vec()).unwrap_or_default(),
    ];
    arguments.extend(stamps.iter().map(|id| id.to_vec()));
    Ok(Request::Call { script: Script::Acquire, keys: &names.keys, arguments })
}

/// The cell of a lease that is of this entry.
fn lease(names: &EntryNames, answer: &Answer) -> Option<Vec<u8>> {
    let cell = answer.bytes(1)?;
    let (header, _) = Header::parse(cell)?;
    (header.state == State::Lease && header.context == &names.context).then(|| cell.to_vec())
}

/// Never 0, which the server refuses.
pub(super) fn millis(span: Millis) -> Vec<u8> {
    span.get().max(1).to_string().into_bytes()
}
