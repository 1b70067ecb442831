//! `GET /rtc/v1/validate` and `GET /rtc/validate`: why a connection failed. Browsers hide the status of a
//! refused WebSocket, so clients ask here with the same query.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::IntoResponse,
};

use super::admission::{self, ANY_ORIGIN, Refusal};
use crate::{plane::Shared, protocol::Protocol};

pub(super) async fn v1(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(query): Query<admission::Query>,
) -> Result<impl IntoResponse, Refusal> {
    validate(&shared, &headers, &query, Protocol::V1)
}

pub(super) async fn v0(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(query): Query<admission::Query>,
) -> Result<impl IntoResponse, Refusal> {
    validate(&shared, &headers, &query, Protocol::V0)
}

fn validate(
    shared: &Shared,
    headers: &HeaderMap,
    query: &admission::Query,
    protocol: Protocol,
) -> Result<impl IntoResponse + use<>, Refusal> {
    admission::admit(shared, query, headers, protocol)?;
    Ok((ANY_ORIGIN, "success"))
}
