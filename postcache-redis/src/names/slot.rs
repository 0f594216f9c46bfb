//! Which part of a cluster a scope lives in.

/// One of a cluster's 16384 slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot(u16);

impl Slot {
    pub(crate) const COUNT: u16 = 16_384;

    /// The slot of keys with this hash tag.
    pub(crate) fn of(hash_tag: &[u8]) -> Self {
        Self(crc16(hash_tag) % Self::COUNT)
    }

    pub(crate) const fn number(self) -> u16 {
        self.0
    }
}

/// CRC-16 as XMODEM has it.
fn crc16(bytes: &[u8]) -> u16 {
    const POLYNOMIAL: u16 = 0x1021;
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(
            crc ^ (u16::from(*byte) << 8),
            |crc: u16, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ POLYNOMIAL }
            },
        )
    })
}
