use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::Index;

use super::{Garbled, Places, Strings, length};

/// All at once.
fn strings(bytes: &[u8]) -> Result<Option<(usize, Places)>, Garbled> {
    Strings::default().found(bytes)
}

const REPLIES: [&[u8]; 9] = [
    b"+OK\r\n",
    b"-MOVED 12 127.0.0.1:7000\r\n",
    b":-12\r\n",
    b"$-1\r\n",
    b"$0\r\n\r\n",
    b"$4\r\n\r\n\r\n\r\n",
    b"*-1\r\n",
    b"*0\r\n",
    b"*3\r\n*2\r\n:0\r\n:5460\r\n$1\r\nx\r\n+OK\r\n",
];

#[test]
fn a_reply_ends_where_the_next_one_begins_and_not_before_all_of_it_is_there() {
    for reply in REPLIES {
        assert_eq!(length(&[reply, b"+NEXT\r\n"].concat()).unwrap(), Some(reply.len()));
        for cut in 0..reply.len() {
            assert_eq!(length(&reply[..cut]).unwrap(), None, "{cut} bytes of {reply:?}");
        }
    }
}

#[test]
fn strings_are_found_in_their_places() {
    let reply = b"*4\r\n$3\r\nabc\r\n$-1\r\n$0\r\n\r\n$2\r\n\r\n\r\n";
    let (length, found) = strings(reply).unwrap().unwrap();
    assert_eq!(length, reply.len());
    assert_eq!(found, [Some(8..11), None, Some(22..22), Some(28..30)]);
    let mut by_bytes = Strings::default();
    for cut in 0..reply.len() {
        assert!(strings(&reply[..cut]).unwrap().is_none(), "{cut} bytes");
        assert!(by_bytes.found(&reply[..cut]).unwrap().is_none(), "{cut} bytes, one by one");
    }
    assert_eq!(by_bytes.found(reply).unwrap().unwrap().1, found);
    let (length, found) = strings(b"-NOPERM no\r\n").unwrap().unwrap();
    assert_eq!((length, found.len()), (12, 0));
}

#[test]
fn what_no_server_says_is_noticed() {
    for garbled in [
        &b"x"[..],
        b"$x\r\n",
        b"$\r\n",
        b"$1\r\nab\r\n",
        b":99999999999999999999\r\n",
        b"$12345678901234567890123456789",
        b":1\rx",
        b"*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
    ] {
        assert!(length(garbled).is_err(), "{garbled:?}");
    }
    assert!(strings(b"*1\r\n:1\r\n").is_err());
    assert!(strings(b"*-1\r\n").is_err());
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange_to_read(kind in "[+$:*-]", number in "-?[0-9]{0,20}", bytes in vec(any::<u8>(), 0..60)) {
        for bytes in [bytes.clone(), [kind.as_bytes(), number.as_bytes(), b"\r\n", &bytes].concat()] {
            if let Ok(Some(length)) = length(&bytes) {
                prop_assert!(length <= bytes.len());
            }
            if let Ok(Some((length, found))) = strings(&bytes) {
                prop_assert!(length <= bytes.len());
                prop_assert!(found.into_iter().flatten().all(|place| bytes.get(place).is_some()));
            }
        }
    }

    #[test]
    fn cells_are_read_as_the_driver_reads_them(
        cells in vec(proptest::option::of(vec(any::<u8>(), 0..30)), 0..6),
        cut in any::<Index>(),
    ) {
        let mut reply = format!("*{}\r\n", cells.len()).into_bytes();
        for cell in &cells {
            match cell {
                None => reply.extend(b"$-1\r\n"),
                Some(cell) => {
                    reply.extend(format!("${}\r\n", cell.len()).bytes());
                    reply.extend(cell);
                    reply.extend(b"\r\n");
                }
            }
        }
        let (length, found) = strings(&reply).unwrap().unwrap();
        prop_assert_eq!(length, reply.len());
        let mut in_two = Strings::default();
        prop_assert!(in_two.found(&reply[..cut.index(reply.len())]).unwrap().is_none());
        prop_assert_eq!(&in_two.found(&reply).unwrap().unwrap().1, &found);
        let ours: Vec<_> = found.into_iter().map(|place| place.map(|place| reply[place].to_vec())).collect();
        prop_assert_eq!(&ours, &cells);
        let theirs: Vec<Option<Vec<u8>>> = redis::from_redis_value(redis::parse_redis_value(&reply).unwrap()).unwrap();
        prop_assert_eq!(&theirs, &cells);
    }
}
