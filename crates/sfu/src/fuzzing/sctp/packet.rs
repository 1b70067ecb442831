//! SCTP packets by hand. Numbers in a story are relative to where each side begins, because the server draws its own.

use bytes::Bytes;

use crate::bytes_at::{u16_at, u32_at};

const TAG: u32 = 7;
const FIRST: u32 = 1000;
const DATA: u8 = 0;
const SACK: u8 = 3;
const SHUTDOWN: u8 = 7;
const RE_CONFIG: u8 = 130;
const FORWARD_TSN: u8 = 192;

/// Where each side's numbers begin.
#[derive(Default)]
pub(super) struct Numbers {
    /// The server's tag; 0 before it is known.
    tag: u32,
    /// The number before the server's first.
    acknowledged: u32,
}

impl Numbers {
    /// Reads the answer to INIT; its cookie.
    pub(super) fn learn(&mut self, answer: &[u8]) -> Option<Vec<u8>> {
        self.tag = u32_at(answer, 16)?;
        self.acknowledged = u32_at(answer, 28)?.wrapping_sub(1);
        let (kind, len) = (u16_at(answer, 32)?, usize::from(u16_at(answer, 34)?));
        (kind == 7).then(|| answer.get(36..32 + len).map(<[u8]>::to_vec))?
    }

    /// The whole packet around `chunks`.
    pub(super) fn packet(&self, chunks: &[u8]) -> Bytes {
        let mut packet = [5000u16.to_be_bytes(), 5000u16.to_be_bytes()].concat();
        packet.extend(self.tag.to_be_bytes());
        packet.extend([0; 4]);
        packet.extend(chunks);
        self.place(&mut packet, 12);
        let sum = checksum(&packet).to_le_bytes();
        if let Some(place) = packet.get_mut(8..12) {
            place.copy_from_slice(&sum);
        }
        packet.into()
    }

    /// Makes the relative numbers of the chunks from `at` on absolute.
    fn place(&self, packet: &mut [u8], mut at: usize) -> Option<()> {
        while at < packet.len() {
            let (kind, len) = (*packet.get(at)?, usize::from(u16_at(packet, at + 2)?));
            match kind {
                DATA | FORWARD_TSN => add(packet, at + 4, FIRST)?,
                SACK | SHUTDOWN => add(packet, at + 4, self.acknowledged)?,
                // An outgoing reset's own number, and the last one sent before it.
                RE_CONFIG if u16_at(packet, at + 4)? == 13 => {
                    add(packet, at + 8, FIRST)?;
                    add(packet, at + 16, FIRST)?;
                }
                _ => {}
            }
            at += len.max(4).next_multiple_of(4);
        }
        Some(())
    }
}

fn add(packet: &mut [u8], at: usize, to: u32) -> Option<()> {
    let sum = u32_at(packet, at)?.wrapping_add(to);
    packet
        .get_mut(at..at + 4)?
        .copy_from_slice(&sum.to_be_bytes());
    Some(())
}

pub(super) fn init() -> Vec<u8> {
    let mut value = TAG.to_be_bytes().to_vec();
    value.extend((1u32 << 20).to_be_bytes());
    value.extend([0, 64, 0, 64]);
    value.extend(FIRST.to_be_bytes());
    value.extend([0x80, 0x08, 0, 6, 130, 192, 0, 0]);
    chunk(1, 0, &value)
}

pub(super) fn cookie_echo(cookie: &[u8]) -> Vec<u8> {
    chunk(10, 0, cookie)
}

/// DCEP's open of `_reliable` on stream 0, in one whole DATA chunk with the first number.
pub(super) fn open_reliable() -> Vec<u8> {
    let mut value = vec![0; 12];
    value.splice(8..12, 50u32.to_be_bytes());
    value.extend([3, 0, 1, 0, 0, 0, 0, 0, 0, 9, 0, 0]);
    value.extend(b"_reliable");
    chunk(DATA, 3, &value)
}

fn chunk(kind: u8, flags: u8, value: &[u8]) -> Vec<u8> {
    let mut chunk = vec![kind, flags];
    chunk.extend((value.len() as u16 + 4).to_be_bytes());
    chunk.extend(value);
    chunk.resize(chunk.len().next_multiple_of(4), 0);
    chunk
}

/// CRC-32C (RFC 9260 appendix A).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0x82F6_3B78 & (crc & 1).wrapping_neg())
        })
    })
}
