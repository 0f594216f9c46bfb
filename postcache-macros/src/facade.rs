//! How an expansion names the facade.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Path;

/// The path of the facade in the user's crate: `::postcache`, unless `crate = path` says otherwise.
#[derive(Clone, Default)]
pub(crate) struct Facade(Option<TokenStream>);

impl Facade {
    pub(crate) fn new(renamed: Option<Path>) -> Self {
        Self(renamed.map(|path| as_expanded(path.into_token_stream())))
    }
}

impl ToTokens for Facade {
    fn to_tokens(&self, out: &mut TokenStream) {
        match &self.0 {
            Some(path) => out.extend(path.clone()),
            None => out.extend(quote!(::postcache)),
        }
    }
}

impl Facade {
    /// The same path, so that what is wrong with a call of it is reported at `span`.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let trees = self.to_token_stream().into_iter().map(|mut tree: TokenTree| {
            tree.set_span(tree.span().located_at(span));
            tree
        });
        trees.collect()
    }
}

/// The user's tokens, found where he wrote them, but part of an expansion for lints about how he writes.
fn as_expanded(tokens: TokenStream) -> TokenStream {
    let trees = tokens.into_iter().map(|mut tree: TokenTree| {
        tree.set_span(Span::call_site().located_at(tree.span()));
        tree
    });
    trees.collect()
}
