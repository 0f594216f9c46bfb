//! A mutation: a fence before the body, and after it what the outcome allows.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{at, body, life, local, local_at, output, region};
use crate::cached_scoped::attr::{Evict, PutNew, Tags};
use crate::cached_scoped::expression;
use crate::cached_scoped::model::{Fence, Model, Mutation, Proof, Put};

pub(super) fn expand(model: &Model, mutation: &Mutation) -> TokenStream {
    let Model { facade, scope, .. } = model;
    let (region_binding, region) = region(model);
    let names = Names::new(region);
    let Names { region, builder, guard, result, verdict } = &names;
    let evicted = mutation.evicts.iter().map(|evict| evicted(evict, &names));
    let PutTokens { before, after, needs_mut } = put(model, mutation, &names);
    let tags = mutation.tags.as_ref().map(|tags| tagged(tags, builder));
    let cleared = mutation.clear_scope.then(|| quote!(let #builder = #builder.clear_scope();));
    let begin = begin(model, &mutation.fence, &names, needs_mut);
    let returned = output(&model.output);
    let loader = body(model, &TokenStream::new());
    let judged = judged(model, &mutation.settled, &names);
    quote! {
        #region_binding
        let #builder = #facade::__private::mutation(#region, #scope);
        #(#evicted)*
        #before
        #tags
        #cleared
        #begin
        let #result: #returned = #loader.await;
        let #verdict = #judged;
        #after
        #facade::__private::conclude(#guard, #verdict).await;
        #result
    }
}

struct Names {
    region: Ident,
    builder: Ident,
    guard: Ident,
    result: Ident,
    verdict: Ident,
}

impl Names {
    fn new(region: Ident) -> Self {
        Self {
            region,
            builder: local("builder"),
            guard: local("mutation"),
            result: local("result"),
            verdict: local("verdict"),
        }
    }
}

fn evicted(evict: &Evict, names: &Names) -> TokenStream {
    let Names { region, builder, .. } = names;
    let key = expression::key(&evict.key);
    let region = evict
        .region
        .as_ref()
        .map_or_else(|| region.to_token_stream(), |other| expression::reference_to(other).into_token_stream());
    quote!(let #builder = #builder.evict(#region, #key);)
}

fn tagged(tags: &Tags, builder: &Ident) -> TokenStream {
    match tags {
        Tags::Each(tags) => tags.iter().map(|tag| quote!(let #builder = #builder.invalidate_tags([#tag]);)).collect(),
        Tags::All(tags) => quote!(let #builder = #builder.invalidate_tags(#tags);),
    }
}

/// The mutation begins; if it must be fenced and is not, the function ends here.
fn begin(model: &Model, fence: &Fence, names: &Names, needs_mut: bool) -> TokenStream {
    let facade = &model.facade;
    let Names { builder, guard, .. } = names;
    let mutability = needs_mut.then(|| quote!(mut));
    let Fence::Required { at: span, otherwise } = fence else {
        return quote!(let #mutability #guard = #builder.begin().await;);
    };
    let refused = local("refused");
    let returned = output(&model.output);
    let otherwise = otherwise.as_ref().map_or_else(
        || {
            let facade = facade.at(*span);
            quote_spanned!(at(*span)=> |#refused| #facade::__private::from_not_fenced(#refused))
        },
        ToTokens::to_token_stream,
    );
    let begun = quote!(#builder.begin_fenced().await);
    quote! {
        let #mutability #guard = match ::core::result::Result::map_err::<#returned, _>(#begun, #otherwise) {
            ::core::result::Result::Ok(#guard) => #guard,
            ::core::result::Result::Err(#refused) => return #refused,
        };
    }
}

/// What the result says about the outcome. A type with no error to judge cannot have failed, unless it is to be judged.
fn judged(model: &Model, settled: &Proof, names: &Names) -> TokenStream {
    let facade = &model.facade;
    let guard = &names.guard;
    match settled {
        Proof::OfTheCache => {
            let span = output(&model.output).span();
            let (facade, result) = (facade.at(span), local_at("result", span));
            quote_spanned! {at(span)=>
                #facade::__private::Outcome(#facade::__private::Returned(&#result)).verdict(&#guard)
            }
        }
        Proof::Never { at: span } => {
            let (facade, result) = (facade.at(*span), local_at("result", *span));
            quote_spanned!(at(*span)=> #facade::__private::verdict_never(&#result, &#guard))
        }
        Proof::By(predicate) => {
            let span = predicate.span();
            let (facade, result) = (facade.at(span), local_at("result", span));
            quote_spanned!(at(span)=> #facade::__private::verdict_by(&#result, &#guard, #predicate))
        }
    }
}

/// The two halves of a put: its key before the body, which may move the arguments, and its value after.
struct PutTokens {
    before: TokenStream,
    after: TokenStream,
    needs_mut: bool,
}

fn put(model: &Model, mutation: &Mutation, names: &Names) -> PutTokens {
    let Names { region, builder, guard, .. } = names;
    let (entry, value) = (local("entry"), local("value"));
    let shared = quote!(::core::clone::Clone::clone(#value));
    let life = life::of(model, &mutation.life, region).map(|life| quote!(, #life));
    let (put, put_at) = if life.is_some() { ("put_living", "put_at_living") } else { ("put", "put_at") };
    let (put, put_at) = (Ident::new(put, Span::mixed_site()), Ident::new(put_at, Span::mixed_site()));
    match &mutation.put {
        Put::Nothing => PutTokens { before: TokenStream::new(), after: TokenStream::new(), needs_mut: false },
        Put::Known(key) => {
            let key = expression::key(key);
            PutTokens {
                before: quote!(let (#builder, #entry) = #builder.evict_keyed(#region, #key);),
                after: stored(model, names, &value, &quote!(#guard.#put_at(#region, &#entry, #shared #life);)),
                needs_mut: true,
            }
        }
        Put::New(PutNew { out, key }) => {
            let seen = local_at("value", out.span());
            let key = expression::key(key);
            let store = quote! {
                let #out = &**#seen;
                #guard.#put(#region, #key, #shared #life);
            };
            PutTokens { before: TokenStream::new(), after: stored(model, names, &value, &store), needs_mut: true }
        }
    }
}

/// The value inside whatever shape the function returned, put and given back.
fn stored(model: &Model, names: &Names, value: &Ident, store: &TokenStream) -> TokenStream {
    let facade = &model.facade;
    let Names { region, result, .. } = names;
    let (kept, other) = (local("kept"), local("other"));
    let returned = output(&model.output);
    quote! {
        let #result = match #facade::__private::of(#region).keep::<#returned, _>(#result) {
            ::core::result::Result::Ok(#kept) => {
                if let ::core::option::Option::Some(#value) = #kept.value() {
                    #store
                }
                #kept.give()
            }
            ::core::result::Result::Err(#other) => #other,
        };
    }
}
