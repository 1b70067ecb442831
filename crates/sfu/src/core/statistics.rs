//! Gathers what is told of how well media flows.

use std::time::{Duration, Instant};

use super::Core;
use crate::{
    outgoing::{Limit, in_time},
    peer::Peer,
    presence::Latest,
    statistics::{Statistics, StreamStatistics},
};

/// As often as reports go out, so that each is told once.
const INTERVAL: Duration = Duration::from_secs(1);

impl Core {
    /// Overwrites what is told of statistics, if it is time to.
    pub(super) fn publish_statistics(&self, now: Instant, latest: &mut Latest) {
        let rested = latest
            .surveyed
            .is_none_or(|at| now.saturating_duration_since(at) >= INTERVAL);
        if !rested {
            return;
        }
        latest.surveyed = Some(now);
        latest.statistics.clear();
        let peers = self.peers.iter();
        latest
            .statistics
            .extend(peers.map(|(_, peer)| (peer.id, self.statistics_of(now, peer))));
    }

    fn statistics_of(&self, now: Instant, peer: &Peer) -> Statistics {
        Statistics {
            estimate: peer
                .bandwidth
                .estimate(self.since(now))
                .map(|bits| bits as u32),
            round_trip: peer.evidence.round_trip,
            loss: peer.bandwidth.loss(),
            repairs: peer.repairs,
            received: self.received_from(now, peer),
            sent: self.sent_to(peer),
        }
    }

    fn received_from(&self, now: Instant, peer: &Peer) -> Vec<StreamStatistics> {
        let since = now.saturating_duration_since(self.epoch);
        let tracks = peer.tracks.iter().filter_map(|key| self.tracks.get(*key));
        let layers = tracks.flat_map(|track| {
            let numbered = (0u8..).zip(&track.layers);
            numbered.map(move |(at, layer)| (track, at, layer))
        });
        let active = layers.filter(|(_, _, layer)| layer.active(now));
        let streams = active.filter_map(|(track, layer, of)| {
            let stats = of.stats.as_ref()?;
            Some(StreamStatistics {
                source: track.source,
                layer,
                loss: stats.loss(),
                jitter: in_time(stats.jitter(), track.clock_rate()),
                bitrate: of.meter.bitrate(since),
                paused: false,
            })
        });
        streams.collect()
    }

    fn sent_to(&self, peer: &Peer) -> Vec<StreamStatistics> {
        let outgoing = peer
            .sections
            .iter()
            .filter_map(|section| section.outgoing.as_ref());
        let streams = outgoing.filter_map(|outgoing| {
            let track = self.tracks.get(outgoing.track)?;
            let delivery = &outgoing.delivery;
            Some(StreamStatistics {
                source: outgoing.source,
                layer: outgoing.layer().unwrap_or(0),
                loss: delivery.loss(),
                jitter: delivery.jitter(track.clock_rate()),
                bitrate: delivery.bitrate(),
                paused: track.is_video() && outgoing.limited() == Limit::Paused,
            })
        });
        streams.collect()
    }
}
