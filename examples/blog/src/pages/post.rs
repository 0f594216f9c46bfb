//! One post, with its comments.

use axum::extract::{Path, State};
use axum::response::{Redirect, Response};

use super::html::Html;
use super::{comments, layout};
use crate::app::App;
use crate::comments::OfPost;
use crate::problem::Problem;
use crate::session::SignedIn;

pub(super) async fn show(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let post = app.posts.get(&user, id).await?.ok_or(Problem::NotFound)?;
    let written = app.comments.list_shared(&*user, &OfPost(id)).await?;
    let mut main = Html::new();
    main.raw("<article><h1>").text(&post.title).raw("</h1><p class=\"soft\">Version ").text(post.version);
    main.raw("</p><div class=\"text\">").text(&post.body).raw("</div></article>");
    main.raw("<div class=\"row\"><a class=\"button\" href=\"/posts/").text(id).raw("/edit\">Edit</a>");
    main.raw("<form method=\"post\" action=\"/posts/").text(id).raw("/delete\"><button class=\"danger\">");
    main.raw(if written.is_empty() { "Delete" } else { "Delete with its comments" }).raw("</button></form></div>");
    main.piece(&comments::section(id, &written));
    Ok(layout::page(&app, &user, &post.title, &main))
}

pub(super) async fn delete(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
) -> Result<Redirect, Problem> {
    let deleted = app.posts.delete_with_comments(&user, &app.comments, id).await?;
    if deleted { Ok(Redirect::to("/")) } else { Err(Problem::NotFound) }
}
