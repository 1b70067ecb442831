//! Who is expected, waiting, here, missing or gone.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{DoorSessionId, MembershipId, Role, SessionId, SessionState, StaffCaller};

use crate::access::Reading;
use crate::people::{self, Flowing, Stage, Standing};
use crate::store::people::{Member, Visit, VisitState};
use crate::store::session::Session;
use crate::{Attendance, AttendanceError, access, store};

/// The members of a session's group, by where they are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    /// Not there yet, before Start.
    expected: Vec<Person>,
    /// In the waiting room; one entry for each device.
    waiting: Vec<Person>,
    /// Admitted.
    here: Vec<Person>,
    /// Not there, after Start.
    missing: Vec<Person>,
    /// Were there, or waited, and went.
    left: Vec<Person>,
}

/// One member, and the device they came on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    membership_id: MembershipId,
    #[schema(value_type = String)]
    full_name: Pii<String>,
    /// The name the others see.
    #[schema(value_type = String)]
    display_name: Pii<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    door_session_id: Option<DoorSessionId>,
    /// Whether another device had come through the same link before, and nobody has let this one in.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_device: Option<bool>,
    /// Of who waits: whether they are let in by name only, and not with all others. Their device is
    /// new, or somebody was removed from this session who came by their link.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<bool>,
    /// How many people sit at the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<i64>,
    /// Since when they wait, are here, or are gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    since_at: Option<Instant>,
    media: PersonMedia,
}

/// Whether media flows for somebody.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PersonMedia {
    /// It does.
    Flowing,
    /// It is about to, or was cut off within the last minute.
    Connecting,
    /// It does not. For somebody who is here: they need help.
    None,
}

/// Everybody whom a session concerns. Reading it stands in the audit trail.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}/people",
    operation_id = "people",
    tag = "attendance",
    params(("id" = SessionId, Path, description = "The session")),
    responses(
        (status = 200, description = "The people", body = People),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not a facilitator of this group", body = Problem),
        (status = 404, description = "No such session", body = Problem),
    )
)]
pub(crate) async fn people(
    State(attendance): State<Attendance>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
) -> Result<Json<People>, Problem> {
    caller.require(Role::Facilitator)?;
    let known = attendance.known_of(&caller, session).await?;
    let ground = &attendance.ground;
    let people = known.shown(ground.clock.now());
    let reading = Reading {
        action: "people.read",
        subject_kind: "session",
        subject: session.into(),
        items: Some(people.count()),
    };
    access::record_reading(ground, &caller, reading).await?;
    Ok(Json(people))
}

impl People {
    fn count(&self) -> usize {
        let lists = [
            &self.expected,
            &self.waiting,
            &self.here,
            &self.missing,
            &self.left,
        ];
        lists.into_iter().map(Vec::len).sum()
    }
}

/// All that is known of a session's people.
struct Known {
    session: Session,
    members: Vec<Member>,
    visits: Vec<Visit>,
    flowing: Vec<Flowing>,
}

impl Attendance {
    async fn known_of(
        &self,
        caller: &StaffCaller,
        session: SessionId,
    ) -> Result<Known, AttendanceError> {
        let mut tx = self.ground.db.read().await?;
        let session = access::to_run(&mut tx, caller, session).await?;
        let open = store::presence::in_session(&mut tx, session.id).await?;
        let flowing = open.into_iter().map(|presence| Flowing {
            identity: presence.identity,
            since: presence.since,
        });
        Ok(Known {
            members: store::people::members(&mut tx, session.organisation, session.id).await?,
            visits: store::people::visits(&mut tx, session.id).await?,
            flowing: flowing.collect(),
            session,
        })
    }
}

impl Known {
    fn shown(&self, now: Instant) -> People {
        let stage = stage(self.session.state);
        let all = people::sort(&self.members, &self.visits, &self.flowing, stage, now);
        let list = |standings: Vec<Standing<'_>>| standings.iter().map(Person::from).collect();
        People {
            expected: list(all.expected),
            waiting: list(all.waiting),
            here: list(all.here),
            missing: list(all.missing),
            left: list(all.left),
        }
    }
}

const fn stage(state: SessionState) -> Stage {
    match state {
        SessionState::Scheduled | SessionState::Preparing => Stage::Before,
        SessionState::Started => Stage::During,
        SessionState::Closed | SessionState::Cancelled => Stage::After,
    }
}

impl From<&Standing<'_>> for Person {
    fn from(standing: &Standing<'_>) -> Self {
        let (member, visit) = (standing.member, standing.visit);
        let display_name = visit.map_or(&member.alias, |visit| &visit.display_name);
        Self {
            membership_id: member.membership,
            full_name: member.full_name.clone().into(),
            display_name: display_name.clone().into(),
            door_session_id: visit.map(|visit| visit.door_session),
            new_device: visit.map(|visit| visit.new_device),
            by_name: visit
                .filter(|visit| visit.state == VisitState::Waiting)
                .map(|visit| visit.by_name),
            party: visit.map(|visit| visit.party),
            since_at: standing.since,
            media: match standing.media {
                people::Media::Flowing => PersonMedia::Flowing,
                people::Media::Connecting => PersonMedia::Connecting,
                people::Media::None => PersonMedia::None,
            },
        }
    }
}
