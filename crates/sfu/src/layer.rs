//! One encoding of a track: what it is sent with, its packets, and how alive it is.

use std::time::{Duration, Instant};

use crate::{
    history::{History, Pool},
    lateness::Lateness,
    meter::Meter,
    nack::NackGenerator,
    pictures::PictureRequests,
    receive::ReceiveStats,
    rtcp::SenderInfo,
    srtp::SequenceIndex,
    wish::Quality,
};

/// A layer has stopped when nothing of it came while its siblings brought this many frames, and for this long:
/// frames alone would stop all but one where each comes once a second, time alone where none comes.
const MISSED_FRAMES: u16 = 10;
const STOPPED: Duration = Duration::from_millis(400);

/// Packets kept. Audio is not retransmitted, so only what one batch brings need be; 1.2 s of 3 Mbit/s video are
/// some 400.
const AUDIO: usize = 64;
const SMALL_VIDEO: usize = 256;
const VIDEO: usize = 512;

pub(crate) struct Layer {
    pub(crate) quality: Quality,
    /// What the publisher sends it with, once known.
    pub(crate) media_ssrc: Option<u32>,
    pub(crate) repair_ssrc: Option<u32>,
    /// When the latter became known.
    repair_since: Option<Instant>,
    /// Which stream it is, unique in its track: indices of another generation mean other packets.
    pub(crate) generation: u32,
    pub(crate) media: SequenceIndex,
    pub(crate) repairs: SequenceIndex,
    pub(crate) stats: Option<ReceiveStats>,
    pub(crate) history: History,
    pub(crate) nack: NackGenerator,
    /// Of what was missing.
    pub(crate) lateness: Lateness,
    /// The last sender report.
    pub(crate) sender: Option<SenderInfo>,
    pub(crate) pictures: PictureRequests,
    pub(crate) meter: Meter,
    /// Bit/s as the allocation of bandwidth counts it: smoothed, so that a key frame is no reason to change.
    pub(crate) cost: f32,
    /// The last packet with a payload.
    heard: Option<Instant>,
    /// The newest timestamp.
    newest: Option<u32>,
    /// Frames its siblings have brought since.
    missed: u16,
}

impl Layer {
    pub(crate) fn new(quality: Quality, video: bool) -> Self {
        let capacity = match quality {
            _ if !video => AUDIO,
            Quality::Low | Quality::Medium => SMALL_VIDEO,
            Quality::High => VIDEO,
        };
        Self {
            quality,
            media_ssrc: None,
            repair_ssrc: None,
            repair_since: None,
            generation: 0,
            media: SequenceIndex::default(),
            repairs: SequenceIndex::default(),
            stats: None,
            history: History::new(capacity),
            nack: NackGenerator::default(),
            lateness: Lateness::default(),
            sender: None,
            pictures: PictureRequests::default(),
            meter: Meter::default(),
            cost: 0.0,
            heard: None,
            newest: None,
            missed: 0,
        }
    }

    /// From now on the layer comes with `ssrc`, as stream `generation`: nothing of the former one's numbering
    /// holds. Retransmissions that began before its last packet repair the former one.
    pub(crate) fn adopt_media(&mut self, ssrc: u32, generation: u32, pool: &mut Pool) {
        if self.media_ssrc == Some(ssrc) {
            return;
        }
        self.media_ssrc = Some(ssrc);
        self.generation = generation;
        self.media = SequenceIndex::default();
        self.stats = None;
        self.history.clear(pool);
        self.nack = NackGenerator::default();
        self.sender = None;
        self.newest = None;
        if self.heard > self.repair_since {
            self.repair_ssrc = None;
        }
    }

    /// Retransmissions of the layer come with `ssrc`. Their padding may come before any media does.
    pub(crate) fn adopt_repair(&mut self, now: Instant, ssrc: u32) {
        if self.repair_ssrc == Some(ssrc) {
            return;
        }
        (self.repair_ssrc, self.repair_since) = (Some(ssrc), Some(now));
        self.repairs = SequenceIndex::default();
    }

    /// A packet with a payload of `bytes` came, at `since` by the meter's time; whether it begins a frame.
    pub(crate) fn heard(
        &mut self,
        (now, since): (Instant, Duration),
        timestamp: u32,
        bytes: usize,
        temporal: u8,
    ) -> bool {
        let newer = |newest: u32| timestamp.wrapping_sub(newest) as i32 > 0;
        let begins = self.newest.is_none_or(newer);
        if begins {
            self.newest = Some(timestamp);
        }
        self.meter.count(since, bytes, begins.then_some(temporal));
        (self.heard, self.missed) = (Some(now), 0);
        begins
    }

    /// A tenth of a second has passed.
    pub(crate) fn settle(&mut self, since: Duration) {
        let measured = self.meter.bitrate(since) as f32;
        self.cost = match (self.cost, measured) {
            (_, 0.0) => 0.0,
            (0.0, measured) => measured,
            (cost, measured) => cost + 0.15 * (measured - cost),
        };
    }

    /// A sibling brought a frame.
    pub(crate) fn missed_frame(&mut self) {
        self.missed = self.missed.saturating_add(1);
    }

    pub(crate) fn has_come(&self) -> bool {
        self.heard.is_some()
    }

    /// Whether it is being sent.
    pub(crate) fn active(&self, now: Instant) -> bool {
        self.heard.is_some_and(|heard| {
            self.missed < MISSED_FRAMES || now.saturating_duration_since(heard) < STOPPED
        })
    }
}
