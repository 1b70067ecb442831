//! LiveKit's server-made ids: a prefix that tells the kind, then 12 random characters.

use std::{fmt, sync::Arc};

use data_encoding::BASE32_NOPAD;
use livekit_protocol::{TrackSource, TrackType};
use wellmet_foundation::Rng;

/// One connection of one person (`PA_…`): a person who comes back gets another.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ParticipantSid(Arc<str>);

/// One published track (`TR_…`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TrackSid(Arc<str>);

impl ParticipantSid {
    pub(crate) fn draw(rng: &Rng) -> Self {
        Self(random("PA_", rng).into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TrackSid {
    /// The prefix says what is published: `TR_AM` microphone, `TR_VC` camera, `TR_VS` screen,
    /// `TR_As` the screen's sound.
    pub(crate) fn draw(rng: &Rng, kind: TrackType, source: TrackSource) -> Self {
        let kind = if kind == TrackType::Video { "V" } else { "A" };
        let source = match source {
            TrackSource::Camera => "C",
            TrackSource::Microphone => "M",
            TrackSource::ScreenShare => "S",
            TrackSource::ScreenShareAudio => "s",
            TrackSource::Unknown => "U",
        };
        Self(random(&format!("TR_{kind}{source}"), rng).into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of a room (`RM_…`), new each time one is opened.
pub(crate) fn room(rng: &Rng) -> String {
    random("RM_", rng)
}

fn random(prefix: &str, rng: &Rng) -> String {
    let mut text = BASE32_NOPAD.encode(&rng.bytes::<8>());
    text.truncate(12);
    format!("{prefix}{text}")
}

impl fmt::Debug for ParticipantSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TrackSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_track_id_tells_what_is_published() {
        let rng = Rng::seeded(1);
        let sid = TrackSid::draw(&rng, TrackType::Video, TrackSource::ScreenShare);
        assert!(sid.as_str().starts_with("TR_VS"));
        assert_eq!(sid.as_str().len(), "TR_VS".len() + 12);
    }

    #[test]
    fn ids_differ() {
        let rng = Rng::seeded(1);
        assert_ne!(ParticipantSid::draw(&rng), ParticipantSid::draw(&rng));
    }
}
