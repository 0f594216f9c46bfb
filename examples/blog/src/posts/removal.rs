//! Deletes a post with its comments: two statements in one transaction, so a guard instead of an annotation.

use sqlx::Row;

use super::Posts;
use crate::comments::{Comments, LISTS};
use crate::users::CurrentUser;

impl Posts {
    /// Deletes a post and all its comments; whether there was one.
    ///
    /// # Cancel safety
    ///
    /// Dropped before the commit was acknowledged, the guard counts the outcome as unknown: what it covers is loaded and not
    /// stored until a commit that was on its way cannot happen any more.
    pub(crate) async fn delete_with_comments(
        &self,
        scope: &CurrentUser,
        comments: &Comments,
        id: i64,
    ) -> Result<bool, sqlx::Error> {
        let mutation = self.posts.cache().mutation(scope).evict(&self.posts, &id).invalidate_tags(["posts", LISTS]);
        let mut mutation = mutation.begin().await;
        let mut transaction = self.db.begin().await?;
        let gone = sqlx::query("DELETE FROM comments WHERE user_id = ? AND post_id = ? RETURNING id");
        for comment in transaction.fetch_all(gone.bind(scope.id).bind(id)).await? {
            mutation.evict(comments.rows(), &comment.try_get::<i64, _>("id")?);
        }
        let post = sqlx::query("DELETE FROM posts WHERE user_id = ? AND id = ?").bind(scope.id).bind(id);
        let deleted = transaction.execute(post).await?.rows_affected() > 0;
        transaction.commit().await?;
        mutation.commit().await;
        Ok(deleted)
    }
}
