//! What cells are called on the server: keyed hashes, so that nobody who reads keys learns of users.

mod base64;
mod cell;
mod slot;

use std::fmt;

use postcache_core::ScopedKey;
use postcache_core::store::{Entry, Tag};

pub(crate) use cell::Cell;
use cell::{Half, Role};
pub(crate) use slot::Slot;

/// A Redis key.
pub(crate) type Name = String;

/// The half of an entry's hash that is not in its name but in its value.
pub(crate) type Context = Half;

/// A scope's hash, which is in all names of its cells.
pub(crate) type ScopeName = Half;

/// What a hash is of; no two kinds of cells are ever hashed from equal bytes.
#[derive(Clone, Copy)]
enum Domain {
    Scope = 1,
    Tag = 2,
    Entry = 3,
    Probe = 4,
}

/// What a component of a hash is.
#[derive(Clone, Copy)]
enum Kind {
    Text = 1,
    Scope = 2,
    Key = 3,
}

/// Makes the names of one namespace.
pub(crate) struct Names {
    namespace: Box<str>,
    key: [u8; 32],
}

impl Names {
    /// Without a secret the hashes can be recomputed by whoever knows the namespace.
    pub(crate) fn new(namespace: &str, secret: Option<&[u8]>) -> Self {
        let key = match secret {
            Some(secret) => blake3::derive_key("postcache v1 names", secret),
            None => blake3::derive_key("postcache v1 names without a secret", namespace.as_bytes()),
        };
        Self { namespace: namespace.into(), key }
    }

    pub(crate) fn scope<'n>(&'n self, scope: &'n [u8]) -> ScopeNames<'n> {
        let (hash, _) = self.hash(Domain::Scope, &[(Kind::Scope, scope)]);
        ScopeNames { names: self, scope, home: Home(hash) }
    }

    pub(crate) fn entry(&self, entry: Entry<'_>) -> EntryNames {
        let EntryCells { cells, context, home } = self.cells(entry);
        EntryNames { keys: self.of(&cells), scope: home.0, context, slot: home.slot() }
    }

    pub(crate) fn cells(&self, entry: Entry<'_>) -> EntryCells {
        let scope = self.scope(entry.key.scope());
        scope.with_dependencies(entry.region.name(), without_region_number(entry.key), entry.region.tags())
    }

    /// A cell whose content depends on the secret, and its name on the namespace alone.
    pub(crate) fn probe(&self) -> (Name, Slot, Half) {
        const TAG: &str = "probe";
        let (own, _) = self.hash(Domain::Probe, &[]);
        (format!("{}:{{{TAG}}}s", self.namespace), Slot::of(TAG.as_bytes()), own)
    }

    /// The names of cells, in their order.
    pub(crate) fn of(&self, cells: &[Cell]) -> Vec<Name> {
        cells.iter().map(|cell| self.name(cell)).collect()
    }

    fn name(&self, cell: &Cell) -> Name {
        let mut name = Vec::with_capacity(cell.name_length(&self.namespace));
        cell.write(&self.namespace, &mut name);
        String::from_utf8(name).unwrap_or_default()
    }

    fn hash(&self, domain: Domain, components: &[(Kind, &[u8])]) -> (Half, Half) {
        let namespace = (Kind::Text, self.namespace.as_bytes());
        let mut text = Text::new(domain as u8);
        for (kind, bytes) in [namespace].iter().chain(components) {
            // A key has fewer than 4 GiB, which its encoder has checked.
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            text.write(&[*kind as u8]);
            text.write(&length.to_be_bytes());
            text.write(bytes);
        }
        let hash = blake3::keyed_hash(&self.key, text.as_bytes());
        let (name, rest) = hash.as_bytes().split_at(size_of::<Half>());
        let half = |bytes: &[u8]| bytes.try_into().unwrap_or_default();
        (half(name), half(rest))
    }
}

/// What is hashed, all at once: on the stack, for ordinary sizes.
struct Text {
    inline: [u8; 192],
    length: usize,
    spilled: Vec<u8>,
}

impl Text {
    fn new(domain: u8) -> Self {
        let mut text = Self { inline: [0; 192], length: 0, spilled: Vec::new() };
        text.write(&[domain]);
        text
    }

    fn write(&mut self, bytes: &[u8]) {
        let place = self.inline.get_mut(self.length..).and_then(|rest| rest.get_mut(..bytes.len()));
        match place {
            Some(place) if self.spilled.is_empty() => {
                place.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            _ => {
                if self.spilled.is_empty() {
                    self.spilled.extend_from_slice(self.inline.get(..self.length).unwrap_or_default());
                }
                self.spilled.extend_from_slice(bytes);
            }
        }
    }

    fn as_bytes(&self) -> &[u8] {
        if self.spilled.is_empty() { self.inline.get(..self.length).unwrap_or_default() } else { &self.spilled }
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}

/// The names in one scope. All of them share a hash tag, so every script and every read is of one slot.
pub(crate) struct ScopeNames<'n> {
    names: &'n Names,
    scope: &'n [u8],
    home: Home,
}

impl ScopeNames<'_> {
    pub(crate) fn slot(&self) -> Slot {
        self.home.slot()
    }

    /// The register that every mutation of the scope is told to.
    pub(crate) fn register(&self) -> Name {
        self.names.name(&Cell::of_scope(Role::Register, self.home.0))
    }

    /// The stamp that every value in the scope depends on.
    pub(crate) fn stamp(&self) -> Name {
        self.names.name(&Cell::of_scope(Role::Stamp, self.home.0))
    }

    pub(crate) fn tag(&self, tag: &Tag) -> Name {
        self.names.name(&self.hashed_tag(tag))
    }

    pub(crate) fn entry(&self, entry: Entry<'_>) -> Name {
        let (cell, _) = self.hashed_entry(entry.region.name(), without_region_number(entry.key));
        self.names.name(&cell)
    }

    fn with_dependencies(&self, region: &str, key: &[u8], tags: &[Tag]) -> EntryCells {
        let (entry, context) = self.hashed_entry(region, key);
        let mut cells = Vec::with_capacity(2 + tags.len());
        cells.extend([entry, Cell::of_scope(Role::Stamp, self.home.0)]);
        cells.extend(tags.iter().map(|tag| self.hashed_tag(tag)));
        if let Some(tags) = cells.get_mut(2..) {
            tags.sort_unstable_by_key(Cell::rank);
        }
        cells.dedup();
        EntryCells { cells, context, home: self.home }
    }

    fn hashed_tag(&self, tag: &Tag) -> Cell {
        let components = [(Kind::Scope, self.scope), (Kind::Text, tag.as_str().as_bytes())];
        let (own, _) = self.names.hash(Domain::Tag, &components);
        Cell::in_scope(Role::Tag, self.home.0, own)
    }

    fn hashed_entry(&self, region: &str, key: &[u8]) -> (Cell, Context) {
        let components = [(Kind::Text, region.as_bytes()), (Kind::Scope, self.scope), (Kind::Key, key)];
        let (own, context) = self.names.hash(Domain::Entry, &components);
        (Cell::in_scope(Role::Entry, self.home.0, own), context)
    }
}

/// Where all cells of a scope are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home(ScopeName);

impl Home {
    pub(crate) const fn scope(&self) -> &ScopeName {
        &self.0
    }

    /// In a cluster; worked out each time, as a single server has no use for it.
    pub(crate) fn slot(self) -> Slot {
        Slot::of(&base64::encode(&self.0))
    }
}

/// An entry's own cell and those of all that it depends on.
#[derive(Clone)]
pub(crate) struct EntryCells {
    /// e, g, then the tags in the order of their names.
    pub(crate) cells: Vec<Cell>,
    pub(crate) context: Context,
    pub(crate) home: Home,
}

impl EntryCells {
    /// g and the tags.
    pub(crate) fn dependencies(&self) -> &[Cell] {
        self.cells.get(1..).unwrap_or_default()
    }
}

/// The same, by their names.
#[derive(Clone)]
pub(crate) struct EntryNames {
    /// e, g, then the tags in the order of their names.
    pub(crate) keys: Vec<Name>,
    pub(crate) scope: ScopeName,
    pub(crate) context: Context,
    pub(crate) slot: Slot,
}

impl EntryNames {
    pub(crate) fn entry(&self) -> &str {
        self.keys.first().map_or("", String::as_str)
    }

    /// g and the tags.
    pub(crate) fn dependencies(&self) -> &[Name] {
        self.keys.get(1..).unwrap_or_default()
    }
}

impl fmt::Debug for EntryNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryNames(..)")
    }
}

/// A region's number is of this process; across processes its name stands for it.
fn without_region_number(key: &ScopedKey) -> &[u8] {
    key.entry().get(size_of::<u32>()..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
