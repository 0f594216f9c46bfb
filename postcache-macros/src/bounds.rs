//! The bounds that a derived impl of a generic type needs.

use quote::ToTokens;
use syn::{GenericParam, Generics, Type, parse_quote};

use crate::fields;

/// `generics`, and `bound` for every type parameter that one of `types` mentions, as std's derives do.
///
/// A projection (`T::Id`) is bounded itself.
pub(crate) fn require<'t>(
    generics: &Generics,
    types: impl IntoIterator<Item = &'t Type>,
    bound: &impl ToTokens,
) -> Generics {
    let mut bounded = generics.clone();
    let types: Vec<&Type> = types.into_iter().filter(|ty| !fields::is_phantom(ty)).collect();
    let parameters = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        _ => None,
    });
    for parameter in parameters {
        let mentioning: Vec<&&Type> =
            types.iter().filter(|ty| fields::mentions(ty.to_token_stream(), parameter)).collect();
        let (projections, others): (Vec<&Type>, Vec<&Type>) =
            mentioning.into_iter().partition(|ty| is_projection_of(ty, parameter));
        let predicates = &mut bounded.make_where_clause().predicates;
        if !others.is_empty() {
            predicates.push(parse_quote!(#parameter: #bound));
        }
        for projection in projections {
            predicates.push(parse_quote!(#projection: #bound));
        }
    }
    bounded
}

/// `T::Id` or `<T as Table>::Id`.
fn is_projection_of(ty: &Type, parameter: &proc_macro2::Ident) -> bool {
    let Type::Path(path) = ty else { return false };
    let by_name =
        path.path.segments.len() > 1 && path.path.segments.first().is_some_and(|first| first.ident == *parameter);
    by_name || path.qself.as_ref().is_some_and(|of| fields::mentions(of.ty.to_token_stream(), parameter))
}
