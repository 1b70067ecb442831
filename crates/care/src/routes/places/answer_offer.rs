//! `POST /api/offer/answer`: a patient says whether they want the place that is kept for them.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem};

use crate::Care;
use crate::places::answer::{OfferAnswer, OfferLook};
use crate::places::links::OfferLink;

/// A patient's answer to the offer behind their link.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AnsweredOffer {
    #[serde(flatten)]
    link: OfferLink,
    /// The version the page showed.
    version: i64,
    answer: OfferAnswer,
}

/// Gives who holds the link the place, gives it back, or keeps it again after a decline.
#[utoipa::path(
    post,
    path = "/api/offer/answer",
    tag = "care",
    request_body = AnsweredOffer,
    responses(
        (status = 200, body = OfferLook),
        (status = 404, description = "Unknown, whatever is wrong", body = Problem),
        (status = 409, description = "`offer-closed`, `group-full`, `already-offered`, \
                                      `already-matched`, `already-decided`", body = Problem),
        (status = 429, body = Problem),
    )
)]
pub(super) async fn answer_offer(
    State(care): State<Care>,
    Json(said): Json<AnsweredOffer>,
) -> Result<Json<OfferLook>, Problem> {
    care.links.admit(&said.link)?;
    let look = care
        .answer_offer(&said.link, said.version, said.answer)
        .await?;
    Ok(Json(look))
}
