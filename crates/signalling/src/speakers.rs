//! Who is speaking, as LiveKit tells it: levels in eighths, and only what has changed.

use std::{collections::HashMap, time::Duration};

use livekit_protocol::{SpeakerInfo, SpeakersChanged, signal_response::Message};
use wellmet_sfu::{Loudness, PeerId, Source};

use crate::{room::Room, sid::ParticipantSid};

/// How often speech is looked at.
pub(crate) const INTERVAL: Duration = Duration::from_millis(500);
/// Somebody who has not spoken for this long has stopped: the pauses between words are shorter.
const PAUSE: Duration = Duration::from_millis(1_000);

/// How loud somebody is, in eighths of the loudest; 0 is silence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Speech(u8);

impl Speech {
    /// The speech in a track's latest loudness (RFC 6464: -dBov, 0 is the loudest).
    fn of(loudness: &Loudness, now: std::time::Instant) -> Self {
        let spoke = loudness
            .spoke
            .is_some_and(|at| now.saturating_duration_since(at) < PAUSE);
        if !spoke {
            return Self::default();
        }
        // 6 dB are a doubling, and an eighth is worth 6 dB here: speech lies between -6 and -48.
        Self(8_u8.saturating_sub(loudness.level / 6).max(1))
    }

    fn level(self) -> f32 {
        f32::from(self.0) / 8.0
    }
}

/// The loudest of each peer's tracks.
pub(crate) fn by_peer(
    levels: &[(Source, Loudness)],
    now: std::time::Instant,
) -> HashMap<PeerId, Speech> {
    let mut speech: HashMap<PeerId, Speech> = HashMap::new();
    for (source, loudness) in levels {
        let loudest = speech.entry(source.peer).or_default();
        *loudest = (*loudest).max(Speech::of(loudness, now));
    }
    speech
}

/// What a room has told of its speakers.
#[derive(Debug, Default)]
pub(crate) struct Speakers {
    told: HashMap<ParticipantSid, Speech>,
}

impl Speakers {
    /// Takes how everyone speaks now; what is to be told of it, if anything.
    fn changed(&mut self, now: &[(ParticipantSid, Speech)]) -> Option<SpeakersChanged> {
        self.told
            .retain(|sid, _| now.iter().any(|(present, _)| present == sid));
        let mut speakers = Vec::new();
        for (sid, speech) in now {
            let told = self.told.entry(sid.clone()).or_default();
            if std::mem::replace(told, *speech) != *speech {
                speakers.push(SpeakerInfo {
                    sid: sid.as_str().to_owned(),
                    level: speech.level(),
                    active: speech.0 > 0,
                });
            }
        }
        (!speakers.is_empty()).then_some(SpeakersChanged { speakers })
    }
}

impl Room {
    /// How everyone in the room speaks now.
    pub(crate) fn speaking(&mut self, now: &[(ParticipantSid, Speech)]) {
        if let Some(changed) = self.speakers().changed(now) {
            self.tell_everyone(&Message::SpeakersChanged(changed));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use wellmet_foundation::{Clock, Instant as Wall, Rng};

    use super::*;

    fn now() -> Instant {
        Clock::mock(Wall::from_millis(0)).monotonic() + Duration::from_secs(60)
    }

    #[test]
    fn speech_is_told_in_eighths_and_silence_as_none() {
        let now = now();
        let said = |level| Loudness {
            level,
            at: now,
            spoke: Some(now),
        };
        assert_eq!(Speech::of(&said(0), now), Speech(8));
        assert_eq!(Speech::of(&said(30), now), Speech(3));
        assert_eq!(Speech::of(&said(127), now), Speech(1));
        let paused = Loudness {
            level: 10,
            at: now,
            spoke: now.checked_sub(PAUSE),
        };
        assert_eq!(Speech::of(&paused, now), Speech(0));
    }

    #[test]
    fn only_changes_are_told() {
        let sid = ParticipantSid::draw(&Rng::seeded(1));
        let mut speakers = Speakers::default();
        assert!(speakers.changed(&[(sid.clone(), Speech(0))]).is_none());
        let loud = speakers.changed(&[(sid.clone(), Speech(4))]).unwrap();
        assert!(loud.speakers[0].active);
        assert!(speakers.changed(&[(sid.clone(), Speech(4))]).is_none());
        let silent = speakers.changed(&[(sid, Speech(0))]).unwrap();
        assert!(!silent.speakers[0].active);
    }
}
