//! What operators ask: is it alive, is it ready, how does it fare.

mod alive;
mod figures;
mod ready;
mod store;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use wellmet_foundation::Ground;

pub(crate) use self::figures::Recorder;
pub(crate) use self::ready::Checks;

/// What these routes need.
#[derive(Clone)]
pub(crate) struct Operations {
    pub(crate) ground: Ground,
    pub(crate) checks: Checks,
    pub(crate) recorder: Recorder,
    pub(crate) metrics_token: Option<Arc<str>>,
}

impl Operations {
    pub(crate) fn routes(self) -> Router {
        Router::new()
            .route("/healthz", get(alive::healthz))
            .route("/readyz", get(ready::readyz))
            .route("/metrics", get(figures::metrics))
            .with_state(self)
    }
}
