//! One operation, small enough to shrink.

use postcache_core::store::{Cells, OwnedEntry, Tag};

use crate::world::{World, entry, scope_of};

/// Few of each, so that operations meet.
pub(crate) const SCOPES: u8 = 3;
pub(crate) const REGIONS: u8 = 3;
pub(crate) const KEYS: u8 = 3;
pub(crate) const TAGS: [&str; 2] = ["x", "y"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct EntryAt {
    pub(crate) scope: u8,
    pub(crate) region: u8,
    pub(crate) key: u8,
}

impl EntryAt {
    pub(crate) fn of(self, world: &World) -> OwnedEntry {
        let region = [&world.plain, &world.posts, &world.lists][usize::from(self.region)];
        entry(region, self.scope.into(), self.key.into())
    }

    /// The tags of its region: none, `x`, or `x` and `y`.
    pub(crate) fn tags(self) -> std::ops::Range<u8> {
        0..self.region
    }
}

#[derive(Clone, Debug)]
pub(crate) struct CellsAt {
    pub(crate) scope: u8,
    /// Region and key.
    pub(crate) entries: Vec<(u8, u8)>,
    pub(crate) tags: Vec<u8>,
    pub(crate) whole: bool,
}

impl CellsAt {
    pub(crate) fn of(&self, world: &World) -> Cells {
        let mut cells = Cells::of(scope_of(&EntryAt { scope: self.scope, region: 0, key: 0 }.of(world)));
        cells.entries = self.entries().map(|entry| entry.of(world)).collect();
        cells.tags = self.tags.iter().map(|tag| Tag::from(TAGS[usize::from(*tag)])).collect();
        cells.whole_scope = self.whole;
        cells
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = EntryAt> {
        self.entries.iter().map(|(region, key)| EntryAt { scope: self.scope, region: *region, key: *key })
    }

    pub(crate) fn cover(&self, entry: EntryAt) -> bool {
        self.scope == entry.scope
            && (self.whole
                || self.entries().any(|named| named == entry)
                || entry.tags().any(|tag| self.tags.contains(&tag)))
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Get {
        entry: EntryAt,
    },
    Lease {
        entry: EntryAt,
        fresh: bool,
    },
    /// The nth lease, or fence, that is out.
    Fill {
        nth: u8,
    },
    Release {
        nth: u8,
    },
    Begin {
        cells: CellsAt,
    },
    Finish {
        nth: u8,
        late: Option<(u8, u8)>,
        puts: Vec<(u8, u8)>,
    },
    Lapse {
        nth: u8,
    },
    Invalidate {
        cells: CellsAt,
    },
    Clear {
        scope: u8,
    },
    Pass {
        millis: u16,
    },
    Clean,
}
