//! How a prescriber prescribed last.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{OrganisationId, Rhythm, StaffCaller};

use crate::prescriptions::prescription::Dose;

/// The newest prescription of somebody, as far as the next starts from it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Usual {
    dose_sessions: i64,
    dose_rhythm: Rhythm,
    pub(crate) to_organisation_id: OrganisationId,
}

impl Usual {
    pub(crate) const fn dose(&self) -> Dose {
        Dose {
            sessions: self.dose_sessions,
            rhythm: self.dose_rhythm,
        }
    }
}

/// What `caller` prescribed last.
pub(crate) async fn of_prescriber(
    tx: &mut Tx,
    caller: &StaffCaller,
) -> Result<Option<Usual>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT p.dose_sessions, p.dose_rhythm, r.to_organisation_id
           FROM prescriptions p
           JOIN referrals r ON r.prescription_id = p.id AND r.parent_id IS NULL AND NOT r.redirected
          WHERE p.organisation_id = $1 AND p.prescriber_id = $2
          ORDER BY p.prescribed_at DESC, p.id DESC LIMIT 1"
    )
    .bind(caller.organisation)
    .bind(caller.staff)
    .fetch_optional(c)
    .await)
}
