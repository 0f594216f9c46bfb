//! Expand: the decided meaning to tokens. Nothing can fail here.

mod key;
mod life;
mod mutation;
mod read;

#[cfg(test)]
mod tests;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Lifetime};

use super::function::{Function, Output, in_braces_of};
use super::model::{Frame, Hold, Kind, Model, Place};

/// The function, with the cache around its body.
pub(super) fn expand(model: &Model) -> TokenStream {
    let inside = match &model.kind {
        Kind::Read(read) => read::expand(model, read),
        Kind::Mutation(mutation) => mutation::expand(model, mutation),
    };
    let Function { attrs, vis, sig, body } = &model.function;
    let body = match &model.frame {
        Frame::Plain => in_braces_of(body, inside),
        Frame::Boxed(boxed) => in_braces_of(body, boxed.around(inside)),
    };
    quote!(#(#attrs)* #vis #sig #body)
}

/// A name of the expansion, which no name of the user's meets.
fn local(name: &str) -> Ident {
    local_at(name, Span::mixed_site())
}

/// The same, where a mistake in what it holds is reported at `span`.
fn local_at(name: &str, span: Span) -> Ident {
    Ident::new(&format!("__postcache_{name}"), at(span))
}

/// `let region: &Region<_, _> = ..;`, and what to call it.
fn region(model: &Model) -> (TokenStream, Ident) {
    let Model { facade, region, .. } = model;
    let span = region.place.span();
    let place = match &region.place {
        reference @ Expr::Reference(_) => reference.to_token_stream(),
        place => quote_spanned!(span=> &#place),
    };
    let name = local_at("region", span);
    let binding = match region.hold {
        Hold::Borrowed => quote_spanned!(span=> let #name: &#facade::Region<_, _> = #place;),
        Hold::Cloned => {
            let owned = local("owned_region");
            quote_spanned! {span=>
                let #owned = <#facade::Region<_, _> as ::core::clone::Clone>::clone(#place);
                let #name = &#owned;
            }
        }
    };
    (binding, name)
}

fn site(model: &Model) -> TokenStream {
    let Model { facade, site, .. } = model;
    let function = &site.function;
    let of_self = site.of_self.then(|| quote!(.of::<Self>()));
    let here = quote!(::core::line!(), ::core::column!(), || ());
    let place = match site.place {
        Place::Named => TokenStream::new(),
        Place::OfOne => quote!(.around(#here)),
        Place::OfInstances => quote!(.around_instance(#here)),
    };
    quote!(#facade::__private::Site::new(::core::module_path!(), #function) #of_self #place)
}

fn output(output: &Output) -> TokenStream {
    match output {
        Output::Nothing => quote!(()),
        Output::Of(returned) => returned.to_token_stream(),
    }
}

/// A span of the expansion's, shown at the user's.
fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The body as a future: `return` and `?` end it, and it starts when it is awaited.
fn body(model: &Model, before: &TokenStream) -> TokenStream {
    let pin = match &model.output {
        Output::Nothing => TokenStream::new(),
        Output::Of(returned) => {
            let early = local_at("return", returned.span());
            quote_spanned! {at(returned.span())=>
                if let ::core::option::Option::Some(#early) = ::core::option::Option::None::<#returned> {
                    return #early;
                }
            }
        }
    };
    // With his own braces, so that what is wrong with a half-typed body is reported once, where he sees it. With a label,
    // because the compiler finds the braces of a short body unnecessary otherwise.
    let (body, label) = (&model.body, Lifetime::new("'__postcache_body", Span::mixed_site()));
    quote!(async move { #pin #before #label: #body })
}
