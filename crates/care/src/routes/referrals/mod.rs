//! What link workers do with the referrals their organisation received.

mod accept;
mod list;
mod read;
mod reject;
mod summary;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(list::list_referrals))
        .routes(routes!(read::read_referral))
        .routes(routes!(summary::referral_summary))
        .routes(routes!(accept::accept))
        .routes(routes!(reject::reject))
}
