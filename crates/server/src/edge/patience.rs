//! Who is slow, and how long we wait.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use wellmet_foundation::Clock;
use wellmet_foundation::http::Problem;

/// How long the house waits for whoever asks, in real time: sockets know no other.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How long a client may take over a request's headers.
    pub headers: Duration,
    /// How long until a request is answered. Who waits longer has lost interest. A stream's first
    /// line counts, not its end.
    pub request: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(10),
            request: Duration::from_secs(30),
        }
    }
}

/// Ends a request that takes too long; what it had begun in the database is undone.
pub(super) async fn end(
    State(patience): State<Patience>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let clock = Clock::system();
    tokio::select! {
        response = next.run(request) => Ok(response),
        () = clock.sleep(patience.request) => {
            tracing::warn!("a request took too long");
            Err(Problem::took_too_long())
        }
    }
}
