//! What an offer is answered with.

use super::Core;
use crate::{
    answer::{Answer, Section, SectionRole, SectionsWanted},
    event::Event,
    id::Label,
    peer::{Peer, PeerSection, Usage},
    sdp::{Content, LocalTransport, Offer, Setup, answer},
};

impl Core {
    pub(super) fn answer(&mut self, key: usize, offer: &Offer) -> Option<Answer> {
        let peer = self.peers.get_mut(key)?;
        peer.version += 1;
        let peer = self.peers.get(key)?;
        let contents: Vec<Content<'_>> = peer
            .sections
            .iter()
            .map(|section| peer.content(section))
            .collect();
        let local = LocalTransport {
            ufrag: peer.ice.local.ufrag_text(),
            pwd: &peer.ice.local.pwd,
            fingerprint: &self.settings.fingerprint,
            setup: Setup::Passive,
            candidates: &self.settings.candidates,
            version: peer.version,
            session: u64::from(peer.ssrc),
        };
        Some(Answer {
            sdp: answer::write(offer, &local, &contents),
            sections: peer.describe_sections(),
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

impl Peer {
    /// What a description says of one of its sections.
    pub(super) fn content<'a>(&'a self, section: &'a PeerSection) -> Content<'a> {
        match section.usage {
            Usage::Rejected => Content::Rejected,
            Usage::Data => Content::Data,
            Usage::Publishing => Content::RecvOnly,
            Usage::Inactive => Content::Inactive,
            Usage::Receiving => match (&section.outgoing, self.label(section)) {
                (Some(outgoing), Some(label)) => Content::SendOnly {
                    label,
                    ssrcs: outgoing.ssrcs,
                    cname: &outgoing.cname,
                },
                _ => Content::Inactive,
            },
        }
    }

    pub(super) fn describe_sections(&self) -> Vec<Section> {
        let sections = self.sections.iter();
        sections.map(|section| self.describe(section)).collect()
    }

    fn describe(&self, section: &PeerSection) -> Section {
        let role = match section.usage {
            Usage::Publishing => SectionRole::Publishing {
                msid_track: section.msid_track.clone(),
            },
            Usage::Receiving => SectionRole::Receiving {
                source: section.outgoing.as_ref().map(|outgoing| outgoing.source),
                label: self.label(section).cloned(),
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

    fn label(&self, section: &PeerSection) -> Option<&Label> {
        let source = section.outgoing.as_ref()?.source;
        self.subscriptions
            .iter()
            .find(|subscription| subscription.source == source)
            .map(|found| &found.label)
    }
}
