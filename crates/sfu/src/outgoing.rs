//! One track on its way to one subscriber: the rewritten numbers of its stream and of its retransmissions.
//!
//! Invariant: a pair (SSRC, index) seals one content. Media indices come from [`Numbering`], which is
//! injective over packets that reach it at most once; retransmission indices only count up.

mod clock;
mod delivery;
mod numbering;
mod packet;
mod padding;
mod playout;
mod resends;
mod selection;

use std::time::{Duration, Instant};

use crate::{
    history::Kept,
    id::{Mid, Source},
    lateness::Lateness,
    rtcp::SenderInfo,
    sdp::{Codec, CodecKind, ExtensionMap, SsrcPair},
    srtp::nearest,
    wish::Wish,
};
use clock::Clock;
pub(crate) use delivery::{Delivery, in_time};
pub(crate) use numbering::Origin;
use numbering::{Numbering, Place};
pub(crate) use padding::MAX_PADDING;
use playout::Playout;
use resends::Resends;
use selection::{Candidate, Selection, Verdict};
pub(crate) use selection::{Limit, Target};

pub(crate) struct Outgoing {
    pub(crate) source: Source,
    pub(crate) track: usize,
    pub(crate) ssrcs: SsrcPair,
    pub(crate) cname: String,
    pub(crate) wish: Wish,
    mid: Mid,
    formats: Vec<Format>,
    extensions: ExtensionMap,
    /// The most that the wish has use for, of what is being sent.
    cap: Option<Target>,
    limit: Limit,
    /// Bandwidth has been shared out since it began.
    pub(crate) shared: bool,
    pub(crate) delivery: Delivery,
    selection: Selection,
    numbering: Numbering,
    clock: Clock,
    next_repair: u64,
    resends: Resends,
    /// Of what is sent again.
    pub(crate) lateness: Lateness,
    playout: Playout,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
    /// As the subscriber's reports say; the first confirms that they know the SSRC.
    reported: Option<u32>,
    pub(crate) sent: Option<Instant>,
}

/// How a codec is sent to this subscriber.
#[derive(Clone, Copy, Debug)]
struct Format {
    codec: CodecKind,
    pt: u8,
    rtx: Option<u8>,
}

/// A packet that has come, and of which stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fresh<'a> {
    pub(crate) kept: &'a Kept,
    pub(crate) payload: &'a [u8],
    pub(crate) layer: u8,
    /// The layer's generation.
    pub(crate) stream: u32,
    /// The layer's last sender report.
    pub(crate) sender: Option<SenderInfo>,
}

/// What goes into a header beside the packet's own: made per packet by the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    /// Transport-wide sequence number.
    pub(crate) transport_sequence: u16,
    /// Sender's clock, 6.18 fixed point seconds.
    pub(crate) send_time: [u8; 3],
}

/// The random beginnings of a stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning {
    pub(crate) ssrcs: SsrcPair,
    pub(crate) sequence: u16,
    pub(crate) repair_sequence: u16,
    pub(crate) timestamp_offset: u32,
}

impl Outgoing {
    pub(crate) fn new(source: Source, track: usize, mid: Mid, begin: Beginning) -> Self {
        Self {
            source,
            track,
            ssrcs: begin.ssrcs,
            cname: format!("p{}", source.peer),
            wish: Wish::default(),
            mid,
            formats: Vec::new(),
            extensions: ExtensionMap::default(),
            cap: None,
            limit: Limit::None,
            shared: false,
            delivery: Delivery::default(),
            selection: Selection::default(),
            numbering: Numbering::new(begin.sequence & 0x7FFF),
            clock: Clock::new(begin.timestamp_offset),
            next_repair: u64::from(begin.repair_sequence & 0x7FFF),
            resends: Resends::default(),
            lateness: Lateness::default(),
            playout: Playout::default(),
            packets: 0,
            octets: 0,
            reported: None,
            sent: None,
        }
    }

    /// What the section last negotiated.
    pub(crate) fn negotiated(&mut self, codecs: &[Codec], extensions: ExtensionMap) {
        self.formats = codecs
            .iter()
            .map(|codec| Format {
                codec: codec.kind,
                pt: codec.pt,
                rtx: codec.rtx,
            })
            .collect();
        self.extensions = extensions.answered();
        self.reported = None;
        self.playout.forgotten();
    }

    pub(crate) fn numbers_packets(&self) -> bool {
        self.extensions.transport_sequence != 0
    }

    /// What there is use for, from now on.
    pub(crate) fn cap(&mut self, cap: Option<Target>) {
        self.cap = cap;
        self.aim();
    }

    /// What there is room for, from now on.
    pub(crate) fn limit(&mut self, limit: Limit) {
        self.limit = limit;
        self.aim();
    }

    pub(crate) fn limited(&self) -> Limit {
        self.limit
    }

    /// What there is use for.
    pub(crate) fn capped(&self) -> Option<Target> {
        self.cap
    }

    fn aim(&mut self) {
        self.selection
            .aim(self.cap.and_then(|cap| self.limit.apply(cap)));
    }

    /// Whether a packet of this layer could be sent, as far as is known before it is looked at.
    pub(crate) fn may_carry(&self, layer: u8) -> bool {
        self.selection.may_carry(layer)
    }

    /// The layer a key frame is needed of, given each layer's generation.
    pub(crate) fn awaits(&self, generation: impl Fn(u8) -> Option<u32>) -> Option<u8> {
        self.selection.awaits(generation)
    }

    /// The layer that carries on when a subscriber lost pictures: the one aimed at.
    pub(crate) fn layer(&self) -> Option<u8> {
        self.selection.target().map(|target| target.layer)
    }

    /// The outgoing numbers of a packet that is sent for the first time; `None` when it is not for this subscriber.
    fn place(&mut self, now: Instant, fresh: &Fresh<'_>) -> Option<Place> {
        let (kept, stream) = (fresh.kept, fresh.stream);
        self.selection.target()?;
        let behind = self.numbering.is_behind(stream, kept.index);
        if behind || self.selection.stream() != Some(stream) {
            let late = self.numbering.late_place(stream, kept.index, kept.vp8);
            if behind || late.is_some() {
                return late.filter(|_| !fresh.payload.is_empty());
            }
        }
        let verdict = self.selection.judge(&candidate(fresh));
        if verdict == Verdict::Begin {
            let shift = self.numbering.shift().timestamp;
            let shift = self.clock.shift(now, fresh, shift);
            self.numbering.begin(stream, kept.index, shift, kept.vp8);
        }
        if verdict != Verdict::Other {
            let seen = self.timestamp_of(kept.timestamp);
            self.clock.pass(now, fresh, seen);
        }
        match verdict {
            Verdict::Begin | Verdict::Continue => self.numbering.next_place(kept.index, kept.vp8),
            Verdict::LeaveOut => {
                self.numbering.leave_out(kept.index, kept.vp8);
                None
            }
            Verdict::Other => None,
        }
    }

    /// The packet a request names, if it may be answered (again) now. What is not `found`, perhaps because it
    /// has yet to come from the publisher, counts as no answer.
    pub(crate) fn requested<T>(
        &mut self,
        now: Instant,
        sequence: u16,
        round_trip: Option<Duration>,
        find: impl FnOnce(&Origin) -> Option<T>,
    ) -> Option<(Origin, T)> {
        self.ssrcs.repair?;
        let index = nearest(self.numbering.next(), sequence);
        let origin = self.numbering.origin_of(index)?;
        let found = find(&origin)?;
        let allowed = self.resends.allow(now, index, round_trip);
        allowed.then_some((origin, found))
    }

    /// A report says they have up to `highest`; whether that is news.
    pub(crate) fn reported(&mut self, highest: u32) -> bool {
        let news = self
            .reported
            .is_none_or(|known| highest.wrapping_sub(known) as i32 > 0);
        if news {
            self.reported = Some(highest);
            let index = nearest(self.numbering.next(), highest as u16);
            self.playout.confirmed(index);
        }
        news && self.packets > 0
    }

    /// On its way from the publisher what is lost comes so much late; pictures are to wait for that, and for
    /// what is lost on the way from here.
    pub(crate) fn wait_for_repairs(&mut self, now: Instant, upstream: Duration) {
        let repair = self.lateness.usual(now).max(upstream);
        self.playout.follow(now, repair, self.numbering.next());
    }

    /// The media timestamp they see for one of the source's.
    pub(crate) fn timestamp_of(&self, source: u32) -> u32 {
        source.wrapping_add(self.numbering.shift().timestamp)
    }

    /// Whether it now carries this generation of its source.
    pub(crate) fn carries(&self, generation: u32) -> bool {
        self.packets > 0 && self.selection.stream() == Some(generation)
    }
}

fn candidate(fresh: &Fresh<'_>) -> Candidate {
    Candidate {
        layer: fresh.layer,
        stream: fresh.stream,
        timestamp: fresh.kept.timestamp,
        decodable: !fresh.kept.codec.is_video() || fresh.kept.key_frame,
        empty: fresh.payload.is_empty(),
        descriptor: fresh.kept.vp8,
    }
}

#[cfg(test)]
mod tests;
