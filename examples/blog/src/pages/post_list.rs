//! The signed-in user's posts, page by page.

use axum::extract::{Query, State};
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::html::Html;
use super::layout;
use crate::app::App;
use crate::posts::{NewPost, Page};
use crate::problem::Problem;
use crate::session::SignedIn;

/// So many characters of a post are shown in the list.
const BEGINNING: usize = 160;

#[derive(Debug, Deserialize)]
pub(super) struct PageQuery {
    #[serde(default)]
    page: u32,
}

pub(super) async fn show(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Query(PageQuery { page }): Query<PageQuery>,
) -> Result<Response, Problem> {
    let posts = app.posts.list(&user, Page(page)).await?;
    let mut main = Html::new();
    main.raw("<h1>Your posts</h1><div class=\"row\"><a class=\"button\" href=\"/posts/new\">Write a post</a>").raw(
        "<form method=\"post\" action=\"/import\"><button class=\"quiet\">Import 25 sample posts</button></form></div>",
    );
    if posts.is_empty() {
        main.raw("<p class=\"soft\">There is nothing here yet.</p>");
    }
    main.raw("<ul class=\"posts\">");
    for post in posts.iter() {
        main.raw("<li><a href=\"/posts/").text(post.id).raw("\">").text(&post.title).raw("</a><p>");
        main.text(post.body.chars().take(BEGINNING).collect::<String>()).raw("</p></li>");
    }
    main.raw("</ul>").piece(&turn_pages(page, posts.len()));
    Ok(layout::page(&app, &user, "Your posts", &main))
}

/// A full page may be the last one: then the next is empty, which costs less than a count on every page.
fn turn_pages(page: u32, shown: usize) -> Html {
    let mut html = Html::new();
    html.raw("<nav class=\"row\" aria-label=\"Pages\">");
    if let Some(newer) = page.checked_sub(1) {
        html.raw("<a href=\"/?page=").text(newer).raw("\">Newer</a>");
    }
    if u32::try_from(shown) == Ok(Page::SIZE) {
        html.raw("<a href=\"/?page=").text(page.saturating_add(1)).raw("\">Older</a>");
    }
    html.raw("</nav>");
    html
}

pub(super) async fn import(State(app): State<App>, SignedIn(user): SignedIn) -> Result<Redirect, Problem> {
    const SAMPLES: u32 = 25;
    let sample = |number| NewPost {
        title: format!("Sample post {number} of {SAMPLES}"),
        body: format!(
            "Written by the import button, to have something to turn pages through. This is number {number}."
        ),
    };
    app.posts.import(&user, (1..=SAMPLES).map(sample).collect()).await?;
    Ok(Redirect::to("/"))
}
