//! The packets of a compound, as far as forwarding heeds them.

use super::{NtpTime, SenderInfo, format, kind};
use crate::bytes_at::{u16_at, u24_at, u32_at, u64_at};

/// One packet of a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packet<'a> {
    SenderReport {
        ssrc: u32,
        info: SenderInfo,
        blocks: Blocks<'a>,
    },
    ReceiverReport {
        blocks: Blocks<'a>,
    },
    /// The media stream and the raw PID/BLP pairs.
    Nack {
        media: u32,
        pairs: &'a [u8],
    },
    Pli {
        media: u32,
    },
    /// The raw entries of 8 bytes, each beginning with a media SSRC.
    Fir {
        entries: &'a [u8],
    },
    /// The feedback's content from the base sequence number on.
    TransportFeedback {
        content: &'a [u8],
    },
    /// The receiver's own estimate in bits per second (draft-alvestrand-rmcat-remb-03).
    ReceiverEstimate {
        bits: u64,
    },
    /// The raw SSRCs that have ended.
    Goodbye {
        ssrcs: &'a [u8],
    },
    Other,
}

/// Walks a compound packet; ends at the first malformed one.
pub(crate) struct Packets<'a> {
    rest: &'a [u8],
}

impl<'a> Packets<'a> {
    pub(crate) fn of(compound: &'a [u8]) -> Self {
        Self { rest: compound }
    }

    fn take(&mut self) -> Option<Packet<'a>> {
        let length = 4 + 4 * usize::from(u16_at(self.rest, 2)?);
        let (packet, rest) = self.rest.split_at_checked(length)?;
        let (&first, &kind) = (packet.first()?, packet.get(1)?);
        if first >> 6 != 2 {
            return None;
        }
        self.rest = rest;
        Some(read(kind, first & 0x1F, packet).unwrap_or(Packet::Other))
    }
}

impl<'a> Iterator for Packets<'a> {
    type Item = Packet<'a>;

    fn next(&mut self) -> Option<Packet<'a>> {
        let packet = self.take();
        if packet.is_none() {
            self.rest = &[];
        }
        packet
    }
}

fn read(kind: u8, count: u8, packet: &[u8]) -> Option<Packet<'_>> {
    match (kind, count) {
        (kind::SENDER_REPORT, count) => Some(Packet::SenderReport {
            ssrc: u32_at(packet, 4)?,
            info: SenderInfo {
                ntp: NtpTime(u64_at(packet, 8)?),
                timestamp: u32_at(packet, 16)?,
            },
            blocks: Blocks::of(packet.get(28..)?, count),
        }),
        (kind::RECEIVER_REPORT, count) => Some(Packet::ReceiverReport {
            blocks: Blocks::of(packet.get(8..)?, count),
        }),
        (kind::TRANSPORT_FEEDBACK, format::NACK) => Some(Packet::Nack {
            media: u32_at(packet, 8)?,
            pairs: packet.get(12..)?,
        }),
        (kind::TRANSPORT_FEEDBACK, format::TRANSPORT_WIDE) => Some(Packet::TransportFeedback {
            content: packet.get(12..)?,
        }),
        (kind::PAYLOAD_FEEDBACK, format::APPLICATION) => Some(Packet::ReceiverEstimate {
            bits: receiver_estimate(packet)?,
        }),
        (kind::GOODBYE, count) => Some(Packet::Goodbye {
            ssrcs: packet.get(4..4 + 4 * usize::from(count))?,
        }),
        (kind::PAYLOAD_FEEDBACK, format::PLI) => Some(Packet::Pli {
            media: u32_at(packet, 8)?,
        }),
        (kind::PAYLOAD_FEEDBACK, format::FIR) => Some(Packet::Fir {
            entries: packet.get(12..)?,
        }),
        _ => None,
    }
}

/// Mantissa of 18 bits, exponent of 6.
fn receiver_estimate(packet: &[u8]) -> Option<u64> {
    let named = packet.get(12..16)? == b"REMB";
    let word = u32_at(packet, 16)? & 0xFF_FFFF;
    let (exponent, mantissa) = (word >> 18, u64::from(word & 0x3_FFFF));
    let fits = exponent <= mantissa.leading_zeros();
    named.then(|| if fits { mantissa << exponent } else { u64::MAX })
}

/// What a receiver says of one stream (RFC 3550 section 6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReportBlock {
    pub(crate) ssrc: u32,
    /// Of 256, since the last report.
    pub(crate) fraction_lost: u8,
    /// 24 bits, signed.
    pub(crate) lost: i32,
    /// Highest sequence number with 16 bits of cycles above.
    pub(crate) highest: u32,
    /// In timestamp units.
    pub(crate) jitter: u32,
    /// The middle 32 bits of the last sender report's time; 0 when none came.
    pub(crate) last_report: u32,
    /// Since that report, in 1/65536 s.
    pub(crate) delay: u32,
}

pub(super) const BLOCK: usize = 24;

/// Report blocks, read as they are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Blocks<'a> {
    rest: &'a [u8],
}

impl<'a> Blocks<'a> {
    fn of(bytes: &'a [u8], count: u8) -> Self {
        let wanted = BLOCK * usize::from(count);
        Self {
            rest: bytes.get(..wanted).unwrap_or(bytes),
        }
    }
}

impl Iterator for Blocks<'_> {
    type Item = ReportBlock;

    fn next(&mut self) -> Option<ReportBlock> {
        let (block, rest) = self.rest.split_at_checked(BLOCK)?;
        self.rest = rest;
        let lost = u24_at(block, 5)?;
        Some(ReportBlock {
            ssrc: u32_at(block, 0)?,
            fraction_lost: *block.get(4)?,
            lost: ((lost << 8) as i32) >> 8,
            highest: u32_at(block, 8)?,
            jitter: u32_at(block, 12)?,
            last_report: u32_at(block, 16)?,
            delay: u32_at(block, 20)?,
        })
    }
}

/// The sequence numbers a generic NACK names (RFC 4585 section 6.2.1), in its order.
pub(crate) fn nacked_sequences(pairs: &[u8]) -> impl Iterator<Item = u16> + '_ {
    pairs.chunks_exact(4).flat_map(|pair| {
        let (first, mask) = (u16_at(pair, 0).unwrap_or(0), u16_at(pair, 2).unwrap_or(0));
        let later = (0..16u16).filter(move |bit| mask & (1 << bit) != 0);
        std::iter::once(first).chain(later.map(move |bit| first.wrapping_add(bit + 1)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(0u8.., 0..120), kind in 200u8..208, count in 0u8..32) {
            let mut framed = vec![0x80 | count, kind, 0, (bytes.len() / 4) as u8];
            framed.extend(&bytes);
            for compound in [&bytes, &framed] {
                for packet in Packets::of(compound) {
                    match packet {
                        Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks } => {
                            prop_assert!(blocks.count() <= 31);
                        }
                        Packet::Nack { pairs, .. } => prop_assert!(nacked_sequences(pairs).count() <= 17 * 31),
                        Packet::TransportFeedback { content } => {
                            let _ = super::super::Feedback::parse(content);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}
