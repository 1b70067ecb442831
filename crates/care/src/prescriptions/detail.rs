//! One prescription, as its prescriber reads it.

use wellmet_vocabulary::{PrescriptionId, StaffCaller};

use super::prescription::{ConsentLine, PrescriptionDetail};
use super::store::{consents, crossed, prescriptions};
use crate::referrals::history::{HistoryLine, Reader, history};
use crate::referrals::store as referrals;
use crate::{Care, CareError};

/// All the caller may read of their own prescription `id`.
pub(crate) async fn detail(
    care: &Care,
    caller: &StaffCaller,
    id: PrescriptionId,
) -> Result<PrescriptionDetail, CareError> {
    let mut tx = care.ground.db.read().await?;
    let stored = prescriptions::find(&mut tx, caller, id).await?;
    let stored = stored.ok_or(CareError::NotFound)?;
    let changes = referrals::changes(&mut tx, stored.referral_id).await?;
    let reader = Reader::Prescriber {
        to: &stored.to_organisation_name,
    };
    let mut lines = history(&changes, reader);
    let own = crossed::changes(&mut tx, id, caller.staff).await?;
    lines.extend(own.into_iter().map(HistoryLine::from));
    lines.sort_by_key(|line| line.at);
    let consents = consents::all(&mut tx, id).await?;
    Ok(PrescriptionDetail {
        patient: stored.card(),
        goal: stored.goal.clone(),
        answers: consents::in_force(&mut tx, id).await?,
        consents: consents.into_iter().map(ConsentLine::from).collect(),
        version: stored.version,
        status_reason: stored.status_reason.clone(),
        history: lines,
        row: stored.into(),
    })
}
