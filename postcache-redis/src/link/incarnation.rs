//! One life of a server.

use std::fmt;

/// Changes with every restart and every promotion, so that what a snapshot or a replica brings back is known to be old.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Incarnation([u8; 8]);

impl Incarnation {
    pub(crate) fn of(run_id: &str, replication_id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(run_id.as_bytes()).update(&[0]).update(replication_id.as_bytes());
        let mut id = [0; 8];
        hasher.finalize_xof().fill(&mut id);
        Self(id)
    }

    pub(crate) const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Debug for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incarnation({:016x})", u64::from_be_bytes(self.0))
    }
}
