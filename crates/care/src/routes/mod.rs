//! The web's way in: one endpoint per file.

mod caseload;
mod groups;
mod items;
mod not_now;
mod people;
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
            .merge(people::routes())
            .merge(prescriptions::routes())
            .merge(referrals::routes())
            .merge(places::routes())
            .merge(groups::routes())
            .merge(caseload::routes())
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
            CareError::NotCompleted => Self::conflict(
                "not-completed",
                "Not completed yet",
                "The letter is written when the programme is over.",
            ),
            CareError::Unprintable(text) => Self::conflict(
                "unprintable",
                "The letter cannot be printed",
                format!(
                    "Our letters have no signs for \u{201c}{}\u{201d}.",
                    text.as_str()
                ),
            ),
            CareError::Letter(error) => {
                tracing::error!(%error, "a letter could not be written");
                Self::internal()
            }
            CareError::ChangedSince(what) => Self::conflict(
                "changed-since",
                "This has changed in the meantime",
                format!("{what} Nothing of yours was saved yet. Look at it again, then decide."),
            ),
            CareError::PrescriptionOver => Self::conflict(
                "prescription-over",
                "This prescription is over",
                "It was completed, declined, cancelled or could not be done. Prescribe anew instead.",
            ),
            CareError::NotTakingWaiting => Self::conflict(
                "not-taking-waiting",
                "Nobody can wait for this group",
                "It takes no waiting list. Choose another group, or make a new one.",
            ),
            CareError::OfferClosed => Self::conflict(
                "offer-closed",
                "This offer is over",
                "It was answered, withdrawn, or ran out. The page now shows how things stand.",
            ),
            CareError::AlreadyOffered => Self::conflict(
                "already-offered",
                "Another place is on offer",
                "This patient has not answered the offer of another place yet.",
            ),
            CareError::NotNow(status) => not_now::not_now(status),
            CareError::HandedOn => Self::conflict(
                "handed-on",
                "Another organisation answers for this patient",
                "This referral was handed on. Take it back first.",
            ),
            CareError::AlreadySettled => Self::conflict(
                "already-settled",
                "Already settled",
                "A colleague has settled this before.",
            ),
            CareError::NotConcerned => Self::not_allowed(),
            CareError::Store(error) => error.into(),
        }
    }
}
