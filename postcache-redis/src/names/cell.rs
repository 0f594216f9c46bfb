//! A cell by its hashes: its name is written where it is asked for.

use std::hash::{Hash, Hasher};

use super::base64;

/// Half a keyed hash.
pub(crate) type Half = [u8; 16];

/// What a cell is to its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Entry,
    Stamp,
    Tag,
    Register,
}

/// A cell of one namespace. No two have equal hashes, whatever they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    role: Role,
    scope: Half,
    /// Of what it is besides its scope; the scope's own where it is nothing else.
    own: Half,
}

impl Cell {
    pub(super) const fn of_scope(role: Role, scope: Half) -> Self {
        Self { role, scope, own: scope }
    }

    pub(super) const fn in_scope(role: Role, scope: Half, own: Half) -> Self {
        Self { role, scope, own }
    }

    #[cfg(test)]
    pub(crate) const fn for_tests(own: Half) -> Self {
        Self::in_scope(Role::Entry, [0; 16], own)
    }

    /// What orders the tags of an entry, in every process: their names.
    pub(super) fn rank(&self) -> base64::Text {
        base64::encode(&self.own)
    }

    /// Writes its name.
    pub(crate) fn write(&self, namespace: &str, name: &mut Vec<u8>) {
        name.extend_from_slice(namespace.as_bytes());
        name.extend_from_slice(b":{");
        name.extend_from_slice(&base64::encode(&self.scope));
        name.extend_from_slice(b"}");
        match self.role {
            Role::Stamp => name.push(b'g'),
            Role::Register => name.push(b'm'),
            Role::Entry => {
                name.push(b'e');
                name.extend_from_slice(&base64::encode(&self.own));
            }
            Role::Tag => {
                name.push(b't');
                name.extend_from_slice(&base64::encode(&self.own));
            }
        }
    }

    /// A hash it has already.
    pub(crate) fn head(&self) -> u64 {
        self.own.first_chunk().copied().map_or(0, u64::from_ne_bytes)
    }

    /// How many bytes that is.
    pub(crate) const fn name_length(&self, namespace: &str) -> usize {
        const TEXT: usize = size_of::<base64::Text>();
        let scope = namespace.len() + 4 + TEXT;
        match self.role {
            Role::Stamp | Role::Register => scope,
            Role::Entry | Role::Tag => scope + TEXT,
        }
    }
}

impl Hash for Cell {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.head());
    }
}
