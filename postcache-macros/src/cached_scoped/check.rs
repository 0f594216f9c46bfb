//! Check: compares the attribute with the function and decides what it means, or says all that is wrong with it.

mod arguments;
mod generics;
mod key;
mod life;
mod mutation;
mod read;
mod region;
mod scope;
mod signature;
mod transactions;

#[cfg(test)]
mod tests;

use proc_macro2::Ident;
use syn::ext::IdentExt;

use super::attr::Attr;
use super::function::Function;
use super::model::{Kind, Model, Place, Site};
use crate::facade::Facade;
use crate::mistakes::Mistakes;
use arguments::Arguments;

/// What the attribute makes of the function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Intent {
    Read,
    Mutation,
    /// An argument was refused that would have decided it: what depends on it is not refused again.
    Unclear,
}

/// `None` if there was a mistake.
pub(super) fn check(attr: Attr, mut function: Function, mistakes: &mut Mistakes) -> Option<Model> {
    let intent = attr.intent();
    let form = signature::form(&function, intent, mistakes);
    let mut arguments = Arguments::of(&function.sig);
    let region = region::region(&attr, &function, &arguments, mistakes);
    let scope = scope::scope(&attr, &function.sig.ident, &arguments, mistakes);
    arguments.exempt(scope.iter().filter_map(|scope| scope.exempts.as_deref()));
    let is_read_by_scope = |name: &&str| scope.as_ref().is_some_and(|scope| scope.reads.contains(*name));
    arguments
        .exempt(region.iter().filter_map(|region| region.exempts.as_deref()).filter(|name| !is_read_by_scope(name)));
    let site = site(&attr, &function);
    let facade = Facade::new(attr.facade.as_ref().map(|path| path.value.clone()));
    let kind = match intent {
        Intent::Mutation => Kind::Mutation(Box::new(mutation::mutation(attr, &function, &arguments, mistakes))),
        Intent::Read => Kind::Read(Box::new(read::read(attr, &mut function, arguments, mistakes)?)),
        Intent::Unclear => return None,
    };
    let (form, region, scope) = (form?, region?, scope?);
    mistakes.is_empty().then(|| Model {
        facade,
        function,
        frame: form.frame,
        output: form.output,
        site,
        region: region.region,
        scope: scope.reference,
        body: form.body,
        kind,
    })
}

fn site(attr: &Attr, function: &Function) -> Site {
    let name: &Ident = attr.same_as.as_ref().map_or(&function.sig.ident, |other| &other.value);
    let place = match &attr.same_as {
        Some(_) => Place::Named,
        None if generics::has_instances(&function.sig) => Place::OfInstances,
        None => Place::OfOne,
    };
    Site { function: name.unraw().to_string(), of_self: function.sig.receiver().is_some(), place }
}
