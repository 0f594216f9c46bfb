//! Where a reply ends, and where the cells in it are. What it says is for the driver's parser.

use std::ops::Range;

/// Bytes that are no reply of a server.
#[derive(Debug)]
pub(super) struct Garbled;

/// Arrays within arrays: what we ask is answered by fewer.
const DEEPEST: usize = 8;

/// The length of the first reply in `bytes`, if all of it is there.
pub(super) fn length(bytes: &[u8]) -> Result<Option<usize>, Garbled> {
    end(bytes, 0, DEEPEST)
}

/// An array of strings, as far as it has come: what has been looked at is not looked at again.
#[derive(Debug, Default)]
pub(super) struct Strings {
    at: usize,
    /// How many are to come, once that is known.
    missing: Option<usize>,
    places: Places,
}

/// Where strings are; `None` in place of one that is not there.
pub(super) type Places = Vec<Option<Range<usize>>>;

impl Strings {
    /// The length of the reply and its strings, if all of it is in `bytes`, which begin as they did before. A reply of another
    /// kind has none.
    pub(super) fn found(&mut self, bytes: &[u8]) -> Result<Option<(usize, Places)>, Garbled> {
        if bytes.first().is_some_and(|kind| *kind != b'*') {
            return Ok(length(bytes)?.map(|length| (length, Places::new())));
        }
        let mut missing = if let Some(missing) = self.missing {
            missing
        } else {
            let Some((behind, count)) = line(bytes, 0)? else { return Ok(None) };
            let count = usize::try_from(count).map_err(|_| Garbled)?;
            // As many as there can be at least five bytes for.
            self.places.reserve(count.min(bytes.len() / 5));
            self.at = behind;
            count
        };
        while missing > 0 {
            self.missing = Some(missing);
            match bytes.get(self.at) {
                None => return Ok(None),
                Some(b'$') => {}
                Some(_) => return Err(Garbled),
            }
            let Some((begin, length)) = line(bytes, self.at)? else { return Ok(None) };
            if length < 0 {
                self.places.push(None);
                self.at = begin;
            } else {
                let Some(end) = string(bytes, begin, length)? else { return Ok(None) };
                self.places.push(Some(begin..end - 2));
                self.at = end;
            }
            missing -= 1;
        }
        Ok(Some((self.at, std::mem::take(&mut self.places))))
    }
}

fn end(bytes: &[u8], at: usize, depth: usize) -> Result<Option<usize>, Garbled> {
    let Some(kind) = bytes.get(at) else { return Ok(None) };
    match kind {
        b'+' | b'-' => Ok(line_end(bytes, at)),
        b':' => Ok(line(bytes, at)?.map(|(behind, _)| behind)),
        b'$' => match line(bytes, at)? {
            None => Ok(None),
            Some((behind, length)) if length < 0 => Ok(Some(behind)),
            Some((begin, length)) => string(bytes, begin, length),
        },
        b'*' => {
            let Some((mut at, count)) = line(bytes, at)? else { return Ok(None) };
            let depth = depth.checked_sub(1).ok_or(Garbled)?;
            for _ in 0..count {
                match end(bytes, at, depth)? {
                    Some(behind) => at = behind,
                    None => return Ok(None),
                }
            }
            Ok(Some(at))
        }
        _ => Err(Garbled),
    }
}

/// The end of a string and what closes it.
fn string(bytes: &[u8], begin: usize, length: i64) -> Result<Option<usize>, Garbled> {
    let length = usize::try_from(length).map_err(|_| Garbled)?;
    let end = begin.checked_add(length).and_then(|end| end.checked_add(2)).ok_or(Garbled)?;
    match bytes.get(end - 2..end) {
        None => Ok(None),
        Some(b"\r\n") => Ok(Some(end)),
        Some(_) => Err(Garbled),
    }
}

/// The number in a line such as `$12`, and what is behind it.
fn line(bytes: &[u8], at: usize) -> Result<Option<(usize, i64)>, Garbled> {
    /// No number of a server has more characters.
    const LONGEST: usize = 24;
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let (negative, digits) = match rest.split_first() {
        Some((b'-', digits)) => (true, digits),
        _ => (false, rest),
    };
    let mut number = 0_i64;
    for (length, byte) in digits.iter().enumerate().take(LONGEST) {
        match byte {
            b'0'..=b'9' => {
                number =
                    number.checked_mul(10).and_then(|ten| ten.checked_add(i64::from(byte - b'0'))).ok_or(Garbled)?;
            }
            b'\r' if length > 0 => {
                let behind = at + 1 + usize::from(negative) + length + 2;
                return match digits.get(length + 1) {
                    None => Ok(None),
                    Some(b'\n') => Ok(Some((behind, if negative { -number } else { number }))),
                    Some(_) => Err(Garbled),
                };
            }
            _ => return Err(Garbled),
        }
    }
    if digits.len() < LONGEST { Ok(None) } else { Err(Garbled) }
}

/// What is behind a line of text.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes.get(at..)?.windows(2).position(|pair| pair == b"\r\n")?;
    Some(at + length + 2)
}

#[cfg(test)]
mod tests;
