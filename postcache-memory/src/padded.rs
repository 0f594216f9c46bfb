//! What different threads write lies on different cache lines.

/// Two cache lines, which processors fetch in pairs.
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);
