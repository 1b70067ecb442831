//! `POST /api/prescriptions/search`: a prescriber's own prescriptions, by the page.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::people::terms::{Sought, sought};
use crate::prescriptions::prescription::PrescriptionRow;
use crate::prescriptions::store::own::{self, Wanted};
use crate::prescriptions::store::prescriptions::StoredPrescription;

/// A page of a list.
const PAGE: usize = 50;

/// Which of the caller's prescriptions. It stands in the body, because addresses are logged.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PrescriptionsWanted {
    /// Names of patients or their beginnings, a birth date, a telephone number's end, an
    /// identifier; everybody when empty.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    text: Option<Pii<String>>,
    #[serde(default)]
    status: StatusFilter,
    #[serde(default)]
    sort: Sort,
    /// The last one of the page before.
    #[serde(default)]
    after: Option<Cursor>,
}

/// What became of them.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StatusFilter {
    #[default]
    All,
    /// Not over.
    Open,
    /// Over, one way or the other.
    Over,
    Requested,
    Accepted,
    Rejected,
    OnHold,
    InProgress,
    Completed,
    Cancelled,
    Failed,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Sort {
    #[default]
    Newest,
    Oldest,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
struct Cursor {
    prescribed_at: Instant,
    id: PrescriptionId,
}

/// A page of prescriptions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PrescriptionPage {
    items: Vec<PrescriptionRow>,
    /// What to ask the next page with; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Cursor>,
}

/// The caller's own prescriptions that are wanted, 50 a page. Audited as one listing.
#[utoipa::path(
    post,
    path = "/api/prescriptions/search",
    tag = "care",
    request_body = PrescriptionsWanted,
    responses((status = 200, body = PrescriptionPage))
)]
pub(super) async fn search_prescriptions(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(asked): Json<PrescriptionsWanted>,
) -> Result<Json<PrescriptionPage>, Problem> {
    caller.require(Role::Prescriber)?;
    let typed = asked
        .text
        .as_ref()
        .map(|text| text.trim())
        .unwrap_or_default();
    let whom = sought(typed);
    let mut stored = Vec::new();
    // Who types one letter looks for somebody: everybody would be the wrong answer.
    if typed.is_empty() || !whom.is_empty() {
        stored = list(&care, &caller, &asked, &whom).await?;
    }
    let more = stored.len() > PAGE;
    stored.truncate(PAGE);
    care.record_listing(&caller, List::Prescriptions, stored.len())
        .await?;
    let items: Vec<_> = stored.into_iter().map(PrescriptionRow::from).collect();
    let next = items.last().filter(|_| more).map(|last| Cursor {
        prescribed_at: last.prescribed_at,
        id: last.id,
    });
    Ok(Json(PrescriptionPage { items, next }))
}

async fn list(
    care: &Care,
    caller: &StaffCaller,
    asked: &PrescriptionsWanted,
    whom: &Sought,
) -> Result<Vec<StoredPrescription>, Problem> {
    let wanted = Wanted {
        sought: whom,
        status: asked.status.as_stored(),
        after: asked.after.map(|after| (after.prescribed_at, after.id)),
        oldest_first: asked.sort == Sort::Oldest,
        most: i64::try_from(PAGE).unwrap_or(i64::MAX) + 1,
    };
    let mut tx = care.ground.db.read().await?;
    Ok(own::list(&mut tx, caller, &wanted).await?)
}

impl StatusFilter {
    const fn as_stored(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Over => "over",
            Self::Requested => "requested",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::OnHold => "on_hold",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}
