//! Type parameters that only the caller's turbofish decides.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{GenericArgument, GenericParam, PathArguments, ReturnType, Signature, Type};

use crate::cached_scoped::mentions;
use crate::mistakes::Mistakes;

/// Refuses parameters that nothing in `visible` shows: two instances would share entries.
///
/// What is visible tells the instances apart by itself: types of key arguments by the key, those of the region and of the
/// answer by the region's own types.
pub(super) fn refuse(
    sig: &Signature,
    visible: &TokenStream,
    is_ignored: impl Fn(&str) -> bool,
    mistakes: &mut Mistakes,
) {
    for param in &sig.generics.params {
        let (name, example) = match param {
            GenericParam::Type(param) => (&param.ident, format!("{}::NAME", param.ident)),
            GenericParam::Const(param) => (&param.ident, format!("{} as u64", param.ident)),
            GenericParam::Lifetime(_) => continue,
        };
        let spelled = name.to_string();
        if mentions::contains(visible.clone(), &spelled) || is_ignored(&spelled) {
            continue;
        }
        mistakes.at(
            name,
            format!(
                "`{name}` is not part of the key: calls that differ only in it would share one entry. \
                 Write what tells them apart into the key, as in `key = (id, {example})`, or `ignore({name} = \"why it cannot matter\")`"
            ),
        );
    }
}

/// What of the return type tells instances apart, or need not: the value, which is the region's, and a parameter that is the
/// error. An error of a parameter's (`T::Error`) shows nothing: it is not kept.
pub(super) fn answer(output: &ReturnType) -> TokenStream {
    let ReturnType::Type(_, returned) = output else { return TokenStream::new() };
    if let Type::Path(path) = &**returned
        && let Some(last) = path.path.segments.last().filter(|last| last.ident == "Result")
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        let error = arguments.args.iter().nth(1).filter(|error| is_bare(error));
        return arguments.args.first().into_iter().chain(error).map(ToTokens::to_token_stream).collect();
    }
    returned.to_token_stream()
}

fn is_bare(argument: &GenericArgument) -> bool {
    matches!(argument, GenericArgument::Type(Type::Path(path)) if path.path.get_ident().is_some())
}

/// Whether the function has parameters of its own that make it several, `impl Trait` arguments among them.
pub(super) fn has_instances(sig: &Signature) -> bool {
    let of_types = sig.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)));
    of_types || mentions::contains(sig.inputs.to_token_stream(), "impl")
}
