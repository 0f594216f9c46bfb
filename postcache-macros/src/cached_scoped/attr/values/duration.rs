//! Durations as text.

use syn::parse::ParseStream;
use syn::{Error, LitStr};

/// Which durations make sense somewhere, and what is said about the others.
pub(super) struct Bounds {
    pub(super) max_millis: u64,
    pub(super) too_short: &'static str,
    pub(super) too_long: &'static str,
    /// The longest, and a usual one, as they are written.
    pub(super) longest: &'static str,
    pub(super) usual: &'static str,
}

impl Bounds {
    /// `"250ms"`, `"2s"`, `"1m"`, `"12h"`, `"30d"`: whole numbers of a unit.
    pub(super) fn parse(&self, input: ParseStream<'_>) -> syn::Result<(LitStr, u64)> {
        let text: LitStr = input.parse().map_err(|error| {
            let usual = self.usual;
            Error::new(
                error.span(),
                format!(
                    "a duration is written as text, so that its unit can be read. Write `\"{usual}\"` or `\"250ms\"`"
                ),
            )
        })?;
        let millis = self.millis(&text)?;
        Ok((text, millis))
    }

    fn millis(&self, text: &LitStr) -> syn::Result<u64> {
        let value = text.value();
        let refuse = |wrong: &str| {
            let Self { longest, usual, .. } = self;
            Err(Error::new_spanned(
                text,
                format!(
                    "`\"{value}\"` {wrong}. Write a whole number and a unit, from `\"1ms\"` to `\"{longest}\"`, such as `\"{usual}\"`"
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
            "d" => 24 * 60 * 60 * 1000,
            "" if !number.is_empty() => return refuse("has no unit"),
            _ => return refuse("is not a duration"),
        };
        match number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)) {
            Some(0) => refuse(self.too_short),
            Some(millis) if millis <= self.max_millis => Ok(millis),
            _ if number.is_empty() => refuse("is not a duration"),
            _ => refuse(self.too_long),
        }
    }
}
