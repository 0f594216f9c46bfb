//! How the types of the language are keys.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::{CacheKey, KeyWriter, shape};

macro_rules! ints {
    ($($int:ty)*) => { $(
        impl CacheKey for $int {
            type Shape = shape::Int;
            #[inline]
            fn encode(&self, out: &mut KeyWriter) {
                out.int(i128::from(*self));
            }
        }
    )* };
}
ints!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

impl CacheKey for str {
    type Shape = shape::Text;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.text(self);
    }
}

impl CacheKey for String {
    type Shape = shape::Text;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.text(self);
    }
}

impl CacheKey for bool {
    type Shape = Self;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.bool(*self);
    }
}

impl CacheKey for char {
    type Shape = Self;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.char(*self);
    }
}

#[cfg(feature = "uuid")]
#[cfg_attr(docsrs, doc(cfg(feature = "uuid")))]
impl CacheKey for uuid::Uuid {
    type Shape = shape::Uuid;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.uuid(self.as_u128());
    }
}

macro_rules! forward {
    ($($pointer:ty),*) => { $(
        impl<T: CacheKey + ?Sized> CacheKey for $pointer {
            type Shape = T::Shape;
            #[inline]
            fn encode(&self, out: &mut KeyWriter) {
                (**self).encode(out);
            }
        }
    )* };
}
forward!(&T, &mut T, Box<T>, Arc<T>, Rc<T>);

impl<T: CacheKey + ToOwned + ?Sized> CacheKey for Cow<'_, T> {
    type Shape = T::Shape;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        (**self).encode(out);
    }
}

impl<T: CacheKey> CacheKey for Option<T> {
    type Shape = Option<T::Shape>;
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.option(self.is_some());
        if let Some(some) = self {
            some.encode(out);
        }
    }
}

impl<T: CacheKey> CacheKey for [T] {
    type Shape = Vec<T::Shape>;
    fn encode(&self, out: &mut KeyWriter) {
        out.list(self.len());
        for each in self {
            each.encode(out);
        }
    }
}

impl<T: CacheKey, const N: usize> CacheKey for [T; N] {
    type Shape = Vec<T::Shape>;
    fn encode(&self, out: &mut KeyWriter) {
        self.as_slice().encode(out);
    }
}

impl<T: CacheKey> CacheKey for Vec<T> {
    type Shape = Vec<T::Shape>;
    fn encode(&self, out: &mut KeyWriter) {
        self.as_slice().encode(out);
    }
}

impl CacheKey for () {
    type Shape = ();
    #[inline]
    fn encode(&self, out: &mut KeyWriter) {
        out.tuple(0);
    }
}

macro_rules! tuples {
    ($len:literal: $($element:ident . $at:tt),+) => {
        impl<$($element: CacheKey),+> CacheKey for ($($element,)+) {
            type Shape = ($($element::Shape,)+);
            #[inline]
            fn encode(&self, out: &mut KeyWriter) {
                out.tuple($len);
                $(self.$at.encode(out);)+
            }
        }
    };
}
tuples!(1: A.0);
tuples!(2: A.0, B.1);
tuples!(3: A.0, B.1, C.2);
tuples!(4: A.0, B.1, C.2, D.3);
tuples!(5: A.0, B.1, C.2, D.3, E.4);
tuples!(6: A.0, B.1, C.2, D.3, E.4, F.5);
tuples!(7: A.0, B.1, C.2, D.3, E.4, F.5, G.6);
tuples!(8: A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7);
