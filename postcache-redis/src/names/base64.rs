//! Sixteen bytes as 22 characters of a URL.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe and without padding.
pub(crate) fn encode(bytes: &[u8; 16]) -> String {
    let whole = u128::from_be_bytes(*bytes);
    // 22 characters hold 132 bits: the last one has four zeros behind its two bits.
    let sextet = |at: u32| if at == 21 { whole << 4 } else { whole >> (128 - 6 * (at + 1)) };
    (0..22).map(|at| char::from(ALPHABET.get((sextet(at) & 63) as usize).copied().unwrap_or(b'-'))).collect()
}
