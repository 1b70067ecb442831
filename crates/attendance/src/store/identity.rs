//! Who a media identity is: door's tables know.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{MediaIdentity, OrganisationId, SessionId};

use super::PersonColumns;
use crate::outcome::Person;

/// Somebody in a session, found by their media identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) person: Person,
    pub(crate) session: SessionId,
    pub(crate) organisation: OrganisationId,
    /// Set when the session is over.
    pub(crate) closed_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    person: PersonColumns,
    session_id: SessionId,
    organisation_id: OrganisationId,
    closed_at: Option<Instant>,
}

/// Who `identity` is; `None` for one that door never gave, or has replaced.
pub(crate) async fn known(tx: &mut Tx, identity: &MediaIdentity) -> Result<Option<Known>, DbError> {
    let row: Option<Row> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT v.membership_id, NULL AS staff_id, s.id AS session_id, s.organisation_id, s.closed_at
           FROM visits v JOIN sessions s ON s.id = v.session_id
          WHERE v.identity = $1
         UNION ALL
         SELECT NULL, v.staff_id, s.id, s.organisation_id, s.closed_at
           FROM staff_visits v JOIN sessions s ON s.id = v.session_id
          WHERE v.identity = $1"
    )
    .bind(identity)
    .fetch_optional(c)
    .await
    })?;
    row.map(|row| {
        Ok(Known {
            person: row.person.try_into()?,
            session: row.session_id,
            organisation: row.organisation_id,
            closed_at: row.closed_at,
        })
    })
    .transpose()
}
