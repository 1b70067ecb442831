//! Notify's one address.

mod outbox;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Notify;

impl Notify {
    /// The demo's outbox; not found where mails are really sent.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(outbox::outbox))
            .with_state(self.clone())
    }
}
