//! Event streams end with the house, and now and then by themselves.
//!
//! A stream would otherwise hold shutdown up, and outlive the sign-in it was opened with; browsers
//! open an ended one again within seconds, and are asked who they are.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt as _;
use http::header::CONTENT_TYPE;
use tokio_util::sync::CancellationToken;
use wellmet_foundation::Clock;

/// How long one stream lasts.
const LONGEST: Duration = Duration::from_secs(15 * 60);

#[derive(Clone)]
pub(super) struct Streams {
    clock: Clock,
    shutdown: CancellationToken,
}

impl Streams {
    pub(super) fn new(clock: Clock, shutdown: CancellationToken) -> Self {
        Self { clock, shutdown }
    }

    async fn over(self) {
        tokio::select! {
            () = self.shutdown.cancelled() => {}
            () = self.clock.sleep(LONGEST) => {}
        }
    }
}

/// Ends a stream of events at shutdown, or when it is old.
pub(super) async fn end_with_the_house(
    State(streams): State<Streams>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/event-stream")) {
        return response;
    }
    response.map(|body| {
        let events = body.into_data_stream().take_until(Box::pin(streams.over()));
        Body::from_stream(events)
    })
}
