//! The kind of a derived key: the type itself, without its lifetimes.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{DeriveInput, GenericParam, Generics, Type, TypeParam, TypeParamBound, WherePredicate, parse_quote};

use crate::facade::Facade;
use crate::fields;

/// `Page<'a, T>` is of the kind `Page<'static, <T as CacheKey>::Shape>`, so that a region of `Page<'static, String>` is read
/// by a `Page<'_, &str>`. A parameter that the type itself bounds, or that no field holds, stands for itself: the kind of a
/// key need not satisfy its bounds.
pub(super) fn shape(input: &DeriveInput, held: &[&Type], facade: &Facade) -> TokenStream {
    let name = &input.ident;
    let arguments = input.generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Const(param) => param.ident.to_token_stream(),
        GenericParam::Type(param) if is_free(param, &input.generics, held) => {
            let name = &param.ident;
            quote!(<#name as #facade::CacheKey>::Shape)
        }
        GenericParam::Type(param) => param.ident.to_token_stream(),
    });
    if input.generics.params.is_empty() { quote!(#name) } else { quote!(#name<#(#arguments),*>) }
}

/// `T: 'static` for the parameters that stand for themselves.
pub(super) fn require_static(input: &DeriveInput, held: &[&Type], generics: &mut Generics) {
    for param in &input.generics.params {
        if let GenericParam::Type(param) = param
            && !is_free(param, &input.generics, held)
        {
            let name = &param.ident;
            generics.make_where_clause().predicates.push(parse_quote!(#name: 'static));
        }
    }
}

/// Whether any type may take the parameter's place.
fn is_free(param: &TypeParam, generics: &Generics, held: &[&Type]) -> bool {
    let is_held = held.iter().any(|ty| fields::mentions(ty.to_token_stream(), &param.ident));
    is_held && param.bounds.iter().all(is_no_trait) && !is_required(&param.ident, generics)
}

fn is_no_trait(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Lifetime(_) => true,
        TypeParamBound::Trait(bound) => bound.maybe.is_some(),
        _ => false,
    }
}

fn is_required(param: &Ident, generics: &Generics) -> bool {
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    predicates.into_iter().any(|predicate| match predicate {
        WherePredicate::Type(predicate) => {
            fields::mentions(predicate.to_token_stream(), param)
                && !(predicate.bounds.iter().all(is_no_trait) && is_bare(&predicate.bounded_ty, param))
        }
        _ => false,
    })
}

fn is_bare(ty: &Type, param: &Ident) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(param))
}
