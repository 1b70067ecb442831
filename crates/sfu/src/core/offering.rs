//! Offers of ours, to connections that only receive, and their answers. An answer is checked whole before anything
//! changes.

use std::{sync::Arc, time::Instant};

use super::Core;
use crate::{
    answer::{Kind, ServerOffer},
    error::{AnswerError, SdpError},
    event::Event,
    id::{Mid, PeerId},
    peer::{Peer, PeerSection},
    sdp::{ClientAnswer, LocalTransport, MAX_SECTIONS, OwnSection, Setup, Transport, own_offer},
};

impl Core {
    /// Offers what has changed, if it is time to.
    pub(super) fn offer_what_is_due(&mut self, now: Instant, key: usize) -> Option<()> {
        let peer = self.peers.get(key)?;
        if !peer.offering.as_ref()?.is_due(now) {
            return None;
        }
        let resting = peer.spent_sections();
        self.add_sections(key, &resting);
        self.place(now, key, &resting);
        let offer = self.write_offer(key)?;
        let peer = self.peers.get_mut(key)?;
        peer.offering.as_mut()?.made(resting);
        self.events.push(Event::Offer(peer.id, Arc::new(offer)));
        Some(())
    }

    /// The client may have lost its way to us, or our last offer: it is offered another way.
    pub(crate) fn restart_ice(&mut self, now: Instant, id: PeerId) {
        let Some(key) = self.ids.get(&id).copied() else {
            return;
        };
        let offering = self.peers.get_mut(key).and_then(|p| p.offering.as_mut());
        if let Some(offering) = offering {
            offering.renew(now);
            self.lively = Some(now);
            self.draw_credentials(key);
            self.ask(key, now);
        }
    }

    /// Takes the client's answer to the offer of that number; 0 where the client does not tell which it answers.
    pub(crate) fn take_answer(
        &mut self,
        now: Instant,
        id: PeerId,
        number: u32,
        answer: &ClientAnswer,
    ) -> Result<(), AnswerError> {
        let key = self.ids.get(&id).copied().ok_or(AnswerError::UnknownPeer)?;
        self.at_hand = Some(key);
        let peer = self.peers.get_mut(key).ok_or(AnswerError::UnknownPeer)?;
        let offering = peer.offering.as_mut().ok_or(AnswerError::NoOffer)?;
        if number != 0 && number != peer.version as u32 {
            // Another offer has followed, and will be answered too.
            return Ok(());
        }
        offering.pending().ok_or(AnswerError::NoOffer)?;
        check_answer(peer, answer)?;
        let Some(offering) = peer.offering.as_mut() else {
            return Ok(());
        };
        for at in offering.answered() {
            if let Some(section) = peer.sections.get_mut(at) {
                section.spent = false;
            }
        }
        for (section, answered) in peer.sections.iter_mut().zip(&answer.sections) {
            section.answered(answered);
        }
        self.learn_remote(now, key, &answer.transport);
        self.want_key_frames_for(key);
        self.tell_wanted(key);
        self.ask(key, now);
        Ok(())
    }

    /// As many sections more as what waits needs, beside those that are free. The data channels' comes first.
    fn add_sections(&mut self, key: usize, resting: &[usize]) -> Option<()> {
        let peer = self.peers.get(key)?;
        let needed = |kind| {
            let waiting = self.waiting(peer, kind).len();
            waiting.saturating_sub(peer.free_sections(kind, resting).len())
        };
        let [audios, videos] = [Kind::Audio, Kind::Video].map(needed);
        let data = usize::from(peer.sections.is_empty());
        let peer = self.peers.get_mut(key)?;
        for (kind, count) in [
            (Kind::Data, data),
            (Kind::Audio, audios),
            (Kind::Video, videos),
        ] {
            let room = MAX_SECTIONS - peer.sections.len().min(MAX_SECTIONS);
            for _ in 0..count.min(room) {
                let mid = Mid::new(&peer.sections.len().to_string())?;
                peer.sections.push(PeerSection::ours(mid, kind));
            }
        }
        Some(())
    }

    fn write_offer(&mut self, key: usize) -> Option<ServerOffer> {
        let peer = self.peers.get_mut(key)?;
        peer.version += 1;
        let peer = self.peers.get(key)?;
        let sections = peer.sections.iter().map(|section| OwnSection {
            mid: section.mid,
            kind: section.kind,
            content: peer.content(section),
        });
        let sections: Vec<OwnSection<'_>> = sections.collect();
        let local = LocalTransport {
            ufrag: peer.ice.local.ufrag_text(),
            pwd: &peer.ice.local.pwd,
            fingerprint: &self.settings.fingerprint,
            setup: Setup::ActPass,
            candidates: &self.settings.candidates,
            version: peer.version,
            session: u64::from(peer.ssrc),
        };
        Some(ServerOffer {
            number: peer.version as u32,
            sdp: own_offer::write(&local, &sections),
            sections: peer.describe_sections(),
        })
    }
}

/// Whether `answer` answers the offer that waits for one (RFC 9429 section 5.3.1).
fn check_answer(peer: &Peer, answer: &ClientAnswer) -> Result<(), SdpError> {
    let whole = |reason| SdpError {
        line: 0,
        text: String::new(),
        reason,
    };
    if answer.sections.len() != peer.sections.len() {
        return Err(whole(
            "the answer has not as many media sections as the offer",
        ));
    }
    let same_certificate = |known: &Transport| known.fingerprints == answer.transport.fingerprints;
    if peer.connected() && !peer.remote.as_ref().is_some_and(same_certificate) {
        return Err(whole("the certificate cannot change in a running session"));
    }
    for (offered, answered) in peer.sections.iter().zip(&answer.sections) {
        if (offered.mid, offered.kind) != (answered.mid, answered.kind) {
            let reason = "this section has another mid or kind than the one it answers";
            return Err(answered.line.refuse(reason));
        }
        let sends = answered.direction.sends() && answered.kind != Kind::Data;
        if sends && !answered.rejected {
            let reason = "the server only sends here: the answer is recvonly or inactive";
            return Err(answered.line.refuse(reason));
        }
    }
    Ok(())
}
