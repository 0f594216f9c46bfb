//! The blog for programs: the same repositories, in JSON.

mod comments;
mod posts;

use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use postcache::RegionStats;

use crate::app::App;
use crate::problem::{self, Problem};
use crate::session;

/// Routes below `/api`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/posts", get(posts::list).post(posts::create))
        .route("/posts/{id}", get(posts::read).put(posts::update).delete(posts::delete))
        .route("/posts/{id}/comments", get(comments::list).post(comments::create))
        .route("/comments/{id}", put(comments::update).delete(comments::delete))
        .route("/import", post(posts::import))
        .route("/stats", get(stats))
        .fallback(|| async { Problem::NotFound })
        .layer(from_fn(session::from_here))
        .layer(map_response(problem::in_our_words))
}

/// What the cache has counted, by region.
async fn stats(State(app): State<App>) -> Json<Vec<RegionStats>> {
    Json(app.cache.stats().regions)
}

/// What is left to say when something was deleted.
fn deleted(was_there: bool) -> Result<StatusCode, Problem> {
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::NotFound) }
}
