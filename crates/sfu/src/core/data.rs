//! Data channels between the peers' links and the world outside: packets in and out, messages told and sent.

use std::{net::SocketAddr, time::Instant};

use bytes::Bytes;

use super::Core;
use crate::{
    data::{DataChannel, Happening, cost},
    event::{Event, GoneReason},
    id::PeerId,
    runs::Outlet,
};

/// Bytes of one peer's messages, and of all peers', that may wait to be taken. Beyond it they stay in their
/// association, whose window closes, so that it is the sender who waits.
const MAX_UNTAKEN: usize = 256 * 1024;
const MAX_UNTAKEN_BY_ALL: usize = 16 << 20;

impl Core {
    /// Takes what came over the peer's DTLS.
    pub(super) fn receive_data(
        &mut self,
        now: Instant,
        key: usize,
        from: SocketAddr,
        outlet: &mut dyn Outlet,
    ) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let packets = peer.dtls.received();
        if packets.is_empty() {
            return;
        }
        peer.evidence.last_packet = now;
        peer.ice.media_from(from);
        for packet in packets {
            peer.data.receive(now, packet.freeze());
        }
        self.settle_data(now, key, outlet);
    }

    /// Sends a message to a peer.
    pub(crate) fn send_data(
        &mut self,
        now: Instant,
        id: PeerId,
        channel: DataChannel,
        bytes: Bytes,
        outlet: &mut dyn Outlet,
    ) {
        let Some(key) = self.ids.get(&id).copied() else {
            return;
        };
        self.at_hand = Some(key);
        if let Some(peer) = self.peers.get_mut(key) {
            peer.data.send(now, channel, bytes);
            self.lively = Some(now);
        }
        self.ask(key, now);
        self.settle_data(now, key, outlet);
    }

    pub(crate) fn open_data_channels(&mut self, now: Instant, id: PeerId, outlet: &mut dyn Outlet) {
        let Some(key) = self.ids.get(&id).copied() else {
            return;
        };
        if let Some(peer) = self.peers.get_mut(key) {
            peer.data.open_all();
        }
        self.ask(key, now);
        self.settle_data(now, key, outlet);
    }

    /// What happens to a peer's channels by time alone.
    pub(super) fn tick_data(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let link = &mut peer.data;
        if link.is_idle() || (!link.has_more() && link.due().is_none_or(|due| due > now)) {
            return;
        }
        if link.tick(now) {
            return self.remove(now, key, GoneReason::Stalled, outlet);
        }
        self.settle_data(now, key, outlet);
    }

    /// Reads, writes, tells.
    fn settle_data(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) {
        let Some(peer) = self.peers.get_mut(key).filter(|peer| peer.connected()) else {
            return;
        };
        let room = MAX_UNTAKEN
            .saturating_sub(peer.untaken)
            .min(MAX_UNTAKEN_BY_ALL.saturating_sub(self.untaken));
        peer.data.settle(now, room);
        let dtls = &mut peer.dtls;
        peer.data.transmit(now, |packet| dtls.write(now, packet));
        let id = peer.id;
        for happening in peer.data.happenings() {
            let event = match happening {
                Happening::Opened(channel) => Event::DataChannelOpen { peer: id, channel },
                Happening::Closed(channel) => Event::DataChannelClosed { peer: id, channel },
                Happening::Message(channel, bytes) => {
                    peer.untaken += cost(&bytes);
                    self.untaken += cost(&bytes);
                    Event::Data {
                        peer: id,
                        channel,
                        bytes,
                    }
                }
            };
            self.events.push(event);
        }
        self.send_dtls(key, outlet);
    }

    /// Somebody has taken a message: its sender may send more.
    pub(super) fn message_taken(&mut self, id: PeerId, bytes: &Bytes) {
        self.untaken = self.untaken.saturating_sub(cost(bytes));
        let key = self.ids.get(&id).copied();
        if let Some(peer) = key.and_then(|key| self.peers.get_mut(key)) {
            peer.untaken = peer.untaken.saturating_sub(cost(bytes));
        }
        // What stayed in the association for want of room may come now.
        key.inspect(|key| self.agenda.ask(*key, 0));
    }
}
