//! `POST /api/referrals/{id}/groups/search`: the groups that could take a patient, each with its reasons.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_foundation::{DbError, Instant, Tx};
use wellmet_vocabulary::{GroupId, OrganisationId, ReferralId, Role, StaffCaller};

use crate::form::Form;
use crate::groups::GroupRow;
use crate::groups::ahead::{self, NextSession};
use crate::groups::rows;
use crate::groups::search::{LONGEST_WORDS, Words};
use crate::places::fits::{Candidate, Fit, score};
use crate::places::outline::Outline;
use crate::places::{Wishes, outline_rows};
use crate::referrals::referral::ReferralRow;
use crate::referrals::store as referrals;
use crate::{Care, CareError};

/// How many groups are suggested at most: no more than are read at once.
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

/// Which of the groups; every group when left out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct GroupsSought {
    /// Words of a name or a topic.
    words: Option<String>,
    /// Only groups with a free place.
    free_only: bool,
}

/// The groups that fit best.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupSuggestions {
    /// The best first: 30 at most.
    items: Vec<GroupSuggestion>,
    /// How many groups were found in all.
    found: usize,
}

/// The groups of the caller's organisation that fit best, of those that are sought. Every group is
/// weighed, and only those that are suggested are read whole.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/groups/search",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = GroupsSought,
    responses(
        (status = 200, body = GroupSuggestions),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn candidate_groups(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(sought): Json<GroupsSought>,
) -> Result<Json<GroupSuggestions>, Problem> {
    caller.require(Role::LinkWorker)?;
    let words = sought.checked()?;
    let mut tx = care.ground.db.read().await?;
    let referral = referrals::find(&mut tx, caller.organisation, id).await?;
    let referral = referral
        .map(ReferralRow::from)
        .ok_or_else(Problem::not_found)?;
    let known = care.wishes(&mut tx, id, &referral.patient).await?;
    let asked = Asked {
        wishes: known.wishes,
        dose_sessions: referral.dose.sessions,
        now: care.ground.clock.now(),
    };
    let mut outlines =
        outline_rows::of_organisation(&mut tx, caller.organisation, &asked.wishes, asked.now)
            .await?;
    outlines.retain(|group| {
        words.are_in(&group.search_words) && !(sought.free_only && group.free_places() == 0)
    });
    Ok(Json(GroupSuggestions {
        found: outlines.len(),
        items: suggest(&mut tx, caller.organisation, &outlines, &asked).await?,
    }))
}

impl GroupsSought {
    fn checked(&self) -> Result<Words, CareError> {
        let mut form = Form::default();
        let words = form.optional("words", self.words.as_deref(), LONGEST_WORDS);
        form.finish()?;
        Ok(Words::of(words.as_deref()))
    }
}

async fn suggest(
    tx: &mut Tx,
    organisation: OrganisationId,
    outlines: &[Outline],
    asked: &Asked,
) -> Result<Vec<GroupSuggestion>, DbError> {
    let best = best(outlines, asked);
    let ids: Vec<GroupId> = best.iter().map(|(id, _)| *id).collect();
    let groups = rows::several(tx, organisation, &ids).await?;
    let mut next = ahead::next_sessions(tx, &ids, asked.now).await?;
    let mut fits: BTreeMap<GroupId, Vec<Fit>> = best.into_iter().collect();
    let told = groups.into_iter().map(|group| GroupSuggestion {
        next_session: next.remove(&group.id),
        free_places: group.free_places(),
        fits: fits.remove(&group.id).unwrap_or_default(),
        full: group.free_places() == 0,
        group,
    });
    Ok(told.collect())
}

/// The groups that fit best, the best first, and why.
fn best(outlines: &[Outline], asked: &Asked) -> Vec<(GroupId, Vec<Fit>)> {
    let weighed = outlines.iter().map(|group| {
        let candidate = Candidate {
            group,
            wishes: &asked.wishes,
            dose_sessions: asked.dose_sessions,
            now: asked.now,
        };
        (group.id, candidate.reasons())
    });
    let mut weighed: Vec<_> = weighed.collect();
    // Stable: groups that fit alike stay in the order of their names.
    weighed.sort_by_cached_key(|(_, fits)| Reverse(score(fits)));
    weighed.truncate(MOST);
    weighed
}
