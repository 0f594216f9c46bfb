use std::borrow::Cow;

use postcache_core::Millis;
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Body, Header, Payload, Place, Protection, Seal, State, identity, is_fence, stamp};
use crate::counts::Refusal;
use crate::link::Incarnation;

/// A lease of an entry with one tag, byte for byte.
const LEASE: &[u8] = b"L\x01contextcontext..tokentokentoken.incarnat\x00\x06\x0a\x24\x18\x1e\x40\x00\
    \x01scopescopescope.tagtagtagtagtag.";

/// The value that it becomes, with the body of a number.
const VALUE: &[u8] = b"V\x01contextcontext..tokentokentoken.incarnat\x00\x06\x0a\x24\x18\x1e\x40\x00\
    \x01scopescopescope.tagtagtagtagtag.\
    \x08\x01\x00\x00\x00\x07\x00\x04\x93\xe0SEALSEAL\x2a";

pub(super) fn seal() -> Seal {
    Seal::new("namespace", Some(b"secret"))
}

fn sealed() -> Protection {
    Protection { seal: seal(), cipher: None }
}

pub(super) const fn at(identity: &[u8]) -> Place<'_> {
    Place { scope: b"scopescopescope.", identity }
}

const HERE: Place<'_> = at(b"identity");

pub(super) const NUMBER: Body<'_> = Body {
    schema: 7,
    soft: Millis::new(300_000),
    payload: Payload::Encoded { codec: 1, bytes: Cow::Borrowed(b"\x2a") },
};

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
    let filled = lease.filled();
    let body = NUMBER.close(&sealed(), at(identity(&filled))).unwrap();
    let value = [filled, body].concat();
    let (header, rest) = Header::parse(&value).unwrap();
    assert_eq!((header.state, Body::open(&sealed(), at(header.identity()), rest)), (State::Value, Ok(NUMBER)));
    assert_eq!(value[93..101], [49, 234, 62, 100, 212, 12, 192, 235]);
    let mut plain = value;
    plain[93..101].copy_from_slice(b"SEALSEAL");
    assert_eq!(plain, VALUE);
}

#[test]
fn not_found_has_no_payload_and_no_codec() {
    let body = Body { schema: 7, soft: Millis::new(1), payload: Payload::Negative };
    let bytes = body.close(&sealed(), HERE).unwrap();
    assert_eq!((&bytes[..10], bytes.len()), (&b"\x09\x00\x00\x00\x00\x07\x00\x00\x00\x01"[..], 18));
    assert_eq!(Body::open(&sealed(), HERE, &bytes), Ok(body));
}

#[test]
fn a_compressed_payload_says_so() {
    let body = Body { payload: Payload::Compressed { codec: 64, bytes: Cow::Borrowed(b"block") }, ..NUMBER };
    let bytes = body.close(&sealed(), HERE).unwrap();
    assert_eq!((&bytes[..2], &bytes[18..]), (&b"\x0a\x40"[..], &b"block"[..]));
    assert_eq!(Body::open(&sealed(), HERE, &bytes), Ok(body));
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
    // Flags, and codecs beside them: encrypted, not sealed, a codec for nothing, none for something.
    for (flags, codec) in [(12, 1), (0, 1), (9, 1), (8, 0), (10, 0), (24, 1)] {
        let mut bytes = vec![flags, codec, 0, 0, 0, 7, 0, 0, 0, 1];
        bytes.extend(seal().over(b"identity", &bytes, b"x"));
        bytes.push(b'x');
        assert_eq!(Body::open(&sealed(), HERE, &bytes), Err(Refusal::Corrupt), "{flags} {codec}");
    }
    for (at, to) in [(0, b'X'), (1, 2)] {
        let mut cell = VALUE.to_vec();
        cell[at] = to;
        assert_eq!(Header::parse(&cell), None);
    }
}

#[test]
fn a_seal_is_of_one_body_under_one_header_and_one_secret() {
    let bytes = NUMBER.close(&sealed(), HERE).unwrap();
    assert_eq!(Body::open(&sealed(), HERE, &bytes), Ok(NUMBER));
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(Body::open(&sealed(), HERE, &changed).is_err(), "bit {bit} of byte {at}");
        }
    }
    assert_eq!(Body::open(&sealed(), at(b"another."), &bytes), Err(Refusal::Corrupt));
    for seal in [Seal::new("namespace", Some(b"another")), Seal::new("namespace", None)] {
        assert_eq!(Body::open(&Protection { seal, cipher: None }, HERE, &bytes), Err(Refusal::Corrupt));
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
            if let Ok(body) = Body::open(&sealed(), HERE, &cell) {
                prop_assert_eq!(body.close(&sealed(), HERE), Some(cell.clone()));
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
