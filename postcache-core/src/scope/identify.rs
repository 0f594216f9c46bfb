//! What an application's fields must be to identify a scope.

use super::{InvalidScopeId, ScopeId};

/// A value that can identify a scope: the type of a `#[scope]` or `#[owner]` field.
///
/// Implemented for integers, text, UUIDs (feature `uuid`), `Option` (where `None` is
/// [`Missing`](InvalidScopeId::Missing)), references, and tuples of two to four of them. A newtype implements it in one
/// line, by its field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot identify a scope",
    label = "not a `AsScopeId`",
    note = "use an integer, a UUID (feature `uuid`), text, a tuple of these, or implement `AsScopeId` for your newtype by its field"
)]
pub trait AsScopeId {
    /// The identity that this value stands for.
    ///
    /// # Errors
    ///
    /// Text that is empty or too long, and `None`, identify nobody.
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId>;
}

macro_rules! ints {
    ($($int:ty)*) => { $(
        impl AsScopeId for $int {
            #[inline]
            fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
                Ok(ScopeId::int(*self))
            }
        }
    )* };
}
ints!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

impl AsScopeId for str {
    #[inline]
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        ScopeId::text(self)
    }
}

impl AsScopeId for String {
    #[inline]
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        ScopeId::text(self)
    }
}

#[cfg(feature = "uuid")]
#[cfg_attr(docsrs, doc(cfg(feature = "uuid")))]
impl AsScopeId for uuid::Uuid {
    #[inline]
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        Ok(ScopeId::uuid(self.as_u128()))
    }
}

impl AsScopeId for ScopeId<'_> {
    #[inline]
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        Ok(*self)
    }
}

impl<T: AsScopeId> AsScopeId for Option<T> {
    #[inline]
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        self.as_ref().ok_or(InvalidScopeId::Missing)?.as_scope_id()
    }
}

impl<T: AsScopeId + ?Sized> AsScopeId for &T {
    #[inline]
    fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        (**self).as_scope_id()
    }
}

macro_rules! tuples {
    ($($part:ident . $at:tt),+) => {
        impl<$($part: AsScopeId),+> AsScopeId for ($($part,)+) {
            #[inline]
            fn as_scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
                ScopeId::tuple(&[$(self.$at.as_scope_id()?),+])
            }
        }
    };
}
tuples!(A.0, B.1);
tuples!(A.0, B.1, C.2);
tuples!(A.0, B.1, C.2, D.3);
