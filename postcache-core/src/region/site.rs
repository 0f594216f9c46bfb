//! Which function reads a region.

/// The place of an annotated function: what tells one reader of a region from another.
///
/// Two readers of one region would share entries, and serve one query's answer to the other.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Site {
    module: &'static str,
    function: &'static str,
    receiver: &'static str,
}

impl Site {
    /// Calls written by hand: their caller knows what he does.
    pub(crate) const BY_HAND: Self = Self { module: "", function: "", receiver: "" };

    /// A function of a module.
    #[must_use]
    pub const fn new(module: &'static str, function: &'static str) -> Self {
        Self { module, function, receiver: "" }
    }

    /// The same as a method of `T`; type parameters tell sites apart.
    #[must_use]
    #[inline]
    pub fn of<T: ?Sized>(self) -> Self {
        Self { receiver: std::any::type_name::<T>(), ..self }
    }

    #[inline]
    pub(crate) const fn is_by_hand(&self) -> bool {
        self.function.is_empty()
    }

    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        same(self.function, other.function) && same(self.module, other.module) && same(self.receiver, other.receiver)
    }

    pub(crate) const fn function(&self) -> &'static str {
        self.function
    }

    pub(crate) const fn module(&self) -> &'static str {
        self.module
    }
}

/// Equal texts are nearly always the same bytes in memory, which a hit compares.
#[inline]
fn same(one: &'static str, other: &'static str) -> bool {
    std::ptr::eq(one, other) || one == other
}
