//! Offers taken. An offer is checked whole before anything changes.

use std::time::Instant;

use super::{Core, continuity::check_continuity};
use crate::{
    answer::Answer,
    error::OfferError,
    ice::Credentials,
    id::{PeerId, Source},
    peer::{PeerSection, Usage},
    sdp::{Offer, OfferedSection, Transport},
    track::{Subscriber, Track},
    wish::Quality,
};

impl Core {
    /// Applies an offer and answers it.
    pub(crate) fn offer(
        &mut self,
        now: Instant,
        id: PeerId,
        offer: &Offer,
    ) -> Result<Answer, OfferError> {
        let key = self.ids.get(&id).copied().ok_or(OfferError::UnknownPeer)?;
        self.at_hand = Some(key);
        let peer = self.peers.get(key).ok_or(OfferError::UnknownPeer)?;
        check_continuity(peer, offer)?;
        self.take_transport(now, key, &offer.transport);
        let mut appeared = Vec::new();
        for (at, section) in offer.sections.iter().enumerate() {
            appeared.extend(self.take_section(now, key, at, section));
        }
        self.ask(key, now);
        let resting = self.rest_spent(key);
        self.place(now, key, &resting);
        let answer = self.answer(key, offer).ok_or(OfferError::UnknownPeer)?;
        self.after_answer(key, &resting, answer.wanted);
        for source in appeared {
            self.tell_those_waiting_for(source);
        }
        Ok(answer)
    }

    /// New remote credentials are an ICE restart (RFC 8839 section 4.4.1.1.1): ours change too.
    fn take_transport(&mut self, now: Instant, key: usize, transport: &Transport) {
        let known = self.peers.get(key).and_then(|peer| peer.remote.as_ref());
        let restarted = known
            .is_some_and(|known| (&known.ufrag, &known.pwd) != (&transport.ufrag, &transport.pwd));
        self.learn_remote(now, key, transport);
        if restarted {
            self.draw_credentials(key);
        }
    }

    /// The client's end of the transport.
    pub(super) fn learn_remote(&mut self, now: Instant, key: usize, transport: &Transport) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if peer.remote.is_none() {
            // Silence counts from here: before, the client had no way to be heard.
            peer.evidence.last_packet = now;
            self.lively = Some(now);
        }
        peer.remote = Some(transport.clone());
    }

    /// New credentials of ours; those before stay valid until the new ones are used.
    pub(super) fn draw_credentials(&mut self, key: usize) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let fresh = Credentials::draw(&mut self.rng, self.settings.thread);
        self.by_ufrag.insert(fresh.ufrag, key);
        if let Some(outdated) = peer.ice.restart(fresh) {
            self.by_ufrag.remove(&outdated.ufrag);
        }
    }

    /// Brings one section up to date; the source that appeared with it, if one did.
    fn take_section(
        &mut self,
        now: Instant,
        key: usize,
        at: usize,
        offered: &OfferedSection,
    ) -> Option<Source> {
        let usage = Usage::of(offered);
        let known = self.peers.get(key)?.sections.get(at);
        if known.is_some_and(|known| known.mid != offered.mid) {
            self.clear_section(key, at);
        }
        if usage != Usage::Receiving {
            self.vacate(Subscriber {
                peer: key,
                section: at,
            });
        }
        let peer = self.peers.get_mut(key)?;
        if at == peer.sections.len() {
            peer.sections.push(PeerSection::new(offered));
        }
        peer.sections.get_mut(at)?.renegotiate(offered, usage);
        match usage {
            Usage::Publishing => self.publish_section(now, key, at, offered),
            Usage::Rejected => {
                self.clear_section(key, at);
                None
            }
            _ => {
                self.silence_section(key, at);
                None
            }
        }
    }

    fn publish_section(
        &mut self,
        now: Instant,
        key: usize,
        at: usize,
        offered: &OfferedSection,
    ) -> Option<Source> {
        let peer = self.peers.get_mut(key)?;
        let source = Source {
            peer: peer.id,
            mid: offered.mid,
        };
        let section = peer.sections.get_mut(at)?;
        let appeared = section.track.is_none();
        let track_key = *section.track.get_or_insert_with(|| {
            let track_key = self.tracks.insert(Track::new(source, key, offered.kind));
            peer.tracks.push(track_key);
            track_key
        });
        let track = self.tracks.get_mut(track_key)?;
        track.codecs.clone_from(&offered.codecs);
        track.extensions = offered.extensions.answered();
        track.silent = false;
        let single = [Quality::High];
        let qualities: &[Quality] = match &section.rids[..] {
            [] => &single,
            rids => rids,
        };
        if track.set_layers(qualities, &mut self.pool) {
            peer.bindings
                .retain(|_, binding| binding.track != track_key);
        }
        // With several, each SSRC's packets tell which it carries.
        if let (Some(ssrcs), 1) = (offered.ssrcs.first(), qualities.len()) {
            self.bind_declared(now, key, track_key, *ssrcs);
        }
        appeared.then_some(source)
    }

    /// The section is quiet for now; its track stays, with its subscribers, should it sound again.
    fn silence_section(&mut self, key: usize, at: usize) {
        let section = self.peers.get(key).and_then(|peer| peer.sections.get(at));
        let track = section.and_then(|section| section.track);
        if let Some(track) = track.and_then(|track| self.tracks.get_mut(track)) {
            track.silent = true;
        }
    }

    /// The section is over.
    fn clear_section(&mut self, key: usize, at: usize) {
        self.vacate(Subscriber {
            peer: key,
            section: at,
        });
        let track = self
            .peers
            .get(key)
            .and_then(|peer| peer.sections.get(at)?.track);
        if let Some(track) = track {
            self.end_track(track);
        }
    }

    /// Sections whose track has ended are `inactive` in this answer and free after it.
    fn rest_spent(&mut self, key: usize) -> Vec<usize> {
        let Some(peer) = self.peers.get_mut(key) else {
            return Vec::new();
        };
        let spent = peer
            .sections
            .iter_mut()
            .enumerate()
            .filter(|(_, section)| section.spent);
        spent
            .map(|(at, section)| {
                section.spent = false;
                at
            })
            .collect()
    }
}
