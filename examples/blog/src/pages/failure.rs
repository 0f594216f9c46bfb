//! What a person is told when something went wrong.

use axum::response::{IntoResponse, Redirect, Response};

use super::html::Html;
use super::layout;
use crate::problem::Problem;

/// Turns a [`Problem`], which is told to programs, into a page.
pub(super) async fn for_people(response: Response) -> Response {
    match response.extensions().get() {
        None => response,
        Some(Problem::SignInFirst) => Redirect::to("/sign-in").into_response(),
        Some(problem) => {
            let mut main = Html::new();
            main.raw("<h1>That did not work</h1><p>Sorry: ").text(problem.says());
            main.raw(".</p><p><a href=\"/\">Your posts</a></p>");
            layout::plain(problem.status(), "That did not work", &main)
        }
    }
}

/// No page has this address.
pub(super) async fn nothing_here() -> Problem {
    Problem::NotFound
}
