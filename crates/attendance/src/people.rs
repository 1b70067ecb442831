//! Who is expected, waiting, here, missing or gone: a pure sorting of what is known.
//!
//! Invariant: every member stands in at least one list. A member whose second device waits while
//! the first is in stands in two, because somebody must admit the second.

use std::time::Duration;

use wellmet_foundation::Instant;
use wellmet_vocabulary::MediaIdentity;

use crate::store::people::{Member, Visit, VisitState};

/// So long a person who was admitted may take to connect, or to come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// Media that flows now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flowing {
    pub(crate) identity: MediaIdentity,
    pub(crate) since: Instant,
}

/// How far the session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody pressed Start yet: who is not there is expected.
    Before,
    /// Who is not there is missing.
    During,
    /// Nobody is here any more.
    After,
}

/// A member, on one device or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing<'a> {
    pub(crate) member: &'a Member,
    pub(crate) visit: Option<&'a Visit>,
    pub(crate) since: Option<Instant>,
    pub(crate) media: Media,
}

/// Whether media flows for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Flowing,
    /// Admitted, or cut off, within the last minute.
    Connecting,
    None,
}

/// Everybody, by where they are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Standings<'a> {
    pub(crate) expected: Vec<Standing<'a>>,
    pub(crate) waiting: Vec<Standing<'a>>,
    pub(crate) here: Vec<Standing<'a>>,
    pub(crate) missing: Vec<Standing<'a>>,
    pub(crate) left: Vec<Standing<'a>>,
}

/// Sorts `members` by what their devices do.
pub(crate) fn sort<'a>(
    members: &'a [Member],
    visits: &'a [Visit],
    flowing: &[Flowing],
    stage: Stage,
    now: Instant,
) -> Standings<'a> {
    let mut all = Standings::default();
    for member in members {
        let own: Vec<_> = visits
            .iter()
            .filter(|visit| visit.membership == member.membership)
            .collect();
        place(&mut all, member, &own, flowing, stage, now);
    }
    all
}

fn place<'a>(
    all: &mut Standings<'a>,
    member: &'a Member,
    own: &[&'a Visit],
    flowing: &[Flowing],
    stage: Stage,
    now: Instant,
) {
    let waiting = own
        .iter()
        .filter(|v| v.state == VisitState::Waiting && stage != Stage::After);
    let before = all.waiting.len();
    all.waiting.extend(waiting.map(|visit| Standing {
        member,
        visit: Some(visit),
        since: visit.waiting_since,
        media: Media::None,
    }));
    if let Some((standing, is_here)) = admitted(member, own, flowing, stage, now) {
        let list = if is_here {
            &mut all.here
        } else {
            &mut all.left
        };
        list.push(standing);
    } else if all.waiting.len() == before {
        away(all, member, own, stage);
    }
}

/// Where an admitted member stands, and whether they are here; `None` when nobody admitted them.
fn admitted<'a>(
    member: &'a Member,
    own: &[&'a Visit],
    flowing: &[Flowing],
    stage: Stage,
    now: Instant,
) -> Option<(Standing<'a>, bool)> {
    let flow_of = |visit: &Visit| flowing.iter().find(|f| f.identity == visit.identity);
    let visit = own
        .iter()
        .copied()
        .filter(|visit| visit.state == VisitState::Admitted)
        .max_by_key(|visit| (flow_of(visit).is_some(), visit.admitted_at))?;
    let flow = flow_of(visit);
    let latest = member.media_until.max(visit.admitted_at);
    let media = match flow {
        Some(_) => Media::Flowing,
        None if latest.is_some_and(|at| now.since(at) <= PATIENCE) => Media::Connecting,
        None => Media::None,
    };
    let gone = media == Media::None && member.media_until.is_some();
    let is_here = stage != Stage::After && !gone;
    let since = if is_here {
        flow.map(|flow| flow.since).or(visit.admitted_at)
    } else {
        member.media_until.or(visit.admitted_at)
    };
    let standing = Standing {
        member,
        visit: Some(visit),
        since,
        media: if is_here { media } else { Media::None },
    };
    Some((standing, is_here))
}

/// A member of whom no device waits or is in.
fn away<'a>(all: &mut Standings<'a>, member: &'a Member, own: &[&'a Visit], stage: Stage) {
    let last = own.iter().copied().max_by_key(|visit| visit.gone_at);
    let standing = Standing {
        member,
        visit: last,
        since: last.and_then(|visit| visit.gone_at.or(visit.waiting_since)),
        media: Media::None,
    };
    match (last, stage) {
        (Some(_), _) => all.left.push(standing),
        (None, Stage::Before) => all.expected.push(standing),
        (None, Stage::During | Stage::After) => all.missing.push(standing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000;

    fn at(second: i64) -> Instant {
        Instant::from_millis(second * 1_000)
    }

    fn ada() -> Member {
        Member {
            membership: uuid::Uuid::from_u128(1).into(),
            full_name: "Ada Example".to_owned(),
            alias: "Ada".to_owned(),
            media_until: None,
        }
    }

    fn visit(device: u128, state: VisitState, admitted_at: Option<i64>) -> Visit {
        Visit {
            membership: ada().membership,
            door_session: uuid::Uuid::from_u128(device).into(),
            identity: MediaIdentity::named(format!("device{device}")),
            state,
            display_name: "Addie".to_owned(),
            party: 1,
            new_device: device > 1,
            by_name: device > 1,
            waiting_since: Some(at(0)),
            admitted_at: admitted_at.map(at),
            gone_at: None,
        }
    }

    fn flow(device: u128) -> Flowing {
        Flowing {
            identity: MediaIdentity::named(format!("device{device}")),
            since: at(900),
        }
    }

    /// The lists in which the one member stands, with what media does.
    fn lists(member: &Member, visits: &[Visit], flowing: &[Flowing], stage: Stage) -> String {
        let members = [member.clone()];
        let all = sort(&members, visits, flowing, stage, at(NOW));
        let named = [
            ("expected", all.expected),
            ("waiting", all.waiting),
            ("here", all.here),
            ("missing", all.missing),
            ("left", all.left),
        ];
        let lines = named.iter().flat_map(|(name, list)| {
            list.iter()
                .map(move |standing| format!("{name} {:?}", standing.media))
        });
        lines.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn who_has_not_come_is_expected_and_after_start_missing() {
        assert_eq!(lists(&ada(), &[], &[], Stage::Before), "expected None");
        assert_eq!(lists(&ada(), &[], &[], Stage::During), "missing None");
        assert_eq!(lists(&ada(), &[], &[], Stage::After), "missing None");
    }

    #[test]
    fn who_waits_is_waiting_before_start_and_after_it() {
        let visits = [visit(1, VisitState::Waiting, None)];
        assert_eq!(lists(&ada(), &visits, &[], Stage::Before), "waiting None");
        assert_eq!(lists(&ada(), &visits, &[], Stage::During), "waiting None");
        assert_eq!(lists(&ada(), &visits, &[], Stage::After), "left None");
    }

    #[test]
    fn an_admitted_person_connects_within_a_minute_or_needs_help() {
        let now = [visit(1, VisitState::Admitted, Some(NOW - 60))];
        assert_eq!(lists(&ada(), &now, &[], Stage::During), "here Connecting");
        let long_ago = [visit(1, VisitState::Admitted, Some(NOW - 61))];
        assert_eq!(lists(&ada(), &long_ago, &[], Stage::During), "here None");
        assert_eq!(
            lists(&ada(), &long_ago, &[flow(1)], Stage::During),
            "here Flowing"
        );
    }

    #[test]
    fn who_was_there_and_has_been_away_for_a_minute_has_left() {
        let visits = [visit(1, VisitState::Admitted, Some(0))];
        let away = |second| Member {
            media_until: Some(at(second)),
            ..ada()
        };
        assert_eq!(
            lists(&away(NOW - 60), &visits, &[], Stage::During),
            "here Connecting"
        );
        assert_eq!(
            lists(&away(NOW - 61), &visits, &[], Stage::During),
            "left None"
        );
    }

    #[test]
    fn a_second_device_waits_while_the_first_is_in() {
        let visits = [
            visit(1, VisitState::Admitted, Some(0)),
            visit(2, VisitState::Waiting, None),
        ];
        assert_eq!(
            lists(&ada(), &visits, &[flow(1)], Stage::During),
            "waiting None, here Flowing"
        );
    }

    #[test]
    fn of_two_devices_that_are_in_the_flowing_one_is_shown() {
        let visits = [
            visit(1, VisitState::Admitted, Some(0)),
            visit(2, VisitState::Admitted, Some(10)),
        ];
        let (members, flowing) = ([ada()], [flow(1)]);
        let all = sort(&members, &visits, &flowing, Stage::During, at(NOW));
        assert_eq!(all.here[0].visit, Some(&visits[0]));
        assert_eq!(all.here.len(), 1);
    }

    #[test]
    fn who_left_or_was_removed_has_left() {
        for state in [VisitState::Left, VisitState::Removed] {
            let visits = [visit(1, state, Some(0))];
            assert_eq!(lists(&ada(), &visits, &[], Stage::During), "left None");
        }
    }
}
