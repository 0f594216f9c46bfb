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
    /// With the trait whose impl it is in, and the parameters of both. Unknown to whoever only knows the function's name.
    place: &'static str,
}

impl Site {
    /// Calls written by hand: their caller knows what he does.
    pub(crate) const BY_HAND: Self = Self { module: "", function: "", receiver: "", place: "" };

    /// A function of a module.
    #[must_use]
    pub const fn new(module: &'static str, function: &'static str) -> Self {
        Self { module, function, receiver: "", place: "" }
    }

    /// The same as a method of `T`; type parameters tell sites apart.
    #[must_use]
    #[inline]
    pub fn of<T: ?Sized>(self) -> Self {
        Self { receiver: std::any::type_name::<T>(), ..self }
    }

    /// The same as the one that a closure of it is in.
    #[must_use]
    #[inline]
    pub fn around<C: FnOnce()>(self, _: C) -> Self {
        self.holding::<C>()
    }

    /// The same as the one that a type of it is in, whose name does not tell the function's own parameters.
    #[must_use]
    #[inline]
    pub fn holding<T>(self) -> Self {
        Self { place: std::any::type_name::<T>(), ..self }
    }

    #[inline]
    pub(crate) const fn is_by_hand(&self) -> bool {
        self.function.is_empty()
    }

    /// Whether both are one function, as far as both know.
    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        if self.is_placed() && other.is_placed() {
            same(self.place, other.place) && same(self.receiver, other.receiver)
        } else {
            self.is_called(other)
        }
    }

    /// The same name, in the same module, of the same type.
    pub(crate) fn is_called(&self, other: &Self) -> bool {
        same(self.function, other.function) && same(self.module, other.module) && same(self.receiver, other.receiver)
    }

    #[inline]
    pub(crate) const fn is_placed(&self) -> bool {
        !self.place.is_empty()
    }

    pub(crate) const fn function(&self) -> &'static str {
        self.function
    }

    /// How a person finds it; in full where another function has the same name.
    pub(crate) fn path(&self, in_full: bool) -> String {
        if in_full && self.is_placed() {
            self.place.split("::{{closure}}").next().unwrap_or_default().to_owned()
        } else {
            format!("{}::{}", self.module, self.function)
        }
    }
}

/// Equal texts are nearly always the same bytes in memory, which a hit compares.
#[inline]
fn same(one: &'static str, other: &'static str) -> bool {
    std::ptr::eq(one, other) || one == other
}
