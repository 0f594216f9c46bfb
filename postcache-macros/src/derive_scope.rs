//! `#[derive(Scope)]`: the identity is in the `#[scope]` fields.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields};

use crate::bounds;
use crate::facade::Facade;
use crate::fields::{self, Named};
use crate::mistakes::Mistakes;

/// The most fields that are one identity.
const MAX_FIELDS: usize = 4;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let input = mistakes.keep(syn::parse2::<DeriveInput>(input));
    match input {
        Some(input) => {
            let model = Model::of(&input, &mut mistakes);
            mistakes.or(model).map_or_else(|mistakes| fallback(&input, mistakes), |model| expand(&input, &model))
        }
        None => mistakes.into_compile_errors(),
    }
}

struct Model<'a> {
    facade: Facade,
    identity: Vec<Named<'a>>,
}

impl<'a> Model<'a> {
    fn of(input: &'a DeriveInput, mistakes: &mut Mistakes) -> Self {
        let facade = fields::facade(&input.attrs, "scope", mistakes, |_| false);
        let identity = marked(input, mistakes);
        if let Some(beyond) = identity.get(MAX_FIELDS) {
            mistakes.at(
                beyond.field,
                format!("an identity has at most {MAX_FIELDS} parts, of which this is one more. Mark only what tells users apart"),
            );
        }
        Self { facade, identity }
    }
}

fn marked<'a>(input: &'a DeriveInput, mistakes: &mut Mistakes) -> Vec<Named<'a>> {
    let name = &input.ident;
    match &input.data {
        Data::Struct(data) => {
            let marked: Vec<Named<'a>> = fields::named(&data.fields)
                .into_iter()
                .filter(|named| fields::is_marked(&named.field.attrs, "scope", mistakes))
                .collect();
            if marked.is_empty() {
                mistakes.at(name, without_field(name, &data.fields));
            }
            marked
        }
        Data::Enum(_) => {
            mistakes.at(
                name,
                format!(
                    "two variants of `{name}` with the same id would be one scope, and share their data. \
                     Derive `Scope` on a struct, or write the `impl` with a tuple that tells the variants apart"
                ),
            );
            Vec::new()
        }
        Data::Union(_) => {
            mistakes.at(
                name,
                format!(
                    "a union does not know which of its fields it holds, so `{name}` identifies nobody. Use a struct"
                ),
            );
            Vec::new()
        }
    }
}

fn without_field(name: &proc_macro2::Ident, fields: &Fields) -> String {
    let example = match fields {
        Fields::Named(_) => "`#[scope] id: i64`",
        Fields::Unnamed(_) | Fields::Unit => "`struct CurrentUser(#[scope] i64);`",
    };
    format!(
        "`{name}` does not say which of its fields is the identity. Write `#[scope]` on the field that holds the user's id, as in {example}"
    )
}

fn expand(input: &DeriveInput, model: &Model<'_>) -> TokenStream {
    let Model { facade, identity } = model;
    let types = identity.iter().map(Named::ty);
    let generics = bounds::require(&input.generics, types, &quote!(#facade::AsScopeId));
    let (header, arguments, bounds) = generics.split_for_impl();
    let name = &input.ident;
    let ids = identity.iter().map(|Named { field, member, .. }| {
        let ty = &field.ty;
        quote_spanned!(ty.span()=> <#ty as #facade::AsScopeId>::as_scope_id(&self.#member))
    });
    let id = if identity.len() == 1 { quote!(#(#ids)*) } else { quote!(#facade::ScopeId::tuple(&[#(#ids?),*])) };
    quote! {
        #[automatically_derived]
        impl #header #facade::Scope for #name #arguments #bounds {
            #[inline]
            fn scope_id(&self) -> ::core::result::Result<#facade::ScopeId<'_>, #facade::InvalidScopeId> {
                #id
            }
        }
    }
}

/// The impl is there all the same, so that one mistake does not become one at every use.
fn fallback(input: &DeriveInput, mistakes: syn::Error) -> TokenStream {
    let mut told = Mistakes::default();
    let facade = fields::facade(&input.attrs, "scope", &mut told, |_| false);
    let (header, arguments, bounds) = input.generics.split_for_impl();
    let name = &input.ident;
    let errors = mistakes.into_compile_error();
    quote! {
        #errors
        #[automatically_derived]
        impl #header #facade::Scope for #name #arguments #bounds {
            fn scope_id(&self) -> ::core::result::Result<#facade::ScopeId<'_>, #facade::InvalidScopeId> {
                ::core::unreachable!()
            }
        }
    }
}
