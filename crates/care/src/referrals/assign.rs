//! Giving a referral to somebody of the organisation that answers for it, and noting how far the
//! work on it has come.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_vocabulary::{ReferralId, ReferralStage, Role, StaffCaller, StaffId};

use super::life::has_ended;
use super::moving::{hint, refuse_stale};
use super::store::{self, Noted, NotedKind, Standing};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::caseload::store::colleagues;

/// A stage that people note; the others follow from what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotedStage {
    /// Somebody has spoken with the patient, or is in touch with them again.
    Contacted,
    /// The patient stopped coming, or no longer answers.
    Disengaged,
}

impl Care {
    /// Gives a referral to `to`, or to nobody so that anybody can take it over.
    pub(crate) async fn assign(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        to: Option<StaffId>,
        seen: Option<i64>,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let found = store::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        refuse_stale(&mut tx, &found, seen).await?;
        if has_ended(found.status) {
            return Err(CareError::NotNow(found.status));
        }
        if let Some(staff) = to {
            colleagues::require(
                &mut tx,
                caller.organisation,
                Role::LinkWorker,
                staff,
                "assigned_to",
            )
            .await?;
        }
        if to != found.assigned_to {
            store::assign(&mut tx, found.id, to).await?;
            let noted = Noted {
                kind: NotedKind::Assigned,
                about: to.map(Into::into),
                by: Some(caller.staff),
                reason: None,
            };
            store::note(&mut tx, &self.ground, found.id, noted).await?;
        }
        let deed = Deed {
            action: "referral.assigned",
            subject_kind: "referral",
            subject: found.id.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        hint(&mut tx, &found);
        Ok(tx.commit().await?)
    }

    /// Notes how far the work on a referral has come.
    pub(crate) async fn note_stage(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        stage: NotedStage,
        seen: Option<i64>,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let found = store::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        refuse_stale(&mut tx, &found, seen).await?;
        if has_ended(found.status) {
            return Err(CareError::NotNow(found.status));
        }
        let stage = match stage {
            NotedStage::Contacted => {
                let placed = store::has_place(&mut tx, found.prescription).await?;
                super::stage::when_reached(found.stage, placed)
            }
            NotedStage::Disengaged => ReferralStage::Disengaged,
        };
        if stage != found.stage {
            let to = Standing {
                status: found.status,
                stage,
            };
            self.stand(&mut tx, &found, to, Some(caller.staff), None)
                .await?;
        }
        let deed = Deed {
            action: "referral.staged",
            subject_kind: "referral",
            subject: found.id.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        Ok(tx.commit().await?)
    }
}
