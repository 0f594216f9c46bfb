//! Posts: a repository whose methods are annotated.

mod removal;
mod row;

use std::sync::Arc;

use postcache::{Cache, Region, cached_scoped};

pub(crate) use row::{NewPost, Page, Post};

use crate::db::Db;
use crate::users::CurrentUser;

/// The posts of each user, for that user alone.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "a region is called what it holds")]
pub(crate) struct Posts {
    db: Db,
    posts: Region<i64, Post>,
    lists: Region<Page, Vec<Post>>,
}

impl Posts {
    pub(crate) fn new(db: Db, cache: &Cache) -> Result<Self, postcache::Error> {
        let posts = cache.region("post").build()?;
        let lists = cache.region("post-list").tags(["posts"]).build()?;
        Ok(Self { db, posts, lists })
    }

    #[cached_scoped(self.posts)]
    pub(crate) async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Arc<Post>>, sqlx::Error> {
        let post = sqlx::query_as("SELECT * FROM posts WHERE user_id = ? AND id = ?").bind(scope.id).bind(id);
        Ok(post.fetch_optional(&self.db).await?.map(Arc::new))
    }

    /// One page of posts, the newest first.
    #[cached_scoped(self.lists)]
    pub(crate) async fn list(&self, scope: &CurrentUser, page: Page) -> Result<Arc<Vec<Post>>, sqlx::Error> {
        let posts = sqlx::query_as("SELECT * FROM posts WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?");
        let posts = posts.bind(scope.id).bind(Page::SIZE).bind(page.offset());
        Ok(Arc::new(posts.fetch_all(&self.db).await?))
    }

    #[cached_scoped(self.posts, put_new = |post| post.id, invalidate_tags = ["posts"])]
    pub(crate) async fn create(&self, scope: &CurrentUser, new: NewPost) -> Result<Post, sqlx::Error> {
        let post = sqlx::query_as("INSERT INTO posts (user_id, title, body) VALUES (?, ?, ?) RETURNING *");
        post.bind(scope.id).bind(new.title).bind(new.body).fetch_one(&self.db).await
    }

    #[cached_scoped(self.posts, put = id, invalidate_tags = ["posts"])]
    pub(crate) async fn update(
        &self,
        scope: &CurrentUser,
        id: i64,
        change: NewPost,
    ) -> Result<Option<Post>, sqlx::Error> {
        let post = sqlx::query_as(
            "UPDATE posts SET title = ?, body = ?, version = version + 1 WHERE user_id = ? AND id = ? RETURNING *",
        );
        post.bind(change.title).bind(change.body).bind(scope.id).bind(id).fetch_optional(&self.db).await
    }

    /// Deletes a post that has no comments; whether there was one.
    #[cached_scoped(self.posts, evict = id, invalidate_tags = ["posts"])]
    pub(crate) async fn delete(&self, scope: &CurrentUser, id: i64) -> Result<bool, sqlx::Error> {
        let deletion = sqlx::query("DELETE FROM posts WHERE user_id = ? AND id = ?").bind(scope.id).bind(id);
        Ok(deletion.execute(&self.db).await?.rows_affected() > 0)
    }

    /// Adds many posts at once; how many.
    #[cached_scoped(self.posts, clear_scope)]
    pub(crate) async fn import(&self, scope: &CurrentUser, posts: Vec<NewPost>) -> Result<u64, sqlx::Error> {
        let posts = serde_json::to_string(&posts).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let import = sqlx::query(
            "INSERT INTO posts (user_id, title, body)
             SELECT ?, value ->> 'title', value ->> 'body' FROM json_each(?)",
        );
        Ok(import.bind(scope.id).bind(posts).execute(&self.db).await?.rows_affected())
    }
}
