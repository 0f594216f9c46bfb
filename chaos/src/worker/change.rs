//! What a mutation changes, what it names for that, and how it is to end.

use postcache::Region;
use postcache::store::{Cells, Tag};

use super::chance::Chance;
use super::rows::{Page, Row};
use super::service::{LISTS, user};
use crate::wire::{Fate, PAGE, ROWS};

#[derive(Debug)]
pub(super) struct Change {
    pub(super) scope: i64,
    /// The rows that it writes.
    pub(super) rows: Vec<u32>,
    pub(super) names: Names,
    pub(super) puts: bool,
    pub(super) fate: Fate,
    /// The caller goes away after so many milliseconds.
    pub(super) cancelled: Option<u64>,
}

/// What it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The row, and the tag of all pages.
    RowAndTag,
    /// The row, and the page that shows it.
    RowAndPage,
    /// Nothing of the row before the commit.
    RowLate,
    /// The whole scope.
    Scope,
    /// Nothing: it is no mutation of the cache's, and is followed by invalidations.
    ByHand,
    /// The same of the whole scope.
    ScopeByHand,
}

impl Names {
    const fn is_a_scope(self) -> bool {
        matches!(self, Self::Scope | Self::ScopeByHand)
    }

    pub(super) const fn is_by_hand(self) -> bool {
        matches!(self, Self::ByHand | Self::ScopeByHand)
    }
}

impl Change {
    pub(super) fn next(chance: &mut Chance) -> Self {
        let names = match chance.below(20) {
            0..9 => Names::RowAndTag,
            9..15 => Names::RowAndPage,
            15 => Names::RowLate,
            16 => Names::Scope,
            17 => Names::ScopeByHand,
            _ => Names::ByHand,
        };
        let rows = if names.is_a_scope() { (0..ROWS).collect() } else { vec![chance.row()] };
        let fate = match chance.below(20) {
            0 => Fate::Refused,
            1 => Fate::Unknown,
            _ => Fate::Committed,
        };
        let cancelled = chance.one_in(15).then(|| chance.below(60));
        Self { scope: chance.written_scope(), rows, names, puts: !chance.one_in(3), fate, cancelled }
    }

    /// The only row, unless it is the whole scope.
    pub(super) fn row(&self) -> Option<u32> {
        self.rows.first().copied().filter(|_| !self.names.is_a_scope())
    }

    /// All that shows what it writes.
    pub(super) fn needs(&self, rows: &Region<u32, Row>, pages: &Region<u32, Page>) -> Option<Cells> {
        let user = user(self.scope);
        let first = rows.entry(&user, self.rows.first()?).ok()?;
        let mut cells = Cells::of(first.key.to_scope_key());
        match self.row() {
            None => cells.whole_scope = true,
            Some(row) => {
                cells.entries.push(first);
                match self.names {
                    Names::RowAndPage => cells.entries.push(pages.entry(&user, &(row / PAGE)).ok()?),
                    _ => cells.tags.push(Tag::from(LISTS)),
                }
            }
        }
        Some(cells)
    }
}
