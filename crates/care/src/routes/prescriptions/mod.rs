//! What a prescriber does, and a patient's answer at the door.

mod answer_consent;
mod cancel;
mod change;
mod change_consent;
mod prescribe;
mod read;
mod search;
mod summary;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

/// The routes of this room.
pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(prescribe::prescribe))
        .routes(routes!(read::read_prescription))
        .routes(routes!(summary::prescription_summary))
        .routes(routes!(search::search_prescriptions))
        .routes(routes!(change::change_prescription))
        .routes(routes!(cancel::cancel_prescription))
        .routes(routes!(change_consent::change_consent))
        .routes(routes!(answer_consent::answer_consent))
}
