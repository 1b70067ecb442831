//! A publisher with three layers of three temporal layers each and one subscriber, while everything happens to both.

use std::collections::{HashMap, HashSet, VecDeque};

use super::*;
use crate::{
    rtp::vp8::{self, tests::payload},
    srtp::Unprotect,
};

/// Temporal layers as encoders send them, and which frames build on the base layer only.
const PATTERN: [(u8, bool); 4] = [(0, false), (2, true), (1, true), (2, false)];
const FRAME: Duration = Duration::from_micros(33_333);

#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// Some frames of all layers; the fates of their packets in turn: 0 arrive, 1 is lost, others come so
    /// many packets late.
    Frames {
        count: u8,
        fates: Vec<u8>,
    },
    Aim {
        layer: u8,
        temporal: u8,
    },
    Pause,
    KeyFrame {
        layer: u8,
    },
    Padding {
        layer: u8,
    },
    Restart {
        layer: u8,
        sequence: u16,
        picture: u16,
    },
    Ask {
        back: u16,
    },
}

/// One layer's encoder.
#[derive(Clone, Debug)]
struct Encoder {
    stream: u32,
    index: u64,
    picture: u16,
    base: u8,
    timestamp: u32,
    frames: usize,
    key_frame: bool,
}

/// A packet on its way to the core.
#[derive(Clone, Debug)]
struct Packet {
    layer: u8,
    stream: u32,
    index: u64,
    timestamp: u32,
    marker: bool,
    payload: Vec<u8>,
}

/// What the subscriber got under one index.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub(super) timestamp: u32,
    pub(super) payload: Vec<u8>,
    origin: (u32, u64),
}

pub(super) struct Story {
    bench: Bench,
    opener: Unprotect,
    layers: Vec<Encoder>,
    streams: u32,
    /// Packets that come late, by how many others come before.
    late: VecDeque<(u8, Packet)>,
    arrived: HashMap<(u32, u64), Packet>,
    got: HashMap<u64, Got>,
    highest: u64,
    repairs: HashSet<u64>,
}

impl Story {
    pub(super) fn new() -> Self {
        let material: Vec<u8> = (0..56).collect();
        let keys = MasterKeys::split(Profile::AeadAes128Gcm, &material).unwrap();
        let encoder = |layer: u32| Encoder {
            stream: layer + 1,
            index: 65_000 + 300 * u64::from(layer),
            picture: 0x7FF0 + layer as u16 * 7,
            base: 250 + layer as u8,
            timestamp: layer.wrapping_mul(0x7000_0000),
            frames: 0,
            key_frame: true,
        };
        Self {
            bench: bench(32_000),
            opener: Unprotect::new(&keys.to_client).unwrap(),
            layers: (0..3).map(encoder).collect(),
            streams: 3,
            late: VecDeque::new(),
            arrived: HashMap::new(),
            got: HashMap::new(),
            highest: 32_000,
            repairs: HashSet::new(),
        }
    }

    pub(super) fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Frames { count, fates } => {
                let mut fates = fates.into_iter().cycle();
                for _ in 0..count {
                    self.bench.now += FRAME;
                    for layer in 0..3 {
                        for packet in self.encode(layer) {
                            self.send(packet, fates.next().unwrap());
                        }
                    }
                }
            }
            Happening::Aim { layer, temporal } => {
                self.bench.outgoing.cap(Some(Target { layer, temporal }));
            }
            Happening::Pause => self.bench.outgoing.cap(None),
            Happening::KeyFrame { layer } => self.layers[usize::from(layer)].key_frame = true,
            Happening::Padding { layer } => {
                let packet = self.packet(layer, Vec::new(), false);
                self.send(packet, 0);
            }
            Happening::Restart {
                layer,
                sequence,
                picture,
            } => {
                self.streams += 1;
                let encoder = &mut self.layers[usize::from(layer)];
                encoder.stream = self.streams;
                (encoder.index, encoder.picture) = (u64::from(sequence), picture);
                (encoder.timestamp, encoder.frames, encoder.key_frame) =
                    (u32::from(sequence) << 16, 0, true);
            }
            Happening::Ask { back } => self.ask(back),
        }
    }

    fn encode(&mut self, layer: u8) -> Vec<Packet> {
        let encoder = &mut self.layers[usize::from(layer)];
        let key_frame = std::mem::take(&mut encoder.key_frame);
        if key_frame {
            encoder.frames = 0;
        }
        let (temporal, synchronises) = PATTERN[encoder.frames % 4];
        encoder.frames += 1;
        encoder.timestamp = encoder.timestamp.wrapping_add(3_000);
        encoder.picture = encoder.picture.wrapping_add(1) & 0x7FFF;
        encoder.base = encoder.base.wrapping_add(u8::from(temporal == 0));
        let (picture, base) = (encoder.picture, encoder.base);
        let count = usize::from(layer) + 1;
        let packets = (0..count).map(|number| {
            let mut bytes = payload(picture, base, temporal, key_frame);
            bytes[0] = if number == 0 { 0x90 } else { 0x80 };
            bytes[5] = temporal << 6 | u8::from(synchronises) << 5;
            self.packet(layer, bytes, number + 1 == count)
        });
        packets.collect()
    }

    fn packet(&mut self, layer: u8, payload: Vec<u8>, marker: bool) -> Packet {
        let encoder = &mut self.layers[usize::from(layer)];
        encoder.index += 1;
        Packet {
            layer,
            stream: encoder.stream,
            index: encoder.index,
            timestamp: encoder.timestamp,
            marker,
            payload,
        }
    }

    fn send(&mut self, packet: Packet, fate: u8) {
        match fate {
            0 => self.arrive(packet),
            1 => {}
            later => self.late.push_back((later, packet)),
        }
        for (wait, _) in &mut self.late {
            *wait = wait.saturating_sub(1);
        }
        while let Some(at) = self.late.iter().position(|(wait, _)| *wait == 0) {
            let (_, packet) = self.late.remove(at).unwrap();
            // Of a stream that has ended nothing is taken any more.
            if self.layers[usize::from(packet.layer)].stream == packet.stream {
                self.arrive(packet);
            }
        }
    }

    fn arrive(&mut self, packet: Packet) {
        let kept = self.keep(&packet);
        let fresh = Fresh {
            kept: &kept,
            payload: &packet.payload,
            layer: packet.layer,
            stream: packet.stream,
            sender: None,
        };
        let mut buffer = [0; 256];
        let len = self.bench.outgoing.write(
            self.bench.now,
            &fresh,
            stamp(1),
            &self.bench.protect,
            &mut buffer,
        );
        let origin = (packet.stream, packet.index);
        self.arrived.insert(origin, packet);
        let Some(len) = len else { return };
        let header = Header::parse(&buffer[..len]).unwrap();
        let index = nearest(self.highest, header.sequence);
        let mut plain = [0; 256];
        let opened = self
            .opener
            .open(&buffer[..len], header.len, header.ssrc, index, &mut plain);
        let got = Got {
            timestamp: header.timestamp,
            payload: plain[..opened.unwrap()].to_vec(),
            origin,
        };
        self.highest = self.highest.max(index);
        let before = self.got.insert(index, got);
        assert!(before.is_none(), "a nonce sealed two packets: {before:?}");
    }

    fn keep(&mut self, packet: &Packet) -> Kept {
        let slot = self.bench.pool.take(8).unwrap();
        let vp8 = vp8::Descriptor::read(&packet.payload);
        let what = Particulars {
            index: packet.index,
            timestamp: packet.timestamp,
            marker: packet.marker,
            codec: CodecKind::Vp8,
            audio_level: None,
            orientation: None,
            arrived: self.bench.now,
            key_frame: vp8.is_some_and(|descriptor| descriptor.key_frame),
            vp8,
        };
        Kept::new(what, slot, 0, packet.payload.len())
    }

    /// The subscriber asks for a packet again: it gets what it got or should have got.
    fn ask(&mut self, back: u16) {
        let sequence = (self.highest as u16).wrapping_sub(back);
        let index = nearest(self.highest, sequence);
        let arrived = &self.arrived;
        let find = |origin: &Origin| arrived.get(&(origin.stream, origin.index)).cloned();
        let outgoing = &mut self.bench.outgoing;
        let asked = outgoing.requested(self.bench.now, sequence, None, find);
        let Some((origin, packet)) = asked else {
            return;
        };
        let kept = self.keep(&packet);
        let mut buffer = [0; 256];
        let len = self.bench.outgoing.write_again(
            (sequence, &origin),
            &kept,
            &packet.payload,
            stamp(2),
            &self.bench.protect,
            &mut buffer,
        );
        let header = Header::parse(&buffer[..len.unwrap()]).unwrap();
        let number = u64::from(header.sequence);
        assert!(self.repairs.insert(number), "a nonce sealed two repairs");
        let mut plain = [0; 256];
        let opened = self
            .opener
            .open(
                &buffer[..len.unwrap()],
                header.len,
                header.ssrc,
                number,
                &mut plain,
            )
            .unwrap();
        assert_eq!(plain[..2], sequence.to_be_bytes());
        match self.got.get(&index) {
            Some(got) => {
                assert_eq!(got.origin, (origin.stream, origin.index));
                assert_eq!(got.timestamp, header.timestamp);
                assert_eq!(
                    got.payload,
                    plain[2..opened],
                    "another payload than at first"
                );
            }
            // It was left out, or came late during a pause.
            None if opened == 2 => {}
            None => {
                let got = Got {
                    timestamp: header.timestamp,
                    payload: plain[2..opened].to_vec(),
                    origin: (origin.stream, origin.index),
                };
                self.got.insert(index, got);
            }
        }
    }

    pub(super) fn in_order(&self) -> Vec<(u64, &Got)> {
        let mut got: Vec<_> = self.got.iter().map(|(index, got)| (*index, got)).collect();
        got.sort_unstable_by_key(|(index, _)| *index);
        got
    }
}
