//! `#[cached_scoped]`: parse, check against the function, expand; or the mistakes and the function as it was.

mod attr;
mod check;
mod expand;
mod expression;
mod fallback;
mod function;
mod mentions;
mod model;

use proc_macro2::TokenStream;

use crate::mistakes::Mistakes;
use attr::Attr;
use function::Function;

pub(crate) fn cached_scoped(attr: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let attr = Attr::parse(attr, &mut mistakes);
    let function = mistakes.keep(syn::parse2::<Function>(item.clone()));
    match function.and_then(|function| check::check(attr, function, &mut mistakes)) {
        Some(model) => expand::expand(&model),
        None => fallback::fallback(item, mistakes),
    }
}
