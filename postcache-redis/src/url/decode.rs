//! `%41` is `A`.

use postcache_core::Error;

use super::wrong;

/// Text with each `%` and two digits replaced by the byte that they mean.
pub(crate) fn percent(text: &str) -> Result<String, Error> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2).ok_or_else(broken)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| broken())?);
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

fn broken() -> Error {
    wrong("has a `%` that no two hexadecimal digits follow, or that is not text: write %25 for it")
}
