//! A read: a synchronous look first, and behind a miss the rest in a box of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{at, body, key, life, local, output, region, site};
use crate::cached_scoped::model::{Model, Read};

pub(super) fn expand(model: &Model, read: &Read) -> TokenStream {
    let Model { facade, scope, .. } = model;
    let (region_binding, region) = region(model);
    let site = site(model);
    let mode =
        read.mode.as_ref().map_or_else(|| quote!(#facade::__private::ReadMode::Normal), ToTokens::to_token_stream);
    let (key_binding, key) = key::of(&read.key);
    let returned = output(&model.output);
    let load = load(model, read, &region);
    // Inferred, and placed where the compiler shall point when they do not fit.
    let (of_scope, of_key) = (inferred_at(scope.span()), inferred_at(key::span(&read.key)));
    // `None` must be an answer where its life is said, which is reported there.
    let (look, of_answer) = match read.life.negative_ttl {
        Some(ttl) => (Ident::new("probe_or_none", at(ttl.at)), inferred_at(ttl.at)),
        None => (Ident::new("probe", Span::mixed_site()), quote!(_)),
    };
    let (probe, hit, miss) = (local("probe"), local("hit"), local("miss"));
    quote! {
        #region_binding
        let #probe = {
            #key_binding
            #facade::__private::of(#region).#look::<#of_scope, #of_key, #returned, #of_answer>(#site, #mode, #scope, #key)
        };
        match #probe {
            #facade::__private::Probe::Hit(#hit) => #hit,
            #facade::__private::Probe::Miss(#miss) => #miss #load.await,
        }
    }
}

/// What is called on the miss.
fn load(model: &Model, read: &Read, region: &Ident) -> TokenStream {
    let facade = &model.facade;
    let unpacked =
        read.unpacked.iter().filter(|unpacked| !matches!(unpacked.pattern, syn::Pat::Wild(_))).map(|unpacked| {
            let (cfgs, pattern, name) = (&unpacked.cfgs, &unpacked.pattern, &unpacked.name);
            quote!(#(#cfgs)* let #pattern = #name;)
        });
    let loader = body(model, &unpacked.collect());
    let living = life::of(model, &read.life, region).map(|life| quote!(.living(#life)));
    let Some(limit) = &read.limit else { return quote!(#living.load(#loader)) };
    let millis = limit.millis;
    let elapsed = local("elapsed");
    let late = limit.otherwise.as_ref().map_or_else(
        || {
            let facade = facade.at(limit.at);
            quote_spanned!(at(limit.at)=> |#elapsed| #facade::__private::from_elapsed(#elapsed))
        },
        ToTokens::to_token_stream,
    );
    quote!(#living.load_within(::core::time::Duration::from_millis(#millis), #late, #loader))
}

fn inferred_at(span: Span) -> TokenStream {
    quote_spanned!(span=> _)
}
