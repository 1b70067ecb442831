//! The endpoints LiveKit clients call.

mod admission;
mod rtc;
mod validate;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::plane::Shared;

/// Everything under `/rtc`.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/rtc/v1", get(rtc::v1))
        .route("/rtc/v1/validate", get(validate::v1))
        .route("/rtc", get(rtc::v0))
        .route("/rtc/validate", get(validate::v0))
        .with_state(shared)
}
