//! Flags and incidents. Nothing of them is ever removed.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    FlagId, IncidentId, MembershipId, OrganisationId, ReferralId, StaffCaller, StaffId,
};

use crate::caseload::concern::{Flag, FlagKind, Incident, IncidentKind, Recorded, Settled};

/// Whether `staff` leads the group in which the patient of `referral` has a place.
pub(crate) async fn leads_group_of(
    tx: &mut Tx,
    staff: StaffId,
    referral: ReferralId,
) -> Result<bool, DbError> {
    let found: Option<MembershipId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT m.id FROM memberships m
           JOIN group_facilitators f ON f.group_id = m.group_id
          WHERE m.referral_id = $1 AND m.status = 'active' AND f.staff_id = $2"
    )
    .bind(referral)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

pub(crate) async fn raise(
    tx: &mut Tx,
    id: FlagId,
    caller: &StaffCaller,
    referral: ReferralId,
    kind: FlagKind,
    text: &str,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO referral_flags (id, organisation_id, referral_id, kind, text, raised_by,
                                     raised_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id)
    .bind(caller.organisation)
    .bind(referral)
    .bind(kind)
    .bind(text)
    .bind(caller.staff)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

pub(crate) async fn referral_of_flag(
    tx: &mut Tx,
    organisation: OrganisationId,
    flag: FlagId,
) -> Result<Option<ReferralId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT referral_id FROM referral_flags WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(flag)
    .fetch_optional(c)
    .await)
}

/// Lifts a flag that stands; says whether it did.
pub(crate) async fn lift(
    tx: &mut Tx,
    caller: &StaffCaller,
    flag: FlagId,
    reason: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let found: Option<FlagId> = on!(tx, |c| sqlx::query_scalar(
        "UPDATE referral_flags SET lifted_by = $1, lifted_at = $2, lift_reason = $3
          WHERE organisation_id = $4 AND id = $5 AND lifted_at IS NULL RETURNING id"
    )
    .bind(caller.staff)
    .bind(now)
    .bind(reason)
    .bind(caller.organisation)
    .bind(flag)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

pub(crate) async fn record(
    tx: &mut Tx,
    id: IncidentId,
    caller: &StaffCaller,
    referral: ReferralId,
    incident: &Recorded,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO incidents (id, organisation_id, referral_id, kind, happened_on, text,
                                follow_up, recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(id)
    .bind(caller.organisation)
    .bind(referral)
    .bind(incident.kind)
    .bind(&incident.happened_on)
    .bind(&incident.text)
    .bind(&incident.follow_up)
    .bind(caller.staff)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

pub(crate) async fn referral_of_incident(
    tx: &mut Tx,
    organisation: OrganisationId,
    incident: IncidentId,
) -> Result<Option<ReferralId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT referral_id FROM incidents WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(incident)
    .fetch_optional(c)
    .await)
}

/// Closes an incident that is open; says whether it was.
pub(crate) async fn close(
    tx: &mut Tx,
    caller: &StaffCaller,
    incident: IncidentId,
    reason: &str,
    now: Instant,
) -> Result<bool, DbError> {
    let found: Option<IncidentId> = on!(tx, |c| sqlx::query_scalar(
        "UPDATE incidents SET closed_by = $1, closed_at = $2, closing_note = $3
          WHERE organisation_id = $4 AND id = $5 AND closed_at IS NULL RETURNING id"
    )
    .bind(caller.staff)
    .bind(now)
    .bind(reason)
    .bind(caller.organisation)
    .bind(incident)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// The flags of a referral: those that stand first, then the newest.
pub(crate) async fn flags(
    tx: &mut Tx,
    organisation: OrganisationId,
    referral: ReferralId,
) -> Result<Vec<Flag>, DbError> {
    let rows: Vec<StoredFlag> = on!(tx, |c| sqlx::query_as(
        "SELECT f.id, f.kind, f.text, r.name AS raised_by, f.raised_at, l.name AS lifted_by,
                f.lifted_at, f.lift_reason
           FROM referral_flags f
           JOIN staff r ON r.id = f.raised_by
           LEFT JOIN staff l ON l.id = f.lifted_by
          WHERE f.organisation_id = $1 AND f.referral_id = $2
          ORDER BY COALESCE(f.lifted_at, 0), f.raised_at DESC, f.id"
    )
    .bind(organisation)
    .bind(referral)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Flag::from).collect())
}

/// The incidents of a referral: the open ones first, then the newest.
pub(crate) async fn incidents(
    tx: &mut Tx,
    organisation: OrganisationId,
    referral: ReferralId,
) -> Result<Vec<Incident>, DbError> {
    let rows: Vec<StoredIncident> = on!(tx, |c| sqlx::query_as(
        "SELECT i.id, i.kind, i.happened_on, i.text, i.follow_up, r.name AS recorded_by,
                i.recorded_at, c.name AS closed_by, i.closed_at, i.closing_note
           FROM incidents i
           JOIN staff r ON r.id = i.recorded_by
           LEFT JOIN staff c ON c.id = i.closed_by
          WHERE i.organisation_id = $1 AND i.referral_id = $2
          ORDER BY COALESCE(i.closed_at, 0), i.recorded_at DESC, i.id"
    )
    .bind(organisation)
    .bind(referral)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Incident::from).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct StoredFlag {
    id: FlagId,
    kind: FlagKind,
    text: Pii<String>,
    raised_by: String,
    raised_at: Instant,
    lifted_by: Option<String>,
    lifted_at: Option<Instant>,
    lift_reason: Option<Pii<String>>,
}

impl From<StoredFlag> for Flag {
    fn from(stored: StoredFlag) -> Self {
        Self {
            id: stored.id,
            kind: stored.kind,
            text: stored.text,
            raised_by: stored.raised_by,
            raised_at: stored.raised_at,
            lifted: settled(stored.lifted_by, stored.lifted_at, stored.lift_reason),
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
struct StoredIncident {
    id: IncidentId,
    kind: IncidentKind,
    happened_on: String,
    text: Pii<String>,
    follow_up: Pii<String>,
    recorded_by: String,
    recorded_at: Instant,
    closed_by: Option<String>,
    closed_at: Option<Instant>,
    closing_note: Option<Pii<String>>,
}

impl From<StoredIncident> for Incident {
    fn from(stored: StoredIncident) -> Self {
        Self {
            id: stored.id,
            kind: stored.kind,
            happened_on: stored.happened_on,
            text: stored.text,
            follow_up: stored.follow_up,
            recorded_by: stored.recorded_by,
            recorded_at: stored.recorded_at,
            closed: settled(stored.closed_by, stored.closed_at, stored.closing_note),
        }
    }
}

fn settled(
    by: Option<String>,
    at: Option<Instant>,
    reason: Option<Pii<String>>,
) -> Option<Settled> {
    let ((by, at), reason) = by.zip(at).zip(reason)?;
    Some(Settled { by, at, reason })
}
