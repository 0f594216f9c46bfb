//! Comments: a plain repository of one table, and the cache in front of it.

mod row;

use postcache::{CachedRepository, Repository, Rows};

pub(crate) use row::{Comment, CommentError, CommentText, NewComment, OfPost};

use crate::db::Db;
use crate::users::CurrentUser;

/// The comments of each user on own posts, from the cache where that is right.
pub(crate) type Comments = CachedRepository<CommentTable>;

/// The regions are called `comment` and `comment-list`.
const REGION: &str = "comment";
/// The tag of the lists, for mutations of posts that change them too.
pub(crate) const LISTS: &str = "comment-list";

/// The source of truth: every query names the user, none knows of a cache.
#[derive(Clone, Debug)]
pub(crate) struct CommentTable {
    db: Db,
}

impl CommentTable {
    pub(crate) fn cached(db: Db, cache: &postcache::Cache) -> Result<Comments, postcache::Error> {
        CachedRepository::new(Self { db }, cache, REGION)
    }
}

impl Rows for CommentTable {
    type Key = i64;
    type Value = Comment;
    type New = NewComment;
    type Change = CommentText;
    type Filter = OfPost;
    type Error = CommentError;

    fn key_of(comment: &Comment) -> i64 {
        comment.id
    }
}

impl Repository<CurrentUser> for CommentTable {
    async fn get(&self, scope: &CurrentUser, id: &i64) -> Result<Option<Comment>, CommentError> {
        let comment = sqlx::query_as("SELECT * FROM comments WHERE user_id = ? AND id = ?").bind(scope.id).bind(id);
        Ok(comment.fetch_optional(&self.db).await?)
    }

    async fn list(&self, scope: &CurrentUser, post: &OfPost) -> Result<Vec<Comment>, CommentError> {
        let comments = sqlx::query_as("SELECT * FROM comments WHERE user_id = ? AND post_id = ? ORDER BY id");
        Ok(comments.bind(scope.id).bind(post.0).fetch_all(&self.db).await?)
    }

    async fn create(&self, scope: &CurrentUser, new: NewComment) -> Result<Comment, CommentError> {
        let comment = sqlx::query_as(
            "INSERT INTO comments (user_id, post_id, body)
             SELECT user_id, id, ? FROM posts WHERE user_id = ? AND id = ? RETURNING *",
        );
        Ok(comment.bind(new.body).bind(scope.id).bind(new.post_id).fetch_one(&self.db).await?)
    }

    async fn update(
        &self,
        scope: &CurrentUser,
        id: &i64,
        change: CommentText,
    ) -> Result<Option<Comment>, CommentError> {
        let comment = sqlx::query_as(
            "UPDATE comments SET body = ?, version = version + 1 WHERE user_id = ? AND id = ? RETURNING *",
        );
        Ok(comment.bind(change.body).bind(scope.id).bind(id).fetch_optional(&self.db).await?)
    }

    async fn delete(&self, scope: &CurrentUser, id: &i64) -> Result<bool, CommentError> {
        let deletion = sqlx::query("DELETE FROM comments WHERE user_id = ? AND id = ?").bind(scope.id).bind(id);
        Ok(deletion.execute(&self.db).await?.rows_affected() > 0)
    }

    async fn import(&self, scope: &CurrentUser, comments: Vec<NewComment>) -> Result<u64, CommentError> {
        let comments = serde_json::to_string(&comments).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let import = sqlx::query(
            "INSERT INTO comments (user_id, post_id, body)
             SELECT posts.user_id, posts.id, value ->> 'body'
             FROM json_each(?) JOIN posts ON posts.id = value ->> 'post_id' WHERE posts.user_id = ?",
        );
        Ok(import.bind(comments).bind(scope.id).execute(&self.db).await?.rows_affected())
    }
}
