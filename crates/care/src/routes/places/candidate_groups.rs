//! `GET /api/referrals/{id}/groups`: the groups that could take a patient, each with its reasons.

use std::cmp::Reverse;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, SessionId, StaffCaller};

use crate::Care;
use crate::groups::GroupRow;
use crate::groups::store::{self as groups, Ahead};
use crate::places::fits::{Candidate, Fit, score};
use crate::places::{Wishes, wish_rows};
use crate::referrals::referral::ReferralRow;
use crate::referrals::store as referrals;
use crate::routes::items::Items;

/// How many groups are suggested at most.
const MOST: usize = 30;

/// What is looked for.
struct Asked {
    wishes: Wishes,
    dose_sessions: i64,
    now: Instant,
}

/// A group that could take the patient.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupSuggestion {
    group: GroupRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_session: Option<NextSession>,
    free_places: i64,
    /// Why it does or does not fit: a sentence each.
    fits: Vec<Fit>,
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

/// The groups of the caller's organisation that fit best, the best first: 30 at most.
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
    let asked = Asked {
        wishes: wish_rows::of_referral(&mut tx, id).await?,
        dose_sessions: referral.dose.sessions,
        now: care.ground.clock.now(),
    };
    let items = suggest(groups, &ahead, &asked);
    Ok(Json(Items { items }))
}

fn suggest(groups: Vec<GroupRow>, ahead: &[Ahead], asked: &Asked) -> Vec<GroupSuggestion> {
    let with_reasons = |group: GroupRow| {
        let next = ahead.iter().find(|next| next.group_id == group.id);
        let candidate = Candidate {
            group: &group,
            wishes: &asked.wishes,
            sessions_ahead: next.map_or(0, |next| next.sessions),
            dose_sessions: asked.dose_sessions,
            now: asked.now,
        };
        let fits = candidate.reasons();
        (score(&fits), suggestion(group, next, fits))
    };
    let mut suggestions: Vec<_> = groups.into_iter().map(with_reasons).collect();
    // Stable: groups that fit alike stay in the order of their names.
    suggestions.sort_by_key(|(score, _)| Reverse(*score));
    let best = suggestions.into_iter().take(MOST);
    best.map(|(_, suggestion)| suggestion).collect()
}

fn suggestion(group: GroupRow, next: Option<&Ahead>, fits: Vec<Fit>) -> GroupSuggestion {
    GroupSuggestion {
        next_session: next.map(|next| NextSession {
            id: next.id,
            starts_at: next.starts_at,
            zone: next.zone.clone(),
        }),
        free_places: group.free_places(),
        full: group.free_places() == 0,
        fits,
        group,
    }
}
