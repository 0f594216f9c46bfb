//! Whose data: the authority under which a request runs.

mod id;
mod identify;
mod on_behalf_of;

use std::sync::Arc;

pub(crate) use id::{Identity, Part};
pub use id::{InvalidScopeId, ScopeId};
pub use identify::AsScopeId;
pub use on_behalf_of::OnBehalfOf;

/// Whose data a call reads or changes: implemented by an application's own signed-in user.
///
/// Every operation of the cache takes one, and no key exists without one. Derive it, with `#[scope]` on the id; several
/// `#[scope]` fields (a tenant and a user) are one identity, in their order. Background work says
/// [`OnBehalfOf`], data that belongs to everybody [`SharedScope`].
///
/// Scopes do not nest: clearing the scope of a tenant does not clear those of its users.
///
/// # Errors
///
/// An id that is empty, missing or too long identifies nobody. A call under such a scope bypasses the cache: the loader
/// runs, nothing is stored, and it is counted and logged.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whose data this is",
    label = "not a `Scope`",
    note = "give the type of your signed-in user `#[derive(Scope)]`, with `#[scope]` on the id",
    note = "in background work write `OnBehalfOf::new(id, \"why\")`; for data of all users write `SharedScope`"
)]
pub trait Scope {
    /// The identity, borrowed from the scope.
    #[expect(clippy::missing_errors_doc, reason = "the trait says what an invalid id leads to")]
    fn scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId>;
}

const _: fn(&dyn Scope) = |_| ();

macro_rules! forward {
    ($($pointer:ty),*) => { $(
        impl<S: Scope + ?Sized> Scope for $pointer {
            #[inline]
            fn scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
                (**self).scope_id()
            }
        }
    )* };
}
forward!(&S, &mut S, Box<S>, Arc<S>);

/// The scope of data that belongs to all users alike.
///
/// A row with an `#[owner]` is foreign here: shared regions hold values that name no owner, and are built by
/// [`unchecked`](crate::RegionBuilder::unchecked).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it is the value: there is nothing to add to `everybody`")]
pub struct SharedScope;

impl Scope for SharedScope {
    #[inline]
    fn scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        Ok(ScopeId::shared())
    }
}
