//! Who is expected in a session, and how far each has come.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{DoorSessionId, MediaIdentity, MembershipId, OrganisationId, SessionId};

/// A member of the group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Member {
    #[sqlx(rename = "membership_id")]
    pub(crate) membership: MembershipId,
    pub(crate) full_name: String,
    pub(crate) alias: String,
    /// When media had last flowed for them, in an interval that has closed.
    pub(crate) media_until: Option<Instant>,
}

/// A device that came.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Visit {
    #[sqlx(rename = "membership_id")]
    pub(crate) membership: MembershipId,
    #[sqlx(rename = "door_session_id")]
    pub(crate) door_session: DoorSessionId,
    pub(crate) identity: MediaIdentity,
    pub(crate) state: VisitState,
    pub(crate) display_name: String,
    pub(crate) party: i64,
    pub(crate) new_device: bool,
    /// Whether the door lets it in by name only: it is new, or somebody of the same membership was
    /// removed from this session.
    pub(crate) by_name: bool,
    pub(crate) waiting_since: Option<Instant>,
    pub(crate) admitted_at: Option<Instant>,
    pub(crate) gone_at: Option<Instant>,
}

/// How far a device has come, in door's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum VisitState {
    Waiting,
    Admitted,
    Removed,
    Left,
}

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

/// The devices that came to `session`.
pub(crate) async fn visits(tx: &mut Tx, session: SessionId) -> Result<Vec<Visit>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT v.membership_id, v.door_session_id, v.identity, v.state, d.display_name, d.party,
                d.new_device,
                (d.new_device OR EXISTS (SELECT 1 FROM visits r
                                          WHERE r.session_id = v.session_id
                                            AND r.membership_id = v.membership_id
                                            AND r.state = 'removed')) AS by_name,
                v.waiting_since, v.admitted_at,
                COALESCE(v.removed_at, v.left_at) AS gone_at
           FROM visits v JOIN door_sessions d ON d.id = v.door_session_id
          WHERE v.session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}
