//! What may reach the SCTP stack. It parses with assertions, walks whatever range a chunk names, and keeps what it is
//! sent; so each packet is read here first, whole, and what the stack holds is counted.
//!
//! A packet the stack cannot take is dropped, as a network would; the client repeats what mattered. What no honest
//! client can mean ends the association. The stack finds a chunk's end by what it understood of it, not by the
//! length the chunk states: where both could differ, the packet is dropped too, or the rest of a chunk would be
//! read as another one, unseen.

mod chunk;
mod parameter;

use super::RECEIVE_WINDOW;
use chunk::{Chunk, Data};

/// Transmission sequence numbers ahead of the last one acknowledged that may be used.
const WINDOW: u32 = 1024;
/// Chunks the stack may hold: parts of messages, and what is out of order.
pub(super) const MAX_HELD: usize = 2048;
/// Streams a client may use at a time.
pub(super) const MAX_STREAMS: usize = 16;
/// Stream resets over an association's life: closing channels is rare, and the stack remembers each.
const MAX_RESETS: u32 = 64;
const COMMON_HEADER: usize = 12;

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Give it to the stack.
    Pass,
    /// Forget it.
    Drop,
    /// The client ended the association.
    Aborted,
    /// It cannot go on like this.
    Violation(&'static str),
}

/// What is known of one association's inbound half.
#[derive(Debug)]
pub(super) struct Guard {
    /// The last number acknowledged.
    acknowledged: u32,
    /// Numbers given to the stack beyond it, by their remainder.
    given: [u64; WINDOW as usize / 64],
    held_bytes: usize,
    held_chunks: usize,
    streams: Vec<u16>,
    resets: u32,
}

/// The client's first number, if the packet is an INIT and nothing else (RFC 9260 section 3.3.2).
pub(super) fn initiates(packet: &[u8]) -> Option<u32> {
    let mut chunks = chunk::all(packet.get(COMMON_HEADER..)?);
    let untagged = packet.get(4..8)? == [0; 4];
    match (chunks.next()?, chunks.next()) {
        (Ok(Chunk::Init { first }), None) if untagged => Some(first),
        _ => None,
    }
}

impl Guard {
    /// For an association whose client begins with number `first`.
    pub(super) fn new(first: u32) -> Self {
        Self {
            acknowledged: first.wrapping_sub(1),
            given: [0; WINDOW as usize / 64],
            held_bytes: 0,
            held_chunks: 0,
            streams: Vec::new(),
            resets: 0,
        }
    }

    /// Judges a packet of the running association. One that passes has been counted.
    pub(super) fn judge(&mut self, packet: &[u8]) -> Verdict {
        let Some(chunks) = packet.get(COMMON_HEADER..).map(chunk::all) else {
            return Verdict::Drop;
        };
        for chunk in chunks.clone() {
            match chunk.map_or(Verdict::Drop, |chunk| self.allows(&chunk)) {
                Verdict::Pass => {}
                refused => return refused,
            }
        }
        for chunk in chunks.flatten() {
            self.count(&chunk);
        }
        self.verdict_on_what_is_held()
    }

    fn allows(&self, chunk: &Chunk) -> Verdict {
        let fine = match chunk {
            Chunk::Data(data) => self.ahead(data.number) <= WINDOW as i32,
            Chunk::Forward { to } => self.ahead(*to) <= WINDOW as i32,
            Chunk::Reset { requests, until } => {
                if self.resets + requests > MAX_RESETS {
                    return Verdict::Violation("too many stream resets");
                }
                until.is_none_or(|until| self.ahead(until) <= WINDOW as i32)
            }
            Chunk::Abort => return Verdict::Aborted,
            Chunk::Init { .. } => false,
            Chunk::Harmless => true,
        };
        if fine { Verdict::Pass } else { Verdict::Drop }
    }

    /// How far a number is beyond the last one acknowledged.
    fn ahead(&self, number: u32) -> i32 {
        number.wrapping_sub(self.acknowledged) as i32
    }

    fn count(&mut self, chunk: &Chunk) {
        match chunk {
            Chunk::Data(data) => self.count_data(data),
            Chunk::Reset { requests, .. } => self.resets += requests,
            _ => {}
        }
    }

    fn count_data(&mut self, data: &Data) {
        if self.ahead(data.number) <= 0 {
            return;
        }
        let (word, bit) = place(data.number);
        let Some(given) = self.given.get_mut(word).filter(|given| **given & bit == 0) else {
            return;
        };
        *given |= bit;
        self.held_chunks += 1;
        self.held_bytes += data.len;
        if !self.streams.contains(&data.stream) {
            self.streams.push(data.stream);
        }
    }

    fn verdict_on_what_is_held(&self) -> Verdict {
        if self.streams.len() > MAX_STREAMS {
            Verdict::Violation("too many streams")
        } else if self.held_chunks > MAX_HELD {
            Verdict::Violation("too many parts of messages")
        } else if self.held_bytes > 2 * RECEIVE_WINDOW as usize {
            Verdict::Violation("a message that does not end")
        } else {
            Verdict::Pass
        }
    }

    /// A message of so many chunks and bytes was read from the stack.
    pub(super) fn taken(&mut self, chunks: usize, bytes: usize) {
        self.held_chunks = self.held_chunks.saturating_sub(chunks);
        self.held_bytes = self.held_bytes.saturating_sub(bytes);
    }

    /// A stream is over.
    pub(super) fn closed(&mut self, stream: u16) {
        self.streams.retain(|known| *known != stream);
    }

    /// Looks at what the stack sends: its acknowledgements tell exactly what it holds.
    pub(super) fn sent(&mut self, packet: &[u8]) {
        let told = packet.get(COMMON_HEADER..).and_then(chunk::acknowledgement);
        let Some((number, window)) = told else { return };
        while self.ahead(number) > 0 {
            self.acknowledged = self.acknowledged.wrapping_add(1);
            let (word, bit) = place(self.acknowledged);
            if let Some(given) = self.given.get_mut(word) {
                *given &= !bit;
            }
        }
        // An empty window tells only that it is full.
        if window > 0 {
            self.held_bytes = RECEIVE_WINDOW.saturating_sub(window) as usize;
            self.held_chunks = self.held_chunks.min(self.held_bytes);
        }
    }
}

fn place(number: u32) -> (usize, u64) {
    let at = number % WINDOW;
    (at as usize / 64, 1 << (at % 64))
}
