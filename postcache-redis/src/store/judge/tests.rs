use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::Index;

use super::{Judged, judge};
use crate::link::Incarnation;

const CONTEXT: &[u8; 16] = b"contextcontext..";
const INCARNATION: Incarnation = Incarnation::from_bytes(*b"incarnat");

fn value() -> Vec<u8> {
    let mut cell = b"V\x01contextcontext..tokentokentoken.incarnat\x00\x00\x00\x00\x00\x00\x00\x07\x01".to_vec();
    cell.extend(b"scopescopescope.tagtagtagtagtag.");
    cell.extend(b"\x00\x01\x00\x00\x00\x00\x00\x00\x00\x01\x2a");
    cell
}

const STAMPS: [Option<&[u8]>; 2] = [Some(b"Sscopescopescope."), Some(b"Stagtagtagtagtag.")];

fn usable(cell: &[u8], dependencies: &[Option<&[u8]>]) -> bool {
    matches!(judge(CONTEXT, INCARNATION, Some(cell), dependencies), Judged::Usable(..))
}

#[test]
fn a_value_whose_stamps_are_current_is_usable() {
    assert!(usable(&value(), &STAMPS));
}

#[test]
fn each_thing_that_it_depends_on_can_end_it() {
    let [scope, tag] = STAMPS;
    let other: Option<&[u8]> = Some(b"Sotherotherother.");
    let broken: [&[Option<&[u8]>]; 7] =
        [&[None, tag], &[scope, None], &[other, tag], &[scope, other], &[scope], &[scope, tag, other], &[tag, scope]];
    for dependencies in broken {
        assert_eq!(judge(CONTEXT, INCARNATION, Some(&value()), dependencies), Judged::Absent);
    }
    for fenced in [[Some(&b"W"[..]), tag], [scope, Some(b"W\x01")]] {
        assert_eq!(judge(CONTEXT, INCARNATION, Some(&value()), &fenced), Judged::Fenced);
    }
    let later = Incarnation::from_bytes(*b"anothers");
    assert_eq!(judge(CONTEXT, later, Some(&value()), &STAMPS), Judged::Absent);
    assert_eq!(judge(b"anotherentrys...", INCARNATION, Some(&value()), &STAMPS), Judged::Foreign);
    assert_eq!(judge(CONTEXT, INCARNATION, None, &STAMPS), Judged::Absent);
}

#[test]
fn a_lease_is_no_value() {
    let mut cell = value();
    cell[0] = b'L';
    assert_eq!(judge(CONTEXT, INCARNATION, Some(&cell), &STAMPS), Judged::Corrupt, "nor has a lease a body");
    cell.truncate(83);
    assert_eq!(judge(CONTEXT, INCARNATION, Some(&cell), &STAMPS), Judged::Absent);
}

proptest! {
    #[test]
    fn a_header_with_any_other_byte_is_not_usable(at: Index, byte: u8) {
        let mut cell = value();
        // The token and the birth are nobody's business who reads, and the body is judged elsewhere.
        let checked: Vec<usize> = (0..18).chain(34..42).chain(50..83).collect();
        let at = checked[at.index(checked.len())];
        prop_assert_eq!(usable(&{ cell.clone() }, &STAMPS), true);
        let same = cell[at] == byte;
        cell[at] = byte;
        prop_assert_eq!(usable(&cell, &STAMPS), same);
    }

    #[test]
    fn no_random_bytes_are_usable(cell in vec(any::<u8>(), 0..300), stamps in vec(vec(any::<u8>(), 0..20), 0..4)) {
        let stamps: Vec<Option<&[u8]>> = stamps.iter().map(|cell| Some(cell.as_slice())).collect();
        prop_assert!(!usable(&cell, &stamps));
    }
}
