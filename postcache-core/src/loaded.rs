//! Which return types a region of `V` can serve: decided by the types, never by their spelling.

mod none;

use std::sync::Arc;

pub use none::MayBeNone;

/// Markers that keep the implementations of [`Loaded`] apart. They are always inferred.
pub mod kind {
    use std::marker::PhantomData;

    /// `V` itself: a hit clones it.
    #[derive(Debug)]
    #[non_exhaustive]
    pub struct Plain;
    /// `Arc<V>`: a hit shares it, and allocates nothing.
    #[derive(Debug)]
    #[non_exhaustive]
    pub struct Shared;
    /// `Option` of one of the others: `None` is a value.
    #[derive(Debug)]
    pub struct Optional<M>(PhantomData<M>);
    /// `Result` of one of the others: an `Err` is not kept.
    #[derive(Debug)]
    pub struct Fallible<M>(PhantomData<M>);
}

/// What a loader may return for a region of `V`: `V`, `Arc<V>`, `Option` of these, `Result` of all these.
///
/// Aliases and generics are seen through, as the compiler sees types. Only success is kept, and `None` only under a
/// [`negative_ttl`](crate::Policy::negative_ttl); of an `Option` of an `Option`, `Some(None)` is never kept.
#[diagnostic::on_unimplemented(
    message = "a region of `{V}` cannot serve `{Self}`",
    label = "not `{V}`, `Arc<{V}>`, `Option` of these, or `Result` of all these",
    note = "`{V}` itself must be `Clone`; return `Arc<{V}>` to share it"
)]
pub trait Loaded<V, M>: Sized {
    /// Takes the result apart: a value, "there is none" (`Ok(None)`), or an error, which comes back as it was.
    #[expect(clippy::missing_errors_doc, reason = "the error is the loader's own result")]
    fn keep(self) -> Result<Option<Arc<V>>, Self>;

    /// The result that stands for what is kept; `None` if this type has no room for "there is none".
    fn give(kept: Option<Arc<V>>) -> Option<Self>;
}

impl<V: Clone> Loaded<V, kind::Plain> for V {
    fn keep(self) -> Result<Option<Arc<V>>, Self> {
        Ok(Some(Arc::new(self)))
    }
    #[inline]
    fn give(kept: Option<Arc<V>>) -> Option<Self> {
        kept.map(Arc::unwrap_or_clone)
    }
}

impl<V> Loaded<V, kind::Shared> for Arc<V> {
    fn keep(self) -> Result<Option<Arc<V>>, Self> {
        Ok(Some(self))
    }
    #[inline]
    fn give(kept: Option<Arc<V>>) -> Option<Self> {
        kept
    }
}

impl<V, M, T: Loaded<V, M>> Loaded<V, kind::Optional<M>> for Option<T> {
    fn keep(self) -> Result<Option<Arc<V>>, Self> {
        let Some(some) = self else { return Ok(None) };
        match some.keep() {
            // A `Some` of nothing is not "there is none", and what is kept could not tell them apart.
            Ok(None) => match T::give(None) {
                Some(nothing) => Err(Some(nothing)),
                None => Ok(None),
            },
            kept => kept.map_err(Some),
        }
    }
    #[inline]
    fn give(kept: Option<Arc<V>>) -> Option<Self> {
        match kept {
            None => Some(None),
            some => T::give(some).map(Some),
        }
    }
}

impl<V, M, T: Loaded<V, M>, E> Loaded<V, kind::Fallible<M>> for Result<T, E> {
    fn keep(self) -> Result<Option<Arc<V>>, Self> {
        match self {
            Ok(ok) => ok.keep().map_err(Ok),
            Err(error) => Err(Err(error)),
        }
    }
    #[inline]
    fn give(kept: Option<Arc<V>>) -> Option<Self> {
        T::give(kept).map(Ok)
    }
}
