//! What `fuzz/targets/cells.rs` reaches of this crate. Only builds with `--cfg fuzzing` have it.

#![expect(missing_docs, clippy::missing_panics_doc, reason = "a law fails by panicking, in a test build")]

use std::borrow::Cow;

use postcache_core::Millis;

use crate::cell::{Body, Header, Payload, Place, Protection, Seal, decompress, is_fence, stamp};
use crate::link::Incarnation;
use crate::store::judge;

const HERE: Place<'_> = Place { scope: b"scopescopescope.", identity: b"contextcontext..tokentokentoken.incarnat" };

/// Bytes that came from a server: read as a cell they are what they were, or refused; nobody who lacks the secret makes a
/// value of them.
pub fn cell(bytes: &[u8]) {
    let protection = Protection { seal: Seal::new("namespace", Some(b"secret")), cipher: None };
    if let Some((header, body)) = Header::parse(bytes) {
        assert_eq!([header.as_bytes(), body].concat(), bytes);
        assert!(!is_fence(bytes) && stamp(bytes).is_none(), "a cell is one thing");
        assert!(Body::open(&protection, HERE, body).is_err(), "nobody sealed it");
    }
    assert!(stamp(bytes).is_none() || bytes.len() == 17);
    let (cell, dependencies) = bytes.split_at(bytes.len() / 2);
    let dependencies: Vec<Option<&[u8]>> = dependencies.chunks(17).map(Some).collect();
    judge(b"contextcontext..", Incarnation::from_bytes(*b"incarnat"), Some(cell), &dependencies);
}

/// What was sealed is read as it was written.
pub fn body(codec: u8, schema: u32, payload: &[u8]) {
    let protection = Protection { seal: Seal::new("namespace", Some(b"secret")), cipher: None };
    let payload = Payload::Encoded { codec: codec.max(1), bytes: Cow::Borrowed(payload) };
    let body = Body { schema, soft: Millis::new(schema.into()), payload };
    let bytes = body.close(&protection, HERE).unwrap_or_default();
    assert_eq!(Body::open(&protection, HERE, &bytes).ok(), Some(body));
}

/// No bytes grow beyond the limit.
pub fn compressed(bytes: &[u8], limit: u64) {
    if let Some(text) = decompress(bytes, limit) {
        assert!(text.len() as u64 <= limit);
    }
}
