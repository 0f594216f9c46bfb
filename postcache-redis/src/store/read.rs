//! Looking entries up: one round trip, one command.

use postcache_core::Error;
use postcache_core::store::{Entry, Lookup, OwnedEntry, Reply};
use redis::Value;

use super::Shared;
use super::judge::{Judged, judge};
use crate::counts::Refusal;
use crate::link::{Answer, Incarnation, Request};
use crate::names::{EntryNames, Name};
use crate::servers::Patience;

/// More tags than an entry may have: such entries are not cached.
pub(super) const MAX_TAGS: usize = 32;

const LOOKUP: &str = "the lookup of an entry";

impl Shared {
    pub(super) fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        if entry.region.tags().len() > MAX_TAGS {
            return Reply::Ready(Ok(Lookup::Miss));
        }
        let names = self.names.entry(entry);
        if self.servers.is_away(names.slot) {
            return Reply::Ready(Err(crate::link::Failure::Down.into_error(LOOKUP)));
        }
        let entry = entry.owned();
        Reply::later(async move {
            let asked = self.servers.ask(names.slot, Patience::Once, |_| Ok(Request::Read(&names.keys))).await;
            let answer = asked.map_err(|failure| failure.into_error(LOOKUP))?;
            Ok(self.lookup(&entry, &names, &answer, 0, |at| at))
        })
    }

    pub(super) fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let entries: Vec<(OwnedEntry, EntryNames)> =
            entries.iter().map(|entry| (entry.owned(), self.names.entry(*entry))).collect();
        Reply::later(async move {
            let mut lookups = Vec::with_capacity(entries.len());
            // All of one scope, as callers send them, are one round trip.
            for scope in entries.chunk_by(|(_, one), (_, other)| one.slot == other.slot) {
                lookups.extend(self.get_scope(scope).await?);
            }
            Ok(lookups)
        })
    }

    async fn get_scope(&self, entries: &[(OwnedEntry, EntryNames)]) -> Result<Vec<Lookup>, Error> {
        let Some((_, first)) = entries.first() else { return Ok(Vec::new()) };
        if self.servers.is_away(first.slot) {
            return Err(crate::link::Failure::Down.into_error(LOOKUP));
        }
        let mut keys: Vec<Name> = entries.iter().map(|(_, names)| names.entry().to_owned()).collect();
        let mut dependencies: Vec<Name> = entries.iter().flat_map(|(_, names)| names.dependencies()).cloned().collect();
        dependencies.sort_unstable();
        dependencies.dedup();
        let begin = keys.len();
        keys.extend(dependencies);
        let asked = self.servers.ask(first.slot, Patience::Once, |_| Ok(Request::Read(&keys))).await;
        let answer = asked.map_err(|failure| failure.into_error(LOOKUP))?;
        let found = |(at, (entry, names)): (usize, &(OwnedEntry, EntryNames))| {
            if entry.region.tags().len() > MAX_TAGS {
                return Lookup::Miss;
            }
            let place = |number: usize| {
                let name = names.dependencies().get(number);
                let found = name.and_then(|name| keys.get(begin..)?.binary_search(name).ok());
                found.map_or(usize::MAX, |found| begin + found)
            };
            self.lookup(entry, names, &answer, at, |number| place(number - 1))
        };
        Ok(entries.iter().enumerate().map(found).collect())
    }

    /// What the cell at `at` is, with its dependencies where `place` says.
    fn lookup(
        &self,
        entry: &OwnedEntry,
        names: &EntryNames,
        answer: &Answer,
        at: usize,
        place: impl Fn(usize) -> usize,
    ) -> Lookup {
        let dependencies: Vec<_> = (1..=names.dependencies().len()).map(|number| answer.bytes(place(number))).collect();
        match judge(&names.context, answer.incarnation, answer.bytes(at), &dependencies) {
            Judged::Usable(header, body) => self.unpack(entry, names, &header, body).unwrap_or(Lookup::Miss),
            Judged::Foreign => {
                self.counters.refused(Refusal::Foreign, &entry.region);
                Lookup::Miss
            }
            Judged::Corrupt => {
                self.counters.refused(Refusal::Corrupt, &entry.region);
                Lookup::Miss
            }
            Judged::Fenced | Judged::Absent => Lookup::Miss,
        }
    }
}

/// The cells of an answer that is being judged in full: e, g, then the tags.
pub(super) fn judge_all<'a>(names: &EntryNames, incarnation: Incarnation, values: &'a [Value]) -> Judged<'a> {
    let cells: Vec<Option<&[u8]>> = values
        .iter()
        .map(|value| match value {
            Value::BulkString(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
        .collect();
    match cells.split_first() {
        Some((cell, dependencies)) => judge(&names.context, incarnation, *cell, dependencies),
        None => Judged::Absent,
    }
}
