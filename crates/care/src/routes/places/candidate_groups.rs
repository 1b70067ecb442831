//! `GET /api/referrals/{id}/groups`: the groups that could take a patient, each with its reasons.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, SessionId, StaffCaller};

use crate::Care;
use crate::groups::GroupRow;
use crate::groups::store::{self as groups, Ahead};
use crate::places::capacity::free_places;
use crate::places::fits::Candidate;
use crate::referrals::referral::ReferralRow;
use crate::referrals::store as referrals;
use crate::routes::items::Items;

/// A group that could take the patient.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupSuggestion {
    group: GroupRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_session: Option<NextSession>,
    free_places: i64,
    /// Why it does or does not fit: a sentence each.
    fits: Vec<String>,
    full: bool,
}

/// When a group meets next.
#[derive(Debug, Serialize, ToSchema)]
struct NextSession {
    id: SessionId,
    starts_at: Instant,
    /// IANA name.
    zone: String,
}

/// The groups of the caller's organisation, the best fitting first.
#[utoipa::path(
    get,
    path = "/api/referrals/{id}/groups",
    tag = "care",
    params(("id" = ReferralId, Path)),
    responses(
        (status = 200, body = Items<GroupSuggestion>),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn candidate_groups(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
) -> Result<Json<Items<GroupSuggestion>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let referral = referrals::find(&mut tx, caller.organisation, id).await?;
    let referral = referral
        .map(ReferralRow::from)
        .ok_or_else(Problem::not_found)?;
    let groups = groups::list(&mut tx, caller.organisation).await?;
    let ahead = groups::ahead(&mut tx, caller.organisation, care.ground.clock.now()).await?;
    let items = suggest(groups, &ahead, referral.dose.sessions);
    Ok(Json(Items { items }))
}

fn suggest(groups: Vec<GroupRow>, ahead: &[Ahead], dose_sessions: i64) -> Vec<GroupSuggestion> {
    let with_reasons = |group: GroupRow| {
        let next = ahead.iter().find(|next| next.group_id == group.id);
        let candidate = Candidate {
            free_places: free_places(group.capacity, group.members),
            sessions_ahead: next.map_or(0, |next| next.sessions),
            facilitators: group.facilitators.len(),
            dose_sessions,
        };
        (candidate, suggestion(group, next, &candidate))
    };
    let mut suggestions: Vec<_> = groups.into_iter().map(with_reasons).collect();
    suggestions.sort_by_key(|(candidate, _)| candidate.rank());
    suggestions
        .into_iter()
        .map(|(_, suggestion)| suggestion)
        .collect()
}

fn suggestion(group: GroupRow, next: Option<&Ahead>, candidate: &Candidate) -> GroupSuggestion {
    GroupSuggestion {
        group,
        next_session: next.map(|next| NextSession {
            id: next.id,
            starts_at: next.starts_at,
            zone: next.zone.clone(),
        }),
        free_places: candidate.free_places,
        fits: candidate.reasons(),
        full: candidate.free_places == 0,
    }
}
