//! A bug in one request ends that request only.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use wellmet_foundation::http::Problem;

/// What whoever asked is told. The panic itself has been written to standard error.
pub(super) fn told_kindly(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request panicked");
    Problem::internal().into_response()
}
