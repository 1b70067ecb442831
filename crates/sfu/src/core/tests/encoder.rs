//! One layer of a simulated camera: VP8 packets with three temporal layers, as browsers send them.

use std::time::{Duration, Instant};

use str0m::{
    Event, Rtc,
    format::Codec,
    media::{Mid, Pt, Rid},
    rtp::RtpWrite,
};

use super::frame;

/// Temporal layers, and which frames build on the base layer only.
const PATTERN: [(u8, bool); 4] = [(0, false), (2, true), (1, true), (2, false)];
const FRAME: Duration = Duration::from_micros(33_333);
/// Of each packet.
const BYTES: usize = 1_000;

pub(super) struct Encoder {
    pub(super) rid: &'static str,
    /// Of each frame; key frames have twice as many.
    packets: usize,
    /// It is told not to send.
    pub(super) stopped: bool,
    pub(super) key_frame_wanted: bool,
    pub(super) key_frames_asked: usize,
    sequence: u64,
    picture: u16,
    base: u8,
    /// Frames since the last key frame.
    frames: usize,
    timestamp: u32,
}

impl Encoder {
    pub(super) fn new(rid: &'static str, packets: usize, begin: u16) -> Self {
        Self {
            rid,
            packets,
            stopped: false,
            key_frame_wanted: true,
            key_frames_asked: 0,
            sequence: u64::from(begin),
            picture: begin ^ 0x5555,
            base: begin as u8,
            frames: 0,
            timestamp: u32::from(begin) << 16,
        }
    }

    /// Begins anew under other numbers, as after a reload.
    pub(super) fn restart(&mut self) {
        let stopped = self.stopped;
        *self = Self {
            stopped,
            ..Self::new(
                self.rid,
                self.packets,
                (self.sequence as u16).wrapping_mul(31),
            )
        };
    }

    /// Sends frame `number`.
    pub(super) fn produce(&mut self, now: Instant, rtc: &mut Rtc, mid: Mid, number: u32) {
        if self.stopped {
            return;
        }
        let key_frame = std::mem::take(&mut self.key_frame_wanted);
        if key_frame {
            self.frames = 0;
        }
        let (temporal, synchronises) = PATTERN[self.frames % PATTERN.len()];
        self.frames += 1;
        self.picture = self.picture.wrapping_add(1) & 0x7FFF;
        self.base = self.base.wrapping_add(u8::from(temporal == 0));
        let time = self.timestamp.wrapping_add(number.wrapping_mul(3_000));
        let pt = payload_type(rtc, mid);
        let count = self.packets * if key_frame { 2 } else { 1 };
        for at in 0..count {
            let mut payload = vec![0xA5; BYTES];
            let [high, low] = self.picture.to_be_bytes();
            let first = if at == 0 { 0x90 } else { 0x80 };
            let layer = temporal << 6 | u8::from(synchronises) << 5;
            payload[..6].copy_from_slice(&[first, 0xE0, high | 0x80, low, self.base, layer]);
            payload[6] = u8::from(!key_frame);
            payload[7] = self.rid.as_bytes()[0];
            frame::write_number(&mut payload, number);
            let rid = Rid::from(self.rid);
            let mut direct = rtc.direct_api();
            let stream = direct.stream_tx_by_mid(mid, Some(rid)).unwrap();
            let packet = RtpWrite::new(pt, self.sequence.into(), time, now, payload);
            stream.write_rtp(packet.marker(at + 1 == count).nackable(true));
            self.sequence += 1;
        }
    }
}

fn payload_type(rtc: &Rtc, mid: Mid) -> Pt {
    let offered = rtc.media(mid).unwrap().remote_pts();
    let of = |pt: Pt| rtc.codec_config().find(|params| params.pt() == pt);
    let is_vp8 = |pt: &Pt| of(*pt).is_some_and(|params| params.spec().codec == Codec::Vp8);
    offered.iter().copied().find(is_vp8).unwrap()
}

/// A camera with the three layers of simulcast.
pub(super) struct Camera {
    mid: Mid,
    pub(super) layers: Vec<Encoder>,
    pub(super) frames: u32,
    next: Instant,
}

impl Camera {
    pub(super) fn new(now: Instant, mid: Mid) -> Self {
        let layers = [("q", 1, 65_400), ("h", 2, 300), ("f", 4, 9_000)];
        Self {
            mid,
            layers: layers
                .map(|(rid, packets, begin)| Encoder::new(rid, packets, begin))
                .into(),
            frames: 0,
            next: now,
        }
    }

    pub(super) fn mid(&self) -> Mid {
        self.mid
    }

    pub(super) fn layer(&mut self, rid: &str) -> &mut Encoder {
        self.layers.iter_mut().find(|of| of.rid == rid).unwrap()
    }

    /// Whether something was written.
    pub(super) fn produce(&mut self, now: Instant, rtc: &mut Rtc) -> bool {
        if self.next > now {
            return false;
        }
        for layer in &mut self.layers {
            layer.produce(now, rtc, self.mid, self.frames);
        }
        self.frames += 1;
        self.next = self.next.max(now - FRAME) + FRAME;
        true
    }

    pub(super) fn heed(&mut self, event: &Event) {
        if let Event::KeyframeRequest(request) = event {
            let rid = request.rid.unwrap().to_string();
            let layer = self.layer(&rid);
            layer.key_frame_wanted = true;
            layer.key_frames_asked += 1;
        }
    }
}
