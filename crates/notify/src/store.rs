//! All SQL of notify: it writes `mails` here, and `readings` are of others' tables.

#[cfg(test)]
mod contract;
mod readings;

use wellmet_foundation::db::Connection;
use wellmet_foundation::events::EventId;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{MailId, MembershipId, OfferId, OrganisationId, PrescriptionId, StaffId};

pub(crate) use readings::*;

use crate::template::Template;

/// Who a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipient {
    Staff(StaffId),
    /// A patient in a group.
    Member(MembershipId),
    /// A patient for whom a place is kept.
    Offered(OfferId),
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
    #[sqlx(rename = "offer_id")]
    offer: Option<OfferId>,
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
        let member = || self.membership.map(Recipient::Member);
        let offered = || self.offer.map(Recipient::Offered);
        staff.or_else(member).or_else(offered)
    }
}

/// Writes a mail; one for the same event, template and recipient stays as it is.
pub(crate) async fn write(tx: &mut Tx, mail: &NewMail) -> Result<(), DbError> {
    let (staff, membership, offer) = match mail.recipient {
        Recipient::Staff(staff) => (Some(staff), None, None),
        Recipient::Member(membership) => (None, Some(membership), None),
        Recipient::Offered(offer) => (None, None, Some(offer)),
    };
    on!(tx, |c| sqlx::query(
        "INSERT INTO mails (id, organisation_id, event_id, template, staff_id, membership_id,
                            offer_id, recipient_id, prescription_id, created_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $9, COALESCE($5, $6, $9), $7, $8, $8)
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
    .bind(offer)
    .execute(c)
    .await
    .map(drop))
}

/// Whether the mail of `offer` went out, or will.
pub(crate) async fn is_told_of(tx: &mut Tx, offer: OfferId) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM mails WHERE offer_id = $1 AND withheld IS NULL)"
    )
    .bind(offer)
    .fetch_one(c)
    .await)
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
          RETURNING id, organisation_id, template, staff_id, membership_id, offer_id,
                    prescription_id, created_at, attempts, sent_at"
        }
        Connection::Postgres(_) => {
            "UPDATE mails SET claimed_until = $2, attempts = attempts + 1
              WHERE id IN (
                    SELECT id FROM mails
                     WHERE due_at <= $1 AND claimed_until <= $1
                       AND sent_at IS NULL AND withheld IS NULL AND parked_reason IS NULL
                     ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
          RETURNING id, organisation_id, template, staff_id, membership_id, offer_id,
                    prescription_id, created_at, attempts, sent_at"
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
        "SELECT id, organisation_id, template, staff_id, membership_id, offer_id,
                prescription_id, created_at, attempts, sent_at
           FROM mails WHERE organisation_id = $1 AND sent_at IS NOT NULL
          ORDER BY created_at DESC, id DESC LIMIT $2"
    )
    .bind(organisation)
    .bind(limit)
    .fetch_all(c)
    .await)
}
