//! The README's code, with bodies: what it shows compiles and does what it says.
#![expect(
    clippy::unwrap_used,
    clippy::struct_field_names,
    reason = "laws fail by panicking, and a region is called what it holds"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use postcache::{Cache, MemoryStore, Owned, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};

#[derive(Debug)]
struct DbError;

#[derive(Scope)]
struct CurrentUser {
    #[scope]
    id: i64,
}

#[derive(Clone, Serialize, Deserialize, Owned)]
struct Post {
    id: i64,
    #[owner]
    user_id: i64,
    title: String,
}

struct Posts {
    db: Db,
    posts: Region<i64, Post>,
    lists: Region<(), Vec<Post>>,
}

impl Posts {
    fn new(db: Db, cache: &Cache) -> Result<Self, postcache::Error> {
        let lists = cache.region("post-list").tags(["posts"]).build()?; // what `invalidate_tags` names
        Ok(Self { db, posts: cache.region("post").build()?, lists })
    }

    #[cached_scoped(self.posts)] // the key is every argument but self and scope
    async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        Ok(self.db.mine(scope).into_iter().find(|post| post.id == id).map(Arc::new))
    }

    #[cached_scoped(self.lists)]
    async fn list(&self, scope: &CurrentUser) -> Result<Arc<Vec<Post>>, DbError> {
        Ok(Arc::new(self.db.mine(scope)))
    }

    #[cached_scoped(self.posts, put_new = |post| post.id, invalidate_tags = ["posts"])] // the database makes the key
    async fn create(&self, scope: &CurrentUser, title: &str) -> Result<Post, DbError> {
        Ok(self.db.insert(scope, title))
    }

    #[cached_scoped(self.posts, put = id, invalidate_tags = ["posts"])] // write-through; fenced from before the write
    async fn rename(&self, scope: &CurrentUser, id: i64, title: &str) -> Result<Option<Post>, DbError> {
        let mut rows = self.db.rows.lock().unwrap();
        let renamed = rows.get_mut(&id).filter(|post| post.user_id == scope.id);
        Ok(renamed.map(|post| {
            title.clone_into(&mut post.title);
            post.clone()
        }))
    }

    #[cached_scoped(self.posts, evict = id, invalidate_tags = ["posts"])]
    async fn delete(&self, scope: &CurrentUser, id: i64) -> Result<bool, DbError> {
        let mut rows = self.db.rows.lock().unwrap();
        Ok(rows.get(&id).is_some_and(|post| post.user_id == scope.id) && rows.remove(&id).is_some())
    }

    #[cached_scoped(self.posts, clear_scope)] // bulk operation
    async fn import(&self, scope: &CurrentUser, titles: Vec<String>) -> Result<usize, DbError> {
        Ok(titles.iter().map(|title| self.db.insert(scope, title)).filter(|post| post.id > 0).count())
    }
}

#[derive(Default)]
struct Db {
    rows: Mutex<BTreeMap<i64, Post>>,
    ids: AtomicI64,
    queries: AtomicUsize,
}

impl Db {
    fn mine(&self, user: &CurrentUser) -> Vec<Post> {
        self.queries.fetch_add(1, SeqCst);
        self.rows.lock().unwrap().values().filter(|post| post.user_id == user.id).cloned().collect()
    }

    fn insert(&self, user: &CurrentUser, title: &str) -> Post {
        let id = self.ids.fetch_add(1, SeqCst) + 1;
        let post = Post { id, user_id: user.id, title: title.to_owned() };
        self.rows.lock().unwrap().insert(id, post.clone());
        post
    }
}

#[tokio::test]
async fn the_code_of_the_readme_does_what_its_comments_say() {
    let posts = Posts::new(Db::default(), &Cache::new(MemoryStore::default())).unwrap();
    let (ann, bob) = (CurrentUser { id: 1 }, CurrentUser { id: 2 });

    let created = posts.create(&ann, "first").await.unwrap();
    assert_eq!(posts.get(&ann, created.id).await.unwrap().unwrap().title, "first");
    assert_eq!(posts.db.queries.load(SeqCst), 0, "written through");
    assert!(posts.get(&bob, created.id).await.unwrap().is_none());

    assert_eq!(posts.list(&ann).await.unwrap().len(), 1);
    posts.rename(&ann, created.id, "second").await.unwrap().unwrap();
    assert_eq!(posts.get(&ann, created.id).await.unwrap().unwrap().title, "second");
    let listed = posts.list(&ann).await.unwrap();
    assert_eq!(listed.first().unwrap().title, "second", "the list went stale with the post");

    assert_eq!(posts.import(&ann, vec!["a".to_owned(), "b".to_owned()]).await.unwrap(), 2);
    assert_eq!(posts.list(&ann).await.unwrap().len(), 3);
    assert!(posts.delete(&ann, created.id).await.unwrap());
    assert!(posts.get(&ann, created.id).await.unwrap().is_none());
}

#[test]
fn every_line_of_the_readmes_code_stands_in_this_file() {
    let readme = include_str!("../README.md");
    let code = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let here: Vec<&str> = include_str!("readme.rs").lines().map(str::trim).collect();
    let shown = code.lines().map(|line| line.split("/*").next().unwrap_or(line).trim()).filter(|line| !line.is_empty());
    for line in shown {
        assert!(here.contains(&line), "the README shows what is not compiled here: {line}");
    }
}

#[test]
fn every_feature_is_explained_in_the_readme_and_on_the_front_page() {
    let manifest = include_str!("../Cargo.toml");
    let features = manifest.split("[features]\n").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
    let names = features.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    let explained = |page: &str, name: &str| page.lines().any(|line| line.starts_with(&format!("| `{name}` | ")));
    for (name, _) in names.filter(|(name, _)| *name != "default") {
        assert!(explained(include_str!("../README.md"), name), "README.md: {name}");
        assert!(explained(include_str!("../src/front.md"), name), "front.md: {name}");
    }
}
