//! What attendance wrote of a member, as far as it concerns who looks after them.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{MembershipId, ReferralId, RegisterId, Verdict};

/// What a register says of a member.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Attendance {
    #[sqlx(rename = "referral_id")]
    pub(crate) referral: ReferralId,
    pub(crate) verdict: Verdict,
    /// The session's day in its zone, `2026-12-01`.
    pub(crate) local_date: String,
}

/// What `register` says of `membership`.
pub(crate) async fn attendance(
    tx: &mut Tx,
    membership: MembershipId,
    register: RegisterId,
) -> Result<Option<Attendance>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT m.referral_id, o.verdict, s.local_date
           FROM outcomes o
           JOIN memberships m ON m.id = o.membership_id
           JOIN sessions s ON s.id = o.session_id
          WHERE o.register_id = $1 AND o.membership_id = $2"
    )
    .bind(register)
    .bind(membership)
    .fetch_optional(c)
    .await)
}
