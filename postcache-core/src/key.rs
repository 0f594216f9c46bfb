//! What identifies an entry inside a region, and the one key that a store accepts.

mod encode;
mod scoped;
mod shapes;
mod writer;

pub use scoped::{InvalidKey, ScopeKey, ScopedKey};
pub use shapes::{KeyOf, SameShape, shape};
pub use writer::KeyWriter;

/// A value that can identify an entry inside a region.
///
/// Integers (by value: `5i32`, `5i64` and `5u64` are one key), text (`&str` names what a `String` names), `bool`, `char`,
/// UUIDs (feature `uuid`), `()`, tuples, `Option`, slices and `#[derive(CacheKey)]` types. `usize` and `u128` are none:
/// the one differs between machines, the other does not fit the encoding by value.
///
/// Encoding takes `&self` and clones nothing, so that a hit allocates nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a cache key",
    label = "not a `CacheKey`",
    note = "write `#[derive(CacheKey)]`, or name other arguments in `key = ..` and leave this one to `ignore(..)`"
)]
pub trait CacheKey {
    /// The kind of this key, the same for every type whose values may name the same entries.
    ///
    /// A read, a put and an evict of one region must agree on it; the compiler compares it with the region's `K`. A derived
    /// type is its own shape, so `PostId` and `AuthorId` never name each other's entries.
    type Shape: 'static;

    /// Appends the encoding of this value.
    ///
    /// Two values of one shape encode alike only if they are equal, and no encoding is the beginning of another one.
    fn encode(&self, out: &mut KeyWriter);
}

#[cfg(test)]
mod tests;
