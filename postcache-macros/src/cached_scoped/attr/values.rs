//! The values of the attribute's arguments.

mod changes;
mod duration;
mod lifetime;
mod limits;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Error, Expr, LitStr, Token};

pub(super) use changes::key_not_closure;
pub(in crate::cached_scoped) use changes::{Evict, PutNew, Tags};
pub(in crate::cached_scoped) use lifetime::Lifetime;
pub(in crate::cached_scoped) use limits::{FenceWanted, LoadTimeout};

use super::words;
use crate::mistakes::Mistakes;

/// `x = "reason"` inside `ignore(..)`; the reason is for readers.
pub(in crate::cached_scoped) struct Ignored {
    pub(in crate::cached_scoped) name: Ident,
}

/// Which errors prove that nothing was written.
pub(in crate::cached_scoped) enum Settled {
    Never { at: Span },
    By(Expr),
}

impl Settled {
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        match input.parse()? {
            Expr::Path(path) if path.path.is_ident("never") => Ok(Self::Never { at: path.span() }),
            predicate @ (Expr::Path(_) | Expr::Closure(_)) => Ok(Self::By(predicate)),
            other => Err(Error::new_spanned(
                other,
                "this is not a predicate over the error: it decides which errors prove that nothing was written. \
                 Write `settled = path::to::predicate`, `settled = |error| ..` or `settled = never`",
            )),
        }
    }
}

pub(super) fn name_of_function(input: ParseStream<'_>) -> syn::Result<Ident> {
    input.parse().map_err(|error| {
        Error::new(
            error.span(),
            "`same_as` names the other reader of this region. Write its name alone, as in `same_as = get`",
        )
    })
}

pub(super) fn ignored(word: &Ident, content: ParseStream<'_>, mistakes: &mut Mistakes) -> syn::Result<Vec<Ignored>> {
    let mut ignored: Vec<Ignored> = Vec::new();
    if content.is_empty() {
        return Err(words::without_value(word));
    }
    while !content.is_empty() {
        let name = content.call(Ident::parse_any).map_err(|error| {
            let refusal = "`ignore` names arguments, each with the reason why it may be left out of the key. \
                           Write `ignore(trace = \"only logged\")`";
            Error::new(error.span(), refusal)
        })?;
        let refusal = format!(
            "leaving `{name}` out of the key needs a reason, for whoever reads this next. Write `ignore({name} = \"why it cannot matter\")`"
        );
        let reason = content.parse::<Token![=]>().and_then(|_| content.parse::<LitStr>());
        let reason = reason.map_err(|_| Error::new_spanned(&name, &refusal))?;
        if reason.value().trim().is_empty() {
            mistakes.at(&reason, &refusal);
        }
        if ignored.iter().any(|earlier| earlier.name == name) {
            mistakes.add(words::doubled(&name));
        } else {
            ignored.push(Ignored { name });
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(ignored)
}
