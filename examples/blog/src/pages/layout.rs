//! What every page has around its own part.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::html::Html;
use super::{panel, requests};
use crate::app::App;
use crate::users::CurrentUser;

const STYLE: &str = include_str!("style.css");

/// A page of a signed-in user, with what the cache did for it.
pub(super) fn page(app: &App, user: &CurrentUser, title: &str, main: &Html) -> Response {
    let mut body = Html::new();
    body.raw("<header><a class=\"brand\" href=\"/\">Blog</a><nav aria-label=\"Blog\">")
        .raw("<a href=\"/\">Your posts</a> <a href=\"/posts/new\">Write</a></nav>")
        .raw("<form class=\"who\" method=\"post\" action=\"/sign-out\"><span>Signed in as <strong>")
        .text(&user.name)
        .raw("</strong></span> <button class=\"quiet\">Sign out</button></form></header>")
        .raw("<div class=\"columns\"><main>")
        .piece(main)
        .raw("</main><aside aria-label=\"What the cache does\">")
        .piece(&requests::this_page())
        .piece(&panel::panel(&app.cache))
        .piece(&requests::before(&app.recent.of(user.id)))
        .raw("</aside></div>");
    document(StatusCode::OK, title, &body)
}

/// A page for whoever is not signed in, or for what went wrong.
pub(super) fn plain(status: StatusCode, title: &str, main: &Html) -> Response {
    let mut body = Html::new();
    body.raw("<header><a class=\"brand\" href=\"/\">Blog</a></header><main class=\"narrow\">")
        .piece(main)
        .raw("</main>");
    document(status, title, &body)
}

fn document(status: StatusCode, title: &str, body: &Html) -> Response {
    let mut html = Html::new();
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
        .text(title)
        .raw(" · Blog</title><style>")
        .raw(STYLE)
        .raw("</style></head><body>")
        .piece(body)
        .raw("</body></html>");
    (status, axum::response::Html(html.into_string())).into_response()
}
