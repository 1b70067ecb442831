//! The register of patients, to the prescribers of its organisation.

mod alike;
mod change;
mod form;
mod merge;
mod read;
mod search;
mod undo_merge;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(form::prescribing))
        .routes(routes!(search::search_patients))
        .routes(routes!(alike::patients_alike))
        .routes(routes!(read::read_patient))
        .routes(routes!(change::change_patient))
        .routes(routes!(merge::merge_patients))
        .routes(routes!(undo_merge::undo_merge))
}
