//! Every mistake of one use of a macro, told together.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Collects mistakes while the stages go on, so that a user sees all of them in one build.
#[derive(Default)]
pub(crate) struct Mistakes(Option<syn::Error>);

impl Mistakes {
    /// A mistake at these tokens, which the user wrote.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn at_span(&mut self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    pub(crate) fn add(&mut self, mistake: syn::Error) {
        match &mut self.0 {
            Some(told) => told.combine(mistake),
            none => *none = Some(mistake),
        }
    }

    /// Keeps the value of a step that may fail, and its mistake otherwise.
    pub(crate) fn keep<T>(&mut self, step: syn::Result<T>) -> Option<T> {
        step.map_err(|mistake| self.add(mistake)).ok()
    }

    /// `value`, if nothing was wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, syn::Error> {
        self.0.map_or(Ok(value), Err)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.0.map(syn::Error::into_compile_error).unwrap_or_default()
    }
}

#[cfg(test)]
impl Mistakes {
    /// What a user would read, one message each.
    pub(crate) fn messages(self) -> Vec<String> {
        self.0.into_iter().flatten().map(|mistake| mistake.to_string()).collect()
    }
}

/// The messages that an expansion holds.
#[cfg(test)]
pub(crate) fn told(expansion: &TokenStream) -> Vec<String> {
    use proc_macro2::TokenTree;
    let mut messages = Vec::new();
    let mut is_told = false;
    for tree in expansion.clone() {
        match tree {
            TokenTree::Ident(word) => is_told = word == "compile_error",
            TokenTree::Group(group) if is_told => {
                messages.extend(syn::parse2::<syn::LitStr>(group.stream()).map(|message| message.value()));
                is_told = false;
            }
            _ => {}
        }
    }
    messages
}
