//! The protocol's section 3, in Rust: what each script does to the cells, and what it answers.

mod fences;

use std::collections::BTreeMap;

use crate::steps::{EntryNumber, Since, Step};
use fences::{Raised, Record, alone, others, own, records};

/// m, two entries, g, two tags.
pub(crate) const KEYS: [&str; 6] = ["m", "e0", "e1", "g", "t0", "t1"];

/// The first entry has both tags, the second one.
const DEPENDENCIES: [&[&str]; 2] = [&["g", "t0", "t1"], &["g", "t1"]];
const INCARNATIONS: [&[u8; 8]; 2] = [b"one-life", b"another!"];
const BODY: &[u8] = b"\0\x01\0\0\0\0\0\0\xea\x60body";
const STAMP_TTL: &[u8] = b"60000";

pub(crate) struct Model {
    pub(crate) now: u64,
    cells: BTreeMap<&'static str, Vec<u8>>,
    /// What readers have seen of each entry: leases, and headers of values.
    seen: [Vec<Vec<u8>>; 2],
    raised: BTreeMap<u8, Raised>,
    ids: u64,
}

impl Default for Model {
    fn default() -> Self {
        let (cells, seen, raised, ids) = Default::default();
        Self { now: 1_700_000_000_000_123, cells, seen, raised, ids }
    }
}

pub(crate) struct Call {
    pub(crate) script: usize,
    pub(crate) keys: Vec<&'static str>,
    pub(crate) arguments: Vec<Vec<u8>>,
}

type Said = Vec<Vec<u8>>;

impl Model {
    /// What is sent for `step`, and what the answer must be. The cells are changed as the script must change them.
    pub(crate) fn take(&mut self, step: &Step) -> (Option<Call>, Said) {
        match step {
            Step::Acquire { entry, incarnation, dead } => self.acquire(*entry, *incarnation, *dead),
            Step::Fill { entry, seen, release } => match self.seen[*entry].len() {
                0 => (None, Said::new()),
                count => self.fill(*entry, &self.seen[*entry][seen.index(count)].clone(), *release),
            },
            Step::Begin { fence, cells, ttl } => self.begin(*fence, cells, *ttl),
            Step::Finish { fence, again, since, late, puts } => self.finish(*fence, *again, *since, late, puts),
            Step::Invalidate { cells } => {
                let keys: Vec<_> = ["m"].iter().chain(cells).copied().collect();
                self.lower(&[], &keys);
                let count = keys.len().to_string().into_bytes();
                let arguments = vec![Vec::new(), Vec::new(), b"0".to_vec(), count];
                (Some(Call { script: 3, keys, arguments }), said(b"D", &[b"0", b"0"]))
            }
            Step::Evict { .. } | Step::Garbage { .. } => (None, Said::new()),
            Step::Clock(by) => {
                self.now = self.now.checked_add_signed(by * 1_000).unwrap();
                (None, Said::new())
            }
        }
    }

    /// What somebody else did to the cells.
    pub(crate) fn written_from_outside(&mut self, step: &Step) -> Vec<(&'static str, Option<Vec<u8>>)> {
        match step {
            Step::Evict { key } => {
                self.cells.remove(key);
                vec![(key, None)]
            }
            Step::Garbage { key, bytes } => {
                self.cells.insert(key, bytes.to_vec());
                vec![(key, Some(bytes.to_vec()))]
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn cells(&self) -> Vec<Option<Vec<u8>>> {
        KEYS.iter().map(|key| self.cells.get(key).cloned()).collect()
    }

    fn acquire(&mut self, entry: EntryNumber, incarnation: u8, dead: bool) -> (Option<Call>, Said) {
        let keys = keys_of(entry);
        let (context, token) = (context(entry), self.id());
        let incarnation = INCARNATIONS[usize::from(incarnation)];
        let ids: Vec<_> = keys[1..].iter().map(|_| self.id()).collect();
        let present = self.cells.get(keys[0]).filter(|cell| cell.len() >= 34).map(|cell| cell[18..34].to_vec());
        let dead = present.filter(|_| dead).unwrap_or_default();
        let mut arguments = vec![context.clone(), token.clone(), incarnation.to_vec(), b"60000".to_vec()];
        arguments.extend([STAMP_TTL.to_vec(), dead.clone()]);
        arguments.extend(ids.iter().cloned());
        let call = Some(Call { script: 0, keys: keys.clone(), arguments });

        if keys.iter().any(|key| self.is_fenced(key)) {
            return (call, said(b"F", &[]));
        }
        let mut dependencies = vec![u8::try_from(keys.len() - 2).unwrap()];
        let stamps: Vec<_> =
            keys[1..].iter().zip(&ids).map(|(key, id)| self.stamp(key).unwrap_or(id.clone())).collect();
        dependencies.extend(stamps.concat());
        if let Some(cell) = self.cells.get(keys[0]) {
            let same = part(cell, 1, 18) == [b"\x01", context.as_slice()].concat()
                && part(cell, 34, 42) == incarnation
                && part(cell, 50, 50 + dependencies.len()) == dependencies;
            if same && cell[0] == b'L' {
                return (call, said(b"B", &[]));
            }
            if same && cell[0] == b'V' && part(cell, 18, 34) != dead {
                let answer = said(b"V", &[cell]);
                self.seen[entry].push(cell[..50 + dependencies.len()].to_vec());
                return (call, answer);
            }
        }
        for (key, id) in keys[1..].iter().zip(&stamps) {
            self.cells.insert(key, [b"S", id.as_slice()].concat());
        }
        let born = self.now.to_be_bytes();
        let lease = [b"L\x01", context.as_slice(), &token, incarnation, &born, &dependencies].concat();
        self.seen[entry].push(lease.clone());
        self.cells.insert(keys[0], lease.clone());
        (call, said(b"L", &[&lease]))
    }

    fn fill(&mut self, entry: EntryNumber, expected: &[u8], release: bool) -> (Option<Call>, Said) {
        let keys = keys_of(entry);
        let mut header = expected.to_vec();
        header[0] = b'V';
        if expected[0] == b'V' {
            header[18..34].copy_from_slice(&self.id());
        }
        let sent = if release { Vec::new() } else { header.clone() };
        let arguments = vec![expected.to_vec(), sent, BODY.to_vec(), b"60000".to_vec()];
        let call = Some(Call { script: 1, keys: keys.clone(), arguments });

        let present = self.cells.get(keys[0]).cloned().unwrap_or_default();
        let is_it = present.starts_with(expected) && (expected[0] == b'V' || present.len() == expected.len());
        if !is_it {
            return (call, said(b"R", &[]));
        }
        if release {
            self.cells.remove(keys[0]);
            return (call, said(b"D", &[]));
        }
        let stamps: Option<Vec<_>> = keys[1..].iter().map(|key| self.stamp(key)).collect();
        let unchanged = stamps.is_some_and(|stamps| stamps.concat() == expected[51..]);
        if !unchanged {
            return (call, said(b"R", &[]));
        }
        self.seen[entry].push(header.clone());
        self.cells.insert(keys[0], [header.as_slice(), BODY].concat());
        (call, said(b"S", &[]))
    }

    fn begin(&mut self, fence: u8, cells: &[&'static str], ttl: u64) -> (Option<Call>, Said) {
        // A fence keeps its cells: a renewal names the same.
        let keys = self.raised.get(&fence).map_or_else(|| [&["m"][..], cells].concat(), |raised| raised.keys.clone());
        let id = vec![b'f' + fence; 16];
        let arguments = vec![id.clone(), ttl.to_string().into_bytes()];
        let call = Some(Call { script: 2, keys: keys.clone(), arguments });

        let (now, till) = (self.now / 1_000, self.now / 1_000 + ttl);
        let mut first = None;
        for key in &keys {
            let standing = self.cells.get(key).map(|cell| records(cell)).unwrap_or_default();
            let mine = own(&standing, &id).filter(|record| record.deadline > now).map(|record| record.since);
            let beside = others(&standing, &id, now);
            let since = if beside.is_empty() { mine.unwrap_or(self.now) } else { 0 };
            first.get_or_insert(since);
            let me = Record { id: id.clone(), deadline: till, since };
            self.cells.insert(key, fences::cell(beside.into_iter().chain([me])));
        }
        let since = first.unwrap_or_default();
        self.raised.entry(fence).or_insert(Raised { keys, since });
        (call, said(b"W", &[&since.to_be_bytes()]))
    }

    fn finish(
        &mut self,
        fence: u8,
        again: bool,
        since: Since,
        late: &[&'static str],
        puts: &[EntryNumber],
    ) -> (Option<Call>, Said) {
        let Some(raised) = self.raised.get(&fence).cloned() else { return (None, Said::new()) };
        let id = vec![b'f' + fence; 16];
        let since = match since {
            Since::Replied => raised.since,
            Since::Zero => 0,
            Since::Wrong => raised.since ^ 1,
        };
        let mut keys = raised.keys.clone();
        // What is put is named, late if not before.
        for key in late.iter().copied().chain(puts.iter().map(|entry| keys_of(*entry)[0])) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let count = keys.len();
        for entry in puts {
            keys.extend(keys_of(*entry).into_iter().filter(|key| !keys.contains(key)).collect::<Vec<_>>());
        }
        let number = |number: usize| number.to_string().into_bytes();
        let mut arguments = vec![id.clone(), since.to_be_bytes().to_vec(), number(raised.keys.len()), number(count)];
        let ids: Vec<_> = keys.iter().map(|_| self.id()).collect();
        let heads: Vec<_> =
            puts.iter().map(|entry| [context(*entry), self.id(), INCARNATIONS[0].to_vec()].concat()).collect();
        if !puts.is_empty() {
            arguments.extend([STAMP_TTL.to_vec(), ids.concat()]);
        }
        for (entry, head) in puts.iter().zip(&heads) {
            let place = |key: &&str| u16::try_from(1 + keys.iter().position(|other| other == key).unwrap()).unwrap();
            let links: Vec<u8> = keys_of(*entry).iter().flat_map(|key| place(key).to_be_bytes()).collect();
            arguments.extend([links, head.clone(), BODY.to_vec(), b"60000".to_vec()]);
        }
        // Finished twice now and then: a duplicate, or a mutation that goes on as if nothing had been.
        if !again {
            self.raised.remove(&fence);
        }
        let held = keys[..count].iter().filter(|key| own(&self.records(key), &id).is_some()).count();
        let is_alone = |key: &&&str| alone(&self.records(key), &id, since, self.now / 1_000);
        let alone = keys[..count].iter().filter(is_alone).count();
        self.lower(&id, &keys[..count]);
        let may_put = since != 0 && alone == raised.keys.len();
        let mut stored = 0;
        for (entry, head) in puts.iter().zip(&heads).filter(|_| may_put) {
            stored += usize::from(self.put(*entry, head, &keys, &ids));
        }
        let call = Some(Call { script: 3, keys, arguments });
        (call, said(b"D", &[&number(held), &number(stored)]))
    }

    /// Removes the fence `id` from each cell, and what is no fence.
    fn lower(&mut self, id: &[u8], keys: &[&'static str]) {
        for key in keys {
            let left = others(&self.records(key), id, self.now / 1_000);
            if left.is_empty() {
                self.cells.remove(key);
            } else {
                self.cells.insert(key, fences::cell(left));
            }
        }
    }

    fn put(&mut self, entry: EntryNumber, head: &[u8], keys: &[&'static str], ids: &[Vec<u8>]) -> bool {
        let own = keys_of(entry);
        if own.iter().any(|key| self.is_fenced(key)) {
            return false;
        }
        let mut stamps = Vec::new();
        for key in &own[1..] {
            let fresh = &ids[keys.iter().position(|other| other == key).unwrap()];
            let stamp = self.stamp(key).unwrap_or(fresh.clone());
            self.cells.insert(key, [b"S", stamp.as_slice()].concat());
            stamps.extend(stamp);
        }
        let tags = [u8::try_from(own.len() - 2).unwrap()];
        let header = [b"V\x01", head, &self.now.to_be_bytes(), &tags, &stamps].concat();
        self.seen[entry].push(header.clone());
        self.cells.insert(own[0], [header.as_slice(), BODY].concat());
        true
    }

    fn records(&self, key: &str) -> Vec<Record> {
        self.cells.get(key).map(|cell| records(cell)).unwrap_or_default()
    }

    fn is_fenced(&self, key: &str) -> bool {
        self.cells.get(key).is_some_and(|cell| cell.first() == Some(&b'W'))
    }

    fn stamp(&self, key: &str) -> Option<Vec<u8>> {
        let cell = self.cells.get(key)?;
        (cell.len() == 17 && cell[0] == b'S').then(|| cell[1..].to_vec())
    }

    fn id(&mut self) -> Vec<u8> {
        self.ids += 1;
        [b"an id...", self.ids.to_be_bytes().as_slice()].concat()
    }
}

fn keys_of(entry: EntryNumber) -> Vec<&'static str> {
    [&[["e0", "e1"][entry]], DEPENDENCIES[entry]].concat()
}

fn context(entry: EntryNumber) -> Vec<u8> {
    vec![[b'x', b'y'][entry]; 16]
}

/// As Lua's `string.sub`: what is not there is left out.
fn part(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    &bytes[from.min(bytes.len())..to.min(bytes.len())]
}

fn said(letter: &[u8], rest: &[&[u8]]) -> Said {
    [&[letter], rest].concat().into_iter().map(<[u8]>::to_vec).collect()
}
