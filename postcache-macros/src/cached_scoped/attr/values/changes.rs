//! `put`, `put_new`, `evict` and `invalidate_tags`: what a mutation changes.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Pat, ReturnType, Token};

use crate::cached_scoped::attr::words;

/// `|out| key`, taken apart: a closure cannot return a key that borrows from what it was given.
pub(in crate::cached_scoped) struct PutNew {
    pub(in crate::cached_scoped) out: Pat,
    pub(in crate::cached_scoped) key: Expr,
}

pub(in crate::cached_scoped) struct Evict {
    /// `None`: the region of the function.
    pub(in crate::cached_scoped) region: Option<Expr>,
    pub(in crate::cached_scoped) key: Expr,
}

pub(in crate::cached_scoped) enum Tags {
    /// `["posts", tag]`: each may be of another type.
    Each(Vec<Expr>),
    /// Anything that can be iterated.
    All(Expr),
}

impl PutNew {
    pub(in crate::cached_scoped::attr) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let refusal = "`put_new` reads the key out of what the database made. Write `put_new = |post| post.id`; \
                       for a key that is known before the write use `put = id`";
        let closure = match input.parse()? {
            Expr::Closure(closure) => closure,
            other => return Err(Error::new_spanned(other, refusal)),
        };
        let plain = closure.asyncness.is_none() && matches!(closure.output, ReturnType::Default);
        let Some(out) = only(&closure.inputs).filter(|_| plain) else {
            return Err(Error::new_spanned(closure, refusal));
        };
        if let Some(leaving) = leaves(closure.body.to_token_stream()) {
            return Err(Error::new(
                leaving,
                "`put_new` runs after the write, where leaving would make the outcome unknown. \
                 Write an expression without `?`, `return` and `.await`",
            ));
        }
        Ok(Self { out: out.clone(), key: *closure.body })
    }
}

impl Evict {
    pub(in crate::cached_scoped::attr) fn parse_pair(word: &Ident, content: ParseStream<'_>) -> syn::Result<Self> {
        let pair = Punctuated::<Expr, Token![,]>::parse_terminated(content)?;
        let mut pair = pair.into_iter();
        match (pair.next(), pair.next(), pair.next()) {
            (Some(region), Some(key), None) => Ok(Self { region: Some(region), key }),
            _ => Err(words::wrong_form(word)),
        }
    }
}

impl Tags {
    pub(in crate::cached_scoped::attr) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        match input.parse()? {
            Expr::Array(list) if list.elems.is_empty() => Err(Error::new_spanned(
                list,
                "no tag is named, so nothing would be invalidated. Name the tags of the lists that this changes, as in \
                 `invalidate_tags = [\"posts\"]`, or remove it",
            )),
            Expr::Array(list) => Ok(Self::Each(list.elems.into_iter().collect())),
            Expr::Lit(one) => {
                let written = one.to_token_stream();
                Err(Error::new_spanned(
                    one,
                    format!("tags are a list, as one write may change several. Write `invalidate_tags = [{written}]`"),
                ))
            }
            all => Ok(Self::All(all)),
        }
    }
}

/// `put = |post| post.id` is a frequent slip: its key is known only after the write.
pub(in crate::cached_scoped::attr) fn key_not_closure(input: ParseStream<'_>) -> syn::Result<Expr> {
    match input.parse()? {
        Expr::Closure(closure) => Err(Error::new_spanned(
            closure,
            "this key would be known only after the write, too late to fence it. Name it by the arguments, as in `put = id`; \
             if the database makes it, write `put_new = |post| post.id`",
        )),
        key => Ok(key),
    }
}

/// The first token that would leave the function.
fn leaves(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Group(group) => leaves(group.stream()),
        TokenTree::Ident(word) if word == "return" || word == "await" => Some(word.span()),
        TokenTree::Punct(mark) if mark.as_char() == '?' => Some(mark.span()),
        _ => None,
    })
}

fn only<T, P>(list: &Punctuated<T, P>) -> Option<&T> {
    if list.len() == 1 { list.first() } else { None }
}
