//! How a scope may be given.

use std::sync::Arc;

use postcache::{Cache, MemoryStore, OnBehalfOf, Owned, Region, Scope, SharedScope, cached_scoped};
use serde::{Deserialize, Serialize};

use crate::db::{ANN, BOB, Db, Post, User, assert_cached, sendable};

struct Ctx {
    user: User,
    trace: u64,
}

impl Ctx {
    fn of(user: &User) -> Self {
        Self { user: user.clone(), trace: 7 }
    }
}

impl Db {
    #[cached_scoped(self.posts)]
    async fn by_value(&self, scope: User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.posts)]
    async fn by_arc(&self, scope: Arc<User>, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.posts)]
    async fn by_impl(&self, scope: impl Scope + Clone + Send + Sync, id: i64) -> Post {
        self.query(id_of(&scope), id).await
    }

    #[cached_scoped(self.posts)]
    async fn by_generic<S: Scope + Sync + ?Sized>(&self, scope: &S, id: i64) -> Post {
        self.query(id_of(scope), id).await
    }

    #[cached_scoped(self.posts)]
    async fn by_object(&self, scope: &(dyn Scope + Sync), id: i64) -> Post {
        self.query(id_of(scope), id).await
    }

    #[cached_scoped(self.posts, scope = ctx.user, ignore(ctx = "its user is the scope, the rest is for tracing"))]
    async fn by_context(&self, ctx: &Ctx, id: i64) -> Post {
        assert_eq!(ctx.trace, 7);
        self.query(ctx.user.id, id).await
    }

    #[cached_scoped(self.posts, scope = user)]
    async fn by_other_name(&self, user: &User, id: i64) -> Post {
        self.query(user.id, id).await
    }

    #[cached_scoped(self.posts, scope = OnBehalfOf::new(user_id, "handlers authorise"))]
    async fn by_id(&self, user_id: i64, id: i64) -> Post {
        self.query(user_id, id).await
    }

    #[cached_scoped(self.counts, scope = SharedScope)]
    async fn of_everybody(&self) -> u64 {
        u64::try_from(self.query(0, 0).await.user_id).unwrap()
    }
}

fn id_of<S: Scope + ?Sized>(scope: &S) -> i64 {
    if scope.scope_id() == ANN.scope_id() { ANN.id } else { BOB.id }
}

#[tokio::test]
async fn a_scope_is_given_by_reference_value_or_pointer() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_value(user.clone(), 1)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_arc(Arc::new(user.clone()), 1)));
}

#[tokio::test]
async fn a_scope_may_be_of_any_type() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_impl(user.clone(), 1)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_generic(user, 1)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_object(user, 1)));
}

#[tokio::test]
async fn a_scope_may_be_a_part_of_an_argument() {
    let db = Db::new();
    assert_cached!(db, |user| async { db.by_context(&Ctx::of(user), 1).await });
}

#[tokio::test]
async fn a_scope_may_have_another_name() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_other_name(user, 1)));
}

#[tokio::test]
async fn an_id_is_entered_on_somebodys_behalf() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.by_id(user.id, 1)));
}

#[tokio::test]
async fn data_of_everybody_is_loaded_once() {
    let db = Db::new();
    sendable(db.of_everybody()).await;
    db.of_everybody().await;
    assert_eq!(db.queries(), 1);
}

#[derive(Clone, Scope)]
struct Member {
    #[scope]
    tenant: String,
    #[scope]
    id: u32,
    name: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
struct Note {
    #[owner]
    tenant: String,
    #[owner]
    author: i64,
}

struct Notes {
    notes: Region<(), Note>,
}

impl Notes {
    #[cached_scoped(self.notes)]
    async fn newest(&self, scope: &Member) -> Note {
        Note { tenant: scope.tenant.clone(), author: i64::from(scope.id) }
    }
}

#[tokio::test]
async fn tenant_and_user_are_one_scope() {
    let cache = Cache::builder(MemoryStore::default()).strict(true).build().unwrap();
    let notes = Notes { notes: cache.region("note").build().unwrap() };
    let member = |tenant: &str, id, name| Member { tenant: tenant.to_owned(), id, name };
    for scope in [member("acme", 1, "Ann"), member("acme", 2, "Bob"), member("emca", 1, "Eve")] {
        let note = sendable(notes.newest(&scope)).await;
        assert_eq!((note.tenant.as_str(), note.author), (scope.tenant.as_str(), i64::from(scope.id)), "{}", scope.name);
        assert_eq!(note, notes.newest(&scope).await);
    }
    assert_eq!(cache.stats().regions.iter().map(|region| region.hits).sum::<u64>(), 3);
}
