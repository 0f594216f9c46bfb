//! A keyed check over a value: bytes that were changed, or moved from under another header, are refused before they are
//! decoded.

use std::fmt;

/// Makes seals. `Debug` does not show the key.
#[derive(Clone)]
pub(crate) struct Seal([u8; 32]);

impl Seal {
    pub(crate) const LENGTH: usize = 8;

    /// Without a secret it finds accidents and no intent.
    pub(crate) fn new(namespace: &str, secret: Option<&[u8]>) -> Self {
        Self(match secret {
            Some(secret) => blake3::derive_key("postcache v1 seal", secret),
            None => blake3::derive_key("postcache v1 seal without a secret", namespace.as_bytes()),
        })
    }

    /// Of a payload behind `head`, in a cell whose header has this identity: context, token and incarnation. Their lengths are
    /// fixed, so that no two bodies read alike.
    pub(crate) fn over(&self, identity: &[u8], head: &[u8], payload: &[u8]) -> [u8; Self::LENGTH] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(identity).update(head).update(payload);
        hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(..)")
    }
}
