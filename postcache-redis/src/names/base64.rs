//! Sixteen bytes as 22 characters of a URL.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(crate) type Text = [u8; 22];

/// URL-safe and without padding.
pub(crate) fn encode(bytes: &[u8; 16]) -> Text {
    let mut text = [0; 22];
    let (threes, last) = bytes.as_chunks::<3>();
    let (fours, end) = text.as_chunks_mut::<4>();
    for ([a, b, c], characters) in threes.iter().zip(fours) {
        *characters = [letter(a >> 2), letter(a << 4 | b >> 4), letter(b << 2 | c >> 6), letter(*c)];
    }
    // Four zeros behind the last two bits.
    if let ([byte], [one, two]) = (last, end) {
        (*one, *two) = (letter(byte >> 2), letter(byte << 4));
    }
    text
}

/// Of the last six bits.
fn letter(bits: u8) -> u8 {
    ALPHABET.get(usize::from(bits & 63)).copied().unwrap_or(b'-')
}
