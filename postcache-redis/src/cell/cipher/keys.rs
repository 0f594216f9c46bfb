//! The keys, and what they do.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use postcache_core::{Error, ErrorKind};

use crate::counts::Refusal;
use crate::ids;
use crate::names::ScopeName;

const ID: usize = 4;
const NONCE: usize = 24;
/// Fewer can be guessed.
const SHORTEST: usize = 16;

/// The keys, of which the first one closes. `Debug` does not show them.
pub(crate) struct Cipher(Box<[Key]>);

struct Key {
    /// What says in a value which key it is under.
    id: [u8; ID],
    /// Has taken in the secret, and waits for a scope.
    of_scope: blake3::Hasher,
}

impl Cipher {
    /// # Errors
    ///
    /// [`ErrorKind::Config`]: there is none, one is too short, or two are the same.
    pub(crate) fn new(secrets: &[Vec<u8>]) -> Result<Self, Error> {
        let refused = |what: String| Err(Error::new(ErrorKind::Config, what));
        if secrets.is_empty() {
            return refused("`encryption` has no key; leave it out, or give one of 32 random bytes".to_owned());
        }
        if let Some(short) = secrets.iter().map(Vec::len).find(|length| *length < SHORTEST) {
            let allowed = format!("{SHORTEST} or more, random ones");
            return refused(format!("`encryption` has a key of {short} bytes; allowed are {allowed}"));
        }
        let keys: Box<[Key]> = secrets.iter().map(|secret| Key::new(secret)).collect();
        let twice = keys.iter().enumerate().any(|(at, key)| keys.iter().skip(at + 1).any(|other| other.id == key.id));
        if twice {
            return refused(
                "`encryption` has a key twice; give the one that writes first, then those before it".to_owned(),
            );
        }
        Ok(Self(keys))
    }

    /// Appends the key's id, a nonce, and what is encrypted. `None`: the operating system has no random numbers.
    pub(crate) fn close(&self, scope: &ScopeName, associated: &[u8], plain: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let key = self.0.first()?;
        let nonce: [u8; NONCE] = ids::random().ok()?;
        let payload = Payload { msg: plain, aad: associated };
        let encrypted = key.cipher(scope).encrypt(&nonce.into(), payload).ok()?;
        out.extend(key.id);
        out.extend(nonce);
        out.extend(encrypted);
        Some(())
    }

    /// What was closed for the same scope with the same associated data. Bytes under a key that this process does not have are
    /// of another version.
    pub(crate) fn open(&self, scope: &ScopeName, associated: &[u8], closed: &[u8]) -> Result<Vec<u8>, Refusal> {
        let (id, rest) = closed.split_first_chunk::<ID>().ok_or(Refusal::Corrupt)?;
        let (nonce, encrypted) = rest.split_first_chunk::<NONCE>().ok_or(Refusal::Corrupt)?;
        let key = self.0.iter().find(|key| key.id == *id).ok_or(Refusal::OtherVersion)?;
        let payload = Payload { msg: encrypted, aad: associated };
        key.cipher(scope).decrypt(&(*nonce).into(), payload).map_err(|_| Refusal::Corrupt)
    }
}

impl Key {
    fn new(secret: &[u8]) -> Self {
        let [a, b, c, d, ..] = blake3::derive_key("postcache v1 aead key id", secret);
        let mut of_scope = blake3::Hasher::new_derive_key("postcache v1 aead");
        of_scope.update(secret);
        Self { id: [a, b, c, d], of_scope }
    }

    fn cipher(&self, scope: &ScopeName) -> XChaCha20Poly1305 {
        let key: [u8; 32] = self.of_scope.clone().update(scope).finalize().into();
        XChaCha20Poly1305::new(&key.into())
    }
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher(..)")
    }
}
