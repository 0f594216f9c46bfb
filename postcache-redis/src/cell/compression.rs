//! Smaller payloads: the length of the encoding, then one block of LZ4.

#[cfg(feature = "compression")]
pub(crate) use enabled::{compress, decompress};

#[cfg(not(feature = "compression"))]
pub(crate) fn compress(_encoded: &[u8]) -> Option<Vec<u8>> {
    None
}

/// What another process has compressed is a miss in a process that cannot.
#[cfg(not(feature = "compression"))]
pub(crate) fn decompress(_bytes: &[u8], _limit: u64) -> Option<Vec<u8>> {
    None
}

#[cfg(feature = "compression")]
mod enabled {
    use lz4_flex::block;

    /// A byte of LZ4 stands for at most so many.
    const MOST: u64 = 255;

    /// `None`: it would not become smaller.
    pub(crate) fn compress(encoded: &[u8]) -> Option<Vec<u8>> {
        let length = u32::try_from(encoded.len()).ok()?;
        let block = block::compress(encoded);
        let bytes = [&length.to_be_bytes()[..], &block].concat();
        (bytes.len() < encoded.len()).then_some(bytes)
    }

    /// `None` for what is no such block, is longer than `limit`, or claims more than it can hold: that much is never allocated.
    pub(crate) fn decompress(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
        let (length, block) = bytes.split_first_chunk()?;
        let length = u64::from(u32::from_be_bytes(*length));
        if length > limit || length > (block.len() as u64).saturating_mul(MOST) {
            return None;
        }
        let mut encoded = vec![0; usize::try_from(length).ok()?];
        let written = block::decompress_into(block, &mut encoded).ok()?;
        (written == encoded.len()).then_some(encoded)
    }

    #[cfg(test)]
    mod tests {
        use proptest::collection::vec;
        use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

        use super::{compress, decompress};

        #[test]
        fn what_repeats_becomes_small_and_comes_back() {
            let text = b"the same again, ".repeat(100);
            let bytes = compress(&text).unwrap();
            assert!(bytes.len() < 100, "{}", bytes.len());
            assert_eq!(decompress(&bytes, 1_600).as_deref(), Some(&text[..]));
        }

        #[test]
        fn what_does_not_become_smaller_stays_as_it_is() {
            assert_eq!(compress(b"short"), None);
            assert_eq!(compress(b""), None);
        }

        #[test]
        fn a_bomb_is_refused_before_it_is_unpacked() {
            let bomb = compress(&vec![0; 10_000_000]).unwrap();
            assert!(bomb.len() < 50_000);
            assert_eq!(decompress(&bomb, 9_999_999), None, "above the limit of its region");
            assert!(decompress(&bomb, 10_000_000).is_some());
            let mut lies = bomb[..100].to_vec();
            lies[..4].copy_from_slice(&u32::MAX.to_be_bytes());
            assert_eq!(decompress(&lies, u64::MAX), None, "a hundred bytes cannot hold four gigabytes");
            let mut short = bomb;
            short[..4].copy_from_slice(&5_u32.to_be_bytes());
            assert_eq!(decompress(&short, u64::MAX), None, "it holds more than it says");
        }

        proptest! {
            #[test]
            fn no_bytes_are_too_strange_to_unpack(bytes in vec(any::<u8>(), 0..300), limit in 0_u64..2_000) {
                if let Some(encoded) = decompress(&bytes, limit) {
                    prop_assert!(encoded.len() as u64 <= limit);
                }
            }

            #[test]
            fn whatever_was_compressed_comes_back(bytes in vec(0_u8..3, 0..2_000)) {
                if let Some(compressed) = compress(&bytes) {
                    prop_assert_eq!(decompress(&compressed, 2_000), Some(bytes));
                }
            }
        }
    }
}
