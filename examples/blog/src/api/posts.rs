//! Posts in JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::deleted;
use crate::app::App;
use crate::posts::{NewPost, Page, Post};
use crate::problem::Problem;
use crate::session::SignedIn;

/// How many posts one import may have.
const MOST_AT_ONCE: usize = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    #[serde(default)]
    page: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Deletion {
    /// With its comments; without this a post that has some is not deleted.
    #[serde(default)]
    comments: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Imported {
    imported: u64,
}

pub(super) async fn list(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Query(query): Query<PageQuery>,
) -> Result<Json<Arc<Vec<Post>>>, Problem> {
    Ok(Json(app.posts.list(&user, Page(query.page)).await?))
}

pub(super) async fn read(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Arc<Post>>, Problem> {
    app.posts.get(&user, id).await?.map(Json).ok_or(Problem::NotFound)
}

pub(super) async fn create(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Json(new): Json<NewPost>,
) -> Result<(StatusCode, Json<Post>), Problem> {
    Ok((StatusCode::CREATED, Json(app.posts.create(&user, new.checked()?).await?)))
}

pub(super) async fn update(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
    Json(change): Json<NewPost>,
) -> Result<Json<Post>, Problem> {
    app.posts.update(&user, id, change.checked()?).await?.map(Json).ok_or(Problem::NotFound)
}

pub(super) async fn delete(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
    Query(deletion): Query<Deletion>,
) -> Result<StatusCode, Problem> {
    deleted(if deletion.comments {
        app.posts.delete_with_comments(&user, &app.comments, id).await?
    } else {
        app.posts.delete(&user, id).await?
    })
}

pub(super) async fn import(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Json(new): Json<Vec<NewPost>>,
) -> Result<Json<Imported>, Problem> {
    if new.len() > MOST_AT_ONCE {
        return Err(Problem::Invalid("at most 1000 posts can be imported at once"));
    }
    let new = new.into_iter().map(NewPost::checked).collect::<Result<_, _>>()?;
    Ok(Json(Imported { imported: app.posts.import(&user, new).await? }))
}
