//! What browsers are told with every answer.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, HeaderValue};
use wellmet_vocabulary::PublicUrl;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The headers of every answer of this house.
#[derive(Clone)]
pub(super) struct Policy {
    content: HeaderValue,
    secure: bool,
}

impl Policy {
    pub(super) fn new(public_url: &PublicUrl) -> Self {
        let content = content_policy(public_url);
        // A public URL is a valid header value: it was read as one URI.
        let strictest = HeaderValue::from_static("default-src 'none'");
        Self {
            content: content.parse().unwrap_or(strictest),
            secure: public_url.is_secure(),
        }
    }
}

/// Nothing but our own files, and our own WebSocket: older browsers do not count it as `'self'`.
fn content_policy(public_url: &PublicUrl) -> String {
    let web_socket = public_url.web_socket();
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        &format!("connect-src 'self' {web_socket}"),
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    .join("; ")
}

/// Adds them; what a route itself said about caching stands.
pub(super) async fn add(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy.content);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let permissions = "camera=(self), microphone=(self), display-capture=(), geolocation=()";
    headers.insert(PERMISSIONS_POLICY, HeaderValue::from_static(permissions));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if policy.secure {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    if is_api && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
