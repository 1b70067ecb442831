//! `GET /rtc/v1/validate`: why a connection failed. Browsers hide the status of a refused WebSocket,
//! so clients ask here with the same query.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::IntoResponse,
};

use super::admission::{self, ANY_ORIGIN, Refusal};
use crate::plane::Shared;

pub(super) async fn validate(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(query): Query<admission::Query>,
) -> Result<impl IntoResponse, Refusal> {
    admission::admit(&shared, &query, &headers)?;
    Ok((ANY_ORIGIN, "success"))
}
