//! Comments below a post, and their forms.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use postcache::Repository;
use serde::Deserialize;

use super::html::Html;
use crate::app::App;
use crate::comments::{Comment, CommentText, NewComment};
use crate::problem::Problem;
use crate::session::SignedIn;

/// Which page a deleted comment was on.
#[derive(Debug, Deserialize)]
pub(super) struct Below {
    post: i64,
}

/// The part of a post's page that is about its comments.
pub(super) fn section(post: i64, comments: &[Comment]) -> Html {
    let mut html = Html::new();
    html.raw("<section aria-labelledby=\"comments\"><h2 id=\"comments\">Comments</h2>");
    for comment in comments {
        html.raw("<div class=\"comment\"><div class=\"text\">").text(&comment.body).raw("</div>");
        html.raw("<form method=\"post\" action=\"/comments/").text(comment.id).raw("/delete\">");
        html.raw("<input type=\"hidden\" name=\"post\" value=\"").text(post).raw("\">");
        html.raw("<button class=\"danger\">Delete</button></form></div>");
    }
    html.raw("<form method=\"post\" action=\"/posts/").text(post).raw("/comments\">");
    html.raw("<label for=\"comment\">A comment</label>")
        .raw("<textarea class=\"short\" id=\"comment\" name=\"body\" required maxlength=\"2000\"></textarea>")
        .raw("<div class=\"row\"><button>Comment</button></div></form></section>");
    html
}

pub(super) async fn create(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(post_id): Path<i64>,
    Form(text): Form<CommentText>,
) -> Result<Redirect, Problem> {
    app.comments.create(&*user, NewComment { post_id, body: text.checked()?.body }).await?;
    Ok(to_post(post_id))
}

pub(super) async fn delete(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
    Form(below): Form<Below>,
) -> Result<Redirect, Problem> {
    let deleted = app.comments.delete(&*user, &id).await?;
    if deleted { Ok(to_post(below.post)) } else { Err(Problem::NotFound) }
}

fn to_post(id: i64) -> Redirect {
    Redirect::to(&format!("/posts/{id}"))
}
