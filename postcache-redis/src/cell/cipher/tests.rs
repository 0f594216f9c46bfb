use postcache_core::ErrorKind;

use super::Cipher;
use crate::cell::tests::{NUMBER, at, seal};
use crate::cell::{Body, Payload, Place, Protection};
use crate::counts::Refusal;

const HERE: Place<'_> = at(b"context and token and life");

fn with(keys: &[&str]) -> Protection {
    let keys: Vec<Vec<u8>> = keys.iter().map(|key| key.repeat(16).into_bytes()).collect();
    Protection { seal: seal(), cipher: Some(Cipher::new(&keys).unwrap()) }
}

fn sealed() -> Protection {
    Protection { seal: seal(), cipher: None }
}

/// Made by other implementations of BLAKE3 and XChaCha20-Poly1305.
#[test]
fn an_encrypted_body_has_these_bytes() {
    const BYTES: &[u8] = b"\x04\x01\x00\x00\x00\x07\x00\x04\x93\xe0e\xdc\x11\xecnonce of 24 bytes, once.\
        \xd68N\x0fW;l\xf6\x88WlE+\xf4\x97\x19\x94";
    assert_eq!(Body::open(&with(&["k"]), HERE, BYTES), Ok(NUMBER));
}

#[test]
fn what_is_stored_says_nothing_and_is_never_the_same_twice() {
    let text = b"dear diary".repeat(10);
    let body = Body { payload: Payload::Encoded { codec: 1, bytes: text.clone().into() }, ..NUMBER };
    let [one, other] = [(), ()].map(|()| body.close(&with(&["k"]), HERE).unwrap());
    assert_ne!(one, other);
    for bytes in [one, other] {
        assert!(!bytes.windows(4).any(|window| text.windows(4).any(|plain| plain == window)));
        assert_eq!(Body::open(&with(&["k"]), HERE, &bytes), Ok(body.clone()));
    }
}

#[test]
fn not_found_is_authentic_too() {
    let body = Body { payload: Payload::Negative, ..NUMBER };
    let bytes = body.close(&with(&["k"]), HERE).unwrap();
    assert_eq!((bytes[0], bytes.len()), (5, 54));
    assert_eq!(Body::open(&with(&["k"]), HERE, &bytes), Ok(body));
    let mut longer_lived = bytes;
    longer_lived[9] ^= 1;
    assert_eq!(Body::open(&with(&["k"]), HERE, &longer_lived), Err(Refusal::Corrupt));
}

#[test]
fn a_change_of_any_bit_is_refused() {
    let bytes = NUMBER.close(&with(&["k"]), HERE).unwrap();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let refused = Body::open(&with(&["k"]), HERE, &changed).unwrap_err();
            // Another id of a key is another key, which may exist.
            let expected = if (10..14).contains(&at) { Refusal::OtherVersion } else { Refusal::Corrupt };
            assert_eq!(refused, expected, "bit {bit} of byte {at}");
        }
    }
    for length in 0..bytes.len() {
        assert!(Body::open(&with(&["k"]), HERE, &bytes[..length]).is_err(), "{length}");
    }
}

/// The key is the scope's, and the header is associated data.
#[test]
fn what_was_moved_does_not_open() {
    let bytes = NUMBER.close(&with(&["k"]), HERE).unwrap();
    let elsewhere = [at(b"Context and token and life"), at(b"context and token and lifE")];
    let another_scope = Place { scope: b"another scope...", ..HERE };
    for place in elsewhere.into_iter().chain([another_scope]) {
        assert_eq!(Body::open(&with(&["k"]), place, &bytes), Err(Refusal::Corrupt));
    }
}

#[test]
fn the_first_key_writes_and_all_of_them_read() {
    let (old, both, new) = (with(&["old"]), with(&["new", "old"]), with(&["new"]));
    let by_old = NUMBER.close(&old, HERE).unwrap();
    let by_both = NUMBER.close(&both, HERE).unwrap();
    assert_eq!(Body::open(&both, HERE, &by_old), Ok(NUMBER));
    assert_eq!(Body::open(&new, HERE, &by_both), Ok(NUMBER));
    for (protection, bytes) in [(&new, &by_old), (&old, &by_both)] {
        assert_eq!(Body::open(protection, HERE, bytes), Err(Refusal::OtherVersion), "an unknown key");
    }
}

#[test]
fn what_is_kept_otherwise_is_of_another_version() {
    let (plain, encrypted) = (NUMBER.close(&sealed(), HERE).unwrap(), NUMBER.close(&with(&["k"]), HERE).unwrap());
    assert_eq!(Body::open(&with(&["k"]), HERE, &plain), Err(Refusal::OtherVersion));
    assert_eq!(Body::open(&sealed(), HERE, &encrypted), Err(Refusal::OtherVersion));
    let mut forged = plain;
    forged[18] ^= 1;
    assert_eq!(
        Body::open(&with(&["k"]), HERE, &forged),
        Err(Refusal::Corrupt),
        "and nobody's if its seal does not hold"
    );
}

#[test]
fn keys_that_cannot_be_meant_are_refused_and_none_is_shown() {
    let long = b"hunter2 hunter2 hunter2".to_vec();
    for keys in [vec![], vec![long.clone(), b"hunter2".to_vec()], vec![long.clone(), long.clone()], vec![Vec::new()]] {
        let error = Cipher::new(&keys).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = format!("{error} {error:?}");
        assert!(text.contains("`encryption`") && !text.contains("hunter2"), "{text}");
    }
    assert_eq!(format!("{:?}", Cipher::new(&[long]).unwrap()), "Cipher(..)");
}
