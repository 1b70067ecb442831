//! A datagram's way in: told apart by its first byte (RFC 7983), authenticated, and only then heeded.

use std::{net::SocketAddr, time::Instant};

use super::Core;
use crate::{
    dtls::Progress,
    event::{Event, GoneReason},
    peer::Srtp,
    runs::Outlet,
    stun::{BindingRequest, MAX_RESPONSE},
};

impl Core {
    /// Takes one datagram. Call [`Core::end_batch`] after the last of a batch.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &[u8],
        outlet: &mut dyn Outlet,
    ) {
        match datagram.first() {
            Some(0..=3) => {
                self.receive_check(now, from, datagram, outlet);
            }
            Some(20..=63) => self.receive_dtls(now, from, datagram, outlet),
            Some(128..=191) => {
                let Some(key) = self.by_address.get(&from).copied() else {
                    return;
                };
                self.at_hand = Some(key);
                match datagram.get(1) {
                    // RFC 5761 section 4: RTCP's packet types, where RTP has marker and payload type.
                    Some(192..=223) => {
                        self.receive_rtcp(now, key, from, datagram, outlet);
                    }
                    _ => {
                        self.receive_rtp(now, key, from, datagram);
                    }
                }
            }
            _ => {}
        }
    }

    /// A connectivity check. The answer goes out before anything is remembered of the address.
    fn receive_check(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &[u8],
        outlet: &mut dyn Outlet,
    ) -> Option<()> {
        let request = BindingRequest::parse(datagram)?;
        let key = *self.by_ufrag.get(request.local_ufrag)?;
        self.at_hand = Some(key);
        let peer = self.peers.get_mut(key)?;
        let password = peer.ice.authenticate(&request)?;
        self.runs.push(outlet, from, |buffer| {
            request.answer(password, from, buffer.first_chunk_mut::<MAX_RESPONSE>()?)
        });
        peer.evidence.last_packet = now;
        peer.evidence.checked = Some(now);
        let checked = peer.ice.checked(now, from, &request);
        if request.local_ufrag == peer.ice.local.ufrag
            && let Some(outdated) = peer.ice.previous.take()
        {
            self.by_ufrag.remove(&outdated.ufrag);
        }
        if let Some(dropped) = checked
            .dropped
            .filter(|dropped| self.by_address.get(dropped) == Some(&key))
        {
            self.by_address.remove(&dropped);
        }
        // An address that another peer proved before has changed hands, as addresses behind a NAT do.
        if self.by_address.get(&from) != Some(&key) {
            self.by_address.insert(from, key);
        }
        Some(())
    }

    fn receive_dtls(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &[u8],
        outlet: &mut dyn Outlet,
    ) {
        let Some(key) = self.by_address.get(&from).copied() else {
            return;
        };
        self.at_hand = Some(key);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let Some(remote) = peer.remote.as_ref() else {
            return;
        };
        let progress = peer.dtls.read(now, datagram, &remote.fingerprints);
        self.lively = Some(now);
        self.ask(key, now);
        self.send_dtls(key, outlet);
        self.progress(now, key, progress, outlet);
        self.receive_data(now, key, from, outlet);
    }

    pub(super) fn progress(
        &mut self,
        now: Instant,
        key: usize,
        progress: Progress,
        outlet: &mut dyn Outlet,
    ) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        match progress {
            Progress::Nothing => {}
            Progress::Connected(keys) => {
                peer.srtp = Srtp::new(&keys);
                peer.evidence.last_packet = now;
                self.events.push(Event::Connected(peer.id));
                self.want_key_frames_for(key);
            }
            Progress::Closed => self.remove(now, key, GoneReason::Closed, outlet),
            Progress::Failed(reason) => {
                tracing::info!(peer = %peer.id, reason, "DTLS refused");
                self.remove(now, key, GoneReason::Refused, outlet);
            }
        }
    }

    /// The peer can receive now: what it waits for should begin at once.
    pub(super) fn want_key_frames_for(&mut self, key: usize) {
        let Some(peer) = self.peers.get(key) else {
            return;
        };
        for outgoing in peer
            .sections
            .iter()
            .filter_map(|section| section.outgoing.as_ref())
        {
            let Some(track) = self.tracks.get_mut(outgoing.track) else {
                continue;
            };
            if let Some(layer) = outgoing.awaits(|layer| track.generation(layer)) {
                track.want_key_frame(layer);
                self.agenda.ask(track.owner, 0);
            }
        }
    }

    /// Sends what the association has queued.
    pub(super) fn send_dtls(&mut self, key: usize, outlet: &mut dyn Outlet) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        while let Some(datagram) = peer.dtls.poll_transmit() {
            let Some(to) = peer.ice.destination() else {
                continue;
            };
            self.runs.push(outlet, to, |buffer| {
                buffer.get_mut(..datagram.len())?.copy_from_slice(&datagram);
                Some(datagram.len())
            });
        }
    }
}
