//! One span, one line and one count for each request.
//!
//! The route's template stands in them, never the path or the query: those can hold a token.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, Method};
use tracing::Instrument as _;
use wellmet_foundation::Ground;

const REQUEST_ID: &str = "x-request-id";
/// For what no route serves but the pages do.
const NO_ROUTE: &str = "pages";

/// Follows a request through the house.
pub(super) async fn follow(State(ground): State<Ground>, request: Request, next: Next) -> Response {
    let id = ground.id::<uuid::Uuid>().simple().to_string();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %id, %method, %route);

    let begun = ground.clock.monotonic();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = ground.clock.monotonic().saturating_duration_since(begun);

    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, ms = took.as_secs_f64() * 1_000.0, "answered"));
    let labels = [
        ("method", method.to_owned()),
        ("route", route),
        ("status", status.to_string()),
    ];
    metrics::counter!("wellmet_http_requests_total", &labels).increment(1);
    metrics::histogram!("wellmet_http_request_seconds", &labels).record(took.as_secs_f64());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Methods anybody could make up would each become a line of the metrics.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
