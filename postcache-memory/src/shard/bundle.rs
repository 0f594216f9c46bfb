//! Tags with the stamps that they had together: what the entries of one region in one scope depend on alike.

use postcache_core::Instant;

use super::cell::Link;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::slab::At;
use crate::table::{Hashed, spread};

/// Links, kept once for all entries and leases that have the same. They who have none have no bundle.
pub(crate) struct Bundle {
    pub(crate) links: Box<[Link]>,
    /// How many entries and leases have it.
    pub(crate) holders: u32,
}

impl Bundle {
    fn hash_of(links: &[Link]) -> u64 {
        // No two cells ever have the same stamp.
        links.iter().fold(0, |hash, link| spread(hash ^ link.stamp.to_word()))
    }
}

impl Hashed for Bundle {
    fn hash(&self) -> u64 {
        Self::hash_of(&self.links)
    }
}

impl Shard {
    /// Links to tags as they are now, which keeps their cells. `None`: there is no room for all of them.
    pub(super) fn link(&mut self, scope: At<Scope>, tags: &[u64], visit: &Visit<'_>) -> Option<At<Bundle>> {
        if tags.is_empty() {
            return Some(At::NONE);
        }
        let mut made = Vec::with_capacity(tags.len());
        for id in tags {
            let at = self.cell_of(scope, *id, visit);
            let Some((at, cell)) = at.and_then(|at| Some((at, self.cells.get_mut(at)?))) else {
                self.let_go(made, visit.now);
                return None;
            };
            cell.users += 1;
            made.push(Link { tag: at, stamp: cell.stamp });
        }
        let hash = Bundle::hash_of(&made);
        let same = self.bundles.find(hash, |bundle| *bundle.links == *made);
        if let Some((at, bundle)) = same.and_then(|at| Some((at, self.bundles.get_mut(at)?))) {
            bundle.holders += 1;
            return Some(at);
        }
        Some(self.bundles.insert(Bundle { links: made.into(), holders: 1 }))
    }

    /// One holder of the links is gone.
    pub(super) fn unlink(&mut self, at: At<Bundle>, now: Instant) {
        let Some(bundle) = self.bundles.get_mut(at) else { return };
        bundle.holders -= 1;
        if bundle.holders == 0 {
            let links = self.bundles.remove(at).map(|bundle| bundle.links).unwrap_or_default();
            self.let_go(links, now);
        } else {
            for link in &bundle.links {
                if let Some(cell) = self.cells.get_mut(link.tag) {
                    cell.users -= 1;
                }
            }
        }
    }

    /// Whether the tags have the stamps that they had. What is absent has none.
    #[inline]
    pub(super) fn is_bundle_current(&self, at: At<Bundle>) -> bool {
        let has_stamp = |link: &Link| self.cells.get(link.tag).is_some_and(|tag| tag.stamp == link.stamp);
        at == At::NONE || self.bundles.get(at).is_some_and(|bundle| bundle.links.iter().all(has_stamp))
    }

    fn let_go(&mut self, links: impl IntoIterator<Item = Link>, now: Instant) {
        for link in links {
            if let Some(cell) = self.cells.get_mut(link.tag) {
                cell.users -= 1;
                self.reclaim_cell(link.tag, now);
            }
        }
    }
}
