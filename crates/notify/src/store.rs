//! All SQL of notify. It writes `mails`, and reads the tables of others.

#[cfg(test)]
mod contract;

use wellmet_foundation::db::Connection;
use wellmet_foundation::events::EventId;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{MailId, MembershipId, OrganisationId, PrescriptionId, StaffId};

use crate::template::Template;

/// Who a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipient {
    Staff(StaffId),
    Patient(MembershipId),
}

/// A mail about to be written.
pub(crate) struct NewMail {
    pub(crate) id: MailId,
    pub(crate) organisation: OrganisationId,
    pub(crate) event: EventId,
    pub(crate) template: Template,
    pub(crate) recipient: Recipient,
    pub(crate) prescription: Option<PrescriptionId>,
    pub(crate) now: Instant,
}

/// A mail.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct MailRow {
    pub(crate) id: MailId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    pub(crate) template: Template,
    #[sqlx(rename = "staff_id")]
    staff: Option<StaffId>,
    #[sqlx(rename = "membership_id")]
    membership: Option<MembershipId>,
    /// Whose consent decides whether it is sent.
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: Option<PrescriptionId>,
    pub(crate) created_at: Instant,
    pub(crate) attempts: i64,
    pub(crate) sent_at: Option<Instant>,
}

impl MailRow {
    pub(crate) fn recipient(&self) -> Option<Recipient> {
        let staff = self.staff.map(Recipient::Staff);
        staff.or_else(|| self.membership.map(Recipient::Patient))
    }
}

/// Writes a mail; one for the same event, template and recipient stays as it is.
pub(crate) async fn write(tx: &mut Tx, mail: &NewMail) -> Result<(), DbError> {
    let (staff, membership) = match mail.recipient {
        Recipient::Staff(staff) => (Some(staff), None),
        Recipient::Patient(membership) => (None, Some(membership)),
    };
    on!(tx, |c| sqlx::query(
        "INSERT INTO mails (id, organisation_id, event_id, template, staff_id, membership_id,
                            recipient_id, prescription_id, created_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, COALESCE($5, $6), $7, $8, $8)
         ON CONFLICT (event_id, template, recipient_id) DO NOTHING"
    )
    .bind(mail.id)
    .bind(mail.organisation)
    .bind(mail.event)
    .bind(mail.template)
    .bind(staff)
    .bind(membership)
    .bind(mail.prescription)
    .bind(mail.now)
    .execute(c)
    .await
    .map(drop))
}

/// Leases up to `limit` due mails until `until`, longest due first.
pub(crate) async fn claim(
    tx: &mut Tx,
    now: Instant,
    until: Instant,
    limit: i64,
) -> Result<Vec<MailRow>, DbError> {
    // PostgreSQL lets two senders claim different rows at once; SQLite has one writer and no
    // SKIP LOCKED.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "UPDATE mails SET claimed_until = $2, attempts = attempts + 1
              WHERE id IN (
                    SELECT id FROM mails
                     WHERE due_at <= $1 AND claimed_until <= $1
                       AND sent_at IS NULL AND withheld IS NULL AND parked_reason IS NULL
                     ORDER BY due_at, id LIMIT $3)
          RETURNING id, organisation_id, template, staff_id, membership_id, prescription_id,
                    created_at, attempts, sent_at"
        }
        Connection::Postgres(_) => {
            "UPDATE mails SET claimed_until = $2, attempts = attempts + 1
              WHERE id IN (
                    SELECT id FROM mails
                     WHERE due_at <= $1 AND claimed_until <= $1
                       AND sent_at IS NULL AND withheld IS NULL AND parked_reason IS NULL
                     ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
          RETURNING id, organisation_id, template, staff_id, membership_id, prescription_id,
                    created_at, attempts, sent_at"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(now)
        .bind(until)
        .bind(limit)
        .fetch_all(c)
        .await)
}

/// Marks a mail as sent while its lease holds; says whether it did.
pub(crate) async fn mark_sent(
    tx: &mut Tx,
    mail: MailId,
    until: Instant,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE mails SET sent_at = $3
          WHERE id = $1 AND claimed_until = $2 AND sent_at IS NULL"
    )
    .bind(mail)
    .bind(until)
    .bind(now)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Gives the lease, and a mark made too early, back: to be tried again at `due_at`.
pub(crate) async fn retry(
    tx: &mut Tx,
    mail: MailId,
    until: Instant,
    due_at: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE mails SET due_at = $3, claimed_until = 0, sent_at = NULL
          WHERE id = $1 AND claimed_until = $2"
    )
    .bind(mail)
    .bind(until)
    .bind(due_at)
    .execute(c)
    .await
    .map(drop))
}

/// Sets a mail aside, with the reason a person will read.
pub(crate) async fn park(
    tx: &mut Tx,
    mail: MailId,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE mails SET parked_reason = $3, claimed_until = 0, sent_at = NULL
          WHERE id = $1 AND claimed_until = $2"
    )
    .bind(mail)
    .bind(until)
    .bind(reason)
    .execute(c)
    .await
    .map(drop))
}

/// A mail marked as sent may not have arrived.
pub(crate) async fn doubt(
    tx: &mut Tx,
    mail: MailId,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE mails SET uncertain = $3 WHERE id = $1 AND claimed_until = $2"
    )
    .bind(mail)
    .bind(until)
    .bind(reason)
    .execute(c)
    .await
    .map(drop))
}

/// A mail will never be sent.
pub(crate) async fn withhold(
    tx: &mut Tx,
    mail: MailId,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE mails SET withheld = $3 WHERE id = $1 AND claimed_until = $2"
    )
    .bind(mail)
    .bind(until)
    .bind(reason)
    .execute(c)
    .await
    .map(drop))
}

/// The newest sent mails of `organisation`.
pub(crate) async fn sent(
    tx: &mut Tx,
    organisation: OrganisationId,
    limit: i64,
) -> Result<Vec<MailRow>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, organisation_id, template, staff_id, membership_id, prescription_id,
                created_at, attempts, sent_at
           FROM mails WHERE organisation_id = $1 AND sent_at IS NOT NULL
          ORDER BY created_at DESC, id DESC LIMIT $2"
    )
    .bind(organisation)
    .bind(limit)
    .fetch_all(c)
    .await)
}

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

/// The address on the card that crossed with the referral, unless the patient wants no messages.
pub(crate) async fn patient_address(
    tx: &mut Tx,
    membership: MembershipId,
) -> Result<Option<Pii<String>>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT r.card_email FROM memberships m JOIN referrals r ON r.id = m.referral_id
          WHERE m.id = $1 AND r.card_email IS NOT NULL
            AND COALESCE((SELECT n.given FROM consents n
                           WHERE n.prescription_id = m.prescription_id
                             AND n.question = 'contact_by_message'
                           ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1), TRUE)"
    )
    .bind(membership)
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
