//! The `impl` of `CacheKey`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Type};

use super::shape;
use crate::bounds;
use crate::facade::Facade;
use crate::fields::{self, Named};
use crate::mistakes::Mistakes;

pub(super) fn expand(input: &DeriveInput, facade: &Facade) -> TokenStream {
    let held = held(input);
    let mut generics = bounds::require(&input.generics, held.iter().copied(), &quote!(#facade::CacheKey));
    shape::require_static(input, &held, &mut generics);
    let (header, arguments, bounds) = generics.split_for_impl();
    let name = &input.ident;
    let shape = shape::shape(input, &held, facade);
    let out = Ident::new("__postcache_out", Span::mixed_site());
    let arms = shapes(input)
        .into_iter()
        .zip(0_u32..)
        .map(|((variant, fields), number)| arm(facade, &out, variant, fields, number));
    let encode = if shapes(input).is_empty() { quote!(match *self {}) } else { quote!(match self { #(#arms)* }) };
    let unused = shapes(input).is_empty().then(|| quote!(let _ = #out;));
    quote! {
        #[automatically_derived]
        impl #header #facade::CacheKey for #name #arguments #bounds {
            type Shape = #shape;
            fn encode(&self, #out: &mut #facade::KeyWriter) {
                #unused
                #encode
            }
        }
    }
}

/// The impl is there all the same, so that one mistake does not become one at every use.
pub(super) fn fallback(input: &DeriveInput, facade: &Facade, mistakes: Mistakes) -> TokenStream {
    let errors = mistakes.into_compile_errors();
    let held = held(input);
    let mut generics = bounds::require(&input.generics, held.iter().copied(), &quote!(#facade::CacheKey));
    shape::require_static(input, &held, &mut generics);
    let (header, arguments, bounds) = generics.split_for_impl();
    let name = &input.ident;
    let shape = shape::shape(input, &held, facade);
    quote! {
        #errors
        #[automatically_derived]
        impl #header #facade::CacheKey for #name #arguments #bounds {
            type Shape = #shape;
            fn encode(&self, _: &mut #facade::KeyWriter) {
                ::core::unreachable!()
            }
        }
    }
}

/// The struct, or each variant.
fn shapes(input: &DeriveInput) -> Vec<(Option<&Ident>, &Fields)> {
    match &input.data {
        Data::Struct(data) => vec![(None, &data.fields)],
        Data::Enum(data) => data.variants.iter().map(|variant| (Some(&variant.ident), &variant.fields)).collect(),
        Data::Union(_) => Vec::new(),
    }
}

/// The types of all fields that are a part of the key.
fn held(input: &DeriveInput) -> Vec<&Type> {
    let fields = shapes(input).into_iter().flat_map(|(_, fields)| fields);
    fields.map(|field| &field.ty).filter(|ty| !fields::is_phantom(ty)).collect()
}

fn arm(facade: &Facade, out: &Ident, variant: Option<&Ident>, of: &Fields, number: u32) -> TokenStream {
    let all = fields::named(of);
    let (phantoms, named): (Vec<&Named<'_>>, Vec<&Named<'_>>) =
        all.iter().partition(|named| fields::is_phantom(named.ty()));
    let path = variant.map_or_else(|| quote!(Self), |variant| quote!(Self::#variant));
    let pattern = fields::pattern(&all);
    let count = u32::try_from(named.len()).unwrap_or(u32::MAX);
    let encoded = named.iter().map(|named| {
        let (ty, binding) = (named.ty(), &named.binding);
        quote_spanned!(ty.span()=> <#ty as #facade::CacheKey>::encode(#binding, #out);)
    });
    // Only a name so far: a type of the user's that is called so would be left out of the key.
    let nothing = phantoms.iter().map(|phantom| {
        let binding = &phantom.binding;
        quote_spanned!(phantom.ty().span()=> let _: &::core::marker::PhantomData<_> = #binding;)
    });
    quote! {
        #path #pattern => {
            #(#nothing)*
            #out.variant(#number, #count);
            #(#encoded)*
        }
    }
}
