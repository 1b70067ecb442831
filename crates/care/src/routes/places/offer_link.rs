//! `GET /api/offers/{id}/link`: a link worker gives a patient the link to their offer.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{OfferId, Role, StaffCaller};

use crate::Care;

/// The link by which the patient answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OfferUrl {
    #[schema(value_type = String)]
    url: Pii<String>,
}

/// The patient's own link to an offer: for their eyes, and for who hands it to them.
#[utoipa::path(
    get,
    path = "/api/offers/{id}/link",
    tag = "care",
    params(("id" = OfferId, Path)),
    responses(
        (status = 200, body = OfferUrl),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn offer_link(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<OfferId>,
) -> Result<Json<OfferUrl>, Problem> {
    caller.require(Role::LinkWorker)?;
    let url = care.offer_link(&caller, id).await?;
    Ok(Json(OfferUrl { url }))
}
