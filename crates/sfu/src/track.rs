//! A published track: its layers, and who receives it.
//!
//! Subscribers attach to the track, never to a layer, and follow a layer's `generation`, so that a change of
//! layer and one of SSRC are the same step for them.

use std::time::{Duration, Instant};

use crate::{
    answer::Kind,
    dynacast::Dynacast,
    history::Pool,
    id::Source,
    layer::Layer,
    outgoing::Target,
    presence::Loudness,
    sdp::{Codec, CodecKind, ExtensionMap},
    wish::{LayerShape, Quality, Wish},
};

/// Encodings one track may have.
pub(crate) const MAX_LAYERS: usize = 3;
/// Louder than this counts as speech where the client tells no voice flag, in -dBov.
const SPEECH: u8 = 45;
/// How long after the first layer the others may begin.
const BEGINNING: Duration = Duration::from_secs(1);

pub(crate) struct Track {
    pub(crate) source: Source,
    /// The publisher.
    pub(crate) owner: usize,
    pub(crate) kind: Kind,
    pub(crate) codecs: Vec<Codec>,
    pub(crate) extensions: ExtensionMap,
    /// From the smallest on.
    pub(crate) layers: Vec<Layer>,
    pub(crate) subscribers: Vec<Subscriber>,
    /// What the current batch brought, by layer and index.
    pub(crate) fresh: Vec<(u8, u64)>,
    pub(crate) loudness: Option<Loudness>,
    /// A voice that is not among those forwarded.
    pub(crate) muffled: bool,
    /// Its publisher says that it is off: whatever comes is nobody's to see or hear.
    pub(crate) muted: bool,
    /// As the publisher announced them.
    pub(crate) shapes: Vec<LayerShape>,
    /// Its section is inactive: what still comes is dropped.
    pub(crate) silent: bool,
    pub(crate) dynacast: Dynacast,
    /// Streams its layers have had.
    streams: u32,
    /// When the first packet came.
    began: Option<Instant>,
    /// Bit by layer: which were active when it was last looked at.
    known_active: u8,
}

/// A peer's section that receives the track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscriber {
    pub(crate) peer: usize,
    pub(crate) section: usize,
}

impl Track {
    pub(crate) fn new(source: Source, owner: usize, kind: Kind) -> Self {
        Self {
            source,
            owner,
            kind,
            codecs: Vec::new(),
            extensions: ExtensionMap::default(),
            layers: vec![Layer::new(Quality::High, kind == Kind::Video)],
            subscribers: Vec::new(),
            fresh: Vec::new(),
            loudness: None,
            muffled: false,
            muted: false,
            shapes: Vec::new(),
            silent: false,
            dynacast: Dynacast::default(),
            streams: 0,
            began: None,
            known_active: 0,
        }
    }

    pub(crate) fn is_video(&self) -> bool {
        self.kind == Kind::Video
    }

    pub(crate) fn layer(&mut self, layer: u8) -> Option<&mut Layer> {
        self.layers.get_mut(usize::from(layer))
    }

    /// The generation of each layer, to compare what subscribers carry with.
    pub(crate) fn generation(&self, layer: u8) -> Option<u32> {
        self.layers
            .get(usize::from(layer))
            .map(|layer| layer.generation)
    }

    /// Makes the track consist of these encodings; `false` when it did already. Else all of it begins anew.
    pub(crate) fn set_layers(&mut self, qualities: &[Quality], pool: &mut Pool) -> bool {
        let known = self.layers.iter().map(|layer| layer.quality);
        if known.eq(qualities.iter().copied()) {
            return false;
        }
        let video = self.is_video();
        for layer in &mut self.layers {
            layer.history.clear(pool);
        }
        self.fresh.clear();
        self.layers = qualities
            .iter()
            .map(|quality| Layer::new(*quality, video))
            .collect();
        (self.began, self.known_active) = (None, 0);
        true
    }

    /// A layer comes with another SSRC from now on.
    pub(crate) fn adopt_media(&mut self, layer: u8, ssrc: u32, pool: &mut Pool) {
        let generation = self.streams + 1;
        let Some(of) = self.layers.get_mut(usize::from(layer)) else {
            return;
        };
        if of.media_ssrc == Some(ssrc) {
            return;
        }
        of.adopt_media(ssrc, generation, pool);
        self.streams = generation;
        // Of the former stream; the new one may use the same indices for other packets.
        self.fresh.retain(|(fresh, _)| *fresh != layer);
    }

    /// A layer brought a packet with a payload, `since` after the core's beginning.
    pub(crate) fn heard(
        &mut self,
        (now, since): (Instant, Duration),
        at: u8,
        timestamp: u32,
        bytes: usize,
        temporal: u8,
    ) {
        self.began.get_or_insert(now);
        let begins = self
            .layer(at)
            .is_some_and(|layer| layer.heard((now, since), timestamp, bytes, temporal));
        if begins && self.layers.len() > 1 {
            let siblings = (0u8..).zip(&mut self.layers).filter(|(of, _)| *of != at);
            siblings.for_each(|(_, layer)| layer.missed_frame());
        }
    }

    /// Whether other layers are active now than when this was last asked.
    pub(crate) fn activity_changed(&mut self, now: Instant) -> bool {
        let numbered = (0u8..).zip(&self.layers);
        let active = numbered.filter(|(_, layer)| layer.active(now));
        let active = active.fold(0, |mask, (at, _)| mask | 1 << at);
        std::mem::replace(&mut self.known_active, active) != active
    }

    /// The layer that serves `wish` best when all are sent.
    pub(crate) fn desired(&self, wish: &Wish) -> Option<u8> {
        let quality = wish.quality(&self.shapes)?;
        let numbered = (0u8..).zip(&self.layers);
        let within = numbered.filter(|(_, layer)| layer.quality <= quality);
        Some(within.map(|(at, _)| at).max().unwrap_or(0))
    }

    /// What serves `wish` best of that which is being sent: the layer it desires, else the next below, else the
    /// next above. A muted track serves nobody.
    pub(crate) fn serve(&self, (now, since): (Instant, Duration), wish: &Wish) -> Option<Target> {
        let desired = self.desired(wish).filter(|_| !self.muted)?;
        let beginning = self
            .began
            .is_none_or(|began| now.saturating_duration_since(began) < BEGINNING);
        let numbered = (0u8..).zip(&self.layers);
        let sent = numbered
            .filter(|(_, layer)| layer.active(now) || (beginning && !layer.has_come()))
            .map(|(at, _)| at);
        let below = sent.clone().filter(|at| *at <= desired).max();
        let layer = below.or(sent.min()).unwrap_or(desired);
        Some(Target {
            layer,
            temporal: self.temporal(layer, since, wish),
        })
    }

    /// The lowest temporal layer that brings as many pictures as wished for, within a tenth.
    fn temporal(&self, layer: u8, since: Duration, wish: &Wish) -> u8 {
        let enough = wish
            .frames_per_second
            .map(|wished| wished.saturating_mul(9) / 10);
        let of = self.layers.get(usize::from(layer));
        let (Some(enough), Some(of)) = (enough, of) else {
            return Target::EVERY_FRAME;
        };
        let sums = of
            .meter
            .frame_rates(since)
            .into_iter()
            .scan(0, |sum, rate| {
                *sum += rate;
                Some(*sum)
            });
        (0u8..)
            .zip(sums)
            .find(|(_, sum)| *sum >= enough)
            .map_or(Target::EVERY_FRAME, |(temporal, _)| temporal)
    }

    /// How a layer is told of to its publisher: its best is `High` even where it has only two.
    pub(crate) fn quality_of(&self, layer: u8) -> Option<Quality> {
        let best = usize::from(layer) + 1 >= self.layers.len();
        let quality = self.layers.get(usize::from(layer))?.quality;
        Some(if best { Quality::High } else { quality })
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

    /// Takes an RFC 6464 byte: voice flag and level. Who is muted is not heard, whatever it says.
    pub(crate) fn loud(&mut self, now: Instant, byte: u8) -> bool {
        if self.muted {
            return false;
        }
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

    /// Somebody needs a key frame of a layer.
    pub(crate) fn want_key_frame(&mut self, layer: u8) {
        let video = self.is_video();
        if let Some(layer) = self.layer(layer).filter(|_| video) {
            layer.pictures.want();
        }
    }

    /// Whether packets or pictures of it are, or may soon have to be, asked for.
    pub(crate) fn awaits_repair(&self) -> bool {
        let repairs = self.codecs.iter().any(|codec| codec.feedback.nack);
        let subscribed = !self.subscribers.is_empty();
        let mut layers = self.layers.iter();
        layers.any(|layer| {
            repairs && !layer.nack.is_idle() || subscribed && layer.pictures.are_wanted()
        })
    }

    pub(crate) fn detach(&mut self, subscriber: Subscriber) {
        self.subscribers.retain(|known| *known != subscriber);
    }
}
