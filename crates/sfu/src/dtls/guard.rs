//! What may reach the DTLS stack. It keeps records of the next epoch until its keys are there, and fragments of the
//! handshake for ever: of messages that are long over too, those without content without a bound, and it puts a
//! message together by one call inside another for each of its fragments. Anyone who can forge an address can send
//! all of this, so it is counted first. An honest handshake, with repeats, needs a tenth of what is allowed.

use super::record::{self, Record};

/// Records that may come before the handshake ends, and wait for its keys in the stack.
const MAX_EARLY: usize = 32;
/// Fragments in the clear over an association's life, and bytes of them.
const MAX_FRAGMENTS: usize = 256;
const MAX_CLEAR: usize = 64 * 1024;
/// Bytes of the handshake under keys: what ends it, repeated, and not a thousand fragments.
const MAX_SEALED: usize = 4 * 1024;

/// What one association has been given.
#[derive(Debug, Default)]
pub(super) struct Guard {
    early: usize,
    fragments: usize,
    clear: usize,
    sealed: usize,
}

impl Guard {
    /// Whether the stack may have a datagram. One that it may have has been counted.
    pub(super) fn admits(&mut self, datagram: &[u8], connected: bool) -> bool {
        let mut records = record::all(datagram).peekable();
        if records.peek().is_none() {
            return false;
        }
        records.all(|record| record.is_some_and(|record| self.takes(&record, connected)))
    }

    fn takes(&mut self, record: &Record<'_>, connected: bool) -> bool {
        let len = record.content.len();
        match record.epoch {
            0 if record.is_handshake() => {
                self.clear += len;
                self.fragments += record.fragments();
            }
            // In the clear it can be anybody's word. Who gives up in the middle of a handshake falls silent.
            0 if record.is_alert() => return false,
            0 => {}
            1 => {
                self.early += usize::from(!connected);
                self.sealed += if record.is_handshake() { len } else { 0 };
            }
            _ => return false,
        }
        self.early <= MAX_EARLY
            && self.fragments <= MAX_FRAGMENTS
            && self.clear <= MAX_CLEAR
            && self.sealed <= MAX_SEALED
    }
}
