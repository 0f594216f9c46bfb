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
    /// Line and column, which tell functions apart that stand in other blocks of one function.
    at: (u32, u32),
    /// A name with the trait whose impl it is in, and with the parameters of both. Unknown to whoever only knows the
    /// function's name.
    place: &'static str,
    /// The function has parameters of its own, whose instances are one reader.
    has_instances: bool,
}

impl Site {
    /// Calls written by hand: their caller knows what he does.
    pub(crate) const BY_HAND: Self = Self::new("", "");

    /// A function of a module.
    #[must_use]
    pub const fn new(module: &'static str, function: &'static str) -> Self {
        Self { module, function, receiver: "", at: (0, 0), place: "", has_instances: false }
    }

    /// The same as a method of `T`; type parameters tell sites apart.
    #[must_use]
    #[inline]
    pub fn of<T: ?Sized>(self) -> Self {
        Self { receiver: std::any::type_name::<T>(), ..self }
    }

    /// The same as the one that stands here and that a closure of it is in.
    #[must_use]
    #[inline]
    pub fn around<C: FnOnce()>(self, line: u32, column: u32, _: C) -> Self {
        Self { at: (line, column), place: std::any::type_name::<C>(), ..self }
    }

    /// The same for a function with parameters of its own.
    #[must_use]
    #[inline]
    pub fn around_instance<C: FnOnce()>(self, line: u32, column: u32, closure: C) -> Self {
        Self { has_instances: true, ..self.around(line, column, closure) }
    }

    #[inline]
    pub(crate) const fn is_by_hand(&self) -> bool {
        self.function.is_empty()
    }

    /// Whether both are one function, as far as both know.
    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        if self.is_placed() && other.is_placed() {
            self.at == other.at && (same(self.place, other.place) || self.is_instance_beside(other))
        } else {
            self.is_called(other)
        }
    }

    /// Of one function in one impl, but for the function's own parameters.
    #[cold]
    fn is_instance_beside(&self, other: &Self) -> bool {
        self.has_instances
            && other.has_instances
            && without_own_parameters(self.place) == without_own_parameters(other.place)
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
            of_function(self.place).to_owned()
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

/// The function that a closure is in.
fn of_function(closure: &str) -> &str {
    closure.split("::{{closure}}").next().unwrap_or_default()
}

/// `<A as B<C>>::get` of `<A as B<C>>::get<D>::{{closure}}`.
fn without_own_parameters(closure: &str) -> &str {
    let function = of_function(closure);
    if !function.ends_with('>') {
        return function;
    }
    let mut depth = 0_usize;
    let mut behind = function.len();
    for (at, letter) in function.char_indices().rev() {
        let is_arrow = letter == '>' && function.get(..at).is_some_and(|before| before.ends_with('-'));
        match letter {
            '>' if !is_arrow => depth += 1,
            '<' => depth = depth.saturating_sub(1),
            _ => {}
        }
        behind = at;
        if depth == 0 {
            break;
        }
    }
    function.get(..behind).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::without_own_parameters;

    #[test]
    fn parameters_of_the_function_alone_are_left_out() {
        for (closure, function) in [
            ("a::get::{{closure}}", "a::get"),
            ("a::get<u8>::{{closure}}::{{closure}}", "a::get"),
            ("<a::Db as a::Reads<u8>>::get::{{closure}}", "<a::Db as a::Reads<u8>>::get"),
            ("<a::Db as a::Reads<u8>>::get<a::User<i64>, 3>::{{closure}}", "<a::Db as a::Reads<u8>>::get"),
            ("a::Db<u8>::get<fn(u8) -> alloc::vec::Vec<u8>>::{{closure}}", "a::Db<u8>::get"),
        ] {
            assert_eq!(without_own_parameters(closure), function);
        }
    }
}
