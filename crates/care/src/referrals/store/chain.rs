//! The organisations through which a patient was handed.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{OrganisationId, PrescriptionId, ReferralId, ReferralStatus, StaffId};

use crate::named::Named;
use crate::referrals::answering::Link;

/// Who prescribed, and then the receivers of the open referrals for care, in the order in which
/// they were sent.
pub(crate) async fn chain(tx: &mut Tx, prescription: PrescriptionId) -> Result<Vec<Link>, DbError> {
    let first: Option<StoredLink> = on!(tx, |c| sqlx::query_as(
        "SELECT o.id AS organisation_id, o.name, s.id AS staff_id, s.name AS staff_name,
                'accepted' AS status
           FROM prescriptions p
           JOIN organisations o ON o.id = p.organisation_id
           JOIN staff s ON s.id = p.prescriber_id
          WHERE p.id = $1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)?;
    let others: Vec<StoredLink> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT o.id AS organisation_id, o.name, s.id AS staff_id, s.name AS staff_name, r.status
           FROM referrals r
           JOIN organisations o ON o.id = r.to_organisation_id
           LEFT JOIN staff s ON s.id = r.assigned_to
          WHERE r.prescription_id = $1 AND r.ended_at IS NULL
          ORDER BY r.requested_at, r.id"
    )
    .bind(prescription)
    .fetch_all(c)
    .await
    })?;
    Ok(first.into_iter().chain(others).map(Link::from).collect())
}

/// The organisation with which a referral is at present, if it was handed on.
pub(crate) async fn handed_on_to(
    tx: &mut Tx,
    referral: ReferralId,
) -> Result<Option<Named>, DbError> {
    let found: Option<(OrganisationId, String)> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT o.id, o.name FROM referrals r JOIN organisations o ON o.id = r.to_organisation_id
          WHERE r.parent_id = $1 AND r.ended_at IS NULL"
    )
    .bind(referral)
    .fetch_optional(c)
    .await
    })?;
    Ok(found.map(|(id, name)| Named::new(id, name)))
}

#[derive(Debug, sqlx::FromRow)]
struct StoredLink {
    organisation_id: OrganisationId,
    name: String,
    staff_id: Option<StaffId>,
    staff_name: Option<String>,
    status: ReferralStatus,
}

impl From<StoredLink> for Link {
    fn from(stored: StoredLink) -> Self {
        Self {
            organisation: stored.organisation_id,
            name: stored.name,
            person: stored.staff_id.zip(stored.staff_name),
            taken_on: stored.status != ReferralStatus::Requested,
        }
    }
}
