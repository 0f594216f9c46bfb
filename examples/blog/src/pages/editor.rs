//! The form in which a post is written or changed.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};

use super::html::Html;
use super::layout;
use crate::app::App;
use crate::posts::{NewPost, Post};
use crate::problem::Problem;
use crate::session::SignedIn;

pub(super) async fn blank(State(app): State<App>, SignedIn(user): SignedIn) -> Result<Response, Problem> {
    Ok(layout::page(&app, &user, "Write a post", &form("Write a post", None)))
}

pub(super) async fn filled(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let post = app.posts.get(&user, id).await?.ok_or(Problem::NotFound)?;
    Ok(layout::page(&app, &user, "Edit a post", &form("Edit a post", Some(&post))))
}

pub(super) async fn create(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Form(new): Form<NewPost>,
) -> Result<Redirect, Problem> {
    let post = app.posts.create(&user, new.checked()?).await?;
    Ok(to_post(post.id))
}

pub(super) async fn update(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Path(id): Path<i64>,
    Form(change): Form<NewPost>,
) -> Result<Redirect, Problem> {
    app.posts.update(&user, id, change.checked()?).await?.ok_or(Problem::NotFound)?;
    Ok(to_post(id))
}

fn form(heading: &'static str, post: Option<&Post>) -> Html {
    let mut html = Html::new();
    html.raw("<h1>").raw(heading).raw("</h1><form method=\"post\" action=\"/posts");
    if let Some(post) = post {
        html.raw("/").text(post.id);
    }
    let (title, body) = post.map_or(("", ""), |post| (&post.title, &post.body));
    html.raw(
        "\"><label for=\"title\">Title</label><input id=\"title\" name=\"title\" required maxlength=\"200\" value=\"",
    );
    html.text(title).raw("\"><label for=\"body\">Text</label><textarea id=\"body\" name=\"body\" maxlength=\"20000\">");
    // A line break right behind the tag is not part of the text, so one that is has to be the second.
    html.raw("\n")
        .text(body)
        .raw("</textarea><div class=\"row\"><button>Save</button><a href=\"/\">Cancel</a></div></form>");
    html
}

fn to_post(id: i64) -> Redirect {
    Redirect::to(&format!("/posts/{id}"))
}
