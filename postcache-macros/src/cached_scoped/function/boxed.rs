//! The form in which `#[async_trait]` hands over a method, read back.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{GenericArgument, Path, PathArguments, Type, TypeParamBound};

use super::{Output, in_braces_of};

/// `Box::pin(async move { .. })`: what stands before the braces, and what is in them.
#[derive(Clone)]
pub(in crate::cached_scoped) struct BoxedBody {
    /// `Box::pin`.
    pin: TokenStream,
    parentheses: Group,
    /// `async move`.
    head: TokenStream,
    braces: Group,
}

impl BoxedBody {
    pub(super) fn read(body: &TokenStream) -> Option<Self> {
        let (pin, parentheses) = split_last_group(body, Delimiter::Parenthesis)?;
        let (head, braces) = split_last_group(&parentheses.stream(), Delimiter::Brace)?;
        let path: Path = syn::parse2(pin.clone()).ok()?;
        let is_pin = path.segments.last().is_some_and(|last| last.ident == "pin");
        (is_pin && is_async_move(&head)).then_some(Self { pin, parentheses, head, braces })
    }

    /// Its braces and what is in them.
    pub(in crate::cached_scoped) fn body(&self) -> &Group {
        &self.braces
    }

    /// The same box around other statements.
    pub(in crate::cached_scoped) fn around(&self, inside: TokenStream) -> TokenStream {
        let mut within = self.head.clone();
        within.extend([TokenTree::from(in_braces_of(&self.braces, inside))]);
        let mut all = self.pin.clone();
        all.extend([TokenTree::from(in_braces_of(&self.parentheses, within))]);
        all
    }
}

/// `T` of `Pin<Box<dyn Future<Output = T> + ..>>`.
pub(super) fn output(returned: &Type) -> Option<Output> {
    let Type::TraitObject(object) = only_type_argument(only_type_argument(returned, "Pin")?, "Box")? else {
        return None;
    };
    object.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => output_of_future(&bound.path),
        _ => None,
    })
}

/// Whether the type says that it is a future, boxed or not.
pub(super) fn is_future(returned: &Type) -> bool {
    let bounds = match returned {
        Type::ImplTrait(future) => &future.bounds,
        Type::TraitObject(future) => &future.bounds,
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return false };
            return matches!(last.ident.to_string().as_str(), "BoxFuture" | "LocalBoxFuture")
                || last.ident == "Pin"
                || only_type_argument(returned, "Box").is_some_and(is_future);
        }
        _ => return false,
    };
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Future"),
        _ => false,
    })
}

fn output_of_future(path: &Path) -> Option<Output> {
    let last = path.segments.last().filter(|last| last.ident == "Future")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(output) if output.ident == "Output" => Some(match &output.ty {
            Type::Tuple(unit) if unit.elems.is_empty() => Output::Nothing,
            of => Output::Of(Box::new(of.clone())),
        }),
        _ => None,
    })
}

fn only_type_argument<'t>(of: &'t Type, named: &str) -> Option<&'t Type> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == named)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    })
}

fn split_last_group(tokens: &TokenStream, delimiter: Delimiter) -> Option<(TokenStream, Group)> {
    let mut trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match trees.pop() {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some((trees.into_iter().collect(), group)),
        _ => None,
    }
}

fn is_async_move(head: &TokenStream) -> bool {
    let words: Vec<String> = head.clone().into_iter().map(|tree| tree.to_string()).collect();
    words == ["async", "move"]
}
