use serde::{Deserialize, Serialize};

use super::{Codec, CodecError, Encoding, ErasedCodec, MessagePack};

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Row {
    title: String,
    body: String,
}

#[derive(Serialize, Deserialize)]
struct Reordered {
    body: String,
    title: String,
}

fn row() -> Row {
    Row { title: "t".to_owned(), body: "b".to_owned() }
}

#[test]
fn a_reordered_struct_does_not_swap_two_texts() {
    let mut bytes = Vec::new();
    MessagePack::encode(&row(), &mut bytes).unwrap();
    assert_eq!(bytes, b"\x82\xa5title\xa1t\xa4body\xa1b");
    let read = MessagePack::decode::<Reordered>(&bytes).unwrap();
    assert_eq!((read.title.as_str(), read.body.as_str()), ("t", "b"));
}

#[test]
fn an_encoding_above_its_limit_is_too_large_and_its_length_too() {
    let codec = Encoding::<Row, MessagePack>::new();
    assert_eq!(codec.encode(&row(), 16).unwrap().len(), 16);
    assert_eq!(codec.length(&row(), 16), Ok(16));
    assert_eq!(
        (codec.encode(&row(), 15), codec.length(&row(), 15)),
        (Err(CodecError::TooLarge), Err(CodecError::TooLarge))
    );
}

#[test]
fn a_value_of_another_type_is_not_encoded() {
    assert_eq!(Encoding::<Row, MessagePack>::new().encode(&7_u64, 100), Err(CodecError::Failed));
}

/// An array, a map, a text, bytes: each says that four billion follow.
#[test]
fn bytes_that_claim_a_length_which_they_do_not_have_are_refused() {
    for claim in [
        b"\xdd\xff\xff\xff\xff\x01",
        b"\xdf\xff\xff\xff\xff\x01",
        b"\xdb\xff\xff\xff\xff\x01",
        b"\xc6\xff\xff\xff\xff\x01",
    ] {
        assert!(MessagePack::decode::<Vec<u64>>(claim).is_err());
        assert!(MessagePack::decode::<String>(claim).is_err());
        assert!(MessagePack::decode::<Row>(claim).is_err());
    }
    let nested = vec![0x91; 100_000];
    assert!(MessagePack::decode::<serde::de::IgnoredAny>(&nested).is_err());
}
