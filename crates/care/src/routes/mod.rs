//! The web's way in: one endpoint per file.

mod add_group;
mod answer_consent;
mod candidate_groups;
mod items;
mod list_groups;
mod list_prescriptions;
mod match_to_group;
mod prescribe;
mod read_group;
mod read_prescription;
mod referrals;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::Problem;

use crate::{Care, CareError};

impl Care {
    /// The routes of prescribers, link workers and facilitators, and a patient's consent.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(
                prescribe::prescribe,
                list_prescriptions::list_prescriptions
            ))
            .routes(routes!(read_prescription::read_prescription))
            .merge(referrals::routes())
            .routes(routes!(candidate_groups::candidate_groups))
            .routes(routes!(match_to_group::match_to_group))
            .routes(routes!(add_group::add_group, list_groups::list_groups))
            .routes(routes!(read_group::read_group))
            .routes(routes!(answer_consent::answer_consent))
            .with_state(self.clone())
    }
}

impl From<CareError> for Problem {
    fn from(error: CareError) -> Self {
        match error {
            CareError::Invalid(fields) => Self::invalid(fields),
            CareError::NotFound => Self::not_found(),
            CareError::AlreadyDecided => Self::conflict(
                "already-decided",
                "Already decided",
                "Somebody has accepted or declined this referral before.",
            ),
            CareError::NotAccepted => Self::conflict(
                "not-accepted",
                "Not accepted yet",
                "Accept this referral first, then find the patient a group.",
            ),
            CareError::AlreadyMatched => Self::conflict(
                "already-matched",
                "Already in a group",
                "This patient has been given a place before.",
            ),
            CareError::GroupFull => Self::conflict(
                "group-full",
                "The group is full",
                "Its last place has been taken. Choose another group, or make a new one.",
            ),
            CareError::Store(error) => error.into(),
        }
    }
}
