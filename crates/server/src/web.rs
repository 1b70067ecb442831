//! The pages, carried inside the binary.
//!
//! Two entry pages: the door (`/d/{token}`, `/visit`) and the staff pages (every other address
//! that is no file and no endpoint; their script knows which of those exist). Built files carry a
//! hash in their names and are kept for ever; an entry page is asked for again each time.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, Method, StatusCode};
use rust_embed::{EmbeddedFile, RustEmbed};
use wellmet_foundation::http::Problem;

/// `web/dist`, as `make web` left it when the binary was compiled.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Dist;

const DOOR: &str = "door.html";
const STAFF: &str = "staff.html";
/// Vite's folder for what carries a hash in its name.
const HASHED: &str = "assets/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const NOT_BUILT: &str = "The pages are not built into this binary yet.\n\
    Run `make web`, then build it again; the API is there already.\n";

/// The door's pages; the rest is served by [`elsewhere`].
pub(crate) fn routes() -> Router {
    let door = get(async |headers: HeaderMap| page(DOOR, &headers));
    Router::new()
        .route("/d/{token}", door.clone())
        .route("/visit", door.clone())
        .route("/offer", door)
}

/// What no route serves: a file, a staff page, or nothing.
pub(crate) async fn elsewhere(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let is_endpoint = path == "api" || path.starts_with("api/");
    if is_endpoint || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::not_found().into_response();
    }
    match Dist::get(path) {
        Some(file) if !path.ends_with(".html") => answer(path, file, request.headers()),
        None if path.starts_with(HASHED) => StatusCode::NOT_FOUND.into_response(),
        _ => page(STAFF, request.headers()),
    }
}

fn page(name: &str, headers: &HeaderMap) -> Response {
    match Dist::get(name) {
        Some(file) => answer(name, file, headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response(),
    }
}

fn answer(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = etag(&file);
    let cache = if name.starts_with(HASHED) {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let kept = headers.get(IF_NONE_MATCH);
    if kept.is_some_and(|kept| names(kept.as_bytes(), etag.as_bytes())) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response();
    }
    let kind = match file.metadata.mimetype() {
        "text/html" => "text/html; charset=utf-8",
        other => other,
    };
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CACHE_CONTROL, cache.to_owned()),
        (ETAG, etag),
    ];
    (headers, Body::from(file.data)).into_response()
}

/// Weak (RFC 9110 section 8.8.1): the same page, whether or not it was compressed.
fn etag(file: &EmbeddedFile) -> String {
    let hash = HEXLOWER.encode(&file.metadata.sha256_hash());
    format!("W/\"{}\"", hash.get(..32).unwrap_or(&hash))
}

/// Whether a list of entity tags names this one.
fn names(list: &[u8], etag: &[u8]) -> bool {
    list.split(|byte| *byte == b',')
        .any(|tag| tag.trim_ascii() == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_tag_is_found_in_a_list() {
        assert!(names(b"W/\"a\"", b"W/\"a\""));
        assert!(names(b"W/\"b\", W/\"a\"", b"W/\"a\""));
        assert!(!names(b"W/\"ab\"", b"W/\"a\""));
    }
}
