//! The audit trail: who read or wrote what, appended in the transaction that did it.
//!
//! Rows are never changed but for their seal. They carry ids and a reason, never personal data.

use uuid::Uuid;

use crate::{DbError, Ground, Tx, on};

/// One line of the audit trail.
#[derive(Debug, Clone)]
pub struct AuditEntry<'a> {
    /// Whose trail it is.
    pub organisation: Uuid,
    /// Who acted.
    pub actor: Actor,
    /// What was done, as `subject.verb`: `prescription.read`, `door_link.reissued`.
    pub action: &'a str,
    /// To what kind of thing.
    pub subject_kind: &'a str,
    /// To which one.
    pub subject: Option<Uuid>,
    /// Why, where a reason is asked for.
    pub reason: Option<&'a str>,
    /// How many things a list held that was read at once.
    pub items: Option<i64>,
}

/// Who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Staff(Uuid),
    /// A patient, through the door of this membership, or by the link of this offer.
    Patient(Uuid),
    /// Somebody who did not say, or did not prove, who they are.
    Stranger,
    /// Wellmet itself.
    System,
}

impl Actor {
    /// How the trail names the kind of actor.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Staff(_) => "staff",
            Self::Patient(_) => "patient",
            Self::Stranger => "stranger",
            Self::System => "system",
        }
    }

    /// Which one; Wellmet itself and strangers have no id.
    pub const fn id(self) -> Option<Uuid> {
        match self {
            Self::Staff(id) | Self::Patient(id) => Some(id),
            Self::System | Self::Stranger => None,
        }
    }
}

/// Appends `entry`, unsealed.
pub async fn record(tx: &mut Tx, ground: &Ground, entry: &AuditEntry<'_>) -> Result<(), DbError> {
    let id: Uuid = ground.id();
    on!(tx, |c| sqlx::query(
        "INSERT INTO audit (id, organisation_id, recorded_at, actor_kind, actor_id, action,
                            subject_kind, subject_id, reason, items)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(id)
    .bind(entry.organisation)
    .bind(ground.clock.now())
    .bind(entry.actor.kind())
    .bind(entry.actor.id())
    .bind(entry.action)
    .bind(entry.subject_kind)
    .bind(entry.subject)
    .bind(entry.reason)
    .bind(entry.items)
    .execute(c)
    .await
    .map(drop))
}
