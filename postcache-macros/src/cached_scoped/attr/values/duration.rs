//! Durations as text.

use syn::{Error, LitStr};

/// Longer waits are no bound on a request.
const MAX_MILLIS: u64 = 60 * 60 * 1000;

/// `"250ms"`, `"2s"`, `"1m"`: whole numbers of a unit, from 1 ms to 1 h.
pub(super) fn millis(text: &LitStr) -> syn::Result<u64> {
    let value = text.value();
    let refuse = |wrong: &str| {
        Err(Error::new_spanned(
            text,
            format!(
                "`\"{value}\"` {wrong}. Write a whole number and a unit, from `\"1ms\"` to `\"1h\"`, such as `\"2s\"`"
            ),
        ))
    };
    let digits = value.len() - value.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (number, unit) = value.split_at(digits);
    let factor = match unit.trim_start() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        "" if !number.is_empty() => return refuse("has no unit"),
        _ => return refuse("is not a duration"),
    };
    match number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)) {
        Some(0) => refuse("is no time at all: every load would be too late"),
        Some(millis) if millis <= MAX_MILLIS => Ok(millis),
        _ if number.is_empty() => refuse("is not a duration"),
        _ => refuse("is longer than any request"),
    }
}
