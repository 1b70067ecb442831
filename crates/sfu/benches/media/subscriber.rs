//! One who receives, and answers as browsers do: transport-wide feedback, receiver reports, requests for what was
//! lost. It deciphers no media but repairs, which tell only inside what they repair.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::{
    client::{Arrived, Client},
    offer::{REPAIR_PT, VIDEO_PT, extension},
    rtcp::{Block, Compound, packets, word},
    stream::Stream,
};

/// How often browsers send transport-wide feedback, and receiver reports.
const FEEDBACK: Duration = Duration::from_millis(100);
const REPORT: Duration = Duration::from_secs(1);
/// The largest gap in the connection's numbers that is reported as such.
const LONGEST_GAP: usize = 1_000;

/// What has come.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Media packets sent for the first time, those thrown away included, and their bytes.
    pub(crate) media: u64,
    pub(crate) bytes: u64,
    /// Packets thrown away, asked for again, repaired.
    pub(crate) thrown: u64,
    pub(crate) asked: u64,
    pub(crate) repaired: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.media += other.media;
        self.bytes += other.bytes;
        self.thrown += other.thrown;
        self.asked += other.asked;
        self.repaired += other.repaired;
    }
}

pub(crate) struct Subscriber {
    pub(crate) client: Client,
    pub(crate) counts: Counts,
    /// Of a thousand video packets, how many are thrown away as a network would.
    lossy: u32,
    chance: u32,
    epoch: Instant,
    streams: HashMap<u32, Stream>,
    /// When packets came, by the connection's numbers from the first not yet reported on.
    arrivals: Vec<Option<Duration>>,
    first: Option<u16>,
    feedbacks: u8,
    next_feedback: Instant,
    next_report: Instant,
}

impl Subscriber {
    /// Its feedback goes out `offset` of the way between others'.
    pub(crate) fn new(client: Client, epoch: Instant, lossy: u32, offset: f64) -> Self {
        Self {
            client,
            counts: Counts::default(),
            lossy,
            chance: (offset * f64::from(u32::MAX)) as u32 | 1,
            epoch,
            streams: HashMap::new(),
            arrivals: Vec::new(),
            first: None,
            feedbacks: 0,
            next_feedback: Instant::now() + FEEDBACK.mul_f64(offset),
            next_report: Instant::now() + REPORT.mul_f64(offset),
        }
    }

    /// Reads everything that waits, and answers what is due.
    pub(crate) fn serve(&mut self) {
        let mut buffer = [0; 2048];
        while let Some(arrived) = self.client.read(&mut buffer) {
            match arrived {
                Arrived::Rtp(packet) => self.take(packet, Instant::now()),
                Arrived::Rtcp(packet) => {
                    let opened = self.client.open_rtcp(packet);
                    opened.iter().for_each(|compound| self.reported(compound));
                }
            }
        }
        self.answer(Instant::now());
    }

    pub(crate) fn take(&mut self, packet: &[u8], now: Instant) {
        let kind = packet[1] & 0x7F;
        if kind != REPAIR_PT {
            self.counts.media += 1;
            self.counts.bytes += packet.len() as u64;
        }
        if kind == VIDEO_PT && self.unlucky() {
            self.counts.thrown += 1;
            return;
        }
        if let Some(number) = transport_number(packet) {
            self.note_arrival(number, now - self.epoch);
        }
        if kind == REPAIR_PT {
            return self.take_repair(packet);
        }
        let ssrc = word(packet, 8);
        let sequence = u16::from_be_bytes([packet[2], packet[3]]);
        let video = kind == VIDEO_PT;
        let stream = self.streams.entry(ssrc);
        stream
            .or_insert_with(|| Stream::new(sequence, video))
            .arrived(sequence, now);
    }

    fn take_repair(&mut self, packet: &[u8]) {
        let Some(plain) = self.client.open_rtp(packet) else {
            return;
        };
        let words = usize::from(u16::from_be_bytes([plain[14], plain[15]]));
        let header = if plain[0] & 0x10 == 0 {
            12
        } else {
            16 + 4 * words
        };
        let padding = if plain[0] & 0x20 == 0 {
            0
        } else {
            usize::from(plain[plain.len() - 1])
        };
        let payload = &plain[header..plain.len() - padding];
        let &[high, low, ..] = payload else { return };
        let original = u16::from_be_bytes([high, low]);
        let mut streams = self.streams.values_mut();
        if streams.any(|stream| stream.repaired(original)) {
            self.counts.repaired += 1;
        }
    }

    /// Whether the network loses this one (xorshift).
    fn unlucky(&mut self) -> bool {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 17;
        self.chance ^= self.chance << 5;
        self.chance % 1_000 < self.lossy
    }

    fn note_arrival(&mut self, number: u16, at: Duration) {
        let first = *self.first.get_or_insert(number);
        let place = usize::from(number.wrapping_sub(first));
        if place < self.arrivals.len() {
            self.arrivals[place] = Some(at);
        } else if place < self.arrivals.len() + LONGEST_GAP {
            self.arrivals.resize(place, None);
            self.arrivals.push(Some(at));
        }
    }

    pub(crate) fn answer(&mut self, now: Instant) {
        if now >= self.next_feedback {
            self.next_feedback += FEEDBACK;
            self.send_feedback(now);
        }
        for (ssrc, stream) in &mut self.streams {
            let wanted = stream.wanted(now);
            if !wanted.is_empty() {
                self.counts.asked += wanted.len() as u64;
                let mut compound = Compound::new(&[]);
                compound.nack(*ssrc, &wanted);
                self.client.send_rtcp(&compound.bytes);
            }
        }
    }

    fn send_feedback(&mut self, now: Instant) {
        let mut blocks: Vec<Block> = Vec::new();
        if now >= self.next_report {
            self.next_report += REPORT;
            let streams = self.streams.iter_mut();
            blocks.extend(streams.map(|(ssrc, stream)| stream.report(*ssrc, now)));
        }
        let mut compound = Compound::new(&blocks);
        if let Some(first) = self.first.filter(|_| !self.arrivals.is_empty()) {
            let arrivals = std::mem::take(&mut self.arrivals);
            self.first = Some(first.wrapping_add(arrivals.len() as u16));
            for (part, arrivals) in arrivals.chunks(400).enumerate() {
                let first = first.wrapping_add(400 * part as u16);
                compound.feedback(first, arrivals, self.feedbacks);
                self.feedbacks = self.feedbacks.wrapping_add(1);
                self.client.send_rtcp(&compound.bytes);
                compound = Compound::new(&[]);
            }
        } else if !blocks.is_empty() {
            self.client.send_rtcp(&compound.bytes);
        }
    }

    fn reported(&mut self, compound: &[u8]) {
        for (_, kind, packet) in packets(compound) {
            if kind == 200
                && packet.len() >= 16
                && let Some(stream) = self.streams.get_mut(&word(packet, 4))
            {
                stream.sender_reported(word(packet, 10), Instant::now());
            }
        }
    }
}

/// The connection's number of a packet, by its header extension.
fn transport_number(packet: &[u8]) -> Option<u16> {
    if packet[0] & 0x10 == 0 {
        return None;
    }
    let words = usize::from(u16::from_be_bytes([packet[14], packet[15]]));
    let mut rest = packet.get(16..16 + 4 * words)?;
    while let Some((&first, after)) = rest.split_first() {
        if first == 0 {
            rest = after;
            continue;
        }
        let (value, next) = after.split_at_checked(usize::from(first & 15) + 1)?;
        if first >> 4 == extension::TRANSPORT {
            return Some(u16::from_be_bytes([value[0], value[1]]));
        }
        rest = next;
    }
    None
}
