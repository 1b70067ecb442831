//! What a door says to whoever stands before it.

use wellmet_foundation::{DbError, Pii, Tx, on};
use wellmet_vocabulary::{GroupId, MembershipId, PrescriptionId};

/// Names around a membership.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Greeting {
    pub(crate) preferred_name: Pii<String>,
    /// The name the others see unless the patient chose another.
    pub(crate) alias: Pii<String>,
    /// What the patient last chose through this link.
    pub(crate) chosen_name: Option<Pii<String>>,
    pub(crate) group_language: String,
    pub(crate) organisation_name: String,
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: PrescriptionId,
}

/// The answer in force to the question whether attendance may be shared.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Sharing {
    pub(crate) given: bool,
    /// The version of the question's text that was answered.
    pub(crate) text_version: String,
}

/// The names around a membership, as seen through one generation of its link.
pub(crate) async fn of_membership(
    tx: &mut Tx,
    membership: MembershipId,
    generation: i64,
) -> Result<Option<Greeting>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT r.card_preferred_name AS preferred_name, m.alias, g.language AS group_language,
                o.name AS organisation_name, m.prescription_id,
                (SELECT d.display_name FROM door_sessions d
                  WHERE d.membership_id = m.id AND d.generation = $2
                  ORDER BY d.expires_at DESC, d.id DESC LIMIT 1) AS chosen_name
           FROM memberships m
           JOIN referrals r ON r.id = m.referral_id
           JOIN groups g ON g.id = m.group_id
           JOIN organisations o ON o.id = m.organisation_id
          WHERE m.id = $1"
    )
    .bind(membership)
    .bind(generation)
    .fetch_optional(c)
    .await)
}

/// The newest answer about sharing attendance; `None` when nobody was asked.
pub(crate) async fn sharing(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Option<Sharing>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT given, text_version FROM consents
          WHERE prescription_id = $1 AND question = 'share_attendance'
          ORDER BY recorded_at DESC, id DESC LIMIT 1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)
}

/// The names of who runs the group.
pub(crate) async fn facilitators(tx: &mut Tx, group: GroupId) -> Result<Vec<String>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT s.name FROM group_facilitators f JOIN staff s ON s.id = f.staff_id
          WHERE f.group_id = $1 AND s.disabled_at IS NULL ORDER BY s.name, s.id"
    )
    .bind(group)
    .fetch_all(c)
    .await)
}
