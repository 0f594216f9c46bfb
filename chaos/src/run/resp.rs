//! The bytes of a request.

/// The first whole command in `bytes`: its length, and whether it runs a script.
pub(super) fn command(bytes: &[u8]) -> Option<(usize, bool)> {
    let (mut at, count) = header(bytes)?;
    let mut is_script = false;
    for argument in 0..count {
        let (head, length) = header(bytes.get(at..)?)?;
        let text = bytes.get(at + head..at + head + length)?;
        if argument == 0 {
            is_script = text.eq_ignore_ascii_case(b"EVALSHA") || text.eq_ignore_ascii_case(b"EVAL");
        }
        at += head + length + 2;
    }
    (at <= bytes.len()).then_some((at, is_script))
}

/// The length of a line such as `$12`, and its number.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    let number = std::str::from_utf8(bytes.get(1..end)?).ok()?.parse().ok()?;
    Some((end + 2, number))
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn a_command_is_found_when_it_is_whole() {
        let bytes = b"*2\r\n$7\r\nEVALSHA\r\n$1\r\nx\r\n*1\r\n$4\r\nPING\r\n";
        let first = bytes.len() - 14;
        assert_eq!(command(bytes), Some((first, true)));
        assert_eq!(command(&bytes[first..]), Some((14, false)));
        for end in 0..first {
            assert_eq!(command(&bytes[..end]), None, "{end} bytes");
        }
    }
}
