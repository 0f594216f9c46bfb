//! Errors that prove that nothing was written.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;

/// One predicate for each type of error.
#[derive(Default)]
pub(crate) struct Settled(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Settled {
    pub(crate) fn insert<E: 'static>(&mut self, proves: fn(&E) -> bool) {
        self.0.insert(TypeId::of::<E>(), Box::new(proves));
    }

    pub(crate) fn proves<E: 'static>(&self, error: &E) -> bool {
        let known = self.0.get(&TypeId::of::<E>()).and_then(|any| any.downcast_ref::<fn(&E) -> bool>());
        known.is_some_and(|proves| proves(error))
    }
}

impl fmt::Debug for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Settled").field(&self.0.len()).finish()
    }
}
