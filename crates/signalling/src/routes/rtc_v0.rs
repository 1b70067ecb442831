//! `/rtc` and `/rtc/validate`: the older protocol with two peer connections, which is not offered.
//!
//! A client that meets a 404 falls back to the other protocol, and one that began with this would
//! try for ever; the words about the room make it stop and show the rest of the sentence.

use axum::{http::StatusCode, response::IntoResponse};

use super::admission::{ANY_ORIGIN, NO_SUCH_ROOM};

pub(super) async fn not_offered() -> impl IntoResponse {
    let text =
        format!("{NO_SUCH_ROOM} at /rtc: this server offers one peer connection, at /rtc/v1");
    (StatusCode::NOT_FOUND, ANY_ORIGIN, text)
}
