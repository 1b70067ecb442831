//! `POST /api/offer/look`: a patient reads what they are offered. A POST, so that the token travels
//! in a body; it changes nothing, whatever scans the mail.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem};

use crate::Care;
use crate::places::answer::OfferLook;
use crate::places::links::{AskRefused, OfferLink};

/// Shows who holds its link the place that is kept for them.
#[utoipa::path(
    post,
    path = "/api/offer/look",
    tag = "care",
    request_body = OfferLink,
    responses(
        (status = 200, body = OfferLook),
        (status = 404, description = "Unknown, whatever is wrong", body = Problem),
        (status = 429, body = Problem),
    )
)]
pub(super) async fn look_at_offer(
    State(care): State<Care>,
    Json(link): Json<OfferLink>,
) -> Result<Json<OfferLook>, Problem> {
    care.links.admit(&link)?;
    Ok(Json(care.look_at_offer(&link).await?))
}

impl From<AskRefused> for Problem {
    fn from(refused: AskRefused) -> Self {
        match refused {
            AskRefused::Unknown => Self::not_found(),
            AskRefused::TooMany(many) => many.into(),
        }
    }
}
