//! The page on which a demo user is chosen.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::html::Html;
use super::layout;
use crate::app::App;
use crate::problem::Problem;
use crate::session::{self, Choice};

pub(super) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let mut main = Html::new();
    main.raw("<h1>Who are you?</h1>")
        .raw("<p>This is a demonstration: there are no passwords, and everybody may be anybody. ")
        .raw("Each user sees only own posts.</p>")
        .raw("<form method=\"post\" action=\"/sign-in\" class=\"row\">");
    for user in app.users.all().await? {
        main.raw("<button name=\"user\" value=\"").text(&user.name).raw("\">").text(&user.name).raw("</button>");
    }
    main.raw("</form>");
    Ok(layout::plain(StatusCode::OK, "Sign in", &main))
}

pub(super) async fn submit(app: State<App>, choice: Form<Choice>) -> Result<Response, Problem> {
    session::sign_in(app, choice).await
}
