//! Why a request is not answered with what it asked for.

use axum::http::StatusCode;
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
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) const fn says(self) -> &'static str {
        match self {
            Self::NotFound => "there is no such page among yours",
            Self::SignInFirst => "sign in first",
            Self::Invalid(what) | Self::Conflict(what) => what,
            Self::Internal => "the blog could not do that; its log says why",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status(), Extension(self), Json(json!({ "error": self.says() }))).into_response()
    }
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
