//! What the media threads publish: always the latest state, never a queue.

use super::Sfu;
use crate::{
    id::{PeerId, Source},
    presence::{Loudness, Presence, Traffic},
    statistics::Statistics,
};

impl Sfu {
    /// The latest presence of each peer.
    #[must_use]
    pub fn presence(&self) -> Vec<(PeerId, Presence)> {
        let boards = self.shared.threads.iter().map(|thread| thread.board.lock());
        boards
            .flat_map(|latest| {
                latest
                    .peers
                    .iter()
                    .map(|(id, state)| (*id, *state))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// The latest loudness of each audio track whose client sends levels.
    #[must_use]
    pub fn levels(&self) -> Vec<(Source, Loudness)> {
        let boards = self.shared.threads.iter().map(|thread| thread.board.lock());
        boards
            .flat_map(|latest| {
                latest
                    .levels
                    .iter()
                    .map(|(id, state)| (*id, *state))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// How well media flows, per peer and stream, at most 1.2 s old.
    #[must_use]
    pub fn statistics(&self) -> Vec<(PeerId, Statistics)> {
        let boards = self.shared.threads.iter().map(|thread| thread.board.lock());
        boards
            .flat_map(|latest| {
                let peers = latest.statistics.iter();
                let copied = peers.map(|(id, of)| (*id, of.clone()));
                copied.collect::<Vec<_>>()
            })
            .collect()
    }

    /// What each media thread's socket has carried, at most 200 ms ago.
    #[must_use]
    pub fn traffic(&self) -> Vec<Traffic> {
        self.shared
            .threads
            .iter()
            .map(|thread| thread.board.lock().traffic)
            .collect()
    }
}
