//! `#[derive(Owned)]`: the owner is in the `#[owner]` fields, and the `#[owned]` fields are asked for theirs.

mod expand;
mod model;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::mistakes::Mistakes;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(input) = mistakes.keep(syn::parse2::<DeriveInput>(input)) else { return mistakes.into_compile_errors() };
    let model = model::Model::of(&input, &mut mistakes);
    if mistakes.is_empty() { expand::expand(&input, &model) } else { expand::fallback(&input, &model.facade, mistakes) }
}
