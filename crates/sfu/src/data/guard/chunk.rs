//! SCTP chunks (RFC 9260 section 3.2), as far as the guard must know them. A chunk is given only if the stack will
//! find its end where its stated length puts it.

use super::parameter::{self, Parameter};
use crate::bytes_at::{u16_at, u32_at};

const DATA: u8 = 0;
const INIT: u8 = 1;
const SACK: u8 = 3;
const HEARTBEAT: u8 = 4;
const ABORT: u8 = 6;
const SHUTDOWN: u8 = 7;
const SHUTDOWN_ACK: u8 = 8;
const COOKIE_ECHO: u8 = 10;
const COOKIE_ACK: u8 = 11;
const SHUTDOWN_COMPLETE: u8 = 14;
/// RFC 6525 section 3.1.
const RE_CONFIG: u8 = 130;
/// RFC 3758 section 3.2.
const FORWARD_TSN: u8 = 192;
const HEADER: usize = 4;

/// What a chunk asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    Init {
        first: u32,
    },
    Data(Data),
    /// Numbers up to this one will not come any more.
    Forward {
        to: u32,
    },
    /// Streams are reset, by so many requests, once everything up to a number has come.
    Reset {
        requests: u32,
        until: Option<u32>,
    },
    Abort,
    /// Bounded by its own size.
    Harmless,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Data {
    pub(super) number: u32,
    pub(super) stream: u16,
    pub(super) len: usize,
}

/// Unreadable, or nothing for this stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unfit;

/// The chunks of a packet without its common header. After one that is unfit nothing follows.
pub(super) fn all(chunks: &[u8]) -> impl Iterator<Item = Result<Chunk, Unfit>> + Clone {
    let mut rest = Some(chunks).filter(|chunks| !chunks.is_empty());
    std::iter::from_fn(move || {
        let (read, after) = match split(rest?) {
            Some((kind, flags, value, after)) => (read(kind, flags, value), after),
            None => (None, &[][..]),
        };
        rest = Some(after).filter(|after| !after.is_empty() && read.is_some());
        Some(read.ok_or(Unfit))
    })
}

/// The last number acknowledged and the window left, if the first chunk is a SACK.
pub(super) fn acknowledgement(chunks: &[u8]) -> Option<(u32, u32)> {
    let (kind, _, value, _) = split(chunks)?;
    (kind == SACK).then_some((u32_at(value, 0)?, u32_at(value, 4)?))
}

/// Type, flags, value, and what follows the padding.
fn split(chunks: &[u8]) -> Option<(u8, u8, &[u8], &[u8])> {
    let len = usize::from(u16_at(chunks, 2)?);
    let value = chunks.get(HEADER..len)?;
    // Padding is part of the packet, even after the last chunk.
    let after = chunks.get(len.next_multiple_of(4)..)?;
    Some((*chunks.first()?, *chunks.get(1)?, value, after))
}

fn read(kind: u8, flags: u8, value: &[u8]) -> Option<Chunk> {
    let exactly = |len: usize| (value.len() == len).then_some(Chunk::Harmless);
    match kind {
        DATA => data(value),
        INIT => init(flags, value),
        SACK => sack(value),
        HEARTBEAT => {
            let mut parameters = parameter::all(value);
            let info = matches!(parameters.next()?, Some(Parameter::HeartbeatInfo));
            (info && parameters.next().is_none() && value.len().is_multiple_of(4))
                .then_some(Chunk::Harmless)
        }
        ABORT => Some(Chunk::Abort),
        COOKIE_ECHO => (!value.is_empty()).then_some(Chunk::Harmless),
        SHUTDOWN => exactly(4),
        COOKIE_ACK | SHUTDOWN_ACK | SHUTDOWN_COMPLETE => exactly(0),
        RE_CONFIG => reset(value),
        FORWARD_TSN => {
            let to = u32_at(value, 0)?;
            value
                .len()
                .is_multiple_of(4)
                .then_some(Chunk::Forward { to })
        }
        _ => None,
    }
}

/// RFC 9260 section 3.3.1; a chunk without user data is an error there.
fn data(value: &[u8]) -> Option<Chunk> {
    Some(Chunk::Data(Data {
        number: u32_at(value, 0)?,
        stream: u16_at(value, 4)?,
        len: value.len().checked_sub(12).filter(|len| *len > 0)?,
    }))
}

fn init(flags: u8, value: &[u8]) -> Option<Chunk> {
    let first = u32_at(value, 12)?;
    let readable = parameter::all(value.get(16..)?).all(|parameter| parameter.is_some());
    (flags == 0 && readable).then_some(Chunk::Init { first })
}

/// RFC 9260 section 3.3.4. The blocks rise and do not overlap, so that each number is looked at once.
fn sack(value: &[u8]) -> Option<Chunk> {
    let (gaps, duplicates) = (
        usize::from(u16_at(value, 8)?),
        usize::from(u16_at(value, 10)?),
    );
    if value.len() != 12 + 4 * (gaps + duplicates) {
        return None;
    }
    let mut last = 0;
    for block in value.get(12..12 + 4 * gaps)?.chunks_exact(4) {
        let (start, end) = (u16_at(block, 0)?, u16_at(block, 2)?);
        if start <= last || end < start {
            return None;
        }
        last = end;
    }
    Some(Chunk::Harmless)
}

fn reset(value: &[u8]) -> Option<Chunk> {
    let (mut requests, mut until, mut count) = (0, None::<u32>, 0);
    for parameter in parameter::all(value) {
        count += 1;
        match parameter? {
            Parameter::ResetRequest { until: number } => {
                requests += 1;
                until = Some(number);
            }
            Parameter::ResetResponse => {}
            _ => return None,
        }
    }
    // RFC 6525 section 3.1 lists what may stand together: never two of our kind of request.
    ((1..=2).contains(&count) && requests <= 1).then_some(Chunk::Reset { requests, until })
}
