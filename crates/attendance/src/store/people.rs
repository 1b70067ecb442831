//! Who is expected in a session, and how far each has come.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{DoorSessionId, MediaIdentity, MembershipId, OrganisationId, SessionId};

use crate::people::{Member, Visit, VisitState};

/// The group's active members, and others who came to this session.
pub(crate) async fn members(
    tx: &mut Tx,
    organisation: OrganisationId,
    session: SessionId,
) -> Result<Vec<Member>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT m.id AS membership_id, r.card_full_name AS full_name, m.alias,
                (SELECT MAX(e.until) FROM evidence e
                  WHERE e.session_id = s.id AND e.membership_id = m.id
                    AND e.level = 'E5' AND e.source <> 'gap') AS media_until
           FROM sessions s
           JOIN memberships m ON m.group_id = s.group_id
           JOIN referrals r ON r.id = m.referral_id
          WHERE s.organisation_id = $1 AND s.id = $2
            AND (m.status = 'active'
                 OR EXISTS (SELECT 1 FROM visits v
                             WHERE v.session_id = s.id AND v.membership_id = m.id))
          ORDER BY r.card_full_name, m.id"
    )
    .bind(organisation)
    .bind(session)
    .fetch_all(c)
    .await)
}

#[derive(sqlx::FromRow)]
struct VisitRow {
    membership_id: MembershipId,
    door_session_id: DoorSessionId,
    identity: MediaIdentity,
    state: VisitState,
    display_name: String,
    party: i64,
    new_device: bool,
    waiting_since: Option<Instant>,
    admitted_at: Option<Instant>,
    gone_at: Option<Instant>,
}

/// The devices that came to `session`.
pub(crate) async fn visits(tx: &mut Tx, session: SessionId) -> Result<Vec<Visit>, DbError> {
    let rows: Vec<VisitRow> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT v.membership_id, v.door_session_id, v.identity, v.state, d.display_name, d.party,
                d.new_device, v.waiting_since, v.admitted_at,
                COALESCE(v.removed_at, v.left_at) AS gone_at
           FROM visits v JOIN door_sessions d ON d.id = v.door_session_id
          WHERE v.session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await
    })?;
    Ok(rows.into_iter().map(Visit::from).collect())
}

impl From<VisitRow> for Visit {
    fn from(row: VisitRow) -> Self {
        Self {
            membership: row.membership_id,
            door_session: row.door_session_id,
            identity: row.identity,
            state: row.state,
            display_name: row.display_name,
            party: row.party,
            new_device: row.new_device,
            waiting_since: row.waiting_since,
            admitted_at: row.admitted_at,
            gone_at: row.gone_at,
        }
    }
}
