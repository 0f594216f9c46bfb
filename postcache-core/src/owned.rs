//! What a value says about its owner.

mod impls;

use crate::scope::{AsScopeId, ScopeId};

/// Whether a cached value belongs to a scope.
///
/// Asked once for each stored object: at fill, at put, and whenever a remote store decodes one. A hit in memory does not
/// repeat it. Derive it with `#[owner]` on the field that holds the user's id; several `#[owner]` fields are one identity,
/// in order; `#[owned]` asks that field's own check; a type that names no owner says `#[owned(unchecked)]`.
///
/// Lists, maps and options are owned when every element is, tuples when every part is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whose it is",
    label = "not `Owned`",
    note = "write `#[derive(Owned)]` with `#[owner]` on the field that holds the user's id",
    note = "a type that has no owner says so: `#[derive(Owned)] #[owned(unchecked)]`; a foreign type: `.unchecked(\"why\")` on the region"
)]
pub trait Owned {
    /// Whether a value of this type can name an owner at all. A region of a type that cannot is built by
    /// [`unchecked`](crate::RegionBuilder::unchecked), with the reason.
    const CHECKED: bool;

    /// Asks whether this value belongs to `scope`.
    ///
    /// # Errors
    ///
    /// The field that belongs to another scope.
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign>;
}

/// A value belongs to another scope than the one that asked for it.
///
/// It names the field (`"Post.user_id"`), never an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` belongs to another scope: the query returned a row of somebody else")]
pub struct Foreign {
    field: &'static str,
}

impl Foreign {
    /// For implementations of [`Owned`] by hand.
    #[must_use]
    pub const fn new(field: &'static str) -> Self {
        Self { field }
    }

    /// The field that disagreed.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

/// Whether `id` is the identity of `scope`: what `#[owner]` asks. An id that identifies nobody is foreign to everybody.
pub(crate) fn owner_is<I>(id: &I, scope: ScopeId<'_>, field: &'static str) -> Result<(), Foreign>
where
    I: AsScopeId + ?Sized,
{
    if id.as_scope_id() == Ok(scope) { Ok(()) } else { Err(Foreign::new(field)) }
}
