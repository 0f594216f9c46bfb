//! Naming what a mutation or an invalidation covers.

use postcache_core::store::{Cells, OwnedEntry, Tag};

pub(crate) fn entries<'e>(entries: impl IntoIterator<Item = &'e OwnedEntry>) -> Cells {
    let mut named = entries.into_iter().cloned().peekable();
    let mut cells = Cells::of(named.peek().unwrap().key.to_scope_key());
    cells.entries.extend(named);
    cells
}

/// A tag in the scope of `neighbour`.
pub(crate) fn tag(neighbour: &OwnedEntry, tag: &str) -> Cells {
    let mut cells = Cells::of(neighbour.key.to_scope_key());
    cells.tags.push(Tag::from(tag));
    cells
}

/// The whole scope of `inhabitant`.
pub(crate) fn whole_scope(inhabitant: &OwnedEntry) -> Cells {
    let mut cells = Cells::of(inhabitant.key.to_scope_key());
    cells.whole_scope = true;
    cells
}

/// Each single cell that `entry` depends on, with a word for it.
pub(crate) fn every_way_to_name(entry: &OwnedEntry) -> Vec<(String, Cells)> {
    let by_tag = |name: &Tag| (format!("its tag {}", name.as_str()), tag(entry, name.as_str()));
    let mut ways = vec![("the entry".to_owned(), entries([entry])), ("its scope".to_owned(), whole_scope(entry))];
    ways.extend(entry.region.tags().iter().map(by_tag));
    ways
}
