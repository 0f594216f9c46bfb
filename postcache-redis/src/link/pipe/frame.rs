//! Where a reply ends, and where the cells in it are. What it says is for the driver's parser.

use std::ops::Range;

/// Bytes that are no reply of a server.
#[derive(Debug)]
pub(super) struct Garbled;

/// Where the strings of an array are; `None` in place of one that is not there.
pub(super) type Strings = Vec<Option<Range<usize>>>;

/// Arrays within arrays: what we ask is answered by fewer.
const DEEPEST: usize = 8;

/// The length of the first reply in `bytes`, if all of it is there.
pub(super) fn length(bytes: &[u8]) -> Result<Option<usize>, Garbled> {
    end(bytes, 0, DEEPEST)
}

/// The same, and where the strings are in it: a reply of another kind has none.
pub(super) fn strings(bytes: &[u8]) -> Result<Option<(usize, Strings)>, Garbled> {
    if bytes.first().is_some_and(|kind| *kind != b'*') {
        return Ok(length(bytes)?.map(|length| (length, Vec::new())));
    }
    let Some((mut at, count)) = line(bytes, 0)? else { return Ok(None) };
    let count = usize::try_from(count).map_err(|_| Garbled)?;
    // As many as there can be at least three bytes for.
    let mut strings = Vec::with_capacity(count.min(bytes.len() / 3));
    for _ in 0..count {
        match bytes.get(at) {
            None => return Ok(None),
            Some(b'$') => {}
            Some(_) => return Err(Garbled),
        }
        let Some((begin, length)) = line(bytes, at)? else { return Ok(None) };
        if length < 0 {
            strings.push(None);
            at = begin;
        } else {
            let Some(end) = string(bytes, begin, length)? else { return Ok(None) };
            strings.push(Some(begin..end - 2));
            at = end;
        }
    }
    Ok(Some((at, strings)))
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
