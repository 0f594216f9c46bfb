//! Arguments through which the body would see what is not committed, or commit after its fence.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericParam, Generics, Type, WherePredicate};

use super::arguments::{Argument, Arguments};
use crate::cached_scoped::mentions;
use crate::mistakes::Mistakes;

/// How the types and bounds of database libraries end.
const ENDINGS: &[&str] = &["Transaction", "Connection", "ConnectionTrait", "Executor", "Acquire", "GenericClient"];

/// Refuses what looks like one, unless `is_decided`.
pub(super) fn refuse(
    arguments: &Arguments,
    generics: &Generics,
    is_mutation: bool,
    is_decided: impl Fn(&Argument) -> bool,
    mistakes: &mut Mistakes,
) {
    for argument in arguments.iter().filter(|argument| !argument.is_exempt && !is_decided(argument)) {
        let Some(sign) = sign_of(argument, generics) else { continue };
        let name = argument.plain_name().map_or_else(|| "it".to_owned(), ToString::to_string);
        let consequence = if is_mutation {
            "the fence would be lowered before that commits. Use the guard around it: `let m = cache.mutation(&scope)..begin().await; \
             ..; tx.commit().await?; m.commit().await;`"
        } else {
            "rows that are not committed would be cached. Read from a pool that `self` holds"
        };
        mistakes.at_span(
            argument.span(),
            format!(
                "`{name}` looks like a database transaction or connection ({sign}), and {consequence}; \
                 if it is neither, write `ignore({name} = \"why\")`"
            ),
        );
    }
}

pub(super) fn looks_like_one(argument: &Argument, generics: &Generics) -> bool {
    sign_of(argument, generics).is_some()
}

fn sign_of(argument: &Argument, generics: &Generics) -> Option<String> {
    let ty = argument.ty.to_token_stream();
    if lends_exclusively(ty.clone()) {
        return Some("`&mut`".to_owned());
    }
    ending_in(ty.clone()).or_else(|| ending_in(bounds_on(&ty, generics))).map(|name| format!("`{name}`"))
}

/// `&mut T`, be it inside of another type. What a function takes (`fn(&mut T)`) is not lent.
fn lends_exclusively(ty: TokenStream) -> bool {
    let (mut behind_reference, mut is_of_function) = (false, false);
    ty.into_iter().any(|tree| {
        let found = match &tree {
            TokenTree::Group(group) => !is_of_function && lends_exclusively(group.stream()),
            TokenTree::Ident(word) => behind_reference && word == "mut",
            _ => false,
        };
        // A lifetime may stand between the two.
        behind_reference = match &tree {
            TokenTree::Punct(mark) => mark.as_char() == '&' || behind_reference && mark.as_char() == '\'',
            TokenTree::Ident(word) => behind_reference && word != "mut" && word != "dyn",
            _ => false,
        };
        is_of_function = matches!(&tree, TokenTree::Ident(word) if word == "fn" || word.to_string().starts_with("Fn"));
        found
    })
}

/// The bounds of the type parameters that the type mentions.
fn bounds_on(ty: &TokenStream, generics: &Generics) -> TokenStream {
    let is_of_type = |name: &Ident| mentions::contains(ty.clone(), &name.to_string());
    let written = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) if is_of_type(&param.ident) => Some(param.bounds.to_token_stream()),
        _ => None,
    });
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let required = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            Type::Path(path) => {
                path.path.get_ident().filter(|name| is_of_type(name)).map(|_| predicate.bounds.to_token_stream())
            }
            _ => None,
        },
        _ => None,
    });
    written.chain(required).collect()
}

fn ending_in(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Group(group) => ending_in(group.stream()),
        TokenTree::Ident(word) => {
            let spelled = word.to_string();
            ENDINGS.iter().any(|ending| spelled.ends_with(ending)).then_some(word)
        }
        _ => None,
    })
}
