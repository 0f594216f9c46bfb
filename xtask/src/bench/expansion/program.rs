//! The program that is built, twice: with annotated methods, and with the same by hand.

use std::fmt::Write;
use std::path::Path;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Annotated,
    ByHand,
}

impl Style {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Annotated => "annotated",
            Self::ByHand => "by-hand",
        }
    }
}

const REPOSITORIES: usize = 20;
/// In each.
const METHODS: usize = 10;

pub(super) fn manifest(style: Style, root: &Path) -> String {
    let (name, root) = (style.name(), root.join("postcache"));
    let root = root.display();
    format!(
        r#"[package]
name = "expansion-{name}"
version = "0.0.0"
edition = "2024"

[dependencies]
postcache = {{ path = {root:?} }}
serde = {{ version = "1", features = ["derive"] }}

[workspace]
"#,
        root = root.to_string()
    )
}

/// Its files. Of the methods of a repository, so many change something.
pub(super) fn program(style: Style, mutations: usize, round: usize) -> Vec<(String, String)> {
    let mut files = vec![("main.rs".to_owned(), main(mutations, round)), ("db.rs".to_owned(), DB.to_owned())];
    for number in 0..REPOSITORIES {
        files.push((format!("repository_{number}.rs"), repository(style, mutations)));
    }
    files
}

/// Calls every method, so that every method is compiled to the end.
fn main(mutations: usize, round: usize) -> String {
    let mut text = format!("// round {round}\nmod db;\n");
    for number in 0..REPOSITORIES {
        let _ = writeln!(text, "mod repository_{number};");
    }
    text.push_str("use db::{Db, User, run};\nfn main() {\nlet (cache, user) = (db::cache(), User { id: 1 });\n");
    for number in 0..REPOSITORIES {
        let _ = writeln!(text, "let posts = repository_{number}::Posts::new(Db, &cache, {number});");
        for method in 0..METHODS {
            let _ = writeln!(text, "run(posts.{}_{method}(&user, {method}));", kind(method, mutations));
        }
    }
    text.push_str("}\n");
    text
}

fn kind(method: usize, mutations: usize) -> &'static str {
    let kinds: &[&str] =
        if method < METHODS - mutations { &["get", "find", "list"] } else { &["update", "remove", "create"] };
    kinds.get(method % kinds.len()).copied().unwrap_or_default()
}

fn repository(style: Style, mutations: usize) -> String {
    let mut text = REPOSITORY.to_owned();
    for method in 0..METHODS {
        let kind = kind(method, mutations);
        let template = TEMPLATES.iter().find(|template| template.kind == kind);
        let Some(Template { attribute, signature, body, begin, end, .. }) = template else { continue };
        let region = format!("self.regions[{method}]");
        let (attribute, begin, end) = match style {
            Style::Annotated => (*attribute, "", ""),
            Style::ByHand => ("", *begin, *end),
        };
        let written = format!("{attribute}\npub async fn {kind}_{method}{signature} {{\n{begin}{body}{end}\n}}\n");
        text.push_str(&written.replace("REGION", &region));
    }
    text.push_str("}\n");
    text
}

/// One kind of method. `begin` and `end` stand around the body where there is no attribute.
struct Template {
    kind: &'static str,
    attribute: &'static str,
    signature: &'static str,
    body: &'static str,
    begin: &'static str,
    end: &'static str,
}

const TEMPLATES: &[Template] = &[
    Template {
        kind: "get",
        attribute: "#[cached_scoped(REGION)]",
        signature: "(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError>",
        body: "let row = self.db.find(scope.id, id).await?;\nOk(row.map(Arc::new))",
        begin: "REGION.get_or_load(scope, &id, || async move {\n",
        end: "\n}).await",
    },
    Template {
        kind: "find",
        attribute: "#[cached_scoped(REGION)]",
        signature: "(&self, scope: &User, id: i64) -> Result<Post, DbError>",
        body: "match self.db.find(scope.id, id).await? {\nSome(row) => Ok(row),\nNone => Err(DbError),\n}",
        begin: "REGION.get_or_load(scope, &id, || async move {\n",
        end: "\n}).await",
    },
    Template {
        kind: "list",
        attribute: "#[cached_scoped(REGION)]",
        signature: "(&self, scope: &User, id: i64) -> Option<Post>",
        body: "let mut found = None;\nfor id in [id, id + 1] {\nfound = self.db.find(scope.id, id).await.ok()?;\n}\nfound",
        begin: "REGION.get_or_load(scope, &id, || async move {\n",
        end: "\n}).await",
    },
    Template {
        kind: "update",
        attribute: "#[cached_scoped(REGION, put = id, invalidate_tags = [\"posts\"])]",
        signature: "(&self, scope: &User, id: i64) -> Result<Option<Post>, DbError>",
        body: "self.db.find(scope.id, id).await",
        begin: "let builder = REGION.cache().mutation(scope);\n\
                let (builder, entry) = builder.evict_keyed(&REGION, &id);\n\
                let mut mutation = builder.invalidate_tags([\"posts\"]).begin().await;\nlet result = ",
        end: ";\nmatch Verdict::of_result(&mutation, &result) {\n\
              Verdict::Committed => {\n\
              if let Ok(Some(post)) = &result { mutation.put_at(&REGION, &entry, Arc::new(post.clone())); }\n\
              mutation.commit().await;\n}\n\
              Verdict::NothingWritten => mutation.abandon().await,\nVerdict::Unknown => drop(mutation),\n}\nresult",
    },
    Template {
        kind: "remove",
        attribute: "#[cached_scoped(REGION, evict = id, invalidate_tags = [\"posts\"])]",
        signature: "(&self, scope: &User, id: i64) -> Result<bool, DbError>",
        body: "Ok(self.db.find(scope.id, id).await?.is_some())",
        begin: "let mutation = REGION.cache().mutation(scope).evict(&REGION, &id).invalidate_tags([\"posts\"]);\n\
                mutation.mutate(|| async move {\n",
        end: "\n}).await",
    },
    Template {
        kind: "create",
        attribute: "#[cached_scoped(REGION, put_new = |post| post.id, invalidate_tags = [\"posts\"])]",
        signature: "(&self, scope: &User, id: i64) -> Result<Post, DbError>",
        body: "self.db.find(scope.id, id).await?.ok_or(DbError)",
        begin: "let builder = REGION.cache().mutation(scope).invalidate_tags([\"posts\"]);\n\
                let mut mutation = builder.begin().await;\nlet result = async {\n",
        end: "\n}.await;\nmatch Verdict::of_result(&mutation, &result) {\n\
              Verdict::Committed => {\n\
              if let Ok(post) = &result { mutation.put(&REGION, &post.id, Arc::new(post.clone())); }\n\
              mutation.commit().await;\n}\n\
              Verdict::NothingWritten => mutation.abandon().await,\nVerdict::Unknown => drop(mutation),\n}\nresult",
    },
];

const REPOSITORY: &str = r#"
#![allow(unused_imports)]
use std::sync::Arc;
use postcache::{Cache, Region, Verdict, cached_scoped};
use crate::db::{Db, DbError, Post, User};

pub struct Posts {
    db: Db,
    regions: [Region<i64, Post>; 10],
}

impl Posts {
    pub fn new(db: Db, cache: &Cache, number: usize) -> Self {
        let region = |at| cache.region(&*format!("{number}.{at}")).tags(["posts"]).build().unwrap();
        Self { db, regions: std::array::from_fn(region) }
    }
"#;

const DB: &str = r#"
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use postcache::{Cache, MemoryStore, Owned, Scope};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Owned)]
pub struct Post {
    pub id: i64,
    #[owner]
    pub user_id: i64,
    pub title: String,
}

#[derive(Scope)]
pub struct User {
    #[scope]
    pub id: i64,
}

#[derive(Debug)]
pub struct DbError;

pub struct Db;

impl Db {
    pub async fn find(&self, user_id: i64, id: i64) -> Result<Option<Post>, DbError> {
        Ok(Some(Post { id, user_id, title: String::new() }))
    }
}

pub fn cache() -> Cache {
    Cache::new(MemoryStore::builder().without_cleanup_task().build().unwrap())
}

pub fn run<T>(future: impl Future<Output = T>) {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => drop(answer),
        Poll::Pending => panic!("nothing here waits"),
    }
}
"#;
