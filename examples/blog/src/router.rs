//! Which address is answered by what.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use postcache::Health;

use crate::app::App;
use crate::observe;
use crate::{api, pages};

/// Everything that the blog answers.
pub(crate) fn all(app: App) -> Router {
    let recent = app.recent.clone();
    Router::new()
        .merge(pages::routes())
        .nest("/api", api::routes())
        .layer(from_fn_with_state(recent, observe::watch))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .layer(map_response(with_care))
        .with_state(app)
}

/// How the cache does. The status is 200 whatever it says: the blog answers without its cache too, so a cache that is away
/// is no reason to send requests elsewhere.
async fn health(State(app): State<App>) -> Json<Health> {
    Json(app.cache.health())
}

/// For Prometheus.
async fn metrics(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.render())
}

/// Pages are of one user, so nobody on the way keeps them; they run no script, and stand in nobody's frame.
async fn with_care(mut response: Response) -> Response {
    const HEADERS: [(&str, &str); 4] = [
        ("cache-control", "no-store"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests;
