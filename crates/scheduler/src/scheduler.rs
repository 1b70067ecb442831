//! The member itself: its ground and its routes.

use utoipa_axum::router::OpenApiRouter;
use wellmet_foundation::Ground;

/// Series and sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scheduler {
    pub(crate) ground: Ground,
}

impl Scheduler {
    /// A scheduler on `ground`.
    pub fn new(ground: Ground) -> Self {
        Self { ground }
    }

    /// The routes of link workers and facilitators.
    pub fn routes(&self) -> OpenApiRouter {
        crate::routes::router().with_state(self.clone())
    }
}
