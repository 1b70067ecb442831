//! How much is on its way to each peer: raised by the handle that sends, lowered by the media thread when it has
//! arrived or been dropped. It is what makes `Sfu::send_data` refuse in time.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::MAX_BACKLOG;
use crate::id::PeerId;

/// Bytes on their way to one peer.
#[derive(Debug, Default)]
pub(crate) struct Backlog(AtomicUsize);

impl Backlog {
    /// Takes `bytes` in; `false` when there is no room.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let grown = |waiting: usize| waiting.checked_add(bytes).filter(|sum| *sum <= MAX_BACKLOG);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, grown)
            .is_ok()
    }

    pub(crate) fn release(&self, bytes: usize) {
        let shrunk = |waiting: usize| Some(waiting.saturating_sub(bytes));
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, shrunk);
    }

    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
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
