//! Confirming or amending a session's register.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{MembershipId, Role, SessionId, StaffCaller, Verdict};

use super::register::Register;
use crate::Attendance;
use crate::register::Change;

/// A facilitator's confirmation.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ConfirmRegister {
    /// The version that was looked at; 0 for a proposal.
    version: i64,
    #[serde(default)]
    changes: Vec<RegisterChange>,
}

/// What the facilitator knows better.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RegisterChange {
    membership_id: MembershipId,
    /// Anything but `unknown`.
    verdict: Verdict,
    /// Why: 1 to 2,000 characters.
    #[schema(value_type = String)]
    reason: Pii<String>,
}

/// Confirms the register as a new version; the evidence is folded anew, changes included.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/register/confirm",
    operation_id = "confirm_register",
    tag = "attendance",
    params(("id" = SessionId, Path, description = "The session")),
    request_body = ConfirmRegister,
    responses(
        (status = 200, description = "The register as confirmed", body = Register),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not a facilitator of this group", body = Problem),
        (status = 404, description = "No such session", body = Problem),
        (status = 409, description = "`register-changed`, or `session-open`", body = Problem),
        (status = 422, description = "A change cannot be made", body = Problem),
    )
)]
pub(crate) async fn confirm(
    State(attendance): State<Attendance>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
    Json(input): Json<ConfirmRegister>,
) -> Result<Json<Register>, Problem> {
    caller.require(Role::Facilitator)?;
    let changes: Vec<_> = input.changes.into_iter().map(Change::from).collect();
    let sheet = attendance
        .confirm(&caller, session, input.version, &changes)
        .await?;
    Ok(Json(sheet.into()))
}

impl From<RegisterChange> for Change {
    fn from(change: RegisterChange) -> Self {
        Self {
            membership: change.membership_id,
            verdict: change.verdict,
            reason: change.reason.trim().to_owned(),
        }
    }
}
