//! Watches everyone's media and tells what changed: the evidence attendance is made of.
//!
//! Once a second the media core's latest word on each person is compared with what the listener has
//! been told. What cannot be told now, because the listener is behind, is told later: nothing waits
//! in a queue that could overflow. What a late listener misses is a gap that both began and ended
//! while it was behind one earlier gap; what it has been told never stays wrong.

mod signs;

use std::time::Duration;

use wellmet_foundation::Instant;
use wellmet_sfu::Presence;
use wellmet_vocabulary::{Flow, MediaIdentity, RoomChange, RoomEvent, RoomName};

use crate::sid::ParticipantSid;
use signs::Signs;

/// How often the media core is asked.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);
/// Media is taken to flow for this long after the last sign of it (DOMAIN.md, "ghost connection").
const FRESH: Duration = Duration::from_secs(15);
/// Speech is told at most this often: it is evidence of taking part, not a record of it.
const SPEECH_REST: Duration = Duration::from_secs(30);

/// One reading of both clocks, taken together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) wall: Instant,
    pub(crate) monotonic: std::time::Instant,
}

impl Reading {
    /// The wall clock's time at a moment the media core told.
    fn wall_at(self, moment: std::time::Instant) -> Instant {
        self.wall - self.monotonic.saturating_duration_since(moment)
    }
}

/// Somebody in a room, and the media core's latest word on them.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    pub(crate) sid: ParticipantSid,
    pub(crate) room: RoomName,
    pub(crate) identity: MediaIdentity,
    pub(crate) presence: Option<Presence>,
}

/// Everyone who is in a room, or whose leaving has not been told yet, in the order they came.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    stays: Vec<Stay>,
}

/// One person's stay on one connection.
#[derive(Debug)]
struct Stay {
    sid: ParticipantSid,
    room: RoomName,
    identity: MediaIdentity,
    seen: Seen,
    told: Told,
    gone_at: Option<Instant>,
}

/// What the media core has shown.
#[derive(Debug, Default)]
struct Seen {
    connected_at: Option<Instant>,
    /// Since when media flows without a gap, and how.
    flowing: Option<Flowing>,
    /// The last sign that media flowed.
    last_sign: Option<Instant>,
    /// When the stretch of flow that the listener knows of ended, if it has.
    told_flow_ended_at: Option<Instant>,
    spoke_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Flowing {
    flow: Flow,
    /// When the stretch began, whatever its kind was then.
    since: Instant,
    /// When it took its present kind.
    turned_at: Instant,
}

/// What the listener knows.
#[derive(Debug, Default)]
struct Told {
    connected: bool,
    flowing: Option<Flowing>,
    spoke_at: Option<Instant>,
}

impl Watch {
    /// Takes everyone there is. Who is missing has left.
    pub(crate) fn take(&mut self, sightings: Vec<Sighting>, now: Reading) {
        for stay in &mut self.stays {
            if !sightings.iter().any(|sighting| sighting.sid == stay.sid) {
                stay.gone_at.get_or_insert(now.wall);
            }
        }
        for sighting in sightings {
            let presence = sighting.presence;
            let stay = self.stay(sighting);
            if let Some(presence) = presence {
                stay.look(&presence, now);
            }
        }
    }

    /// Offers every change not told yet to `tell`, which answers whether it was taken. After the
    /// first refusal nothing more is offered.
    pub(crate) fn report(&mut self, mut tell: impl FnMut(RoomEvent) -> bool) {
        let mut listening = true;
        self.stays.retain_mut(|stay| {
            while listening {
                let Some((at, change)) = stay.due() else {
                    break;
                };
                listening = tell(stay.event(at, change));
                if listening {
                    stay.has_told(change);
                }
            }
            !(stay.gone_at.is_some() && stay.due().is_none())
        });
    }

    /// A new listener knows nothing: everyone who is in a room is told anew.
    pub(crate) fn forget_what_was_told(&mut self) {
        for stay in &mut self.stays {
            stay.told = Told::default();
            stay.seen.told_flow_ended_at = None;
        }
    }

    /// Whether somebody is connected, and how their media flows.
    pub(crate) fn state(&self, sid: &ParticipantSid) -> (bool, Option<Flow>) {
        let seen = self
            .stays
            .iter()
            .find(|stay| stay.sid == *sid)
            .map(|stay| &stay.seen);
        let connected = seen.is_some_and(|seen| seen.connected_at.is_some());
        (
            connected,
            seen.and_then(|seen| seen.flowing)
                .map(|flowing| flowing.flow),
        )
    }

    fn stay(&mut self, sighting: Sighting) -> &mut Stay {
        let known = self.stays.iter().position(|stay| stay.sid == sighting.sid);
        let index = known.unwrap_or_else(|| {
            self.stays.push(Stay::new(sighting));
            self.stays.len() - 1
        });
        #[expect(
            clippy::indexing_slicing,
            reason = "the index was found or made two lines above"
        )]
        &mut self.stays[index]
    }
}

impl Stay {
    fn new(sighting: Sighting) -> Self {
        Self {
            sid: sighting.sid,
            room: sighting.room,
            identity: sighting.identity,
            seen: Seen::default(),
            told: Told::default(),
            gone_at: None,
        }
    }

    fn look(&mut self, presence: &Presence, now: Reading) {
        let seen = &mut self.seen;
        if presence.connected {
            seen.connected_at.get_or_insert(now.wall);
        }
        let signs = Signs::read(presence, now);
        seen.last_sign = seen.last_sign.max(signs.latest());
        let fresh = seen.last_sign.filter(|at| now.wall.since(*at) <= FRESH);
        let flow = fresh.map(|at| (at, signs.flow(now.wall)));
        seen.turn(flow, self.told.flowing);
        let spoke = presence.spoke.map(|at| now.wall_at(at));
        seen.spoke_at = seen.spoke_at.max(spoke);
    }

    /// The next change to tell, and when it happened.
    fn due(&self) -> Option<(Instant, RoomChange)> {
        self.connection_due()
            .or_else(|| self.flow_due())
            .or_else(|| self.speech_due())
            .or_else(|| self.left_due())
    }

    fn connection_due(&self) -> Option<(Instant, RoomChange)> {
        let at = self.seen.connected_at.filter(|_| !self.told.connected)?;
        Some((at, RoomChange::Connected))
    }

    fn flow_due(&self) -> Option<(Instant, RoomChange)> {
        if let Some(ended_at) = self.seen.told_flow_ended_at {
            return Some((ended_at, RoomChange::Stopped));
        }
        let flowing = self
            .seen
            .flowing
            .filter(|flowing| Some(*flowing) != self.told.flowing)?;
        let at = if self.told.flowing.is_some() {
            flowing.turned_at
        } else {
            flowing.since
        };
        Some((at, RoomChange::Flowing(flowing.flow)))
    }

    fn speech_due(&self) -> Option<(Instant, RoomChange)> {
        let spoke_at = self.seen.spoke_at?;
        let rested = self
            .told
            .spoke_at
            .is_none_or(|told| told + SPEECH_REST <= spoke_at);
        rested.then_some((spoke_at, RoomChange::Spoke))
    }

    /// Who was never connected has nothing to end.
    fn left_due(&self) -> Option<(Instant, RoomChange)> {
        let gone_at = self.gone_at.filter(|_| self.told.connected)?;
        Some((self.seen.last_sign.unwrap_or(gone_at), RoomChange::Left))
    }

    fn has_told(&mut self, change: RoomChange) {
        match change {
            RoomChange::Connected => self.told.connected = true,
            RoomChange::Flowing(_) => self.told.flowing = self.seen.flowing,
            RoomChange::Stopped => {
                self.seen.told_flow_ended_at = None;
                self.told.flowing = None;
            }
            RoomChange::Spoke => self.told.spoke_at = self.seen.spoke_at,
            // Nothing of this stay is left to tell.
            RoomChange::Left => {
                self.told.connected = false;
                self.seen = Seen::default();
            }
        }
    }

    fn event(&self, at: Instant, change: RoomChange) -> RoomEvent {
        RoomEvent {
            room: self.room.clone(),
            identity: self.identity.clone(),
            at,
            change,
        }
    }
}

impl Seen {
    /// Takes how media flows now, with its last sign; `None` when it does not. `told` is the
    /// stretch the listener knows of.
    fn turn(&mut self, now: Option<(Instant, Flow)>, told: Option<Flowing>) {
        self.flowing = match (self.flowing, now) {
            (None, Some((at, flow))) => Some(Flowing {
                flow,
                since: at,
                turned_at: at,
            }),
            (Some(before), Some((at, flow))) if before.flow != flow => Some(Flowing {
                flow,
                turned_at: at,
                ..before
            }),
            (Some(before), Some(_)) => Some(before),
            (Some(before), None) => {
                if told.is_some_and(|told| told.since == before.since) {
                    self.told_flow_ended_at = self.last_sign;
                }
                None
            }
            (None, None) => None,
        };
    }
}

#[cfg(test)]
mod tests;
