//! Looking entries up: one round trip, one command.

use std::collections::HashMap;

use postcache_core::Error;
use postcache_core::store::{Entry, Lookup, OwnedEntry, Reply};
use redis::Value;

use super::Shared;
use super::judge::{Judged, judge};
use crate::counts::Refusal;
use crate::link::{Cells, Incarnation};
use crate::names::{Cell, EntryCells, EntryNames};

/// More tags than an entry may have: such entries are not cached.
pub(super) const MAX_TAGS: usize = 32;

const LOOKUP: &str = "the lookup of an entry";

impl Shared {
    pub(super) fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        if entry.region.tags().len() > MAX_TAGS {
            return Reply::Ready(Ok(Lookup::Miss));
        }
        let names = self.names.cells(entry);
        let live = match self.servers.present(names.home) {
            Ok(live) => live,
            Err(failure) => return Reply::Ready(Err(failure.into_error(LOOKUP))),
        };
        let entry = entry.owned();
        Reply::later(async move {
            let found = self.servers.look_up(&live, names.home, &names.cells).await;
            let found = found.map_err(|failure| failure.into_error(LOOKUP))?;
            Ok(self.lookup(&entry, &names, &found, 0, |at| at))
        })
    }

    pub(super) fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let entries: Vec<(OwnedEntry, EntryCells)> =
            entries.iter().map(|entry| (entry.owned(), self.names.cells(*entry))).collect();
        Reply::later(async move {
            let mut lookups = Vec::with_capacity(entries.len());
            // All of one scope, as callers send them, are one round trip.
            for scope in entries.chunk_by(|(_, one), (_, other)| one.home == other.home) {
                lookups.extend(self.get_scope(scope).await?);
            }
            Ok(lookups)
        })
    }

    async fn get_scope(&self, entries: &[(OwnedEntry, EntryCells)]) -> Result<Vec<Lookup>, Error> {
        let Some((_, first)) = entries.first() else { return Ok(Vec::new()) };
        let live = self.servers.present(first.home).map_err(|failure| failure.into_error(LOOKUP))?;
        let mut cells: Vec<Cell> = entries.iter().filter_map(|(_, names)| names.cells.first()).copied().collect();
        let mut places: HashMap<Cell, usize> = HashMap::new();
        for cell in entries.iter().flat_map(|(_, names)| names.dependencies()) {
            places.entry(*cell).or_insert_with(|| {
                cells.push(*cell);
                cells.len() - 1
            });
        }
        let found = self.servers.look_up(&live, first.home, &cells).await;
        let found = found.map_err(|failure| failure.into_error(LOOKUP))?;
        let look = |(at, (entry, names)): (usize, &(OwnedEntry, EntryCells))| {
            if entry.region.tags().len() > MAX_TAGS {
                return Lookup::Miss;
            }
            let place = |number: usize| {
                let place = names.cells.get(number).and_then(|cell| places.get(cell));
                place.copied().unwrap_or(usize::MAX)
            };
            self.lookup(entry, names, &found, at, place)
        };
        Ok(entries.iter().enumerate().map(look).collect())
    }

    /// What the cell at `at` is, with its dependencies where `place` says.
    fn lookup(
        &self,
        entry: &OwnedEntry,
        names: &EntryCells,
        (found, incarnation): &(Cells, Incarnation),
        at: usize,
        place: impl Fn(usize) -> usize,
    ) -> Lookup {
        let dependencies: Vec<_> = (1..=names.dependencies().len()).map(|number| found.bytes(place(number))).collect();
        match judge(&names.context, *incarnation, found.bytes(at), &dependencies) {
            Judged::Usable(header, body) => {
                let whose = (names.home.scope(), &names.context);
                self.unpack(entry, whose, &header, body).unwrap_or(Lookup::Miss)
            }
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
