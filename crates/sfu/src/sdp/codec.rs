//! The codecs forwarded, as payload types of one offer.

/// What the core can forward. Payloads pass untouched; only key frames are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CodecKind {
    /// RFC 7587.
    Opus,
    /// RFC 7741.
    Vp8,
    /// RFC 6184, constrained baseline with packetization mode 1, which every browser with H264 decodes.
    H264,
}

impl CodecKind {
    /// By the encoding name and clock rate of `a=rtpmap`, and the offer's `a=fmtp` for it.
    pub(super) fn recognise(rtpmap: &str, fmtp: Option<&str>) -> Option<Self> {
        match rtpmap.to_ascii_lowercase().as_str() {
            "opus/48000/2" => Some(Self::Opus),
            "vp8/90000" => Some(Self::Vp8),
            "h264/90000" if fmtp.is_some_and(is_constrained_baseline) => Some(Self::H264),
            _ => None,
        }
    }

    /// RTP timestamp units per second.
    pub(crate) fn clock_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::Vp8 | Self::H264 => 90_000,
        }
    }

    pub(crate) fn is_video(self) -> bool {
        self != Self::Opus
    }
}

/// RFC 6184 section 8.1: profile 42e0 or 4200 with the constraint that makes it baseline for all decoders.
fn is_constrained_baseline(fmtp: &str) -> bool {
    let parameter = |name: &str| {
        let mut pairs = fmtp
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_ascii_lowercase())
    };
    parameter("packetization-mode").as_deref() == Some("1")
        && parameter("profile-level-id").is_some_and(|id| id.starts_with("42e0"))
}

/// One payload type of an offered section that the answer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codec {
    pub(crate) kind: CodecKind,
    /// The payload type, 0 to 127.
    pub(crate) pt: u8,
    /// The payload type of its retransmissions (RFC 4588).
    pub(crate) rtx: Option<u8>,
    /// `a=rtpmap` after the payload type, echoed as it came.
    pub(crate) rtpmap: String,
    /// `a=fmtp` after the payload type, echoed as it came.
    pub(crate) fmtp: Option<String>,
    pub(crate) feedback: Feedback,
}

/// Which `a=rtcp-fb` (RFC 4585) were offered for a payload type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Feedback {
    pub(crate) nack: bool,
    pub(crate) pli: bool,
    pub(crate) fir: bool,
    pub(crate) twcc: bool,
}

impl Feedback {
    pub(super) fn add(&mut self, value: &str) {
        match value {
            "nack" => self.nack = true,
            "nack pli" => self.pli = true,
            "ccm fir" => self.fir = true,
            "transport-cc" => self.twcc = true,
            _ => {}
        }
    }

    pub(super) fn merge(self, other: Self) -> Self {
        Self {
            nack: self.nack || other.nack,
            pli: self.pli || other.pli,
            fir: self.fir || other.fir,
            twcc: self.twcc || other.twcc,
        }
    }

    /// As the answer writes them.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.twcc, "transport-cc"),
            (self.fir, "ccm fir"),
            (self.nack, "nack"),
            (self.pli, "nack pli"),
        ];
        all.into_iter()
            .filter_map(|(offered, name)| offered.then_some(name))
    }
}
