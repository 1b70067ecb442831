//! One who publishes: Opus, and VP8 in three sizes of two temporal layers, with key frames when they are asked for.

use std::time::{Duration, Instant};

use crate::{
    client::{Arrived, Client},
    offer::{AUDIO_PT, AUDIO_SSRC, RIDS, VIDEO_PT, extension},
    rtcp::{Compound, packets, word},
};

pub(crate) const FRAME: Duration = Duration::from_micros(33_333);
pub(crate) const AUDIO_FRAME: Duration = Duration::from_millis(20);
/// Packets of a frame and bytes of each payload, from the smallest layer on: 0.2, 0.7 and 2.4 Mbit/s.
pub(crate) const LAYERS: [(usize, usize); 3] = [(1, 800), (3, 1_000), (9, 1_100)];
const AUDIO: usize = 100;
const FIRST_SSRC: u32 = 2001;
/// Frames that tell their layer's name; by then it is known.
const TOLD: u32 = 60;

pub(crate) struct Publisher {
    pub(crate) client: Client,
    epoch: Instant,
    pub(crate) camera: bool,
    transport: u16,
    audio: u32,
    frame: u32,
    layers: [Layer; 3],
    next_report: Instant,
}

#[derive(Clone, Copy, Default)]
struct Layer {
    sequence: u16,
    base: u8,
    key_frame_wanted: bool,
    /// Of the frame that is being sent.
    key_frame: bool,
}

impl Publisher {
    pub(crate) fn new(client: Client, epoch: Instant, camera: bool) -> Self {
        let layer = Layer {
            key_frame_wanted: true,
            ..Layer::default()
        };
        Self {
            client,
            epoch,
            camera,
            transport: 0,
            audio: 0,
            frame: 0,
            layers: [layer; 3],
            next_report: Instant::now(),
        }
    }

    /// The packets of one frame in the order they are sent: layer, and number in its frame.
    pub(crate) fn parts() -> impl Iterator<Item = (usize, usize)> {
        let numbered = LAYERS.iter().enumerate();
        numbered.flat_map(|(layer, (count, _))| (0..*count).map(move |part| (layer, part)))
    }

    pub(crate) fn speak(&mut self) {
        let (sequence, timestamp) = (self.audio as u16, self.audio * 960);
        self.audio += 1;
        let mut plain = header(AUDIO_PT, false, sequence, timestamp, AUDIO_SSRC);
        let payload = stamped::<AUDIO>(self.epoch);
        self.send(&mut plain, &[(extension::LEVEL, &[0x80 | 30])], &payload);
    }

    /// Sends one packet of the current frame.
    pub(crate) fn show(&mut self, layer: usize, part: usize) {
        let (count, bytes) = LAYERS[layer];
        let of = &mut self.layers[layer];
        if part == 0 {
            of.key_frame = std::mem::take(&mut of.key_frame_wanted);
        }
        let temporal = (self.frame % 2) as u8 * u8::from(!of.key_frame);
        if part == 0 {
            of.base = of.base.wrapping_add(u8::from(temporal == 0));
        }
        let (sequence, last) = (of.sequence, part + 1 == count);
        of.sequence = sequence.wrapping_add(1);
        let [high, low] = (self.frame as u16 & 0x7FFF | 0x8000).to_be_bytes();
        let start = if part == 0 { 0x90 } else { 0x80 };
        let mut payload = stamped::<1_100>(self.epoch);
        payload[..6].copy_from_slice(&[start, 0xE0, high, low, of.base, temporal << 6 | 0x20]);
        payload[6] = u8::from(!of.key_frame);
        let ssrc = FIRST_SSRC + layer as u32;
        let mut plain = header(VIDEO_PT, last, sequence, self.frame * 3_000, ssrc);
        let named = [
            (extension::MID, &b"1"[..]),
            (extension::RID, RIDS[layer].as_bytes()),
        ];
        let named = if self.frame < TOLD { &named[..] } else { &[] };
        self.send(&mut plain, named, &payload[..bytes]);
    }

    pub(crate) fn end_frame(&mut self) {
        self.frame += 1;
    }

    fn send(&mut self, plain: &mut Vec<u8>, named: &[(u8, &[u8])], payload: &[u8]) {
        let start = plain.len();
        plain.extend([0xBE, 0xDE, 0, 0]);
        let number = self.transport.to_be_bytes();
        self.transport = self.transport.wrapping_add(1);
        let own = [
            (extension::TRANSPORT, &number[..]),
            (extension::SEND_TIME, &[1, 2, 3]),
        ];
        for (id, value) in own.iter().chain(named) {
            plain.push(id << 4 | (value.len() - 1) as u8);
            plain.extend(*value);
        }
        plain.resize(start + (plain.len() - start).next_multiple_of(4), 0);
        plain[start + 3] = ((plain.len() - start) / 4 - 1) as u8;
        plain.extend(payload);
        self.client.send_rtp(plain);
    }

    /// Reads what waits: a request for a picture is answered with the next frame.
    pub(crate) fn serve(&mut self) {
        let mut buffer = [0; 2048];
        while let Some(arrived) = self.client.read(&mut buffer) {
            if let Arrived::Rtcp(packet) = arrived {
                let opened = self.client.open_rtcp(packet);
                opened.iter().for_each(|compound| self.asked(compound));
            }
        }
        let now = Instant::now();
        if now >= self.next_report {
            self.next_report = now + Duration::from_secs(1);
            self.report(now);
        }
    }

    fn asked(&mut self, compound: &[u8]) {
        for (count, kind, packet) in packets(compound) {
            if (count, kind) == (1, 206) && packet.len() >= 12 {
                let layer = word(packet, 8).wrapping_sub(FIRST_SSRC) as usize;
                let layer = self.layers.get_mut(layer);
                layer
                    .into_iter()
                    .for_each(|layer| layer.key_frame_wanted = true);
            }
        }
    }

    fn report(&mut self, now: Instant) {
        let mut compound = Compound { bytes: Vec::new() };
        let seconds = (now - self.epoch).as_secs_f64();
        compound.sender_report(AUDIO_SSRC, seconds, self.audio * 960);
        let layers = if self.camera { LAYERS.len() } else { 0 };
        for layer in 0..layers {
            let ssrc = FIRST_SSRC + layer as u32;
            compound.sender_report(ssrc, seconds, self.frame * 3_000);
        }
        self.client.send_rtcp(&compound.bytes);
    }
}

fn header(pt: u8, marker: bool, sequence: u16, timestamp: u32, ssrc: u32) -> Vec<u8> {
    let mut plain = Vec::with_capacity(1_200);
    plain.extend([0x90, u8::from(marker) << 7 | pt]);
    plain.extend(sequence.to_be_bytes());
    plain.extend(timestamp.to_be_bytes());
    plain.extend(ssrc.to_be_bytes());
    plain
}

/// Where a payload tells when it was sent, in nanoseconds since the epoch.
pub(crate) const STAMP: std::ops::Range<usize> = 16..24;

fn stamped<const LEN: usize>(epoch: Instant) -> [u8; LEN] {
    let mut payload = [0xA5; LEN];
    let sent = epoch.elapsed().as_nanos() as u64;
    payload[STAMP].copy_from_slice(&sent.to_be_bytes());
    payload
}
