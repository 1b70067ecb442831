//! What an offer is answered with.

use super::Core;
use crate::{
    answer::{Answer, Section, SectionRole, SectionsWanted},
    event::Event,
    id::Label,
    peer::{Peer, PeerSection, Usage},
    sdp::{
        Offer,
        answer::{self, LocalTransport, Reply},
    },
};

impl Core {
    pub(super) fn answer(&mut self, key: usize, offer: &Offer) -> Option<Answer> {
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
    pub(super) fn after_answer(&mut self, key: usize, resting: &[usize], told: SectionsWanted) {
        let wanted = self.wanted(key);
        let only_resting = wanted.is_some() && told == SectionsWanted::default();
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        peer.told = wanted;
        if only_resting && !resting.is_empty() {
            self.events.push(Event::SectionsWanted(peer.id, told));
        }
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
