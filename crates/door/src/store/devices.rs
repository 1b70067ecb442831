//! Door sessions: one row per device that came through a link, known by its cookie.

use std::time::Duration;

use wellmet_foundation::secret::TokenHash;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{DoorSessionId, GroupId, MembershipId, OrganisationId};

use crate::display_name::DisplayName;

/// How long a device is remembered after it last pressed Join. Its link may end sooner.
pub(crate) const DEVICE_LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// A device, with what decides whether its link still opens.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DeviceRow {
    pub(crate) id: DoorSessionId,
    #[sqlx(rename = "membership_id")]
    pub(crate) membership: MembershipId,
    pub(crate) generation: i64,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    pub(crate) display_name: DisplayName,
    pub(crate) party: i64,
    pub(crate) new_device: bool,
    pub(crate) cookie_hash: TokenHash,
    pub(crate) expires_at: Instant,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) revoked_at: Option<Instant>,
    pub(crate) membership_ended_at: Option<Instant>,
    pub(crate) last_session_ends_at: Option<Instant>,
}

/// A device about to be remembered.
pub(crate) struct NewDevice<'a> {
    pub(crate) id: DoorSessionId,
    pub(crate) organisation: OrganisationId,
    pub(crate) membership: MembershipId,
    pub(crate) generation: i64,
    pub(crate) cookie: &'a TokenHash,
    pub(crate) display_name: &'a DisplayName,
    pub(crate) party: i64,
    pub(crate) now: Instant,
}

macro_rules! devices {
    () => {
        "SELECT d.id, d.membership_id, d.generation, d.organisation_id, m.group_id,
                d.display_name, d.party, d.new_device, d.cookie_hash, d.expires_at, d.ended_at,
                l.revoked_at, m.ended_at AS membership_ended_at,
                (SELECT MAX(s.ends_at) FROM sessions s WHERE s.group_id = m.group_id)
                    AS last_session_ends_at
           FROM door_sessions d
           JOIN memberships m ON m.id = d.membership_id
           JOIN door_links l ON l.membership_id = d.membership_id AND l.generation = d.generation "
    };
}

/// The device to which the cookie with this hash was given.
pub(crate) async fn by_cookie(tx: &mut Tx, hash: &TokenHash) -> Result<Option<DeviceRow>, DbError> {
    on!(tx, |c| sqlx::query_as(concat!(
        devices!(),
        "WHERE d.cookie_hash = $1"
    ))
    .bind(hash)
    .fetch_optional(c)
    .await)
}

/// A device of `organisation`.
pub(crate) async fn one(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: DoorSessionId,
) -> Result<Option<DeviceRow>, DbError> {
    on!(tx, |c| sqlx::query_as(concat!(
        devices!(),
        "WHERE d.organisation_id = $1 AND d.id = $2"
    ))
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// Remembers a device; it is new when another has come through the same link before.
pub(crate) async fn add(tx: &mut Tx, device: &NewDevice<'_>) -> Result<(), DbError> {
    on!(tx, |c| {
        sqlx::query(
        "INSERT INTO door_sessions (id, organisation_id, membership_id, generation, cookie_hash,
                                    display_name, party, created_at, expires_at, new_device)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                 EXISTS (SELECT 1 FROM door_sessions WHERE membership_id = $3 AND generation = $4))"
    )
    .bind(device.id)
    .bind(device.organisation)
    .bind(device.membership)
    .bind(device.generation)
    .bind(device.cookie)
    .bind(device.display_name)
    .bind(device.party)
    .bind(device.now)
    .bind(device.now + DEVICE_LIFE)
    .execute(c)
    .await
    .map(drop)
    })
}

/// The device pressed Join again.
pub(crate) async fn refresh(
    tx: &mut Tx,
    id: DoorSessionId,
    display_name: &DisplayName,
    party: i64,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_sessions SET display_name = $2, party = $3, expires_at = $4 WHERE id = $1"
    )
    .bind(id)
    .bind(display_name)
    .bind(party)
    .bind(now + DEVICE_LIFE)
    .execute(c)
    .await
    .map(drop))
}

/// A person let the device in: it is new no longer.
pub(crate) async fn recognise(tx: &mut Tx, id: DoorSessionId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_sessions SET new_device = FALSE WHERE id = $1 AND new_device"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// A person removed the device: it is new again, unless it was the first to come through its link.
pub(crate) async fn distrust(tx: &mut Tx, id: DoorSessionId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_sessions SET new_device = TRUE
          WHERE id = $1
            AND EXISTS (SELECT 1 FROM door_sessions o
                         WHERE o.membership_id = door_sessions.membership_id
                           AND o.generation = door_sessions.generation
                           AND o.created_at < door_sessions.created_at)"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// Changes the name that the others see.
pub(crate) async fn rename(
    tx: &mut Tx,
    id: DoorSessionId,
    display_name: &DisplayName,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_sessions SET display_name = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(display_name)
    .execute(c)
    .await
    .map(drop))
}

/// Forgets every device that came through one generation of a link.
pub(crate) async fn end_all(
    tx: &mut Tx,
    membership: MembershipId,
    generation: i64,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_sessions SET ended_at = $3
          WHERE membership_id = $1 AND generation = $2 AND ended_at IS NULL"
    )
    .bind(membership)
    .bind(generation)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}
