//! What clients report and ask for (RFC 3550, RFC 4585, transport-wide feedback).

use std::time::Duration;

/// The SSRC clients report as.
const REPORTER: u32 = 1;

/// A compound packet in the making; it begins with a receiver report.
pub(crate) struct Compound {
    pub(crate) bytes: Vec<u8>,
}

/// One block of a receiver report.
pub(crate) struct Block {
    pub(crate) ssrc: u32,
    /// In 256ths.
    pub(crate) fraction_lost: u8,
    pub(crate) lost: u32,
    pub(crate) highest: u32,
    /// The middle of the last sender report's time, and how long ago it came, in 65536ths of a second.
    pub(crate) last_report: u32,
    pub(crate) delay: u32,
}

impl Compound {
    pub(crate) fn new(blocks: &[Block]) -> Self {
        let mut bytes = Vec::with_capacity(256);
        let blocks = &blocks[..blocks.len().min(31)];
        begin(&mut bytes, blocks.len() as u8, 201, 1 + 6 * blocks.len());
        for block in blocks {
            bytes.extend(block.ssrc.to_be_bytes());
            let lost = u32::from(block.fraction_lost) << 24 | block.lost & 0xFF_FFFF;
            for word in [lost, block.highest, 0, block.last_report, block.delay] {
                bytes.extend(word.to_be_bytes());
            }
        }
        Self { bytes }
    }

    /// Asks for packets of `media` again.
    pub(crate) fn nack(&mut self, media: u32, sequences: &[u16]) {
        begin(&mut self.bytes, 1, 205, 2 + sequences.len());
        self.bytes.extend(media.to_be_bytes());
        for sequence in sequences {
            self.bytes.extend(sequence.to_be_bytes());
            self.bytes.extend([0, 0]);
        }
    }

    /// Tells when packets from `first` on arrived, each since a fixed time.
    pub(crate) fn feedback(&mut self, first: u16, arrivals: &[Option<Duration>], number: u8) {
        let Some(start) = arrivals.iter().flatten().next() else {
            return;
        };
        let reference = (start.as_millis() / 64) as u32;
        let mut content = Vec::with_capacity(8 + arrivals.len() * 2);
        content.extend(first.to_be_bytes());
        content.extend((arrivals.len() as u16).to_be_bytes());
        content.extend((reference << 8 | u32::from(number)).to_be_bytes());
        let deltas = deltas(arrivals, u64::from(reference) * 256);
        for chunk in deltas.chunks(7) {
            // Two bits a packet: not received, a small delta, a large one.
            let symbols = chunk.iter().map(|delta| match delta {
                None => 0u16,
                Some(0..=255) => 1,
                Some(_) => 2,
            });
            let packed = symbols
                .enumerate()
                .map(|(at, symbol)| symbol << (12 - 2 * at));
            content.extend((0xC000 | packed.sum::<u16>()).to_be_bytes());
        }
        for delta in deltas.into_iter().flatten() {
            match u8::try_from(delta) {
                Ok(small) => content.push(small),
                Err(_) => content.extend(delta.to_be_bytes()),
            }
        }
        content.resize(content.len().next_multiple_of(4), 0);
        begin(&mut self.bytes, 15, 205, 2 + content.len() / 4);
        self.bytes.extend(2u32.to_be_bytes());
        self.bytes.extend(content);
    }

    /// A publisher's clock: `seconds` of it have passed at the media's `timestamp`.
    pub(crate) fn sender_report(&mut self, ssrc: u32, seconds: f64, timestamp: u32) {
        self.bytes.extend([0x80, 200, 0, 6]);
        self.bytes.extend(ssrc.to_be_bytes());
        let ntp = ((seconds + 3_900_000_000.0) * 4_294_967_296.0) as u64;
        self.bytes.extend(ntp.to_be_bytes());
        self.bytes.extend(timestamp.to_be_bytes());
        self.bytes.extend([0; 8]);
    }
}

fn begin(bytes: &mut Vec<u8>, count: u8, kind: u8, words: usize) {
    bytes.extend([0x80 | count, kind]);
    bytes.extend((words as u16).to_be_bytes());
    bytes.extend(REPORTER.to_be_bytes());
}

/// From each arrival to the one before, in 250 us, beginning at `ticks`.
fn deltas(arrivals: &[Option<Duration>], ticks: u64) -> Vec<Option<i16>> {
    let mut before = ticks as i64;
    let delta = |arrival: &Option<Duration>| {
        let at = (arrival.as_ref()?.as_micros() / 250) as i64;
        let delta = (at - before).clamp(-32_768, 32_767) as i16;
        before += i64::from(delta);
        Some(delta)
    };
    arrivals.iter().map(delta).collect()
}

/// The packets of a compound: count field, type, and all bytes.
pub(crate) fn packets(mut rest: &[u8]) -> impl Iterator<Item = (u8, u8, &[u8])> {
    std::iter::from_fn(move || {
        let words = u16::from_be_bytes([*rest.get(2)?, *rest.get(3)?]);
        let (packet, after) = rest.split_at_checked(4 + 4 * usize::from(words))?;
        rest = after;
        Some((packet[0] & 31, packet[1], packet))
    })
}

pub(crate) fn word(packet: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(packet[at..at + 4].try_into().expect("four bytes"))
}
