//! What link workers do with the referrals their organisation received.

mod accept;
mod assign;
mod change_consent;
mod hand_on;
mod read;
mod reject;
mod stage;
mod step;
mod summary;
mod take_back;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

/// The routes of this room.
pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(read::read_referral))
        .routes(routes!(summary::referral_summary))
        .routes(routes!(accept::accept))
        .routes(routes!(reject::reject))
        .routes(routes!(step::take_step))
        .routes(routes!(stage::note_stage))
        .routes(routes!(assign::assign))
        .routes(routes!(change_consent::change_consent_of_referral))
        .routes(routes!(hand_on::hand_on))
        .routes(routes!(take_back::take_back))
}
