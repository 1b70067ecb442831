//! A file to be shown or printed, as an answer.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// `file` as `application/pdf`, named `name`, such as `letter.pdf`; it stays out of every cache.
pub fn pdf(name: &str, file: Vec<u8>) -> Response {
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/pdf"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(named) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    response
}
