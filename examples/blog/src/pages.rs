//! The blog for people: pages made on the server, readable without scripts.

mod comments;
mod editor;
mod failure;
mod html;
mod layout;
mod panel;
mod post;
mod post_list;
mod requests;
mod sign_in;

use axum::Router;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post as posted};

use crate::app::App;
use crate::{problem, session};

/// Routes of pages and of their forms. A form is answered with a redirect, so that a reload sends nothing twice.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(post_list::show))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", posted(session::sign_out))
        .route("/posts", posted(editor::create))
        .route("/posts/new", get(editor::blank))
        .route("/posts/{id}", get(post::show).post(editor::update))
        .route("/posts/{id}/edit", get(editor::filled))
        .route("/posts/{id}/delete", posted(post::delete))
        .route("/posts/{id}/comments", posted(comments::create))
        .route("/comments/{id}/delete", posted(comments::delete))
        .route("/import", posted(post_list::import))
        .fallback(failure::nothing_here)
        .layer(from_fn(session::from_here))
        .layer(map_response(problem::in_our_words))
        .layer(map_response(failure::for_people))
}
