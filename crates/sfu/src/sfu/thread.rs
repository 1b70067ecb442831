//! A media thread as the handle sees it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{SyncSender, TrySendError},
    },
};

use crate::{command::Command, data::Backlogs, error::Busy, presence::Board};

/// One media thread as the handle sees it.
pub(crate) struct Thread {
    pub(crate) address: SocketAddr,
    pub(crate) commands: SyncSender<Command>,
    pub(crate) waker: Arc<mio::Waker>,
    pub(crate) board: Arc<Board>,
    pub(crate) load: Arc<Load>,
}

/// What the handle counts to refuse work early. Kept by the handle (up) and the thread (down).
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// Commands sent and not yet taken.
    pub(crate) waiting: AtomicUsize,
    /// Peers joined and not yet gone.
    pub(crate) peers: AtomicUsize,
    /// What is on its way to each peer over data channels.
    pub(crate) backlogs: Backlogs,
    /// Rooms open.
    pub(crate) rooms: AtomicUsize,
}

/// People that a room counts as beside those in it: the rooms of one hour are opened together, and only then do
/// people enter.
const GROUP: usize = 12;

impl Load {
    /// What rooms are placed by: the people there are, and some for each room.
    pub(super) fn weight(&self) -> usize {
        let expected = self.rooms.load(Ordering::Relaxed).saturating_mul(GROUP);
        self.peers.load(Ordering::Relaxed).saturating_add(expected)
    }
}

/// Commands a thread's channel holds. Past half of it new work is refused as [`Busy`], so that
/// commands which end work (leave, close, unsubscribe) find space.
pub(crate) const COMMANDS: usize = 8192;

impl Thread {
    /// Sends a command that begins work, unless half the channel is taken.
    pub(super) fn begin(&self, command: Command) -> Result<(), Busy> {
        if self.load.waiting.load(Ordering::Relaxed) >= COMMANDS / 2 {
            return Err(Busy);
        }
        self.load.waiting.fetch_add(1, Ordering::Relaxed);
        if self.commands.try_send(command).is_err() {
            self.load.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Busy);
        }
        self.wake();
        Ok(())
    }

    /// Sends a command that must not be lost. Waits for space in the rare case of a full channel: the thread
    /// takes all waiting commands every few milliseconds. A thread that has ended needs no command.
    pub(super) fn deliver(&self, command: Command) {
        self.load.waiting.fetch_add(1, Ordering::Relaxed);
        let delivered = match self.commands.try_send(command) {
            Ok(()) => true,
            Err(TrySendError::Full(command)) => {
                self.wake();
                self.commands.send(command).is_ok()
            }
            Err(TrySendError::Disconnected(_)) => false,
        };
        if !delivered {
            self.load.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        self.wake();
    }

    /// A failed wake is not an error of the caller: the thread looks for commands at its next tick.
    fn wake(&self) {
        if let Err(cause) = self.waker.wake() {
            tracing::debug!(%cause, "media thread not woken");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(rooms: usize, peers: usize) -> Load {
        Load {
            rooms: rooms.into(),
            peers: peers.into(),
            ..Load::default()
        }
    }

    /// How many of `rooms` opened in a row go to each thread, nobody entering meanwhile.
    fn place(threads: &[Load], rooms: usize) -> Vec<usize> {
        let mut placed = vec![0; threads.len()];
        for _ in 0..rooms {
            let numbered = threads.iter().enumerate();
            let (at, least) = numbered.min_by_key(|(_, load)| load.weight()).unwrap();
            least.rooms.fetch_add(1, Ordering::Relaxed);
            placed[at] += 1;
        }
        placed
    }

    #[test]
    fn rooms_that_are_opened_together_are_spread_before_anybody_enters() {
        let threads = [load(0, 0), load(0, 0), load(0, 0)];
        assert_eq!(place(&threads, 100), [34, 33, 33]);
    }

    #[test]
    fn a_large_room_counts_by_its_people() {
        assert_eq!(place(&[load(1, 50), load(0, 0)], 10), [2, 8]);
    }
}
