//! Functions of one name, in different impls, traits, modules and instances: none is served what another one loaded, be it
//! that all of them read one region.

use std::marker::PhantomData;

use postcache::{OnBehalfOf, Region, SharedScope, cached_scoped};
use proptest::prelude::*;

use crate::db::{Db, Post, User};

/// What a function loads says which one it was.
fn row(user: i64, id: i64, by: &str) -> Post {
    Post { id, user_id: user, title: by.to_owned() }
}

impl Db {
    #[cached_scoped(self.posts)]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "inherent")
    }
}

trait First {
    async fn same_name(&self, scope: &User, id: i64) -> Post;
}

trait Second<T> {
    async fn same_name(&self, scope: &User, id: i64) -> Post;
}

trait Third<T: 'static> {
    fn region(&self) -> &Region<i64, Post>;

    #[cached_scoped(self.region())]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, std::any::type_name::<T>())
    }
}

impl First for Db {
    #[cached_scoped(self.posts)]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "trait")
    }
}

impl Second<u8> for Db {
    #[cached_scoped(self.posts)]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "trait of u8")
    }
}

impl Second<u16> for Db {
    #[cached_scoped(self.posts)]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "trait of u16")
    }
}

impl<T: 'static> Third<T> for Db {
    fn region(&self) -> &Region<i64, Post> {
        &self.posts
    }
}

/// A repository that is told by a type which no key shows.
struct Of<T>(PhantomData<T>);

impl<T> Of<T> {
    #[cached_scoped(db.posts)]
    async fn same_name(db: &Db, scope: &User, id: i64) -> Post {
        row(scope.id, id, std::any::type_name::<T>())
    }
}

#[async_trait::async_trait]
trait Boxed<T> {
    async fn same_name(&self, scope: &User, id: i64) -> Post;
}

#[async_trait::async_trait]
impl Boxed<u8> for Db {
    #[cached_scoped(self.posts)]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "boxed of u8")
    }
}

#[async_trait::async_trait]
impl Boxed<u16> for Db {
    #[cached_scoped(self.posts)]
    async fn same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "boxed of u16")
    }
}

mod one {
    use super::{Db, Post, User, cached_scoped, row};

    #[cached_scoped(db.posts)]
    pub(super) async fn same_name(db: &Db, scope: &User, id: i64) -> Post {
        row(scope.id, id, "module one")
    }
}

mod other {
    use super::{Db, Post, User, cached_scoped, row};

    #[cached_scoped(db.posts)]
    pub(super) async fn same_name(db: &Db, scope: &User, id: i64) -> Post {
        row(scope.id, id, "module other")
    }
}

/// Two impls that one use of one macro makes.
macro_rules! by_macro {
    ($($of:ident)*) => {
        $(struct $of;

        impl Second<$of> for Db {
            #[cached_scoped(self.posts)]
            async fn same_name(&self, scope: &User, id: i64) -> Post {
                row(scope.id, id, stringify!($of))
            }
        })*
    };
}

by_macro!(Left Right);

trait Fourth<T: 'static> {
    async fn same_name<S: Into<User> + Clone>(&self, user: S, id: i64) -> Post;
}

impl<T: 'static> Fourth<T> for Db {
    #[cached_scoped(self.posts, scope = OnBehalfOf::new(user.clone().into().id, "a test"), ignore(user = "the scope"))]
    async fn same_name<S: Into<User> + Clone>(&self, user: S, id: i64) -> Post {
        row(user.into().id, id, std::any::type_name::<T>())
    }
}

/// Functions of one name in two blocks of one function, and in types of one name.
async fn in_blocks(db: &Db, block: usize, scope: &User, id: i64) -> Post {
    struct Outer;
    match block {
        0 => {
            #[cached_scoped(db.posts)]
            async fn same_name(db: &Db, scope: &User, id: i64) -> Post {
                row(scope.id, id, "first block")
            }
            same_name(db, scope, id).await
        }
        1 => {
            #[cached_scoped(db.posts)]
            async fn same_name(db: &Db, scope: &User, id: i64) -> Post {
                row(scope.id, id, "second block")
            }
            same_name(db, scope, id).await
        }
        2 => {
            struct Inner(Outer);
            impl Inner {
                #[cached_scoped(db.posts)]
                async fn same_name(&self, db: &Db, scope: &User, id: i64) -> Post {
                    let Self(Outer) = self;
                    row(scope.id, id, "first type")
                }
            }
            Inner(Outer).same_name(db, scope, id).await
        }
        _ => {
            struct Inner(Outer);
            impl Inner {
                #[cached_scoped(db.posts)]
                async fn same_name(&self, db: &Db, scope: &User, id: i64) -> Post {
                    let Self(Outer) = self;
                    row(scope.id, id, "second type")
                }
            }
            Inner(Outer).same_name(db, scope, id).await
        }
    }
}

async fn call(db: &Db, function: usize, user: &User, id: i64) -> (&'static str, Post) {
    match function {
        0 => ("inherent", Db::same_name(db, user, id).await),
        1 => ("trait", First::same_name(db, user, id).await),
        2 => ("trait of u8", Second::<u8>::same_name(db, user, id).await),
        3 => ("trait of u16", Second::<u16>::same_name(db, user, id).await),
        4 => ("u8", Third::<u8>::same_name(db, user, id).await),
        5 => ("u16", Third::<u16>::same_name(db, user, id).await),
        6 => ("i8", Of::<i8>::same_name(db, user, id).await),
        7 => ("i16", Of::<i16>::same_name(db, user, id).await),
        8 => ("boxed of u8", Boxed::<u8>::same_name(db, user, id).await),
        9 => ("boxed of u16", Boxed::<u16>::same_name(db, user, id).await),
        10 => ("module one", one::same_name(db, user, id).await),
        11 => ("module other", other::same_name(db, user, id).await),
        12 => ("Left", Second::<Left>::same_name(db, user, id).await),
        13 => ("Right", Second::<Right>::same_name(db, user, id).await),
        14 => ("first block", in_blocks(db, 0, user, id).await),
        15 => ("second block", in_blocks(db, 1, user, id).await),
        16 => ("first type", in_blocks(db, 2, user, id).await),
        17 => ("second type", in_blocks(db, 3, user, id).await),
        18 => ("u32", Fourth::<u32>::same_name(db, user.clone(), id).await),
        _ => ("u64", Fourth::<u64>::same_name(db, user.clone(), id).await),
    }
}

const FUNCTIONS: usize = 20;

proptest! {
    #[test]
    fn functions_of_one_name_never_share_an_entry(
        calls in proptest::collection::vec((0..FUNCTIONS, 1_i64..4, 0_i64..4), 2..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let db = Db::lenient();
            let mut first = None;
            for (function, user, id) in calls {
                let reader = *first.get_or_insert(function);
                let before = db.posts.stats().bypassed;
                let (by, read) = call(&db, function, &User { id: user }, id).await;
                prop_assert_eq!(&read, &row(user, id, by));
                let bypassed = db.posts.stats().bypassed - before;
                prop_assert_eq!(bypassed, u64::from(function != reader), "the first one is cached, and the others are not");
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
#[should_panic(
    expected = "two readers, `<macro_shapes::db::Db as macro_shapes::same_names::Second<u8>>::same_name` and \
                `<macro_shapes::db::Db as macro_shapes::same_names::Second<u16>>::same_name`"
)]
async fn of_two_readers_of_one_name_the_impls_are_told() {
    let db = Db::new();
    let ann = User { id: 1 };
    Second::<u8>::same_name(&db, &ann, 1).await;
    Second::<u16>::same_name(&db, &ann, 1).await;
}

struct Counts(Region<(), u64>);

impl Counts {
    #[cached_scoped(self.0, scope = SharedScope, ignore(like = "counts are the same for all"))]
    async fn of_any(&self, like: impl Into<i64> + Send) -> u64 {
        like.into().unsigned_abs()
    }

    #[cached_scoped(self.0, scope = SharedScope, same_as = of_any)]
    async fn of_all(&self) -> u64 {
        0
    }
}

#[tokio::test]
async fn instances_of_one_function_are_one_reader_and_so_is_what_is_the_same_as_it() {
    let db = Db::new();
    let counts = Counts(db.counts.clone());
    assert_eq!(counts.of_all().await, 0);
    assert_eq!(counts.of_any(5_i8).await, 0);
    assert_eq!(counts.of_any(6_i16).await, 0);
    assert_eq!(db.counts.stats().bypassed, 0);
}

impl Db {
    #[cached_scoped(self.posts, same_as = same_name)]
    async fn like_same_name(&self, scope: &User, id: i64) -> Post {
        row(scope.id, id, "inherent")
    }
}

#[tokio::test]
async fn of_several_functions_of_the_name_in_same_as_one_is_meant() {
    let db = Db::lenient();
    let ann = User { id: 1 };
    db.like_same_name(&ann, 1).await;
    assert_eq!(Db::same_name(&db, &ann, 1).await.title, "inherent");
    assert_eq!(db.posts.stats().hits, 1);
    assert_eq!(First::same_name(&db, &ann, 1).await.title, "trait");
    assert_eq!(db.posts.stats().bypassed, 1);
}
