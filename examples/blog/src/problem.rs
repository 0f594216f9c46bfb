//! Why a request is not answered with what it asked for.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use crate::comments::CommentError;

/// What went wrong, told to programs. For people, pages find it in the response's extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Problem {
    /// Nothing of the user's own is there; whether others have it is not said.
    NotFound,
    SignInFirst,
    /// What was sent cannot be used.
    Invalid(&'static str),
    /// Something else has to be done first.
    Conflict(&'static str),
    /// What was sent did not get as far as a handler.
    Refused(StatusCode),
    /// The blog's own fault: logged, and not shown.
    Internal,
}

impl Problem {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Refused(status) => status,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) const fn says(self) -> &'static str {
        match self {
            Self::NotFound => "there is no such page among yours",
            Self::SignInFirst => "sign in first",
            Self::Invalid(what) | Self::Conflict(what) => what,
            Self::Refused(StatusCode::FORBIDDEN) => "a page of another site may not do this for you",
            Self::Refused(StatusCode::PAYLOAD_TOO_LARGE) => "that is too much at once",
            Self::Refused(_) => "this address, or what was sent to it, cannot be read",
            Self::Internal => "the blog could not do that; its log says why",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status(), Extension(self), Json(json!({ "error": self.says() }))).into_response()
    }
}

/// What the framework refuses by itself, in words of its own, is told like every other problem.
pub(crate) async fn in_our_words(response: Response) -> Response {
    let worded = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if worded && response.status().is_client_error() {
        return Problem::Refused(response.status()).into_response();
    }
    response
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(error) if error.is_foreign_key_violation() => {
                Self::Conflict("a post that has comments cannot be deleted alone")
            }
            error => {
                tracing::error!(%error, "a query failed");
                Self::Internal
            }
        }
    }
}

impl From<CommentError> for Problem {
    fn from(error: CommentError) -> Self {
        match error {
            CommentError::Database(error) => error.into(),
            CommentError::Foreign(foreign) => {
                tracing::error!(%foreign, "a query returned somebody else's comment");
                Self::Internal
            }
        }
    }
}
