//! Whose voice is forwarded in a large room, and who speaks.
//!
//! Pure: levels (RFC 6464) in, choices out. In a small room everybody is heard. In a large one the loudest are:
//! more at once nobody understands, and each costs every listener 60 kbit/s. Whoever was let in stays for a
//! while, so that a pause for breath does not cost a place, and keeps it against slightly louder ones.

use std::time::{Duration, Instant};

use crate::presence::Loudness;

/// Up to so many voices all are forwarded; beyond, only the loudest.
const EVERYBODY: usize = 12;
pub(crate) const LOUDEST: usize = 5;
/// How long a voice is forwarded at least.
const HOLD: Duration = Duration::from_secs(1);
/// A level older than this is silence: the client sends nothing (DTX).
const STALE: Duration = Duration::from_millis(400);
/// Who has not spoken for this long is not the speaker any more.
const PAUSE: Duration = Duration::from_secs(3);
/// What must lie between a voice and a louder one that takes its place, in dB.
const MARGIN: f32 = 6.0;
/// How fast the smoothed level follows, per call: up at once, down over half a second.
const ATTACK: f32 = 0.5;
const RELEASE: f32 = 0.02;

/// One published audio track; loudness is smoothed in dB above silence.
#[derive(Clone, Copy, Debug)]
struct Voice {
    track: usize,
    loudness: f32,
    spoke: Option<Instant>,
    heard: bool,
    since: Instant,
    seen: bool,
}

/// The voices of one room.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    voices: Vec<Voice>,
    speaker: Option<usize>,
}

impl Voices {
    /// Takes the latest levels of all the room's audio tracks. Those without levels are always heard.
    pub(crate) fn follow(
        &mut self,
        now: Instant,
        levels: impl Iterator<Item = (usize, Option<Loudness>)>,
    ) {
        self.voices.iter_mut().for_each(|voice| voice.seen = false);
        for (track, loudness) in levels {
            self.follow_one(now, track, loudness);
        }
        self.voices.retain(|voice| voice.seen);
        self.choose(now);
        self.find_speaker(now);
    }

    fn follow_one(&mut self, now: Instant, track: usize, loudness: Option<Loudness>) {
        let fresh = loudness.filter(|of| now.saturating_duration_since(of.at) < STALE);
        let level = match (loudness, fresh) {
            (None, _) => f32::INFINITY,
            (_, Some(fresh)) => 127.0 - f32::from(fresh.level),
            (_, None) => 0.0,
        };
        let spoke = loudness.and_then(|of| of.spoke);
        if let Some(voice) = self.voices.iter_mut().find(|voice| voice.track == track) {
            let share = if level > voice.loudness {
                ATTACK
            } else {
                RELEASE
            };
            let moved = voice.loudness + share * (level - voice.loudness);
            voice.loudness = if moved.is_finite() { moved } else { level };
            (voice.spoke, voice.seen) = (spoke, true);
            return;
        }
        self.voices.push(Voice {
            track,
            loudness: level,
            spoke,
            heard: false,
            since: now,
            seen: true,
        });
    }

    fn choose(&mut self, now: Instant) {
        let all = self.voices.len() <= EVERYBODY;
        let merit = |voice: &Voice| {
            let held = voice.heard && now.saturating_duration_since(voice.since) < HOLD;
            let margin = if voice.heard { MARGIN } else { 0.0 };
            (held, voice.loudness + margin)
        };
        self.voices.sort_by(|one, other| {
            let ((held, loudness), (others, than)) = (merit(one), merit(other));
            (others.cmp(&held))
                .then(than.total_cmp(&loudness))
                .then(one.track.cmp(&other.track))
        });
        for (place, voice) in self.voices.iter_mut().enumerate() {
            let heard = all || place < LOUDEST || voice.loudness == f32::INFINITY;
            if heard && !voice.heard {
                voice.since = now;
            }
            voice.heard = heard;
        }
    }

    fn find_speaker(&mut self, now: Instant) {
        let speaking = |voice: &&Voice| {
            voice
                .spoke
                .is_some_and(|spoke| now.saturating_duration_since(spoke) < PAUSE)
        };
        let loudest = self
            .voices
            .iter()
            .filter(speaking)
            .max_by(|one, other| one.loudness.total_cmp(&other.loudness));
        let Some(loudest) = loudest else {
            self.speaker = None;
            return;
        };
        let current = self.voices.iter().filter(speaking);
        let current = current
            .into_iter()
            .find(|voice| Some(voice.track) == self.speaker);
        if current.is_none_or(|current| loudest.loudness > current.loudness + MARGIN) {
            self.speaker = Some(loudest.track);
        }
    }

    /// The audio track of who speaks.
    pub(crate) fn speaker(&self) -> Option<usize> {
        self.speaker
    }

    /// Each track, and whether it is forwarded.
    pub(crate) fn choices(&self) -> impl Iterator<Item = (usize, bool)> {
        self.voices.iter().map(|voice| (voice.track, voice.heard))
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;

    /// A room, in which each call of `run` lets time pass with these levels in -dBov, by track.
    struct Room {
        voices: Voices,
        now: Instant,
        spoke: Vec<Option<Instant>>,
    }

    impl Room {
        fn new() -> Self {
            Self {
                voices: Voices::default(),
                now: Instant::now(),
                spoke: Vec::new(),
            }
        }

        fn run(&mut self, millis: u64, levels: &[u8]) -> Vec<usize> {
            self.spoke.resize(levels.len(), None);
            for _ in 0..millis / 10 {
                self.now += Duration::from_millis(10);
                for (spoke, level) in self.spoke.iter_mut().zip(levels) {
                    *spoke = if *level < 45 { Some(self.now) } else { *spoke };
                }
                let heard = levels
                    .iter()
                    .zip(&self.spoke)
                    .map(|(level, spoke)| Loudness {
                        level: *level,
                        at: self.now,
                        spoke: *spoke,
                    });
                self.voices.follow(self.now, heard.map(Some).enumerate());
            }
            let mut heard: Vec<usize> = self
                .voices
                .choices()
                .filter_map(|(track, heard)| heard.then_some(track))
                .collect();
            heard.sort_unstable();
            heard
        }
    }

    fn levels(count: usize, loud: &[(usize, u8)]) -> Vec<u8> {
        let mut levels = vec![90; count];
        loud.iter()
            .for_each(|(track, level)| levels[*track] = *level);
        levels
    }

    #[test]
    fn in_a_small_room_everybody_is_heard() {
        let heard = Room::new().run(100, &levels(12, &[]));
        assert_eq!(heard.len(), 12);
    }

    #[test]
    fn in_a_large_room_the_loudest_are_heard_and_a_new_voice_within_a_tenth_of_a_second() {
        let mut room = Room::new();
        let five = [(20, 20), (21, 25), (22, 30), (23, 35), (24, 38)];
        assert_eq!(room.run(3000, &levels(30, &five)), [20, 21, 22, 23, 24]);
        let sixth = [(20, 20), (21, 25), (22, 30), (23, 35), (7, 20)];
        assert!(room.run(100, &levels(30, &sixth)).contains(&7));
    }

    #[test]
    fn a_pause_for_breath_or_a_slightly_louder_one_costs_nobody_a_place() {
        let mut room = Room::new();
        let five = [(20, 30), (21, 30), (22, 30), (23, 30), (24, 30)];
        let before = room.run(3000, &levels(30, &five));
        assert_eq!(room.run(500, &levels(30, &five[1..])), before, "a breath");
        let rival = [(20, 30), (21, 30), (22, 30), (23, 30), (24, 30), (9, 27)];
        assert_eq!(room.run(3000, &levels(30, &rival)), before, "3 dB");
    }

    #[test]
    fn voices_without_levels_are_always_heard() {
        let (mut voices, now) = (Voices::default(), Instant::now());
        for _ in 0..3 {
            voices.follow(now, (0..20).map(|track| (track, None)));
        }
        assert_eq!(voices.choices().filter(|(_, heard)| *heard).count(), 20);
    }

    #[test]
    fn the_speaker_changes_with_who_is_clearly_louder_and_ends_with_silence() {
        let mut room = Room::new();
        room.run(500, &levels(3, &[(0, 30)]));
        assert_eq!(room.voices.speaker(), Some(0));
        room.run(500, &levels(3, &[(0, 30), (1, 27)]));
        assert_eq!(room.voices.speaker(), Some(0));
        room.run(1500, &levels(3, &[(1, 27)]));
        assert_eq!(room.voices.speaker(), Some(1));
        room.run(3500, &levels(3, &[]));
        assert_eq!(room.voices.speaker(), None);
    }
}
