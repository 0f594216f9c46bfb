//! Values that only processes with the key can read: XChaCha20-Poly1305, under a key that each scope has of its own.

#[cfg(not(feature = "encryption"))]
mod absent;
#[cfg(feature = "encryption")]
mod keys;

#[cfg(not(feature = "encryption"))]
pub(crate) use absent::Cipher;
#[cfg(feature = "encryption")]
pub(crate) use keys::Cipher;

#[cfg(test)]
#[cfg(feature = "encryption")]
mod tests;
