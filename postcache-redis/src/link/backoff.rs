//! How long to wait between attempts to connect.

use postcache_core::Millis;

const FIRST: u64 = 50;
/// With the time that one attempt takes, a server that is back is found within two seconds.
const LONGEST: u64 = 500;

/// Doubles, and takes a random part of up to a half off, so that processes which lost a server together do not come back
/// together.
#[derive(Debug)]
pub(crate) struct Backoff(u64);

impl Backoff {
    pub(crate) const fn new() -> Self {
        Self(FIRST)
    }

    pub(crate) fn next(&mut self) -> Millis {
        let pause = self.0;
        self.0 = (pause * 2).min(LONGEST);
        let random = crate::ids::nonce().map_or(0, u64::from_be_bytes);
        Millis::new(pause - random % (pause / 2))
    }
}
