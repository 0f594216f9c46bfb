//! Nothing is in scope that the language brings, and its names mean something else.
#![no_implicit_prelude]
#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]

struct Result;
struct Option;
struct String;
struct Box;
struct Some;
struct Ok;
mod core {}
mod std {}

#[derive(::pc::Scope)]
#[scope(crate = ::pc)]
struct User {
    #[scope]
    id: i64,
}

struct Counts {
    counts: ::pc::Region<i64, i64>,
}

impl Counts {
    #[::pc::cached_scoped(self.counts, crate = ::pc, negative_ttl = "5s")]
    async fn get(&self, scope: &User, id: i64) -> ::core::option::Option<i64> {
        (id > 0).then_some(scope.id + id)
    }

    #[::pc::cached_scoped(self.counts, crate = ::pc, put = id, fence("required", |_| ::core::option::Option::None))]
    async fn update(&self, scope: &User, id: i64) -> ::core::option::Option<i64> {
        ::core::option::Option::Some(scope.id - id)
    }
}

#[test]
fn nothing_that_is_shadowed_is_used() {
    let cache = ::pc::Cache::new(<::pc::MemoryStore as ::core::default::Default>::default());
    let counts = Counts { counts: cache.region("count").unchecked("a number").unwrap() };
    let user = User { id: 5 };
    ::tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        ::core::assert_eq!(counts.get(&user, 1).await, ::core::option::Option::Some(6));
        counts.update(&user, 1).await;
        ::core::assert_eq!(counts.get(&user, 1).await, ::core::option::Option::Some(4));
    });
    let (_, _, _, _, _, _) = (Result, Option, String, Box, Some, Ok);
}
