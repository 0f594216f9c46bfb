//! What a single read wants of the cache.

/// What a read wants of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadMode {
    /// The cached value, or a loaded one, which is stored.
    #[default]
    Normal,
    /// A value loaded now, which replaces the cached one.
    Refresh,
    /// A value loaded now; the cache is neither asked nor filled.
    Bypass,
    /// The cached value or nothing: a miss answers "there is none" where the return type has room for it (`Option`), and
    /// loads, without filling, where it has none.
    OnlyIfCached,
}
