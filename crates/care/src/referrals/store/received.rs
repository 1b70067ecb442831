//! Referrals as the receiving organisation reads them.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    GroupId, MembershipId, OrganisationId, PrescriptionId, ReferralId, ReferralStage,
    ReferralStatus, Rhythm, StaffId, Urgency,
};

use crate::named::Named;
use crate::people::card::{CardMore, PatientCard};
use crate::prescriptions::prescription::Dose;
use crate::referrals::referral::{MatchedGroup, ReferralRow};

/// One referral that `organisation` received.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ReferralId,
) -> Result<Option<StoredReferral>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT r.id, r.prescription_id, r.card_full_name, r.card_preferred_name, r.card_email,
                r.card_phone, r.card_birth_date, r.card_more, r.card_reason, r.card_goal,
                p.urgency, p.dose_sessions, p.dose_rhythm,
                r.from_organisation_id, o.name AS from_organisation_name, r.status,
                r.status_reason, r.stage, r.version, r.requested_at, r.next_contact_on,
                r.assigned_to, s.name AS assigned_name, r.parent_id IS NOT NULL AS handed_on_here,
                m.id AS membership_id, m.group_id, g.name AS group_name
           FROM referrals r
           JOIN prescriptions p ON p.id = r.prescription_id
           JOIN organisations o ON o.id = r.from_organisation_id
           LEFT JOIN staff s ON s.id = r.assigned_to
           LEFT JOIN memberships m ON m.referral_id = r.id AND m.status = 'active'
           LEFT JOIN groups g ON g.id = m.group_id
          WHERE r.to_organisation_id = $1 AND r.id = $2"
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// A referral with the patient's card and place.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredReferral {
    id: ReferralId,
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: PrescriptionId,
    card_full_name: Pii<String>,
    card_preferred_name: Pii<String>,
    card_email: Option<Pii<String>>,
    card_phone: Option<Pii<String>>,
    card_birth_date: Option<Pii<String>>,
    #[sqlx(try_from = "String")]
    card_more: CardMore,
    card_reason: Option<Pii<String>>,
    card_goal: Option<Pii<String>>,
    urgency: Urgency,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
    from_organisation_id: OrganisationId,
    pub(crate) from_organisation_name: String,
    status: ReferralStatus,
    pub(crate) status_reason: Option<Pii<String>>,
    pub(crate) stage: ReferralStage,
    pub(crate) version: i64,
    requested_at: Instant,
    pub(crate) next_contact_on: Option<String>,
    assigned_to: Option<StaffId>,
    assigned_name: Option<String>,
    /// Whether another organisation handed it on, and did not prescribe it.
    pub(crate) handed_on_here: bool,
    membership_id: Option<MembershipId>,
    group_id: Option<GroupId>,
    group_name: Option<String>,
}

impl StoredReferral {
    /// Whose it is.
    pub(crate) fn assigned_to(&self) -> Option<Named> {
        let name = self.assigned_name.clone();
        let assigned = self.assigned_to.zip(name);
        assigned.map(|(id, name)| Named::new(id, name))
    }
}

impl From<StoredReferral> for ReferralRow {
    fn from(stored: StoredReferral) -> Self {
        let place = stored
            .membership_id
            .zip(stored.group_id)
            .zip(stored.group_name);
        Self {
            id: stored.id,
            patient: PatientCard {
                full_name: stored.card_full_name,
                preferred_name: stored.card_preferred_name,
                email: stored.card_email,
                phone: stored.card_phone,
                birth_date: stored.card_birth_date,
                more: stored.card_more,
            },
            reason: stored.card_reason,
            goal: stored.card_goal,
            urgency: stored.urgency,
            dose: Dose {
                sessions: stored.dose_sessions,
                rhythm: stored.dose_rhythm,
            },
            from_organisation: Named::new(
                stored.from_organisation_id,
                stored.from_organisation_name,
            ),
            status: stored.status,
            requested_at: stored.requested_at,
            membership: place.map(|((id, group_id), group_name)| MatchedGroup {
                id,
                group_id,
                group_name,
            }),
        }
    }
}
