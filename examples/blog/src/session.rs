//! Who is asking. For demonstration only: a cookie names the user, and everybody may choose any.

use std::sync::Arc;

use axum::Form;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::observe;
use crate::problem::Problem;
use crate::users::CurrentUser;

const COOKIE_NAME: &str = "blog_user";
/// Not readable by scripts, and not sent along when another site links or posts here.
const ATTRIBUTES: &str = "Path=/; HttpOnly; SameSite=Strict";

/// The user of this request; without one it is answered with [`Problem::SignInFirst`].
#[derive(Clone, Debug)]
pub(crate) struct SignedIn(pub(crate) Arc<CurrentUser>);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let name = name_in(&parts.headers).ok_or(Problem::SignInFirst)?;
        let user = app.users.find(name).await?.ok_or(Problem::SignInFirst)?;
        observe::signed_in(user.id);
        Ok(Self(user))
    }
}

fn name_in(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| (name == COOKIE_NAME).then_some(value))
}

/// Middleware: changes nothing for a page of another site. Browsers say where a request comes from; the cookie alone would
/// let in what the same host serves on another port.
pub(crate) async fn from_here(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    let from_elsewhere = site.is_some_and(|site| site != b"same-origin" && site != b"none");
    if from_elsewhere && !request.method().is_safe() {
        return Problem::Refused(StatusCode::FORBIDDEN).into_response();
    }
    next.run(request).await
}

/// The form on the page where a user is chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    user: String,
}

/// Signs in as the chosen user, who must exist.
pub(crate) async fn sign_in(State(app): State<App>, Form(choice): Form<Choice>) -> Result<Response, Problem> {
    let user = app.users.find(&choice.user).await?.ok_or(Problem::Invalid("there is no user of this name"))?;
    // A name from the database: one that is no header value would not have been found by a form.
    let cookie = HeaderValue::from_str(&format!("{COOKIE_NAME}={}; {ATTRIBUTES}", user.name))
        .map_err(|_| Problem::Invalid("this name cannot be put into a cookie"))?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// Forgets who was signed in.
pub(crate) async fn sign_out() -> Response {
    let cookie = format!("{COOKIE_NAME}=; {ATTRIBUTES}; Max-Age=0");
    let cookie = HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""));
    ([(SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}
