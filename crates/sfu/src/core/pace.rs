//! What a peer's connection is sent later than it came, and beside it: paced video, and padding for probes.

use std::time::{Duration, Instant};

use super::{
    Core,
    exit::{Exit, Way, fresh},
};
use crate::{bandwidth::Waiting, outgoing::MAX_PADDING, runs::Outlet};

/// How often a peer is served while something waits or a probe is being sent.
pub(super) const HURRY: Duration = Duration::from_millis(5);

impl Core {
    /// Serves the peers that a usual tick would serve too late.
    pub(super) fn pace(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        let mut hurried = std::mem::take(&mut self.hurried);
        hurried.retain(|key| {
            self.at_hand = Some(*key);
            self.pace_peer(now, *key, outlet)
        });
        self.hurried = hurried;
    }

    /// Sends what is due to the peer; whether more is to follow before the next tick.
    pub(super) fn pace_peer(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) -> bool {
        let since = self.since(now);
        let next = |core: &mut Self| core.peers.get_mut(key)?.bandwidth.pacer.next(since);
        while let Some(waiting) = next(self) {
            self.send_waiting(now, key, waiting, outlet);
        }
        self.send_padding(now, key, outlet);
        let peer = self.peers.get(key);
        peer.is_some_and(|peer| peer.bandwidth.is_busy(since))
    }

    fn send_waiting(
        &mut self,
        now: Instant,
        key: usize,
        waiting: Waiting,
        outlet: &mut dyn Outlet,
    ) -> Option<()> {
        let mut exit = Exit::of(self.peers.get_mut(key)?, waiting.section)?;
        let track = self.tracks.get(exit.outgoing.track)?;
        let fresh = fresh(track, &self.pool, waiting.layer, waiting.index)?;
        // The layer may have another SSRC by now, whose indices mean other packets.
        if fresh.stream == waiting.stream {
            let mut way = Way {
                now,
                since: now.saturating_duration_since(self.epoch),
                pool: &self.pool,
                runs: &mut self.runs,
                outlet,
            };
            exit.send(&fresh, &mut way);
        }
        Some(())
    }

    /// Pads out a probe. A peer that takes no retransmissions is not probed.
    fn send_padding(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) -> Option<()> {
        let since = now.saturating_duration_since(self.epoch);
        let peer = self.peers.get_mut(key)?;
        let mut sections = peer.sections.iter().enumerate();
        let (section, _) = sections.find(|(_, section)| {
            let outgoing = section.outgoing.as_ref();
            outgoing.is_some_and(|outgoing| outgoing.takes_padding())
        })?;
        let mut owed = peer.bandwidth.owed(since.as_micros() as u64) as usize;
        let mut exit = Exit::of(peer, section)?;
        let mut way = Way {
            now,
            since,
            pool: &self.pool,
            runs: &mut self.runs,
            outlet,
        };
        while owed > 0 {
            let count = owed.min(usize::from(MAX_PADDING)) as u8;
            owed = owed.saturating_sub(exit.send_padding(count, &mut way)?);
        }
        Some(())
    }
}
