//! Extractors whose every rejection is a [`Problem`].

use axum::body::{Body, Bytes};
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

    /// What is sent is always an object. Serde would also take a list for one, field by field.
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let headers = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(headers, state).await;
        let bytes = bytes.map_err(|rejection| unreadable(rejection.status()))?;
        if bytes.trim_ascii_start().starts_with(b"[") {
            return Err(unreadable(StatusCode::UNPROCESSABLE_ENTITY));
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let axum::Json(body) = axum::Json::from_request(request, state)
            .await
            .map_err(|rejection| unreadable(rejection.status()))?;
        Ok(Self(body))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

// Serde's message may quote what was entered, which can be personal; the position is enough.
fn unreadable(status: StatusCode) -> Problem {
    match status {
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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Wishes {
        topic: Option<String>,
    }

    async fn read(body: &'static str) -> Result<Option<String>, u16> {
        let request = Request::builder()
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        let read = Json::<Wishes>::from_request(request, &()).await;
        read.map(|Json(wishes)| wishes.topic)
            .map_err(|problem| problem.into_response().status().as_u16())
    }

    #[tokio::test]
    async fn a_list_is_not_taken_for_an_object() {
        assert_eq!(
            read(r#"{ "topic": "heart" }"#).await,
            Ok(Some("heart".to_owned()))
        );
        assert_eq!(read(r#" ["heart"]"#).await, Err(422));
    }
}
