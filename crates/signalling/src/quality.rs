//! How good somebody's connection is for talking, as LiveKit's clients are told it.
//!
//! The measure is the E-model (ITU-T G.107): what delay and loss take away from a conversation is
//! subtracted from a rating R. People are satisfied above 80, many are dissatisfied below 60
//! (G.107 annex B). Pure: what was measured in, a word out.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use livekit_protocol::{
    ConnectionQuality, ConnectionQualityInfo, ConnectionQualityUpdate, signal_response::Message,
};
use wellmet_sfu::{Presence, Statistics};

use crate::{room::Room, sid::ParticipantSid};

/// How often connections are looked at.
pub(crate) const INTERVAL: Duration = Duration::from_secs(2);
/// Silence after which a connection counts as lost: clients check theirs every 2.5 s and more often.
pub(crate) const SILENCE: Duration = Duration::from_secs(10);
/// Looks, one after another, before a worse connection is told: one lost burst is nothing to tell.
const WORSE_AFTER: u8 = 2;
/// Before a better one is told: what was weak is often weak again.
const BETTER_AFTER: u8 = 3;

/// R of a conversation with neither delay nor loss (G.107 with its default values).
const BEST: f32 = 93.2;
/// What the far end's jitter buffer and coding add to the way, in milliseconds.
const BUFFERING: f32 = 60.0;
/// Packet loss robustness (G.107's Bpl), in percent: Opus with in-band FEC hides much.
const ROBUSTNESS: f32 = 20.0;

/// One person's way to and from the server over the last seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Path {
    /// Since the last authentic packet of theirs.
    pub(crate) silent_for: Duration,
    /// To them and back; `None` before any report told one.
    pub(crate) round_trip: Option<Duration>,
    /// The share of packets lost, 0 to 1, in the worse direction.
    pub(crate) loss: f32,
    /// Pictures they want are held back, because the way to them does not carry them.
    pub(crate) starved: bool,
}

impl Path {
    /// As the media core knows it at `now`. Loss is before repair: sound is not sent again.
    pub(crate) fn measured(presence: &Presence, measured: &Statistics, now: Instant) -> Self {
        let received = measured.received.iter().map(|stream| stream.loss);
        Self {
            silent_for: now.saturating_duration_since(presence.last_packet),
            round_trip: measured.round_trip.or(presence.round_trip),
            loss: received.fold(measured.loss.unwrap_or_default(), f32::max),
            starved: measured.sent.iter().any(|stream| stream.paused),
        }
    }

    /// Both ways of somebody who has two: the worse counts.
    pub(crate) fn beside(self, other: Self) -> Self {
        Self {
            silent_for: self.silent_for.max(other.silent_for),
            round_trip: self.round_trip.max(other.round_trip),
            loss: self.loss.max(other.loss),
            starved: self.starved || other.starved,
        }
    }

    fn quality(&self) -> ConnectionQuality {
        match self.rating() {
            _ if self.silent_for >= SILENCE => ConnectionQuality::Lost,
            _ if self.starved => ConnectionQuality::Poor,
            rating if rating >= 80.0 => ConnectionQuality::Excellent,
            rating if rating >= 60.0 => ConnectionQuality::Good,
            _ => ConnectionQuality::Poor,
        }
    }

    /// The E-model's R. Their way is half of a conversation's; the other half is taken to be good.
    fn rating(&self) -> f32 {
        let round_trip = self.round_trip.unwrap_or_default().as_secs_f32() * 1_000.0;
        let delay = round_trip / 2.0 + BUFFERING;
        let from_delay = 0.024 * delay + 0.11 * (delay - 177.3).max(0.0);
        let loss = self.loss.clamp(0.0, 1.0) * 100.0;
        let from_loss = 95.0 * loss / (loss + ROBUSTNESS);
        (BEST - from_delay - from_loss).max(0.0)
    }

    /// The mean opinion score that R stands for (G.107 annex B), 1 to 4.5; 0 for a lost connection.
    fn score(&self) -> f32 {
        if self.silent_for >= SILENCE {
            return 0.0;
        }
        let rating = self.rating();
        let curve = rating * (rating - 60.0) * (100.0 - rating) * 7e-6;
        (1.0 + 0.035 * rating + curve).max(1.0)
    }
}

/// What the room has been told of everyone's connection.
#[derive(Debug, Default)]
pub(crate) struct Qualities {
    people: HashMap<ParticipantSid, Standing>,
}

/// One person's connection as told, and for how many looks it has been otherwise.
#[derive(Debug)]
struct Standing {
    told: ConnectionQuality,
    score: f32,
    otherwise: u8,
}

impl Qualities {
    /// Takes everyone's way as it is now; what is to be told of it, if anything.
    fn changed(&mut self, now: &[(ParticipantSid, Path)]) -> Option<ConnectionQualityUpdate> {
        self.people
            .retain(|sid, _| now.iter().any(|(present, _)| present == sid));
        let mut updates = Vec::new();
        for (sid, path) in now {
            let known = self.people.get_mut(sid);
            let turned = known.is_none_or(|standing| standing.turns_to(path));
            if turned {
                let standing = Standing::of(path);
                updates.push(standing.info(sid));
                self.people.insert(sid.clone(), standing);
            }
        }
        (!updates.is_empty()).then_some(ConnectionQualityUpdate { updates })
    }

    /// Everyone's, as was last told: for those who have not heard it.
    pub(crate) fn standing(&self) -> Option<ConnectionQualityUpdate> {
        let updates = self.people.iter().map(|(sid, standing)| standing.info(sid));
        let updates: Vec<_> = updates.collect();
        (!updates.is_empty()).then_some(ConnectionQualityUpdate { updates })
    }
}

impl Standing {
    fn of(path: &Path) -> Self {
        Self {
            told: path.quality(),
            score: path.score(),
            otherwise: 0,
        }
    }

    /// Whether it has been otherwise for long enough.
    fn turns_to(&mut self, path: &Path) -> bool {
        let now = path.quality();
        if now == self.told {
            self.otherwise = 0;
            return false;
        }
        self.otherwise = self.otherwise.saturating_add(1);
        let worse = rank(now) < rank(self.told);
        self.otherwise >= if worse { WORSE_AFTER } else { BETTER_AFTER }
    }

    fn info(&self, sid: &ParticipantSid) -> ConnectionQualityInfo {
        ConnectionQualityInfo {
            participant_sid: sid.as_str().to_owned(),
            quality: self.told.into(),
            score: self.score,
        }
    }
}

/// From worst to best; LiveKit's numbers are in no order.
fn rank(quality: ConnectionQuality) -> u8 {
    match quality {
        ConnectionQuality::Lost => 0,
        ConnectionQuality::Poor => 1,
        ConnectionQuality::Good => 2,
        ConnectionQuality::Excellent => 3,
    }
}

impl Room {
    /// How everyone who is connected is reached now.
    pub(crate) fn reached(&mut self, now: &[(ParticipantSid, Path)]) {
        if let Some(changed) = self.qualities().changed(now) {
            self.tell_everyone(&Message::ConnectionQuality(changed));
        }
    }
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::{Clock, Rng};

    use super::*;

    fn path(round_trip: u64, loss: f32) -> Path {
        Path {
            silent_for: Duration::ZERO,
            round_trip: Some(Duration::from_millis(round_trip)),
            loss,
            starved: false,
        }
    }

    #[test]
    fn delay_and_loss_make_a_connection_worse_in_the_e_models_steps() {
        use ConnectionQuality::{Excellent, Good, Poor};
        for (round_trip, loss, expected) in [
            (20, 0.0, Excellent),
            (300, 0.0, Excellent),
            (500, 0.0, Good),
            (800, 0.0, Poor),
            (20, 0.02, Excellent),
            (20, 0.05, Good),
            (20, 0.15, Poor),
            (300, 0.05, Good),
            (500, 0.10, Poor),
            (20, 7.0, Poor),
        ] {
            assert_eq!(
                path(round_trip, loss).quality(),
                expected,
                "{round_trip} ms, {loss}"
            );
        }
    }

    #[test]
    fn an_unmeasured_connection_is_taken_to_be_good_and_a_silent_one_is_lost() {
        assert_eq!(Path::default().quality(), ConnectionQuality::Excellent);
        let silent = Path {
            silent_for: SILENCE,
            ..Path::default()
        };
        assert_eq!(silent.quality(), ConnectionQuality::Lost);
        assert_eq!(silent.score(), 0.0);
    }

    #[test]
    fn who_is_sent_no_pictures_for_want_of_bandwidth_has_a_weak_connection() {
        let starved = Path {
            starved: true,
            ..path(20, 0.0)
        };
        assert_eq!(starved.quality(), ConnectionQuality::Poor);
    }

    #[test]
    fn a_path_is_measured_from_what_the_media_core_knows() {
        let clock = Clock::mock(wellmet_foundation::Instant::from_millis(0));
        let now = clock.monotonic() + Duration::from_secs(60);
        let presence = Presence {
            connected: true,
            last_packet: now - Duration::from_secs(3),
            media_in: None,
            media_out: None,
            checked: None,
            being_sent: true,
            spoke: None,
            round_trip: Some(Duration::from_millis(40)),
        };
        let measured = Statistics {
            loss: Some(0.02),
            ..Statistics::default()
        };
        let path = Path::measured(&presence, &measured, now);
        assert_eq!((path.loss, path.silent_for.as_secs()), (0.02, 3));
        assert_eq!(path.round_trip, presence.round_trip);
        assert!(!path.starved);
    }

    #[test]
    fn the_score_is_a_mean_opinion() {
        let (best, weak) = (path(0, 0.0).score(), path(600, 0.1).score());
        assert!((4.3..4.5).contains(&best), "{best}");
        assert!((1.5..3.0).contains(&weak), "{weak}");
    }

    #[test]
    fn a_change_is_told_when_it_lasts_and_worse_sooner_than_better() {
        let sid = ParticipantSid::draw(&Rng::seeded(1));
        let mut qualities = Qualities::default();
        let mut told = |path| {
            let changed = qualities.changed(&[(sid.clone(), path)]);
            changed.map(|changed| changed.updates[0].quality())
        };
        let (good, weak) = (path(20, 0.0), path(20, 0.3));
        assert_eq!(told(good), Some(ConnectionQuality::Excellent));
        assert_eq!([told(weak), told(good), told(weak)], [None; 3]);
        assert_eq!(told(weak), Some(ConnectionQuality::Poor));
        assert_eq!([told(weak), told(good), told(good)], [None; 3]);
        assert_eq!(told(good), Some(ConnectionQuality::Excellent));
    }

    #[test]
    fn who_leaves_is_forgotten() {
        let sid = ParticipantSid::draw(&Rng::seeded(1));
        let mut qualities = Qualities::default();
        qualities.changed(&[(sid, path(20, 0.0))]);
        assert!(qualities.standing().is_some());
        qualities.changed(&[]);
        assert!(qualities.standing().is_none());
    }
}
