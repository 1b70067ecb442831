//! Extractors whose every rejection is a [`Problem`].

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;

use super::Problem;

/// A JSON body, in or out.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T> FromRequest<S> for Json<T>
where
    axum::Json<T>: FromRequest<S, Rejection = JsonRejection>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let axum::Json(body) = axum::Json::from_request(request, state)
            .await
            .map_err(unreadable)?;
        Ok(Self(body))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

// Serde's message may quote what was entered, which can be personal; the position is enough.
#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn unreadable(rejection: JsonRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "Too much at once",
            "What was sent is larger than this page ever needs.",
        ),
        status => Problem::new(
            status,
            "unreadable",
            "This could not be read",
            "The request's body is not what this address expects.",
        ),
    }
}

/// The parts of the path.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T> FromRequestParts<S> for Path<T>
where
    axum::extract::Path<T>: FromRequestParts<S, Rejection = PathRejection>,
{
    type Rejection = Problem;

    /// A malformed id names nothing, so it is answered like an unknown one.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value))
            .map_err(|_| Problem::not_found())
    }
}

/// The query string.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T> FromRequestParts<S> for Query<T>
where
    axum::extract::Query<T>: FromRequestParts<S, Rejection = QueryRejection>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::from_request_parts(parts, state).await;
        query
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|_| {
                Problem::new(
                    StatusCode::BAD_REQUEST,
                    "bad-query",
                    "This address is not complete",
                    "A part of the address after the question mark cannot be read.",
                )
            })
    }
}

/// A kind of caller that a layer has put into the request's extensions.
pub trait Identified: Clone + Send + Sync + 'static {
    /// What somebody is told who comes without being known.
    fn unknown() -> Problem;
}

/// Who calls: the layers in front of the routes have found out by cookie.
#[derive(Debug, Clone, Copy)]
pub struct Who<T>(pub T);

impl<S: Send + Sync, T: Identified> FromRequestParts<S> for Who<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<T>()
            .cloned()
            .map(Self)
            .ok_or_else(T::unknown)
    }
}
