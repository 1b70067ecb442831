//! Reading a session's register.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{
    GroupId, MembershipId, Role, SessionId, SessionState, StaffCaller, Verdict,
};

use crate::Attendance;
use crate::register::{self, Sheet};
use crate::store::register::Line;
use crate::store::session::Session;

/// What a session came to, for its group's staff.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Register {
    session: RegisterSession,
    state: RegisterState,
    /// The version a confirmation must name; 0 until there is one.
    version: i64,
    /// The name of who confirmed it; absent when it closed by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    confirmed_by: Option<Pii<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_at: Option<Instant>,
    /// By name; none while the session is open.
    rows: Vec<RegisterRow>,
}

/// How far a register has come.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RegisterState {
    /// The session is not over.
    Open,
    /// The evidence proposes; nobody confirmed yet.
    Proposed,
    /// Confirmed, by a person or by itself.
    Confirmed,
}

/// The session a register is of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisterSession {
    id: SessionId,
    group: RegisterGroup,
    starts_at: Instant,
    ends_at: Instant,
    /// IANA.
    zone: String,
    state: SessionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Instant>,
    /// How many active members the group has.
    expected: i64,
}

/// The group a register is of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisterGroup {
    id: GroupId,
    name: String,
}

/// One member's line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisterRow {
    membership_id: MembershipId,
    #[schema(value_type = String)]
    full_name: Pii<String>,
    verdict: Verdict,
    /// How long media flowed within the window.
    dwell_seconds: i64,
    /// How long the window was for this person.
    window_seconds: i64,
    /// In words, with local times.
    explanation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    attested: Option<Attested>,
}

/// A facilitator's word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attested {
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    by: Option<Pii<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    reason: Option<Pii<String>>,
}

/// The register of a session. Reading it stands in the audit trail.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/register",
    operation_id = "register",
    tag = "attendance",
    params(("id" = SessionId, Path, description = "The session")),
    responses(
        (status = 200, description = "The register", body = Register),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Neither a facilitator of this group nor a link worker", body = Problem),
        (status = 404, description = "No such session", body = Problem),
    )
)]
pub(crate) async fn register(
    State(attendance): State<Attendance>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
) -> Result<Json<Register>, Problem> {
    caller.require_any(&[Role::Facilitator, Role::LinkWorker])?;
    let sheet = attendance.register(&caller, session).await?;
    Ok(Json(sheet.into()))
}

impl From<Sheet> for Register {
    fn from(sheet: Sheet) -> Self {
        let rows = rows(&sheet);
        let version = sheet.state.version();
        let (state, confirmed_by, confirmed_at) = match sheet.state {
            register::State::Open => (RegisterState::Open, None, None),
            register::State::Proposed => (RegisterState::Proposed, None, None),
            register::State::Confirmed(version) => (
                RegisterState::Confirmed,
                version.confirmed_by.map(Pii::new),
                Some(version.confirmed_at),
            ),
        };
        Self {
            session: shown(sheet.session, sheet.expected),
            state,
            version,
            confirmed_by,
            confirmed_at,
            rows,
        }
    }
}

fn shown(session: Session, expected: i64) -> RegisterSession {
    RegisterSession {
        id: session.id,
        group: RegisterGroup {
            id: session.group,
            name: session.group_name,
        },
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        zone: session.zone,
        state: session.state,
        started_at: session.started_at,
        closed_at: session.closed_at,
        expected,
    }
}

/// In the order of the names.
fn rows(sheet: &Sheet) -> Vec<RegisterRow> {
    let line_of = |membership| {
        sheet
            .lines
            .iter()
            .find(|line| line.membership == membership)
    };
    sheet
        .members
        .iter()
        .filter_map(|member| Some(row(sheet, line_of(member.id)?, &member.name)))
        .collect()
}

fn row(sheet: &Sheet, line: &Line, full_name: &str) -> RegisterRow {
    let attested = line.attested_by.map(|staff| {
        let by = sheet.attesters.iter().find(|named| named.id == staff);
        Attested {
            by: by.map(|named| named.name.clone().into()),
            reason: line.attested_reason.clone().map(Pii::new),
        }
    });
    RegisterRow {
        membership_id: line.membership,
        full_name: full_name.to_owned().into(),
        verdict: line.verdict,
        dwell_seconds: line.dwell_ms / 1_000,
        window_seconds: line.window_ms / 1_000,
        explanation: line.explanation.clone(),
        attested,
    }
}
