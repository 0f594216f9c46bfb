//! Futures are `Send` exactly when what the caller brings is, and handles are `Send + Sync`.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use postcache_core::{Cache, Elapsed, Error, Mutation, MutationBuilder, OnBehalfOf, ReadMode, Region};

type User = OnBehalfOf<i64>;
type Posts = Region<i64, String>;

fn send<T: Send>(_: &T) {}
fn handle<T: Clone + Send + Sync + Unpin>() {}

#[test]
fn handles_are_send_sync_and_clone() {
    handle::<Cache>();
    handle::<Posts>();
    handle::<Error>();
    handle::<Region<Rc<str>, String>>();
}

fn rows(ids: &[&i64]) -> Vec<(i64, String)> {
    ids.iter().map(|id| (**id, String::new())).collect()
}

/// Never runs: it compiles or it does not.
#[expect(dead_code, reason = "the compiler is the test")]
fn futures_of_sendable_arguments_are_send(cache: &Cache, posts: &Posts, user: &User, mutation: Mutation) {
    let builder = || -> MutationBuilder { cache.mutation(user) };
    let load = || async { Some(Arc::new(String::new())) };
    send(&posts.get_or_load::<Option<Arc<String>>, _, _, _, _>(user, &1, load));
    send(&posts.get_or_load_with::<Option<Arc<String>>, _, _, _, _>(ReadMode::Refresh, user, &1, load));
    send(&posts.load_within::<Option<Arc<String>>, _, _, _, _>(Duration::ZERO, |_: Elapsed| None, user, &1, load));
    send(&posts.get(user, &1));
    send(&posts.get_many(user, &[1]));
    send(&posts.get_many_or_load(user, &[1], |ids| async move { Ok::<_, Error>(rows(&ids)) }));
    send(&posts.warm(user, &[1]).load(|ids| async move { Ok::<_, Error>(rows(&ids)) }));
    send(&posts.invalidate(user, &1));
    send(&cache.invalidate_tags(user, ["a"]));
    send(&cache.clear_scope(user));
    send(&cache.run_pending());
    send(&builder().begin());
    send(&builder().begin_fenced());
    send(&builder().mutate(|| async { Ok::<_, Error>(()) }));
    send(&mutation.commit());
}

/// A loader that is not `Send` is accepted where nobody asks for it.
#[expect(dead_code, clippy::future_not_send, reason = "the compiler is the test")]
async fn a_loader_that_is_not_send_is_accepted(posts: &Posts, user: &User) -> Option<String> {
    let local = Rc::new(String::new());
    posts.get_or_load(user, &1, || async { Some((*local).clone()) }).await
}
