//! Fields, as the derives see them.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Field, Fields, Index, Member, Meta, Path, Type};

use crate::facade::Facade;
use crate::mistakes::Mistakes;

/// A field and what it is called.
pub(crate) struct Named<'a> {
    pub(crate) field: &'a Field,
    pub(crate) member: Member,
    /// What a pattern binds it to.
    pub(crate) binding: Ident,
}

impl Named<'_> {
    /// `id`, or `0` in a tuple struct.
    pub(crate) fn name(&self) -> String {
        match &self.member {
            Member::Named(name) => name.to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }

    /// Where a mistake in its type is reported.
    pub(crate) fn ty(&self) -> &Type {
        &self.field.ty
    }
}

pub(crate) fn named(fields: &Fields) -> Vec<Named<'_>> {
    let named = fields.iter().enumerate().map(|(position, field)| Named {
        field,
        member: field.ident.clone().map_or_else(|| Member::Unnamed(Index::from(position)), Member::Named),
        binding: format_ident!("__postcache_field{position}", span = Span::mixed_site().located_at(field.ty.span())),
    });
    named.collect()
}

/// `{ id: binding, .. }`, which fits structs, tuple structs and variants alike.
pub(crate) fn pattern<'a>(bound: impl IntoIterator<Item = &'a Named<'a>>) -> TokenStream {
    let bound = bound.into_iter().map(|Named { member, binding, .. }| quote!(#member: #binding));
    quote!({ #(#bound,)* .. })
}

/// The attributes that are called `name`.
pub(crate) fn attributes<'a>(attrs: &'a [Attribute], name: &'a str) -> impl Iterator<Item = &'a Attribute> {
    attrs.iter().filter(move |attr| attr.path().is_ident(name))
}

/// Whether a field carries `#[name]`, which takes no arguments and stands once.
pub(crate) fn is_marked(attrs: &[Attribute], name: &str, mistakes: &mut Mistakes) -> bool {
    let mut marks = attributes(attrs, name);
    let Some(mark) = marks.next() else { return false };
    if !matches!(mark.meta, Meta::Path(_)) {
        mistakes.at(
            mark,
            format!(
                "`#[{name}]` on a field only marks it, and what is written behind it would be lost. Write `#[{name}]`"
            ),
        );
    }
    for again in marks {
        mistakes.at(again, format!("this field is marked twice. Write `#[{name}]` once"));
    }
    true
}

/// `#[name(crate = path)]` on the type; other words are given to `word`, which says whether it knew them.
pub(crate) fn facade(
    attrs: &[Attribute],
    name: &str,
    mistakes: &mut Mistakes,
    mut word: impl FnMut(&Path) -> bool,
) -> Facade {
    let mut renamed = None;
    for attr in attributes(attrs, name) {
        if let Meta::Path(_) = attr.meta {
            mistakes.at(
                attr,
                format!(
                    "`#[{name}]` on the whole type says nothing. Write it on the field that it is about, or remove it"
                ),
            );
            continue;
        }
        let read = attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                renamed = Some(meta.value()?.call(Path::parse_mod_style)?);
                return Ok(());
            }
            if word(&meta.path) {
                return Ok(());
            }
            let unknown = meta.path.to_token_stream();
            Err(meta.error(format!("`{unknown}` is not known here, so it would have no effect. Remove it")))
        });
        mistakes.keep(read);
    }
    Facade::new(renamed)
}

/// Whether the identifier of a type parameter stands in these tokens, other than inside `PhantomData<..>`.
pub(crate) fn mentions(tokens: TokenStream, parameter: &Ident) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => mentions(group.stream(), parameter),
        TokenTree::Ident(word) => word == *parameter,
        _ => false,
    })
}

/// `PhantomData<T>` holds nothing: not a part of a key, and no reason for a bound.
pub(crate) fn is_phantom(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "PhantomData"))
}
