//! The one shape of every error a route answers with (RFC 9457).

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{DbError, db};

/// When whoever was turned away may come back: a crowd passes within seconds.
const BUSY_FOR: Duration = Duration::from_secs(5);

/// `application/problem+json`.
///
/// `type` is stable and meant for programs; `title` and `detail` are sentences safe to show to
/// whoever asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// A stable reference, `/problems/{slug}`.
    #[serde(rename = "type")]
    kind: String,
    /// What kind of problem it is, in a few words.
    title: String,
    /// What happened and what to do, in one sentence.
    detail: String,
    /// The HTTP status.
    #[schema(value_type = u16)]
    #[serde(serialize_with = "status_number")]
    status: StatusCode,
    /// What is wrong with single fields of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldError>,
    #[serde(skip)]
    retry_after: Option<Duration>,
}

/// What is wrong with one field of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's path in the body, such as `patient.full_name`.
    pub field: String,
    /// What to do about it, in one sentence.
    pub message: String,
}

impl FieldError {
    /// `field` should be as `message` says.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl Problem {
    /// A problem of the kind `slug`.
    pub fn new(
        status: StatusCode,
        slug: &str,
        title: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("/problems/{slug}"),
            title: title.into(),
            detail: detail.into(),
            status,
            fields: Vec::new(),
            retry_after: None,
        }
    }

    /// 404, also for what belongs to another organisation: existence is not revealed.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            "There is nothing here, or it is not shared with you.",
        )
    }

    /// 403: signed in, but not in a role that may do this.
    pub fn not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not-allowed",
            "Not allowed",
            "Your role does not allow this. Ask an administrator of your organisation.",
        )
    }

    /// 409: the thing has changed, or stands in the way.
    pub fn conflict(slug: &str, title: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, slug, title, detail)
    }

    /// 422 with a sentence for each field that is wrong.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-input",
            "Please check what you entered",
            "Some of it cannot be used as it is.",
        );
        problem.fields = fields;
        problem
    }

    /// 500. The cause is logged by whoever makes it, and never shown.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side",
            "Nothing you entered is at fault. Please try again in a minute.",
        )
    }

    /// 503: nothing is wrong with what was asked, but too much is asked at once. The cause is
    /// logged by whoever makes it.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "Very busy right now",
            "Nothing you entered is at fault. Please try again in a few seconds.",
        )
        .retry_after(BUSY_FOR)
    }

    /// 503: the answer was not ready while somebody might still have waited for it.
    pub fn took_too_long() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "took-too-long",
            "This took too long",
            "Your connection or our side is slow right now. Please try again in a few seconds.",
        )
        .retry_after(BUSY_FOR)
    }

    /// Says when trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

/// A database failure: logged here, once, and answered without its cause.
impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        if db::is_overload(&error) {
            tracing::error!(%error, "the database is too busy");
            return Self::busy();
        }
        tracing::error!(%error, "database failure");
        Self::internal()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after.map(|wait| wait.as_secs().max(1));
        let mut response = (self.status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn status_number<S: serde::Serializer>(status: &StatusCode, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_u16(status.as_u16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_at_the_database_is_told_when_to_come_back() {
        let answer = Problem::from(DbError::PoolTimedOut).into_response();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers()[header::RETRY_AFTER], "5");
        let answer = Problem::from(DbError::RowNotFound).into_response();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
