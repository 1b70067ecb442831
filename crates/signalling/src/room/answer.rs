//! Clients' offers. The media core answers them; here the answer is read for what it means to the room.

use std::collections::HashMap;

use livekit_protocol::{SessionDescription, request_response::Reason, signal_response::Message};
use wellmet_sfu::{Answer, Kind, OfferError, Section, SectionRole, SectionsWanted};

use super::{Departure, Room, publish::Carrier, request};
use crate::sid::ParticipantSid;

impl Room {
    /// The media core has answered their offer `id`.
    pub(crate) fn answered(&mut self, who: &ParticipantSid, id: u32, answer: Answer) {
        let Some(participant) = self.participant_mut(who) else {
            return;
        };
        let carriers = answer.sections.iter().filter_map(carrier).collect();
        participant.sections.answered(&answer.sections);
        let changed = participant.publications.carried(carriers);
        let description = SessionDescription {
            r#type: "answer".into(),
            mid_to_track_id: mid_to_track_id(&answer.sections),
            sdp: answer.sdp,
            id,
        };
        self.tell(who, Message::Answer(description));
        if changed {
            self.announce(who);
            self.describe(who);
            self.reconcile();
        }
        self.settle_offer(who, answer.wanted);
    }

    /// Their offer is with the media core.
    pub(crate) fn being_answered(&mut self, who: &ParticipantSid) {
        if let Some(participant) = self.participant_mut(who) {
            participant.sections.being_answered();
        }
    }

    fn settle_offer(&mut self, who: &ParticipantSid, lacking: SectionsWanted) {
        let more = self
            .participant_mut(who)
            .and_then(|p| p.sections.settled(lacking));
        if let Some(more) = more {
            self.ask_for_sections(who, more);
        }
    }

    /// The media core has refused their offer. After a bad one the session stands as before, so the
    /// client is told what is wrong and may offer again; otherwise it must join anew.
    pub(crate) fn offer_refused(&mut self, who: &ParticipantSid, error: &OfferError) {
        match error {
            OfferError::Sdp(wrong) => {
                let text = format!("the offer is refused: {wrong}");
                self.tell(who, request::refusal(Reason::InvalidRequest, text, None));
                self.settle_offer(who, SectionsWanted::default());
            }
            OfferError::UnknownPeer => self.depart(who, Departure::MediaLost),
            OfferError::Busy(_) => self.depart(who, Departure::Overloaded),
        }
    }
}

fn carrier(section: &Section) -> Option<Carrier> {
    match &section.role {
        SectionRole::Publishing { msid_track } if section.kind != Kind::Data => Some(Carrier {
            mid: section.mid,
            kind: section.kind,
            cid: msid_track.clone(),
        }),
        _ => None,
    }
}

/// Which track each receiving section carries: browsers make up their own track ids.
pub(super) fn mid_to_track_id(sections: &[Section]) -> HashMap<String, String> {
    let carrying = sections.iter().filter_map(|section| match &section.role {
        SectionRole::Receiving {
            label: Some(label), ..
        } => Some((section.mid.as_str().to_owned(), label.track.clone())),
        _ => None,
    });
    carrying.collect()
}
