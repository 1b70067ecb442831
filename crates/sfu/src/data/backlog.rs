//! How much is on its way to each peer: raised by the handle that sends, lowered by the media thread when it has
//! arrived or been dropped. It is what makes `Sfu::send_data` refuse in time.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::MAX_BACKLOG;
use crate::id::PeerId;

/// Bytes on their way to one peer, and whether its reliable channel is open.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    bytes: AtomicUsize,
    open: AtomicBool,
}

impl Backlog {
    /// Takes `bytes` in; `false` when there is no room.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let grown = |waiting: usize| waiting.checked_add(bytes).filter(|sum| *sum <= MAX_BACKLOG);
        self.bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown)
            .is_ok()
    }

    pub(crate) fn release(&self, bytes: usize) {
        let shrunk = |waiting: usize| Some(waiting.saturating_sub(bytes));
        let _ = self
            .bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, shrunk);
    }

    /// The reliable channel was opened, or is closed again.
    pub(crate) fn set_open(&self, open: bool) {
        self.open.store(open, Ordering::Relaxed);
    }

    /// Whether somebody reads from the other end.
    pub(crate) fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// The backlogs of a media thread's peers, from their join until their end has been told.
#[derive(Debug, Default)]
pub(crate) struct Backlogs {
    // Held only to look up or change an entry.
    peers: Mutex<HashMap<PeerId, Arc<Backlog>>>,
}

impl Backlogs {
    pub(crate) fn open(&self, peer: PeerId) -> Arc<Backlog> {
        self.with(|peers| Arc::clone(peers.entry(peer).or_default()))
    }

    pub(crate) fn of(&self, peer: PeerId) -> Option<Arc<Backlog>> {
        self.with(|peers| peers.get(&peer).cloned())
    }

    pub(crate) fn close(&self, peer: PeerId) {
        self.with(|peers| peers.remove(&peer));
    }

    fn with<T>(&self, look: impl FnOnce(&mut HashMap<PeerId, Arc<Backlog>>) -> T) -> T {
        look(&mut self.peers.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
