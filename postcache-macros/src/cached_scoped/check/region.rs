//! Where the region is, and whether the body may move it away.

use quote::ToTokens;
use syn::{Expr, FnArg, ReceiverKind, Type};

use super::arguments::Arguments;
use crate::cached_scoped::attr::Attr;
use crate::cached_scoped::function::Function;
use crate::cached_scoped::mentions;
use crate::cached_scoped::model::{Hold, Region};
use crate::mistakes::Mistakes;

pub(super) struct FoundRegion {
    pub(super) region: Region,
    /// The argument that holds it. An argument that only helps to choose it is not exempt: it decides what is read.
    pub(super) exempts: Option<String>,
}

pub(super) fn region(
    attr: &Attr,
    function: &Function,
    arguments: &Arguments,
    mistakes: &mut Mistakes,
) -> Option<FoundRegion> {
    let Some(place) = attr.region.clone() else {
        let name = &function.sig.ident;
        mistakes.at(
            name,
            format!(
                "no region is named, so `{name}` has no cache. Write it first, as in `#[cached_scoped(self.posts)]`"
            ),
        );
        return None;
    };
    mistakes.keep(mentions::mentions(&place))?;
    let root = mentions::root(&place);
    let hold = match root.as_deref() {
        Some("self") => hold_of_receiver(function),
        Some(name) => arguments.named(name).map_or(Hold::Borrowed, |argument| hold_of(&argument.ty)),
        None => Hold::Borrowed,
    };
    if let Expr::Lit(name) = &place {
        mistakes.at(
            name,
            format!(
                "{} is a name, and only a typed region keeps other keys and values out. Write where the region is, as in `self.posts`",
                name.to_token_stream()
            ),
        );
    }
    Some(FoundRegion { region: Region { place, hold }, exempts: root })
}

fn hold_of_receiver(function: &Function) -> Hold {
    match function.sig.inputs.first() {
        Some(FnArg::Receiver(receiver)) => match &receiver.kind {
            ReceiverKind::Reference(_, _, None) => Hold::Borrowed,
            ReceiverKind::Typed(_, ty) => hold_of(ty),
            _ => Hold::Cloned,
        },
        _ => Hold::Borrowed,
    }
}

/// A shared reference is copied into the body; anything else is moved.
fn hold_of(ty: &Type) -> Hold {
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => Hold::Borrowed,
        _ => Hold::Cloned,
    }
}
