//! Nothing is encrypted, and nobody can ask for it.

use postcache_core::{Error, ErrorKind};

use crate::counts::Refusal;
use crate::names::ScopeName;

/// There is none.
#[derive(Debug)]
pub(crate) enum Cipher {}

impl Cipher {
    pub(crate) fn new(_secrets: &[Vec<u8>]) -> Result<Self, Error> {
        Err(Error::new(ErrorKind::Unsupported, "`encryption` needs the feature `encryption` of postcache-redis"))
    }

    pub(crate) fn close(
        &self,
        _scope: &ScopeName,
        _associated: &[u8],
        _plain: &[u8],
        _out: &mut Vec<u8>,
    ) -> Option<()> {
        match *self {}
    }

    pub(crate) fn open(&self, _scope: &ScopeName, _associated: &[u8], _closed: &[u8]) -> Result<Vec<u8>, Refusal> {
        match *self {}
    }
}
