//! `#[derive(CacheKey)]`: the number of the variant, and every field.

mod expand;
mod shape;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput};

use crate::fields;
use crate::mistakes::Mistakes;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(input) = mistakes.keep(syn::parse2::<DeriveInput>(input)) else { return mistakes.into_compile_errors() };
    let facade = fields::facade(&input.attrs, "cache_key", &mut mistakes, |_| false);
    for misplaced in misplaced(&input) {
        mistakes.at(
            misplaced,
            "every field is a part of the key: one that is left out would let two keys share an entry. Remove the attribute, \
             or the field from this type",
        );
    }
    if let Data::Union(_) = input.data {
        let name = &input.ident;
        mistakes.at(
            name,
            format!("a union does not know which of its fields it holds, so `{name}` names no entry. Use an enum"),
        );
    }
    if mistakes.is_empty() { expand::expand(&input, &facade) } else { expand::fallback(&input, &facade, mistakes) }
}

fn misplaced(input: &DeriveInput) -> Vec<&syn::Attribute> {
    let all: Vec<&syn::Field> = match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.fields).collect(),
        Data::Union(data) => data.fields.named.iter().collect(),
    };
    let on_variants = match &input.data {
        Data::Enum(data) => data.variants.iter().map(|variant| variant.attrs.as_slice()).collect(),
        _ => Vec::new(),
    };
    let attrs = all.into_iter().map(|field| field.attrs.as_slice()).chain(on_variants);
    attrs.flat_map(|attrs| fields::attributes(attrs, "cache_key")).collect()
}
