//! The endpoints LiveKit clients call.

mod admission;
mod rtc_v0;
mod rtc_v1;
mod validate;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::plane::Shared;

/// Everything under `/rtc`.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/rtc/v1", get(rtc_v1::rtc_v1))
        .route("/rtc/v1/validate", get(validate::validate))
        .route("/rtc", get(rtc_v0::not_offered))
        .route("/rtc/validate", get(rtc_v0::not_offered))
        .with_state(shared)
}
