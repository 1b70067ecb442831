//! Whether people can be sent here.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use wellmet_foundation::http::Json;

use super::{Operations, store};

/// What has to be well besides the database.
#[derive(Clone)]
pub(crate) struct Checks {
    pub(crate) media: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// Each part, and whether it is well.
#[derive(Debug, Serialize)]
pub(super) struct Readiness {
    checks: Parts,
}

#[derive(Debug, Serialize)]
struct Parts {
    database: bool,
    media: bool,
}

/// For a load balancer: 200 when the database answers and the media threads run, else 503.
pub(super) async fn readyz(State(operations): State<Operations>) -> (StatusCode, Json<Readiness>) {
    let checks = Parts {
        database: store::answers(&operations.ground).await,
        media: (operations.checks.media)(),
    };
    let status = if checks.database && checks.media {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(Readiness { checks }))
}
