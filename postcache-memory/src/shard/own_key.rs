//! The key of an entry, as its slot has it.

/// The whole key, scope and all.
pub(crate) enum OwnKey {
    /// In the slot itself, so that a hit waits for one place in memory less.
    Inside { len: u8, bytes: [u8; ROOM] },
    /// One that is longer.
    Beside(Box<[u8]>),
}

/// Enough for two numbers and a region.
const ROOM: usize = 38;

/// What the allocator adds to a box.
const HEADER: usize = 8;

impl OwnKey {
    pub(crate) fn new(key: &[u8]) -> Self {
        let mut bytes = [0; ROOM];
        match (bytes.get_mut(..key.len()), u8::try_from(key.len())) {
            (Some(place), Ok(len)) => {
                place.copy_from_slice(key);
                Self::Inside { len, bytes }
            }
            _ => Self::Beside(key.into()),
        }
    }

    /// What it weighs beside its slot.
    pub(crate) const fn weight(len: usize) -> u64 {
        if len <= ROOM { 0 } else { (HEADER + len) as u64 }
    }

    #[inline]
    pub(crate) fn is(&self, key: &[u8]) -> bool {
        match self {
            Self::Inside { len, bytes } => bytes.get(..usize::from(*len)) == Some(key),
            Self::Beside(bytes) => **bytes == *key,
        }
    }
}
