//! Encodes a key, on the stack for ordinary sizes.

use std::fmt;

/// Enough for a text id, a region and a tuple of two numbers.
const INLINE: usize = 104;

const INT: u8 = 1;
const UUID: u8 = 2;
const TEXT: u8 = 3;
pub(super) const SHARED: u8 = 4;
const BOOL: u8 = 5;
const OPTION: u8 = 6;
const LIST: u8 = 7;
const TUPLE: u8 = 8;
const DERIVED: u8 = 9;
const CHAR: u8 = 10;

/// Receives the encoding of a key.
///
/// Every component says its kind and, where the kind does not, its length; so an encoding is injective, and none is the
/// beginning of another. `Debug` shows no byte.
#[derive(Clone)]
pub struct KeyWriter {
    len: usize,
    inline: [u8; INLINE],
    spilled: Vec<u8>,
    /// A component of more than 4 GiB has no length prefix that tells it from others.
    overflow: bool,
}

impl KeyWriter {
    #[inline]
    pub(crate) const fn new() -> Self {
        Self { len: 0, inline: [0; INLINE], spilled: Vec::new(), overflow: false }
    }

    /// A component of text.
    #[inline]
    pub fn text(&mut self, text: &str) {
        self.counted(TEXT, text.len());
        self.bytes(text.as_bytes());
    }

    /// A component of a number, by value.
    #[inline]
    pub fn int(&mut self, value: i128) {
        self.fixed(INT, value.to_be_bytes());
    }

    /// A component of a UUID, given as its 128 bits.
    #[inline]
    pub fn uuid(&mut self, value: u128) {
        self.fixed(UUID, value.to_be_bytes());
    }

    /// A component that is yes or no.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        self.bytes(&[BOOL, u8::from(value)]);
    }

    /// A component of one character.
    #[inline]
    pub fn char(&mut self, value: char) {
        self.bytes(&[CHAR]);
        self.bytes(&u32::from(value).to_be_bytes());
    }

    /// The head of an optional component; if it is there, it follows.
    #[inline]
    pub fn option(&mut self, is_some: bool) {
        self.bytes(&[OPTION, u8::from(is_some)]);
    }

    /// The head of a list of `len` components, which follow.
    #[inline]
    pub fn list(&mut self, len: usize) {
        self.counted(LIST, len);
    }

    /// The head of a tuple of `len` components, which follow.
    #[inline]
    pub fn tuple(&mut self, len: u8) {
        self.bytes(&[TUPLE, len]);
    }

    /// The head of a derived type: the number of its variant (0 for a struct) and of its fields, which follow.
    #[inline]
    pub fn variant(&mut self, index: u32, fields: u32) {
        self.bytes(&[DERIVED]);
        self.bytes(&index.to_be_bytes());
        self.bytes(&fields.to_be_bytes());
    }

    #[inline]
    pub(crate) fn shared(&mut self) {
        self.bytes(&[SHARED]);
    }

    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) const fn overflowed(&self) -> bool {
        self.overflow
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[u8] {
        if self.spilled.is_empty() { self.inline.get(..self.len).unwrap_or_default() } else { &self.spilled }
    }

    #[inline]
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if let (true, Some(room)) = (self.spilled.is_empty(), self.inline.get_mut(self.len..end)) {
            room.copy_from_slice(bytes);
        } else {
            self.spill(bytes);
        }
        self.len = end;
    }

    #[cold]
    fn spill(&mut self, bytes: &[u8]) {
        if self.spilled.is_empty() {
            self.spilled.extend_from_slice(self.inline.get(..self.len).unwrap_or_default());
        }
        self.spilled.extend_from_slice(bytes);
    }

    /// Straight into its place: put together elsewhere first, it would be read back before the processor has written it.
    #[inline]
    fn fixed(&mut self, kind: u8, bytes: [u8; 16]) {
        let end = self.len + 17;
        let room = self.inline.get_mut(self.len..end).filter(|_| self.spilled.is_empty());
        if let Some((first, value)) = room.and_then(<[u8]>::split_first_mut) {
            *first = kind;
            value.copy_from_slice(&bytes);
            self.len = end;
        } else {
            self.bytes(&[kind]);
            self.bytes(&bytes);
        }
    }

    #[inline]
    fn counted(&mut self, kind: u8, len: usize) {
        let len = u32::try_from(len).unwrap_or_else(|_| {
            self.overflow = true;
            u32::MAX
        });
        let [a, b, c, d] = len.to_be_bytes();
        self.bytes(&[kind, a, b, c, d]);
    }
}

impl fmt::Debug for KeyWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyWriter").field("len", &self.len).finish_non_exhaustive()
    }
}
