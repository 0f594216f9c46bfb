//! A cell under mutations.

const SIZE: usize = 32;
/// More others than this become one without a name.
const MOST_BYTES: usize = 2_048;

/// One fence in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) id: Vec<u8>,
    /// In milliseconds.
    pub(crate) deadline: u64,
    /// In microseconds; 0: not alone.
    pub(crate) since: u64,
}

/// What its mutation remembers of a fence.
#[derive(Clone, Debug)]
pub(crate) struct Raised {
    pub(crate) keys: Vec<&'static str>,
    pub(crate) since: u64,
}

/// The fences in a cell: none, if it is something else.
pub(crate) fn records(cell: &[u8]) -> Vec<Record> {
    if cell.first() != Some(&b'W') || cell.len() < 2 {
        return Vec::new();
    }
    let number = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().unwrap());
    let record = |bytes: &[u8]| Record {
        id: bytes[..16].to_vec(),
        deadline: number(&bytes[16..24]),
        since: number(&bytes[24..]),
    };
    cell[2..].chunks_exact(SIZE).map(record).collect()
}

pub(crate) fn own<'r>(records: &'r [Record], id: &[u8]) -> Option<&'r Record> {
    records.iter().find(|record| record.id == id)
}

/// The fences of others that stand: from now on they are not alone.
pub(crate) fn others(records: &[Record], id: &[u8], now: u64) -> Vec<Record> {
    let standing = records.iter().filter(|record| record.id != id && record.deadline > now);
    let others: Vec<_> = standing.map(|record| Record { since: 0, ..record.clone() }).collect();
    assert!(others.len() * SIZE <= MOST_BYTES, "the model knows no crowds");
    others
}

pub(crate) fn alone(records: &[Record], id: &[u8], since: u64, now: u64) -> bool {
    own(records, id).is_some_and(|record| record.deadline > now && record.since == since)
}

pub(crate) fn cell(records: impl IntoIterator<Item = Record>) -> Vec<u8> {
    let bytes = |record: Record| {
        [record.id, record.deadline.to_be_bytes().to_vec(), record.since.to_be_bytes().to_vec()].concat()
    };
    [b"W\x01".to_vec()].into_iter().chain(records.into_iter().map(bytes)).flatten().collect()
}
