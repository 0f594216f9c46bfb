//! The kind of a key, compared by the compiler.

use super::CacheKey;

/// The shapes of the built-in keys.
pub mod shape {
    /// Every integer.
    #[derive(Debug)]
    #[expect(clippy::exhaustive_enums, reason = "no value of it exists; it is a name for the compiler")]
    pub enum Int {}
    /// Every text.
    #[derive(Debug)]
    #[expect(clippy::exhaustive_enums, reason = "no value of it exists; it is a name for the compiler")]
    pub enum Text {}
    /// Every UUID.
    #[derive(Debug)]
    #[expect(clippy::exhaustive_enums, reason = "no value of it exists; it is a name for the compiler")]
    pub enum Uuid {}
}

/// `Self` names entries of a region whose keys are `K`. Implemented for every key of the same shape; never by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of this region, whose keys are `{K}`",
    label = "not a key like `{K}`",
    note = "a read, a put and an evict of one entry must name it by the same kind of key",
    note = "a type of your own becomes a key by `#[derive(CacheKey)]`; what is no part of the key is left to `ignore(..)`"
)]
pub trait KeyOf<K: ?Sized>: CacheKey {}

impl<K, Q> KeyOf<K> for Q
where
    K: CacheKey + ?Sized,
    Q: CacheKey<Shape: SameShape<K::Shape>> + ?Sized,
{
}

/// Equality of two shapes, as a trait, so that the compiler says it in our words.
#[diagnostic::on_unimplemented(
    message = "this is not a key of this region: its keys are `{S}`, not `{Self}`",
    label = "a read, a put and an evict of one entry must name it by the same kind of key",
    note = "kinds: every integer is `Int`, every string is `Text`; tuples go element by element"
)]
pub trait SameShape<S> {}

impl<S> SameShape<S> for S {}
