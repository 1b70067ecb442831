//! The web's way in: one endpoint per file.

mod groups;
mod items;
mod places;
mod prescriptions;
mod referrals;

use utoipa_axum::router::OpenApiRouter;
use wellmet_foundation::http::Problem;

use crate::{Care, CareError};

impl Care {
    /// The routes of prescribers, link workers and facilitators, and a patient's consent.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .merge(prescriptions::routes())
            .merge(referrals::routes())
            .merge(places::routes())
            .merge(groups::routes())
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
