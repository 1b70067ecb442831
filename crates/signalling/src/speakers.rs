//! Who is speaking, as a person in the room would say: not who coughs, and not only until the next
//! breath. Told as LiveKit tells it: levels in eighths, and only what has changed.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use livekit_protocol::{SpeakerInfo, SpeakersChanged, signal_response::Message};
use wellmet_sfu::{Loudness, PeerId, Source};

use crate::{room::Room, sid::ParticipantSid};

/// How often speech is looked at.
pub(crate) const INTERVAL: Duration = Duration::from_millis(250);
/// Looks with speech, one after another, before somebody is speaking: a cough or a door takes one.
const ATTACK: u8 = 2;
/// Looks without speech before somebody has stopped: the pauses between words and breaths are shorter.
const RELEASE: u8 = 5;
/// Levels alone are told at every second look; who begins or stops is told at once.
const LEVELS_EVERY: u8 = 2;
/// How far, in eighths, the level must have moved to be told anew.
const NOTICEABLE: f32 = 0.8;
/// How much of the way to a louder level is gone with one look.
const RISE: f32 = 0.6;
/// How far, in eighths, a level falls with one look at most: voices trail off, meters should too.
const FALL: f32 = 0.7;

/// What is heard of somebody at one look: how loud they speak in eighths of the loudest, 1 to 8, or
/// nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(crate) struct Heard(Option<f32>);

impl Heard {
    /// The speech in a track's latest loudness (RFC 6464: -dBov, 0 is the loudest).
    fn of(loudness: &Loudness, now: Instant) -> Self {
        let spoke = loudness
            .spoke
            .is_some_and(|at| now.saturating_duration_since(at) < INTERVAL);
        // 6 dB are a doubling, and an eighth is worth 6 dB here: speech lies between -6 and -48.
        let eighths = 8.0 - f32::from(loudness.level) / 6.0;
        Self(spoke.then(|| eighths.max(1.0)))
    }
}

/// The loudest of each peer's tracks.
pub(crate) fn by_peer(levels: &[(Source, Loudness)], now: Instant) -> HashMap<PeerId, Heard> {
    let mut heard: HashMap<PeerId, Heard> = HashMap::new();
    for (source, loudness) in levels {
        let loudest = heard.entry(source.peer).or_default();
        let this = Heard::of(loudness, now);
        if this > *loudest {
            *loudest = this;
        }
    }
    heard
}

/// One person's voice over time.
#[derive(Debug, Default)]
struct Voice {
    /// Looks with speech, or while they speak without it, one after another.
    run: u8,
    speaking: bool,
    /// Smoothed, in eighths.
    level: f32,
    told: Told,
}

/// What the room has been told of a voice; level 0 is silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    speaking: bool,
    eighths: u8,
}

impl Voice {
    fn hear(&mut self, heard: Heard) {
        let against = heard.0.is_some() != self.speaking;
        self.run = if against {
            self.run.saturating_add(1)
        } else {
            0
        };
        let enough = if self.speaking { RELEASE } else { ATTACK };
        if self.run >= enough {
            (self.speaking, self.run) = (!self.speaking, 0);
        }
        self.level = match heard.0 {
            Some(level) if level > self.level => self.level + (level - self.level) * RISE,
            level => level.unwrap_or(0.0).max(self.level - FALL),
        };
    }

    /// What is to be told of it now, if that differs noticeably from what was told before.
    fn due(&mut self, levels_too: bool) -> Option<Told> {
        let moved = (self.level - f32::from(self.told.eighths)).abs() >= NOTICEABLE;
        let turned = self.speaking != self.told.speaking;
        let louder = self.speaking && levels_too && moved;
        (turned || louder).then(|| {
            self.told = self.now();
            self.told
        })
    }

    fn now(&self) -> Told {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and 8"
        )]
        let eighths = self.level.round().clamp(1.0, 8.0) as u8;
        Told {
            speaking: self.speaking,
            eighths: if self.speaking { eighths } else { 0 },
        }
    }
}

impl Told {
    fn info(self, sid: &ParticipantSid) -> SpeakerInfo {
        SpeakerInfo {
            sid: sid.as_str().to_owned(),
            level: f32::from(self.eighths) / 8.0,
            active: self.speaking,
        }
    }
}

/// The voices in a room, and what the room has been told of them.
#[derive(Debug, Default)]
pub(crate) struct Speakers {
    voices: HashMap<ParticipantSid, Voice>,
    looks: u8,
}

impl Speakers {
    /// Takes how everyone is heard now; what is to be told of it, if anything.
    fn changed(&mut self, now: &[(ParticipantSid, Heard)]) -> Option<SpeakersChanged> {
        self.looks = (self.looks + 1) % LEVELS_EVERY;
        let levels_too = self.looks == 0;
        self.voices
            .retain(|sid, _| now.iter().any(|(present, _)| present == sid));
        let mut speakers = Vec::new();
        for (sid, heard) in now {
            let voice = self.voices.entry(sid.clone()).or_default();
            voice.hear(*heard);
            speakers.extend(voice.due(levels_too).map(|told| told.info(sid)));
        }
        (!speakers.is_empty()).then_some(SpeakersChanged { speakers })
    }

    /// Everybody who has been heard, as was last told: for those who may have missed it.
    pub(crate) fn standing(&self) -> Option<SpeakersChanged> {
        let speakers = self.voices.iter().map(|(sid, voice)| voice.told.info(sid));
        let speakers: Vec<_> = speakers.collect();
        (!speakers.is_empty()).then_some(SpeakersChanged { speakers })
    }
}

impl Room {
    /// How everyone in the room is heard now.
    pub(crate) fn speaking(&mut self, now: &[(ParticipantSid, Heard)]) {
        if let Some(changed) = self.speakers().changed(now) {
            self.tell_everyone(&Message::SpeakersChanged(changed));
        }
    }
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::{Clock, Instant as Wall, Rng};

    use super::*;

    fn now() -> Instant {
        Clock::mock(Wall::from_millis(0)).monotonic() + Duration::from_secs(60)
    }

    /// One person; `.` is a look without speech, a digit one with speech of so many eighths.
    struct Scene {
        sid: ParticipantSid,
        speakers: Speakers,
    }

    impl Scene {
        fn new() -> Self {
            Self {
                sid: ParticipantSid::draw(&Rng::seeded(1)),
                speakers: Speakers::default(),
            }
        }

        /// What was told at each look: `-` for nothing, else the eighths.
        fn hear(&mut self, looks: &str) -> String {
            let told = looks.chars().map(|look| {
                let heard = Heard(look.to_digit(10).map(|eighths| eighths as f32));
                let changed = self.speakers.changed(&[(self.sid.clone(), heard)]);
                changed.map_or('-', |changed| {
                    let [speaker] = &changed.speakers[..] else {
                        panic!("{changed:?}")
                    };
                    assert_eq!(speaker.active, speaker.level > 0.0);
                    char::from_digit((speaker.level * 8.0) as u32, 10).unwrap()
                })
            });
            told.collect()
        }
    }

    #[test]
    fn speech_is_heard_in_eighths_and_only_while_it_is_fresh() {
        let now = now();
        let said = |level, spoke| Loudness {
            level,
            at: now,
            spoke,
        };
        assert_eq!(Heard::of(&said(0, Some(now)), now), Heard(Some(8.0)));
        assert_eq!(Heard::of(&said(30, Some(now)), now), Heard(Some(3.0)));
        assert_eq!(Heard::of(&said(127, Some(now)), now), Heard(Some(1.0)));
        assert_eq!(
            Heard::of(&said(10, now.checked_sub(INTERVAL)), now),
            Heard(None)
        );
    }

    #[test]
    fn who_speaks_is_named_within_half_a_second() {
        assert_eq!(Scene::new().hear("55"), "-4");
    }

    #[test]
    fn a_cough_is_not_speech() {
        assert_eq!(Scene::new().hear("8...8....8.."), "------------");
    }

    #[test]
    fn the_pauses_between_words_do_not_end_speech() {
        let mut scene = Scene::new();
        scene.hear("5555");
        assert!(!scene.hear("...5..5....5").contains('0'));
    }

    #[test]
    fn who_has_fallen_silent_is_told_once() {
        let mut scene = Scene::new();
        scene.hear("5555");
        let told = scene.hear("..........");
        assert_eq!(told.matches('0').count(), 1, "{told}");
        assert_eq!(told.find('0'), Some(4), "{told}");
    }

    #[test]
    fn a_steady_voice_with_small_ups_and_downs_is_told_once() {
        let mut scene = Scene::new();
        scene.hear("44444444");
        assert_eq!(scene.hear("4444444444"), "----------");
        assert!(scene.hear("77").contains(['6', '7']));
    }

    #[test]
    fn who_leaves_is_forgotten_and_who_missed_it_is_told_who_speaks() {
        let mut scene = Scene::new();
        assert!(scene.speakers.standing().is_none());
        scene.hear("55");
        assert!(scene.speakers.standing().unwrap().speakers[0].active);
        scene.speakers.changed(&[]);
        assert!(scene.speakers.standing().is_none());
    }
}
