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
    bytes.iter().fold(0, |crc: u16, byte| {
        let [high, _] = crc.to_be_bytes();
        (crc << 8) ^ TABLE.get(usize::from(high ^ byte)).copied().unwrap_or_default()
    })
}

/// What each first byte does to the rest.
static TABLE: [u16; 256] = table();

const fn table() -> [u16; 256] {
    const POLYNOMIAL: u16 = 0x1021;
    let mut table = [0; 256];
    let mut byte = 0_u16;
    let mut rest: &mut [u16] = &mut table;
    while let Some((entry, others)) = rest.split_first_mut() {
        let mut crc = byte << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ POLYNOMIAL };
            bit += 1;
        }
        *entry = crc;
        byte += 1;
        rest = others;
    }
    table
}
