//! The course of a prescription, for its prescriber.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller, Verdict};

use crate::Attendance;
use crate::course::Taken;
use crate::store::course::Sat;

/// What a prescription has come to. It holds no minutes, no group and nobody else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Course {
    /// Whether the patient shares their attendance; without, nothing else stands here.
    shared: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    dose: Option<DoseCount>,
    /// Oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions: Option<Vec<CourseSession>>,
}

/// Sessions, by what they came to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DoseCount {
    attended: i64,
    partial: i64,
    brief: i64,
    /// Came, but the technique failed.
    tried: i64,
    missed: i64,
    /// Cancelled, by either side.
    not_counted: i64,
    unknown: i64,
    /// How many were prescribed.
    of: i64,
}

/// One session to which the patient was invited. It carries no id: two patients of one group would
/// share it, and their prescriber would know them for co-members.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CourseSession {
    /// In the group's zone, `2026-12-01`.
    local_date: String,
    /// Whether they were told to have joined.
    joined: bool,
    /// Once the register is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    /// Verdict and reason in words, without times.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
}

/// The course of the caller's own prescription. Reading it stands in the audit trail.
#[utoipa::path(
    get,
    path = "/api/prescriptions/{id}/course",
    operation_id = "course",
    tag = "attendance",
    params(("id" = PrescriptionId, Path, description = "The prescription")),
    responses(
        (status = 200, description = "The course, as far as it is shared", body = Course),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not a prescriber", body = Problem),
        (status = 404, description = "No such prescription of the caller's", body = Problem),
    )
)]
pub(crate) async fn course(
    State(attendance): State<Attendance>,
    Who(caller): Who<StaffCaller>,
    Path(prescription): Path<PrescriptionId>,
) -> Result<Json<Course>, Problem> {
    caller.require(Role::Prescriber)?;
    let taken = attendance.course(&caller, prescription).await?;
    Ok(Json(taken.into()))
}

impl From<Option<Taken>> for Course {
    fn from(taken: Option<Taken>) -> Self {
        let shared = taken.is_some();
        let (dose, sessions) = taken.map_or((None, None), |taken| {
            let dose = count(&taken);
            (
                Some(dose),
                Some(
                    taken
                        .sessions
                        .into_iter()
                        .map(CourseSession::from)
                        .collect(),
                ),
            )
        });
        Self {
            shared,
            dose,
            sessions,
        }
    }
}

const fn count(taken: &Taken) -> DoseCount {
    let dose = taken.dose;
    DoseCount {
        attended: dose.attended,
        partial: dose.partial,
        brief: dose.brief,
        tried: dose.tried,
        missed: dose.missed,
        not_counted: dose.not_counted,
        unknown: dose.unknown,
        of: taken.of,
    }
}

impl From<Sat> for CourseSession {
    fn from(sat: Sat) -> Self {
        Self {
            local_date: sat.local_date,
            joined: sat.joined,
            verdict: sat.verdict,
            explanation: sat.summary,
        }
    }
}
