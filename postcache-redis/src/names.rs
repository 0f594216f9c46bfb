//! What cells are called on the server: keyed hashes, so that nobody who reads keys learns of users.

mod base64;
mod slot;

use std::fmt;

use postcache_core::ScopedKey;
use postcache_core::store::{Entry, Tag};

pub(crate) use slot::Slot;

/// A Redis key.
pub(crate) type Name = String;

/// The half of an entry's hash that is not in its name but in its value.
pub(crate) type Context = [u8; 16];

/// A scope's hash, which is in all names of its cells.
pub(crate) type ScopeName = [u8; 16];

/// A keyed hash has 32 bytes: 16 are the name, and of an entry the other 16 the context.
const HALF: usize = 16;

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
        let (name, _) = self.hash(Domain::Scope, &[(Kind::Scope, scope)]);
        let tag = base64::encode(&name);
        ScopeNames {
            names: self,
            scope,
            name,
            slot: Slot::of(tag.as_bytes()),
            prefix: format!("{}:{{{tag}}}", self.namespace),
        }
    }

    pub(crate) fn entry(&self, entry: Entry<'_>) -> EntryNames {
        let scope = self.scope(entry.key.scope());
        scope.with_dependencies(entry.region.name(), without_region_number(entry.key), entry.region.tags())
    }

    /// A cell whose content depends on the secret, and its name on the namespace alone.
    pub(crate) fn probe(&self) -> (Name, Slot, [u8; HALF]) {
        const TAG: &str = "probe";
        let (own, _) = self.hash(Domain::Probe, &[]);
        (format!("{}:{{{TAG}}}s", self.namespace), Slot::of(TAG.as_bytes()), own)
    }

    fn hash(&self, domain: Domain, components: &[(Kind, &[u8])]) -> ([u8; HALF], [u8; HALF]) {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[domain as u8]);
        for (kind, bytes) in [(Kind::Text, self.namespace.as_bytes())].iter().chain(components) {
            // A key has fewer than 4 GiB, which its encoder has checked.
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            hasher.update(&[*kind as u8]).update(&length.to_be_bytes()).update(bytes);
        }
        let hash = hasher.finalize();
        let (name, rest) = hash.as_bytes().split_at(HALF);
        let half = |bytes: &[u8]| bytes.try_into().unwrap_or_default();
        (half(name), half(rest))
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
    name: ScopeName,
    prefix: String,
    slot: Slot,
}

impl ScopeNames<'_> {
    pub(crate) const fn slot(&self) -> Slot {
        self.slot
    }

    /// The register that every mutation of the scope is told to.
    pub(crate) fn register(&self) -> Name {
        self.cell('m', "")
    }

    /// The stamp that every value in the scope depends on.
    pub(crate) fn stamp(&self) -> Name {
        self.cell('g', "")
    }

    pub(crate) fn tag(&self, tag: &Tag) -> Name {
        let components = [(Kind::Scope, self.scope), (Kind::Text, tag.as_str().as_bytes())];
        let (name, _) = self.names.hash(Domain::Tag, &components);
        self.cell('t', &base64::encode(&name))
    }

    pub(crate) fn entry(&self, entry: Entry<'_>) -> Name {
        self.hashed_entry(entry.region.name(), without_region_number(entry.key)).0
    }

    fn with_dependencies(&self, region: &str, key: &[u8], tags: &[Tag]) -> EntryNames {
        let (entry, context) = self.hashed_entry(region, key);
        let mut tags: Vec<Name> = tags.iter().map(|tag| self.tag(tag)).collect();
        // Their order is that of their names, in every process.
        tags.sort_unstable();
        tags.dedup();
        let mut keys = Vec::with_capacity(2 + tags.len());
        keys.extend([entry, self.stamp()]);
        keys.append(&mut tags);
        EntryNames { keys, scope: self.name, context, slot: self.slot }
    }

    fn hashed_entry(&self, region: &str, key: &[u8]) -> (Name, Context) {
        let components = [(Kind::Text, region.as_bytes()), (Kind::Scope, self.scope), (Kind::Key, key)];
        let (name, context) = self.names.hash(Domain::Entry, &components);
        (self.cell('e', &base64::encode(&name)), context)
    }

    fn cell(&self, kind: char, name: &str) -> Name {
        let mut key = Name::with_capacity(self.prefix.len() + 1 + name.len());
        key.push_str(&self.prefix);
        key.push(kind);
        key.push_str(name);
        key
    }
}

/// An entry's own name and those of all that it depends on.
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
