//! A published track: its layers' packets and state, and who receives it.
//!
//! One layer now; simulcast adds more, bound by rid. Subscribers attach to the track, never to a layer, and
//! follow a layer's `generation`, so that a change of layer or SSRC is one and the same step for them.

use std::time::{Duration, Instant};

use crate::{
    answer::Kind,
    history::{History, Pool},
    id::Source,
    nack::NackGenerator,
    presence::Loudness,
    receive::ReceiveStats,
    rtcp::SenderInfo,
    sdp::{Codec, CodecKind, ExtensionMap, SsrcPair},
    srtp::SequenceIndex,
};

/// At most one key frame request per layer in this time: a key frame costs as much as many others.
const PICTURE_INTERVAL: Duration = Duration::from_millis(500);
/// Louder than this counts as speech where the client tells no voice flag, in -dBov.
const SPEECH: u8 = 45;

pub(crate) struct Track {
    pub(crate) source: Source,
    /// The publisher.
    pub(crate) owner: usize,
    pub(crate) kind: Kind,
    pub(crate) codecs: Vec<Codec>,
    pub(crate) extensions: ExtensionMap,
    pub(crate) layers: Vec<Layer>,
    pub(crate) subscribers: Vec<Subscriber>,
    /// What the current batch brought, by layer and index.
    pub(crate) fresh: Vec<(u8, u64)>,
    pub(crate) loudness: Option<Loudness>,
}

/// A peer's section that receives the track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscriber {
    pub(crate) peer: usize,
    pub(crate) section: usize,
}

/// One encoding of a track.
pub(crate) struct Layer {
    /// What the publisher sends it with, once known.
    pub(crate) ssrcs: Option<SsrcPair>,
    /// Counts the SSRCs it had: indices of another generation mean other packets.
    pub(crate) generation: u32,
    pub(crate) media: SequenceIndex,
    pub(crate) repairs: SequenceIndex,
    pub(crate) stats: Option<ReceiveStats>,
    pub(crate) history: History,
    pub(crate) nack: NackGenerator,
    /// The last sender report.
    pub(crate) sender: Option<SenderInfo>,
    pub(crate) pictures: PictureRequests,
}

/// When to ask the publisher for a key frame.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PictureRequests {
    wanted: bool,
    asked: Option<Instant>,
}

impl PictureRequests {
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A key frame begins to arrive.
    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask now; asking stays wanted until a key frame comes.
    pub(crate) fn due(&mut self, now: Instant) -> bool {
        let rested = self
            .asked
            .is_none_or(|asked| now.saturating_duration_since(asked) >= PICTURE_INTERVAL);
        if self.wanted && rested {
            self.asked = Some(now);
        }
        self.wanted && rested
    }
}

impl Layer {
    fn new(video: bool) -> Self {
        Self {
            ssrcs: None,
            generation: 0,
            media: SequenceIndex::default(),
            repairs: SequenceIndex::default(),
            stats: None,
            history: History::new(video),
            nack: NackGenerator::default(),
            sender: None,
            pictures: PictureRequests::default(),
        }
    }

    /// From now on the layer comes with `ssrcs`. Another media SSRC is another stream: nothing of the old
    /// one's numbering holds.
    pub(crate) fn adopt(&mut self, ssrcs: SsrcPair, pool: &mut Pool) {
        if self.ssrcs.is_some_and(|known| known.media == ssrcs.media) {
            if self.ssrcs.and_then(|known| known.repair) != ssrcs.repair {
                self.repairs = SequenceIndex::default();
            }
            self.ssrcs = Some(ssrcs);
            return;
        }
        self.ssrcs = Some(ssrcs);
        self.generation += 1;
        self.media = SequenceIndex::default();
        self.repairs = SequenceIndex::default();
        self.stats = None;
        self.history.clear(pool);
        self.nack = NackGenerator::default();
        self.sender = None;
        self.pictures.want();
    }
}

impl Track {
    pub(crate) fn new(source: Source, owner: usize, kind: Kind) -> Self {
        Self {
            source,
            owner,
            kind,
            codecs: Vec::new(),
            extensions: ExtensionMap::default(),
            layers: vec![Layer::new(kind == Kind::Video)],
            subscribers: Vec::new(),
            fresh: Vec::new(),
            loudness: None,
        }
    }

    pub(crate) fn is_video(&self) -> bool {
        self.kind == Kind::Video
    }

    /// The codec of a payload type, as media or as its retransmission.
    pub(crate) fn codec_of(&self, pt: u8, repair: bool) -> Option<CodecKind> {
        let of = |codec: &&Codec| {
            if repair {
                codec.rtx == Some(pt)
            } else {
                codec.pt == pt
            }
        };
        self.codecs.iter().find(of).map(|codec| codec.kind)
    }

    /// Timestamp units per second.
    pub(crate) fn clock_rate(&self) -> u32 {
        if self.is_video() {
            CodecKind::Vp8.clock_rate()
        } else {
            CodecKind::Opus.clock_rate()
        }
    }

    /// Takes an RFC 6464 byte: voice flag and level.
    pub(crate) fn heard(&mut self, now: Instant, byte: u8) -> bool {
        let level = byte & 0x7F;
        let speech = byte & 0x80 != 0 || level < SPEECH;
        let spoke = if speech {
            Some(now)
        } else {
            self.loudness.and_then(|known| known.spoke)
        };
        self.loudness = Some(Loudness {
            level,
            at: now,
            spoke,
        });
        speech
    }

    pub(crate) fn want_key_frame(&mut self) {
        if self.is_video() {
            self.layers
                .iter_mut()
                .for_each(|layer| layer.pictures.want());
        }
    }

    pub(crate) fn detach(&mut self, subscriber: Subscriber) {
        self.subscribers.retain(|known| *known != subscriber);
    }
}
