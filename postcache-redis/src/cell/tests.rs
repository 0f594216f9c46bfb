use postcache_core::Millis;
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Body, Header, State, is_fence, stamp};
use crate::link::Incarnation;

/// A lease of an entry with one tag, byte for byte.
const LEASE: &[u8] = b"L\x01contextcontext..tokentokentoken.incarnat\x00\x06\x0a\x24\x18\x1e\x40\x00\
    \x01scopescopescope.tagtagtagtagtag.";

/// The value that it becomes, with the body of a number.
const VALUE: &[u8] = b"V\x01contextcontext..tokentokentoken.incarnat\x00\x06\x0a\x24\x18\x1e\x40\x00\
    \x01scopescopescope.tagtagtagtagtag.\
    \x00\x01\x00\x00\x00\x07\x00\x04\x93\xe0\x2a";

#[test]
fn a_lease_reads_as_it_is_written() {
    let (header, body) = Header::parse(LEASE).unwrap();
    assert_eq!(header.state, State::Lease);
    assert_eq!(header.context, b"contextcontext..");
    assert_eq!(header.token, b"tokentokentoken.");
    assert_eq!(header.incarnation, Incarnation::from_bytes(*b"incarnat"));
    assert_eq!(header.born, 1_700_000_000_000_000);
    assert_eq!(header.stamps().collect::<Vec<_>>(), [b"scopescopescope.", b"tagtagtagtagtag."]);
    assert_eq!((header.as_bytes(), body), (LEASE, &b""[..]));
    assert_eq!(LEASE.len(), 67 + 16);
}

#[test]
fn a_value_is_its_lease_with_another_first_byte_and_a_body() {
    let (lease, _) = Header::parse(LEASE).unwrap();
    let body = Body { schema: 7, soft: Millis::new(300_000), payload: Some(b"\x2a") };
    assert_eq!([lease.filled(), body.encode()].concat(), VALUE);
    let (header, rest) = Header::parse(VALUE).unwrap();
    assert_eq!((header.state, Body::parse(rest)), (State::Value, Some(body)));
}

#[test]
fn not_found_has_no_payload_and_no_codec() {
    let body = Body { schema: 7, soft: Millis::new(1), payload: None };
    assert_eq!(body.encode(), b"\x01\x00\x00\x00\x00\x07\x00\x00\x00\x01");
    assert_eq!(Body::parse(&body.encode()), Some(body));
    assert_eq!(Body::parse(b"\x01\x00\x00\x00\x00\x07\x00\x00\x00\x01x"), None);
}

#[test]
fn a_stamp_is_seventeen_bytes() {
    assert_eq!(stamp(b"S0123456789abcdef"), Some(b"0123456789abcdef"));
    assert!(
        [&b"S0123456789abcde"[..], b"S0123456789abcdefg", b"T0123456789abcdef", b""]
            .iter()
            .all(|cell| stamp(cell).is_none())
    );
}

#[test]
fn a_fence_is_known_by_its_first_byte() {
    assert!(is_fence(b"W") && is_fence(b"W\x09whatever") && !is_fence(b"V") && !is_fence(b""));
}

#[test]
fn what_this_version_does_not_understand_is_absent() {
    let (_, body) = Header::parse(VALUE).unwrap();
    let changed = |at: usize, to: u8| {
        let mut body = body.to_vec();
        body[at] = to;
        body
    };
    let strange = [changed(0, 2), changed(0, 4), changed(0, 8), changed(1, 2), changed(1, 0)];
    assert!(strange.iter().all(|body| Body::parse(body).is_none()));
    for (at, to) in [(0, b'X'), (1, 2)] {
        let mut cell = VALUE.to_vec();
        cell[at] = to;
        assert_eq!(Header::parse(&cell), None);
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange_to_read(bytes in vec(any::<u8>(), 0..200), tags in 0_u8..40) {
        let mut cell = VALUE.to_vec();
        cell.truncate(bytes.len());
        for cell in [bytes.clone(), cell, [&VALUE[..50], &[tags], &bytes].concat()] {
            if let Some((header, body)) = Header::parse(&cell) {
                prop_assert_eq!([header.as_bytes(), body].concat(), cell.clone());
            }
            if let Some(body) = Body::parse(&cell) {
                prop_assert_eq!(body.encode(), cell.clone());
            }
        }
        prop_assert!(stamp(&bytes).is_none() || bytes.len() == 17);
    }

    #[test]
    fn a_cell_that_was_cut_is_absent(length in 0..LEASE.len()) {
        prop_assert!(Header::parse(&LEASE[..length]).is_none());
        prop_assert!(Header::parse(&VALUE[..length]).is_none());
    }
}
