//! How the types of the language answer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Foreign, Owned};
use crate::scope::ScopeId;

macro_rules! no_owner {
    ($($plain:ty)*) => { $(
        impl Owned for $plain {
            const CHECKED: bool = false;
            fn check_owner(&self, _: ScopeId<'_>) -> Result<(), Foreign> {
                Ok(())
            }
        }
    )* };
}
no_owner!(() bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 str String Duration SystemTime);

#[cfg(feature = "uuid")]
no_owner!(uuid::Uuid);

macro_rules! forward {
    ($($pointer:ty),*) => { $(
        impl<T: Owned + ?Sized> Owned for $pointer {
            const CHECKED: bool = T::CHECKED;
            fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
                (**self).check_owner(scope)
            }
        }
    )* };
}
forward!(&T, Box<T>, Arc<T>);

impl<T: Owned + ToOwned + ?Sized> Owned for Cow<'_, T> {
    const CHECKED: bool = T::CHECKED;
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        (**self).check_owner(scope)
    }
}

macro_rules! each {
    ($($list:ty),*) => { $(
        impl<T: Owned> Owned for $list {
            const CHECKED: bool = T::CHECKED;
            fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
                self.iter().try_for_each(|each| each.check_owner(scope))
            }
        }
    )* };
}
each!([T], Vec<T>, VecDeque<T>, BTreeSet<T>, Option<T>);

impl<T: Owned, const N: usize> Owned for [T; N] {
    const CHECKED: bool = T::CHECKED;
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        self.as_slice().check_owner(scope)
    }
}

impl<T: Owned, H> Owned for HashSet<T, H> {
    const CHECKED: bool = T::CHECKED;
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        self.iter().try_for_each(|each| each.check_owner(scope))
    }
}

impl<K, T: Owned, H> Owned for HashMap<K, T, H> {
    const CHECKED: bool = T::CHECKED;
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        self.values().try_for_each(|each| each.check_owner(scope))
    }
}

impl<K, T: Owned> Owned for BTreeMap<K, T> {
    const CHECKED: bool = T::CHECKED;
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        self.values().try_for_each(|each| each.check_owner(scope))
    }
}

macro_rules! tuples {
    ($($part:ident . $at:tt),+) => {
        impl<$($part: Owned),+> Owned for ($($part,)+) {
            const CHECKED: bool = false $(|| $part::CHECKED)+;
            fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
                $(self.$at.check_owner(scope)?;)+
                Ok(())
            }
        }
    };
}
tuples!(A.0);
tuples!(A.0, B.1);
tuples!(A.0, B.1, C.2);
tuples!(A.0, B.1, C.2, D.3);
