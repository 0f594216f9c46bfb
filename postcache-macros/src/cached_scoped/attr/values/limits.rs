//! `load_timeout` and `fence`: what can fail because of us, and what the function answers then.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Error, Expr, LitStr, Token};

use super::duration::Bounds;

/// Longer waits are no bound on a request.
const WAITS: Bounds = Bounds {
    max_millis: 60 * 60 * 1000,
    too_short: "is no time at all: every load would be too late",
    too_long: "is longer than any request",
    longest: "1h",
    usual: "2s",
};

/// A bound on the caller's wait, and what it answers then if its error type cannot say so by itself.
pub(in crate::cached_scoped) struct LoadTimeout {
    pub(in crate::cached_scoped) millis: u64,
    pub(in crate::cached_scoped) at: Span,
    pub(in crate::cached_scoped) otherwise: Option<Expr>,
}

/// What a mutation does when its fence cannot be raised.
pub(in crate::cached_scoped) enum FenceWanted {
    BestEffort,
    Required { at: Span, otherwise: Option<Expr> },
}

impl LoadTimeout {
    pub(in crate::cached_scoped::attr) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (text, millis) = WAITS.parse(input)?;
        Ok(Self { millis, at: text.span(), otherwise: None })
    }

    pub(in crate::cached_scoped::attr) fn parse_with_answer(content: ParseStream<'_>) -> syn::Result<Self> {
        let limit = Self::parse(content)?;
        Ok(Self { otherwise: answer(content)?, ..limit })
    }
}

impl FenceWanted {
    pub(in crate::cached_scoped::attr) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let refusal = "a fence is `\"required\"` (without it the mutation does not run) or `\"best_effort\"` (the default). \
                       Write `fence = \"required\"`";
        let text: LitStr = input.parse().map_err(|error| Error::new(error.span(), refusal))?;
        match text.value().as_str() {
            "required" => Ok(Self::Required { at: text.span(), otherwise: None }),
            "best_effort" => Ok(Self::BestEffort),
            _ => Err(Error::new_spanned(text, refusal)),
        }
    }

    pub(in crate::cached_scoped::attr) fn parse_with_answer(content: ParseStream<'_>) -> syn::Result<Self> {
        let wanted = Self::parse(content)?;
        let written = content.fork();
        match (wanted, answer(content)?) {
            (Self::Required { at, .. }, otherwise) => Ok(Self::Required { at, otherwise }),
            (Self::BestEffort, Some(_)) => Err(written.error(
                "a fence of `\"best_effort\"` refuses no mutation, so this would never be called. Write `fence(\"required\", ..)`",
            )),
            (Self::BestEffort, None) => Ok(Self::BestEffort),
        }
    }
}

fn answer(content: ParseStream<'_>) -> syn::Result<Option<Expr>> {
    if content.is_empty() {
        return Ok(None);
    }
    content.parse::<Token![,]>()?;
    if content.is_empty() {
        return Ok(None);
    }
    let answer = match content.parse()? {
        answer @ (Expr::Closure(_) | Expr::Path(_)) => answer,
        other => {
            return Err(Error::new_spanned(
                other,
                "this is not a function: it is called with what went wrong, and makes what the function returns. \
                 Write a closure, as in `|elapsed| Err(AppError::from(elapsed))`",
            ));
        }
    };
    content.parse::<Option<Token![,]>>()?;
    Ok(Some(answer))
}
