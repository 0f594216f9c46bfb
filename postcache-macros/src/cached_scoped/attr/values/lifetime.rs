//! `ttl` and `negative_ttl`: how long what is kept may be served.

use proc_macro2::Span;
use syn::parse::ParseStream;

use super::duration::Bounds;

/// What a region's policy allows too.
const BOUNDS: Bounds = Bounds {
    max_millis: 30 * 24 * 60 * 60 * 1000,
    too_short: "is no time at all: nothing would ever be served",
    too_long: "is longer than anything is kept",
    longest: "30d",
    usual: "30s",
};

#[derive(Clone, Copy)]
pub(in crate::cached_scoped) struct Lifetime {
    pub(in crate::cached_scoped) millis: u64,
    pub(in crate::cached_scoped) at: Span,
}

impl Lifetime {
    pub(in crate::cached_scoped::attr) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (text, millis) = BOUNDS.parse(input)?;
        Ok(Self { millis, at: text.span() })
    }
}
