//! How long what is loaded or put lives, where the function says so.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::cached_scoped::model::{Life, Model};

/// `None`: as the region says.
pub(super) fn of(model: &Model, life: &Life, region: &Ident) -> Option<TokenStream> {
    let Life { ttl, negative_ttl, ttl_from } = life;
    if ttl.is_none() && negative_ttl.is_none() && ttl_from.is_none() {
        return None;
    }
    let facade = &model.facade;
    let ttl = ttl.map(|ttl| ttl.millis).map(|millis| quote!(.ttl(#millis)));
    let negative_ttl = negative_ttl.map(|ttl| ttl.millis).map(|millis| quote!(.negative_ttl(#millis)));
    let ttl_from = ttl_from.as_ref().map(|own| quote_spanned!(own.span()=> .ttl_from(#own)));
    Some(quote!(#facade::__private::Life::of(#region) #ttl #negative_ttl #ttl_from))
}
