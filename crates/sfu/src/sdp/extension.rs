//! RTP header extensions (RFC 8285) the core reads or writes.

/// A header extension by its URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Extension {
    /// RFC 9143: which section a packet belongs to.
    Mid,
    /// RFC 8852: which simulcast layer.
    Rid,
    /// RFC 8852: which simulcast layer a retransmission repairs.
    RepairedRid,
    /// Transport-wide sequence number, draft-holmer-rmcat-transport-wide-cc-extensions.
    TransportSequence,
    /// RFC 6464: how loud the audio is.
    AudioLevel,
    /// The sender's clock, for receivers without transport-wide feedback.
    AbsoluteSendTime,
    /// 3GPP TS 26.114: how the video is to be turned; phones rely on it.
    VideoOrientation,
    /// How long receivers keep pictures before they show them.
    PlayoutDelay,
}

impl Extension {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Mid, "urn:ietf:params:rtp-hdrext:sdes:mid"),
        (Self::Rid, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
        (
            Self::RepairedRid,
            "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        ),
        (
            Self::TransportSequence,
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        ),
        (
            Self::AudioLevel,
            "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        ),
        (
            Self::AbsoluteSendTime,
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        ),
        (Self::VideoOrientation, "urn:3gpp:video-orientation"),
        (
            Self::PlayoutDelay,
            "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
        ),
    ];

    pub(super) fn recognise(uri: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == uri)
            .map(|(extension, _)| *extension)
    }

    pub(super) fn uri(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == self)
            .map_or("", |(_, uri)| uri)
    }
}

/// Which id (1 to 14) stands for which extension in one section. 0 means: not negotiated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExtensionMap {
    pub(crate) mid: u8,
    pub(crate) rid: u8,
    pub(crate) repaired_rid: u8,
    pub(crate) transport_sequence: u8,
    pub(crate) audio_level: u8,
    pub(crate) absolute_send_time: u8,
    pub(crate) video_orientation: u8,
    pub(crate) playout_delay: u8,
}

impl ExtensionMap {
    pub(super) fn set(&mut self, extension: Extension, id: u8) {
        *self.slot(extension) = id;
    }

    fn slot(&mut self, extension: Extension) -> &mut u8 {
        match extension {
            Extension::Mid => &mut self.mid,
            Extension::Rid => &mut self.rid,
            Extension::RepairedRid => &mut self.repaired_rid,
            Extension::TransportSequence => &mut self.transport_sequence,
            Extension::AudioLevel => &mut self.audio_level,
            Extension::AbsoluteSendTime => &mut self.absolute_send_time,
            Extension::VideoOrientation => &mut self.video_orientation,
            Extension::PlayoutDelay => &mut self.playout_delay,
        }
    }

    /// What the answer keeps: the sender's clock only where nothing better was offered. Layer names stay
    /// even where no simulcast is: Chromium leaves an extension that was refused once out of every later
    /// section, and then refuses its own simulcast offer for want of it.
    pub(crate) fn answered(mut self) -> Self {
        if self.transport_sequence != 0 {
            self.absolute_send_time = 0;
        }
        self
    }

    /// What both agree on.
    pub(crate) fn common(mut self, mut other: Self) -> Self {
        for (extension, _) in Extension::ALL {
            if *self.slot(extension) != *other.slot(extension) {
                self.set(extension, 0);
            }
        }
        self
    }

    /// The negotiated ones with their ids.
    pub(super) fn entries(mut self) -> impl Iterator<Item = (u8, Extension)> {
        let all = Extension::ALL.map(|(extension, _)| (*self.slot(extension), extension));
        all.into_iter().filter(|(id, _)| *id != 0)
    }
}
