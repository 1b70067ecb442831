//! Notify's one address.

mod outbox;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Notify;

pub(crate) fn router(notify: Notify) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(outbox::outbox))
        .with_state(notify)
}
