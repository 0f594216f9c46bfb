//! The `impl` of `Owned`.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::model::{Model, Shape};
use crate::bounds;
use crate::facade::Facade;
use crate::fields::{self, Named};
use crate::mistakes::Mistakes;

pub(super) fn expand(input: &DeriveInput, model: &Model<'_>) -> TokenStream {
    let Model { facade, shapes } = model;
    let owners = shapes.iter().flat_map(|shape| &shape.owners).map(Named::ty);
    let generics = bounds::require(&input.generics, owners, &quote!(#facade::AsScopeId));
    let owned = shapes.iter().flat_map(|shape| &shape.owned).map(Named::ty);
    let generics = bounds::require(&generics, owned, &quote!(#facade::Owned));
    let (header, arguments, bounds) = generics.split_for_impl();
    let name = &input.ident;
    let checked = checked(facade, shapes);
    let arms = shapes.iter().map(|shape| arm(facade, name, shape));
    let is_asked = shapes.iter().any(|shape| !shape.owners.is_empty() || !shape.owned.is_empty());
    let scope = if is_asked { quote!(__postcache_scope) } else { quote!(_) };
    let answer = if is_asked { quote!(match self { #(#arms)* }) } else { quote!(::core::result::Result::Ok(())) };
    quote! {
        #[automatically_derived]
        impl #header #facade::Owned for #name #arguments #bounds {
            const CHECKED: bool = #checked;
            fn check_owner(&self, #scope: #facade::ScopeId<'_>) -> ::core::result::Result<(), #facade::Foreign> {
                #answer
            }
        }
    }
}

/// The impl is there all the same, so that one mistake does not become one at every region.
pub(super) fn fallback(input: &DeriveInput, facade: &Facade, mistakes: Mistakes) -> TokenStream {
    let (header, arguments, bounds) = input.generics.split_for_impl();
    let name = &input.ident;
    let errors = mistakes.into_compile_errors();
    quote! {
        #errors
        #[automatically_derived]
        impl #header #facade::Owned for #name #arguments #bounds {
            const CHECKED: bool = true;
            fn check_owner(&self, _: #facade::ScopeId<'_>) -> ::core::result::Result<(), #facade::Foreign> {
                ::core::unreachable!()
            }
        }
    }
}

/// An id is checked always, a field's own value as far as its type can be.
fn checked(facade: &Facade, shapes: &[Shape<'_>]) -> TokenStream {
    if shapes.iter().any(|shape| !shape.owners.is_empty()) {
        return quote!(true);
    }
    let parts = shapes.iter().flat_map(|shape| &shape.owned).map(|owned| {
        let ty = owned.ty();
        quote_spanned!(ty.span()=> <#ty as #facade::Owned>::CHECKED)
    });
    quote!(false #(|| #parts)*)
}

fn arm(facade: &Facade, name: &Ident, shape: &Shape<'_>) -> TokenStream {
    let Shape { variant, owners, owned } = shape;
    let pattern = fields::pattern(owners.iter().chain(owned));
    let path = variant.map_or_else(|| quote!(Self), |variant| quote!(Self::#variant));
    let identified = identified(facade, &place(name, shape), owners);
    let asked = owned.iter().map(|Named { field, binding, .. }| {
        let ty = &field.ty;
        quote_spanned!(ty.span()=> <#ty as #facade::Owned>::check_owner(#binding, __postcache_scope)?;)
    });
    quote! {
        #path #pattern => {
            #identified
            #(#asked)*
            ::core::result::Result::Ok(())
        }
    }
}

/// Several ids are one identity, in order.
fn identified(facade: &Facade, place: &str, owners: &[Named<'_>]) -> TokenStream {
    let ask = quote!(#facade::__private::owner_is);
    match owners {
        [] => TokenStream::new(),
        [Named { field, binding, .. }] => {
            let ty = &field.ty;
            quote_spanned!(ty.span()=> #ask::<#ty>(#binding, __postcache_scope, #place)?;)
        }
        [first, ..] => {
            let (ids, types) = (owners.iter().map(|owner| &owner.binding), owners.iter().map(Named::ty));
            quote_spanned! {first.field.ty.span()=>
                #ask::<(#(&#types,)*)>(&(#(#ids,)*), __postcache_scope, #place)?;
            }
        }
    }
}

/// What a refused row names: `Post.user_id`, `Item::Draft.0`, `Post.(tenant_id, user_id)`.
fn place(name: &Ident, shape: &Shape<'_>) -> String {
    let of = shape.variant.map_or_else(|| name.to_string(), |variant| format!("{name}::{variant}"));
    let names: Vec<String> = shape.owners.iter().map(Named::name).collect();
    match names.as_slice() {
        [one] => format!("{of}.{one}"),
        several => format!("{of}.({})", several.join(", ")),
    }
}
