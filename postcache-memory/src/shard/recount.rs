//! All that a shard counts, counted once more.

use std::collections::HashMap;

use super::bundle::Bundle;
use super::cell::Link;
use super::entry::Entry;
use super::{Queue, Shard};
use crate::list::Which;
use crate::load::{Load, Share};
use crate::slab::At;

impl Shard {
    fn links(&self, at: At<Bundle>) -> impl Iterator<Item = &Link> {
        self.bundles.get(at).into_iter().flat_map(|bundle| &bundle.links)
    }

    /// Panics where a count differs from what is there.
    pub(crate) fn recount(&mut self) -> Load {
        let mut load = Load { state: (self.cells.len() + self.scopes.len()) as u64, ..Load::default() };
        let (mut users, mut holders) = (HashMap::new(), HashMap::new());
        let (mut entries_of, mut bytes_of, mut cells_of, mut marked_of) =
            (HashMap::new(), HashMap::new(), HashMap::new(), HashMap::new());
        for (at, entry) in self.entries.slice(0, usize::MAX).into_iter().flatten() {
            assert_eq!(
                self.entries.find(crate::table::Hashed::hash(entry), |other| std::ptr::eq(other, entry)),
                Some(at)
            );
            *entries_of.entry(entry.scope.number()).or_insert(0) += 1;
            *bytes_of.entry(entry.scope.number()).or_insert(0) += u64::from(entry.weight);
            let share = match entry.queue {
                Queue::Small => &mut load.small,
                Queue::Main => &mut load.main,
            };
            *share = Share { entries: share.entries + 1, bytes: share.bytes + u64::from(entry.weight) };
            *holders.entry(entry.tags.number()).or_insert(0) += 1;
            for link in self.links(entry.tags) {
                *users.entry(link.tag.number()).or_insert(0) += 1;
            }
        }
        for (_, cell) in self.cells.slice(0, usize::MAX).into_iter().flatten() {
            *cells_of.entry(cell.scope.number()).or_insert(0) += 1;
            *marked_of.entry(cell.scope.number()).or_insert(0) += u32::from(cell.fencing.is_marked());
            let Some(standing) = cell.standing() else { continue };
            *holders.entry(standing.tags.number()).or_insert(0) += 1;
            for link in self.links(standing.tags) {
                *users.entry(link.tag.number()).or_insert(0) += 1;
            }
        }
        for (at, cell) in self.cells.slice(0, usize::MAX).into_iter().flatten() {
            assert_eq!(cell.users, users.remove(&at.number()).unwrap_or(0), "who links to a tag");
        }
        assert!(users.is_empty(), "links to what is not there");
        holders.remove(&At::<Bundle>::NONE.number());
        for (at, bundle) in self.bundles.slice(0, usize::MAX).into_iter().flatten() {
            assert_eq!(Some(bundle.holders), holders.remove(&at.number()), "who has the links of a bundle");
        }
        assert!(holders.is_empty(), "a bundle that is not there");
        let scopes: Vec<_> = self.scopes.slice(0, usize::MAX).into_iter().flatten().map(|(at, _)| at).collect();
        assert!(self.stripe == At::NONE || scopes.contains(&self.stripe), "a stripe that is not there");
        for at in scopes {
            let scope = self.scopes.get_mut(at).unwrap();
            assert_eq!(scope.entries.len(), entries_of.remove(&at.number()).unwrap_or(0));
            assert_eq!(scope.bytes, bytes_of.remove(&at.number()).unwrap_or(0));
            assert_eq!(scope.cells.len(), cells_of.remove(&at.number()).unwrap_or(0));
            assert_eq!(scope.marked(), marked_of.remove(&at.number()).unwrap_or(0));
            let (entries, which): (_, Which<Entry>) = (&scope.entries, |entry| &mut entry.in_scope);
            let (mut next, mut met) = (entries.oldest(&mut self.entries, which), 0);
            while let Some(entry) = next {
                met += 1;
                next = entries.newer(&mut self.entries, entry, which);
            }
            assert_eq!(met, entries.len(), "the list of a scope");
        }
        assert!(entries_of.is_empty() && cells_of.is_empty(), "what belongs to no scope");
        assert_eq!(load, self.load());
        load
    }
}
