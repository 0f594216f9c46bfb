//! What a shard, or the whole store, carries.

/// The entries of one queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
}

/// What counts against the capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) small: Share,
    pub(crate) main: Share,
    /// Cells and scopes, each of which counts as an entry.
    pub(crate) state: u64,
}

impl Load {
    pub(crate) const fn entries(&self) -> u64 {
        self.small.entries + self.main.entries
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.small.bytes + self.main.bytes
    }
}
