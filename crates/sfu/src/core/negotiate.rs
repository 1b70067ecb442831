//! Offers taken and answered. An offer is checked whole before anything changes.

use std::{collections::HashSet, time::Instant};

use super::Core;
use crate::{
    answer::{Answer, Kind, Section, SectionRole},
    error::{OfferError, SdpError},
    ice::Credentials,
    id::{Label, PeerId, Source},
    peer::{Peer, PeerSection, Usage},
    sdp::{
        Direction, Offer, OfferedSection, Transport,
        answer::{self, LocalTransport, Reply},
    },
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
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if peer.remote.is_none() {
            // Silence counts from here: before, the client had no way to be heard.
            peer.evidence.last_packet = now;
            self.lively = Some(now);
        }
        let restarted = peer
            .remote
            .as_ref()
            .is_some_and(|known| (&known.ufrag, &known.pwd) != (&transport.ufrag, &transport.pwd));
        peer.remote = Some(transport.clone());
        if restarted {
            let fresh = Credentials::draw(&mut self.rng, self.settings.thread);
            self.by_ufrag.insert(fresh.ufrag, key);
            if let Some(outdated) = peer.ice.restart(fresh) {
                self.by_ufrag.remove(&outdated.ufrag);
            }
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
        let usage = usage(offered);
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

    fn answer(&mut self, key: usize, offer: &Offer) -> Option<Answer> {
        let peer = self.peers.get_mut(key)?;
        peer.version += 1;
        let peer = self.peers.get(key)?;
        let replies: Vec<Reply<'_>> = peer
            .sections
            .iter()
            .map(|section| reply(peer, section))
            .collect();
        let local = LocalTransport {
            ufrag: peer.ice.local.ufrag_text(),
            pwd: &peer.ice.local.pwd,
            fingerprint: &self.settings.fingerprint,
            candidates: &self.settings.candidates,
            version: peer.version,
            session: u64::from(peer.ssrc),
        };
        Some(Answer {
            sdp: answer::write(offer, &local, &replies),
            sections: peer
                .sections
                .iter()
                .map(|section| describe(peer, section))
                .collect(),
            wanted: self.wanted(key).unwrap_or_default(),
        })
    }

    /// The answer told what is wanted. Those that only wait for a rested section need one more offer.
    fn after_answer(&mut self, key: usize, resting: &[usize], told: crate::answer::SectionsWanted) {
        let wanted = self.wanted(key);
        let only_resting = wanted.is_some() && told == crate::answer::SectionsWanted::default();
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        peer.told = wanted;
        if only_resting && !resting.is_empty() {
            self.events
                .push(crate::event::Event::SectionsWanted(peer.id, told));
        }
    }
}

impl PeerSection {
    fn new(offered: &OfferedSection) -> Self {
        Self {
            mid: offered.mid,
            kind: offered.kind,
            usage: Usage::Inactive,
            codecs: Vec::new(),
            extensions: offered.extensions,
            rids: Vec::new(),
            declared: Vec::new(),
            msid_track: None,
            track: None,
            outgoing: None,
            spent: false,
        }
    }

    fn renegotiate(&mut self, offered: &OfferedSection, usage: Usage) {
        (self.mid, self.kind, self.usage) = (offered.mid, offered.kind, usage);
        self.codecs.clone_from(&offered.codecs);
        self.extensions = offered.extensions;
        self.declared.clone_from(&offered.ssrcs);
        self.rids.clone_from(&offered.rids);
        self.rids.sort_unstable();
        self.msid_track.clone_from(&offered.msid_track);
        if let Some(outgoing) = self.outgoing.as_mut() {
            outgoing.negotiated(&self.codecs, self.extensions);
        }
    }
}

fn usage(offered: &OfferedSection) -> Usage {
    match (offered.kind, offered.direction) {
        _ if offered.rejected => Usage::Rejected,
        (Kind::Data, _) => Usage::Data,
        _ if offered.codecs.is_empty() => Usage::Rejected,
        (_, direction) if direction.sends() => Usage::Publishing,
        (_, Direction::RecvOnly) => Usage::Receiving,
        _ => Usage::Inactive,
    }
}

fn reply<'a>(peer: &'a Peer, section: &'a PeerSection) -> Reply<'a> {
    match section.usage {
        Usage::Rejected => Reply::Rejected,
        Usage::Data => Reply::Data,
        Usage::Publishing => Reply::RecvOnly,
        Usage::Inactive => Reply::Inactive,
        Usage::Receiving => match (&section.outgoing, label(peer, section)) {
            (Some(outgoing), Some(label)) => Reply::SendOnly {
                label,
                ssrcs: outgoing.ssrcs,
                cname: &outgoing.cname,
            },
            _ => Reply::Inactive,
        },
    }
}

fn label<'a>(peer: &'a Peer, section: &PeerSection) -> Option<&'a Label> {
    let source = section.outgoing.as_ref()?.source;
    peer.subscriptions
        .iter()
        .find(|subscription| subscription.source == source)
        .map(|found| &found.label)
}

fn describe(peer: &Peer, section: &PeerSection) -> Section {
    let role = match section.usage {
        Usage::Publishing => SectionRole::Publishing {
            msid_track: section.msid_track.clone(),
        },
        Usage::Receiving => SectionRole::Receiving {
            source: section.outgoing.as_ref().map(|outgoing| outgoing.source),
            label: label(peer, section).cloned(),
        },
        Usage::Data => SectionRole::Data,
        Usage::Inactive | Usage::Rejected => SectionRole::Inactive,
    };
    Section {
        mid: section.mid,
        kind: section.kind,
        role,
    }
}

/// Whether `offer` may follow what was negotiated before (RFC 9429 section 5.2.2).
fn check_continuity(peer: &Peer, offer: &Offer) -> Result<(), SdpError> {
    let whole = |reason| SdpError {
        line: 0,
        text: String::new(),
        reason,
    };
    if offer.sections.len() < peer.sections.len() {
        return Err(whole("a media section of the session is missing"));
    }
    let same_certificate = |known: &Transport| known.fingerprints == offer.transport.fingerprints;
    if peer.connected() && !peer.remote.as_ref().is_some_and(same_certificate) {
        return Err(whole("the certificate cannot change in a running session"));
    }
    for (known, offered) in peer.sections.iter().zip(&offer.sections) {
        if known.mid != offered.mid && known.usage != Usage::Rejected {
            return Err(offered.line.refuse("this section had another mid"));
        }
        if known.mid == offered.mid && known.kind != offered.kind {
            return Err(offered.line.refuse("this section was of another kind"));
        }
    }
    let mut seen = HashSet::new();
    for section in &offer.sections {
        let ssrcs = section
            .ssrcs
            .iter()
            .flat_map(|pair| std::iter::once(pair.media).chain(pair.repair));
        for ssrc in ssrcs {
            if !seen.insert(ssrc) {
                return Err(section
                    .line
                    .refuse("an SSRC of this section is named twice in the offer"));
            }
            if peer.outgoing.contains_key(&ssrc) {
                return Err(section
                    .line
                    .refuse("an SSRC of this section is one of the server's"));
            }
        }
    }
    Ok(())
}
