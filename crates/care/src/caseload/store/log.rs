//! Contacts and notes. Rows are only ever added.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{LogEntryId, OrganisationId, ReferralId, StaffCaller};

use crate::caseload::log::{Contact, ContactChannel, ContactOutcome, LogEntry, Written};

/// So many entries a page shows at once, the newest first.
pub(crate) const PAGE: i64 = 50;

pub(crate) async fn insert(
    tx: &mut Tx,
    id: LogEntryId,
    caller: &StaffCaller,
    referral: ReferralId,
    written: &Written,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO referral_log (id, organisation_id, referral_id, staff_id, channel, outcome,
                                   text, next_contact_on, written_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(id)
    .bind(caller.organisation)
    .bind(referral)
    .bind(caller.staff)
    .bind(written.contact.map(|contact| contact.channel))
    .bind(written.contact.map(|contact| contact.outcome))
    .bind(&written.text)
    .bind(&written.next_contact_on)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// What `organisation` wrote about a referral before the entry `before`, the newest first.
pub(crate) async fn entries(
    tx: &mut Tx,
    organisation: OrganisationId,
    referral: ReferralId,
    before: Option<LogEntryId>,
) -> Result<Vec<LogEntry>, DbError> {
    let rows: Vec<StoredEntry> = on!(tx, |c| sqlx::query_as(
        "SELECT l.id, l.channel, l.outcome, l.text, l.next_contact_on, s.name AS staff_name,
                l.written_at
           FROM referral_log l JOIN staff s ON s.id = l.staff_id
          WHERE l.organisation_id = $1 AND l.referral_id = $2 AND ($3 IS NULL OR l.id < $3)
          ORDER BY l.id DESC LIMIT $4"
    )
    .bind(organisation)
    .bind(referral)
    .bind(before)
    .bind(PAGE)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(LogEntry::from).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct StoredEntry {
    id: LogEntryId,
    channel: Option<ContactChannel>,
    outcome: Option<ContactOutcome>,
    text: Pii<String>,
    next_contact_on: Option<String>,
    staff_name: String,
    written_at: Instant,
}

impl From<StoredEntry> for LogEntry {
    fn from(stored: StoredEntry) -> Self {
        let contact = stored.channel.zip(stored.outcome);
        Self {
            id: stored.id,
            contact: contact.map(|(channel, outcome)| Contact { channel, outcome }),
            text: stored.text,
            next_contact_on: stored.next_contact_on,
            by: stored.staff_name,
            at: stored.written_at,
        }
    }
}
