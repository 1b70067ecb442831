//! What notify reads of the tables of others, as they stand at that moment.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    MembershipId, OfferId, OrganisationId, PrescriptionId, ReferralId, StaffId,
};

/// The link workers of `organisation`.
pub(crate) async fn link_workers(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<StaffId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT s.id FROM staff s JOIN staff_roles r ON r.staff_id = s.id
          WHERE s.organisation_id = $1 AND r.role = 'link_worker' AND s.disabled_at IS NULL
          ORDER BY s.id"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)
}

/// The organisation of a membership's group.
pub(crate) async fn organisation_of(
    tx: &mut Tx,
    membership: MembershipId,
) -> Result<Option<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT organisation_id FROM memberships WHERE id = $1"
    )
    .bind(membership)
    .fetch_optional(c)
    .await)
}

/// Who prescribed, and in which organisation.
pub(crate) async fn prescriber_of(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Option<(OrganisationId, StaffId)>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT organisation_id, prescriber_id FROM prescriptions WHERE id = $1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)
}

/// Until `tx` ends, the patient's next answer waits: what [`is_shared`] says then stays so.
pub(crate) async fn hold_consent(tx: &mut Tx, prescription: PrescriptionId) -> Result<(), DbError> {
    match tx.connection() {
        // One writer: in a write transaction nobody else answers.
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(c) => {
            sqlx::query("SELECT id FROM prescriptions WHERE id = $1 FOR SHARE")
                .bind(prescription)
                .execute(c)
                .await
                .map(drop)
        }
    }
}

/// Whether attendance may be shared now: the newest answer counts, and none is a no.
pub(crate) async fn is_shared(tx: &mut Tx, prescription: PrescriptionId) -> Result<bool, DbError> {
    let given: Option<bool> = on!(tx, |c| sqlx::query_scalar(
        "SELECT given FROM consents
          WHERE prescription_id = $1 AND question = 'share_attendance'
          ORDER BY recorded_at DESC, id DESC LIMIT 1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)?;
    Ok(given.unwrap_or(false))
}

/// The address of a person of staff whose account is open.
pub(crate) async fn staff_address(
    tx: &mut Tx,
    staff: StaffId,
) -> Result<Option<Pii<String>>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT email FROM staff WHERE id = $1 AND disabled_at IS NULL"
    )
    .bind(staff)
    .fetch_optional(c)
    .await)
}

/// What decides whether a patient is mailed. An address by which they must not be reached never
/// crosses with a referral, so it is not here.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Reach {
    #[sqlx(rename = "card_email")]
    pub(crate) email: Option<Pii<String>>,
    /// The patient's newest answer; one never asked has not refused.
    pub(crate) messages: bool,
}

/// How the patient of a referral may be reached.
pub(crate) async fn reach(tx: &mut Tx, referral: ReferralId) -> Result<Option<Reach>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT r.card_email,
                COALESCE((SELECT n.given FROM consents n
                           WHERE n.prescription_id = r.prescription_id
                             AND n.question = 'contact_by_message'
                           ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1), TRUE) AS messages
           FROM referrals r WHERE r.id = $1"
    )
    .bind(referral)
    .fetch_optional(c)
    .await)
}

/// The referral by which somebody came into a group.
pub(crate) async fn referral_of(
    tx: &mut Tx,
    membership: MembershipId,
) -> Result<Option<ReferralId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT referral_id FROM memberships WHERE id = $1"
    )
    .bind(membership)
    .fetch_optional(c)
    .await)
}

/// For whom a place is kept, as long as it is.
pub(crate) async fn referral_offered(
    tx: &mut Tx,
    offer: OfferId,
    now: Instant,
) -> Result<Option<ReferralId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT referral_id FROM offers WHERE id = $1 AND status = 'open' AND expires_at > $2"
    )
    .bind(offer)
    .bind(now)
    .fetch_optional(c)
    .await)
}

/// Who answers for the patient of a referral.
pub(crate) async fn responsible_for(
    tx: &mut Tx,
    referral: ReferralId,
) -> Result<Option<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT to_organisation_id FROM referrals WHERE id = $1"
    )
    .bind(referral)
    .fetch_optional(c)
    .await)
}

/// The generation of the door link in force. The first, while the door has not written it yet.
pub(crate) async fn live_generation(
    tx: &mut Tx,
    membership: MembershipId,
) -> Result<Option<i64>, DbError> {
    let newest: Option<(i64, Option<Instant>)> = on!(tx, |c| sqlx::query_as(
        "SELECT generation, revoked_at FROM door_links
          WHERE membership_id = $1 ORDER BY generation DESC LIMIT 1"
    )
    .bind(membership)
    .fetch_optional(c)
    .await)?;
    Ok(match newest {
        None => Some(1),
        Some((generation, None)) => Some(generation),
        Some((_, Some(_))) => None,
    })
}
