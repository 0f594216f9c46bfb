//! Comments in JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use postcache::Repository;

use super::deleted;
use crate::app::App;
use crate::comments::{Comment, CommentText, NewComment, OfPost};
use crate::problem::Problem;
use crate::session::SignedIn;

pub(super) async fn list(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(post_id): Path<i64>,
) -> Result<Json<Arc<Vec<Comment>>>, Problem> {
    Ok(Json(app.comments.list_shared(&*user, &OfPost(post_id)).await?))
}

pub(super) async fn create(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(post_id): Path<i64>,
    Json(text): Json<CommentText>,
) -> Result<(StatusCode, Json<Comment>), Problem> {
    let new = NewComment { post_id, body: text.checked()?.body };
    Ok((StatusCode::CREATED, Json(app.comments.create(&*user, new).await?)))
}

pub(super) async fn update(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
    Json(text): Json<CommentText>,
) -> Result<Json<Comment>, Problem> {
    app.comments.update(&*user, &id, text.checked()?).await?.map(Json).ok_or(Problem::NotFound)
}

pub(super) async fn delete(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    deleted(app.comments.delete(&*user, &id).await?)
}
