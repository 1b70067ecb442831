//! One section's way out of a peer's connection: what is written, counted and remembered for each packet.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use crate::{
    bandwidth::Bandwidth,
    history::{Kept, Pool},
    outgoing::{Fresh, Origin, Outgoing},
    peer::{Evidence, Peer, stamp},
    runs::{Outlet, Runs},
    srtp::Protect,
    track::Track,
};

/// What every packet's way out needs.
pub(super) struct Way<'a> {
    pub(super) now: Instant,
    /// The core's age, for the sender's clock in headers.
    pub(super) since: Duration,
    pub(super) pool: &'a Pool,
    pub(super) runs: &'a mut Runs,
    pub(super) outlet: &'a mut dyn Outlet,
}

impl Way<'_> {
    pub(super) fn micros(&self) -> u64 {
        self.since.as_micros() as u64
    }
}

/// The parts of a peer that sending in one section touches.
pub(super) struct Exit<'a> {
    pub(super) outgoing: &'a mut Outgoing,
    pub(super) bandwidth: &'a mut Bandwidth,
    pub(super) evidence: &'a mut Evidence,
    protect: &'a Protect,
    address: SocketAddr,
    sequence: &'a mut u64,
    numbered: bool,
}

impl<'a> Exit<'a> {
    /// `None` where nothing can be sent: no keys, no address, or nothing placed in the section.
    pub(super) fn of(peer: &'a mut Peer, section: usize) -> Option<Self> {
        let outgoing = peer.sections.get_mut(section)?.outgoing.as_deref_mut()?;
        Some(Self {
            protect: &peer.srtp.as_ref()?.protect,
            address: peer.ice.destination()?,
            numbered: outgoing.numbers_packets(),
            outgoing,
            bandwidth: &mut peer.bandwidth,
            evidence: &mut peer.evidence,
            sequence: &mut peer.transport_sequence,
        })
    }

    /// Sends a packet that has come, if it is for this subscriber.
    pub(super) fn send(&mut self, fresh: &Fresh<'_>, way: &mut Way<'_>) {
        let stamp = stamp(way.since, *self.sequence);
        let sent = way.runs.push(way.outlet, self.address, |buffer| {
            self.outgoing
                .write(way.now, fresh, stamp, self.protect, buffer)
        });
        if let Some(len) = sent {
            self.left(way, len, false);
            self.evidence.sent = Some(way.now);
        }
    }

    /// Sends a packet again, as its request's `sequence`; whether it left.
    pub(super) fn send_again(
        &mut self,
        (sequence, origin): (u16, &Origin),
        kept: &Kept,
        way: &mut Way<'_>,
    ) -> bool {
        let stamp = stamp(way.since, *self.sequence);
        let payload = kept.payload(way.pool);
        let sent = way.runs.push(way.outlet, self.address, |buffer| {
            let which = (sequence, origin);
            self.outgoing
                .write_again(which, kept, payload, stamp, self.protect, buffer)
        });
        sent.inspect(|len| self.left(way, *len, false)).is_some()
    }

    /// Sends `count` bytes of padding; the packet's length.
    pub(super) fn send_padding(&mut self, count: u8, way: &mut Way<'_>) -> Option<usize> {
        let stamp = stamp(way.since, *self.sequence);
        let sent = way.runs.push(way.outlet, self.address, |buffer| {
            self.outgoing
                .write_padding(count, stamp, self.protect, buffer)
        });
        sent.inspect(|len| self.left(way, *len, true))
    }

    fn left(&mut self, way: &Way<'_>, len: usize, padding: bool) {
        let number = self.numbered.then_some(*self.sequence);
        self.bandwidth.sent(way.micros(), number, len, padding);
        *self.sequence += u64::from(self.numbered);
    }
}

/// A kept packet as subscribers are given it.
pub(super) fn fresh<'a>(track: &'a Track, pool: &'a Pool, at: u8, index: u64) -> Option<Fresh<'a>> {
    let layer = track.layers.get(usize::from(at))?;
    let kept = layer.history.get(index)?;
    Some(Fresh {
        kept,
        payload: kept.payload(pool),
        layer: at,
        stream: layer.generation,
        sender: layer.sender,
    })
}
