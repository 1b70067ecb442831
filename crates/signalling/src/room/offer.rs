//! The server's offers, on the connection that a client of protocol v0 receives on. The media core
//! makes them and takes the answers; here they are passed on.

use std::time::Duration;

use livekit_protocol::{SessionDescription, request_response::Reason, signal_response::Message};
use wellmet_foundation::Instant;
use wellmet_sfu::{AnswerError, ServerOffer};

use super::{Departure, Room, answer::mid_to_track_id, request::refusal};
use crate::sid::ParticipantSid;

/// How long a client may take to answer an offer.
const ANSWER_WINDOW: Duration = Duration::from_secs(15);

impl Room {
    /// The media core offers them what has changed.
    pub(crate) fn offered(&mut self, who: &ParticipantSid, offer: &ServerOffer, now: Instant) {
        let participant = self.participant_mut(who);
        if let Some(participant) = participant.filter(|participant| participant.link.is_up()) {
            participant.offered_at = Some(now);
        }
        let description = SessionDescription {
            r#type: "offer".into(),
            sdp: offer.sdp.clone(),
            id: offer.number,
            mid_to_track_id: mid_to_track_id(&offer.sections),
        };
        self.tell(who, Message::Offer(description));
    }

    /// The media core has taken their answer.
    pub(crate) fn answer_taken(&mut self, who: &ParticipantSid) {
        if let Some(participant) = self.participant_mut(who) {
            participant.offered_at = None;
        }
    }

    /// Takes out whoever leaves an offer unanswered: they see nobody who came since, and would not know.
    pub(crate) fn give_up_on_answers(&mut self, now: Instant) {
        let late = |at: Instant| now.since(at) >= ANSWER_WINDOW;
        let silent = self.participants.iter();
        let silent = silent.filter(|participant| participant.offered_at.is_some_and(late));
        let silent: Vec<_> = silent
            .map(|participant| participant.sid().clone())
            .collect();
        for who in silent {
            self.depart(&who, Departure::MediaLost);
        }
    }

    /// The media core has refused their answer. The offer still waits for a better one.
    pub(crate) fn answer_refused(&mut self, who: &ParticipantSid, error: &AnswerError) {
        match error {
            AnswerError::Sdp(_) | AnswerError::NoOffer => {
                let text = format!("the answer is refused: {error}");
                self.tell(who, refusal(Reason::InvalidRequest, text, None));
            }
            AnswerError::UnknownPeer => self.depart(who, Departure::MediaLost),
            AnswerError::Busy(_) => self.depart(who, Departure::Overloaded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::driver::{Driver, NOW};

    fn offer(number: u32) -> ServerOffer {
        ServerOffer {
            number,
            sdp: "v=0\r\n".into(),
            sections: Vec::new(),
        }
    }

    fn after(seconds: u64) -> Instant {
        NOW + Duration::from_secs(seconds)
    }

    #[test]
    fn who_leaves_an_offer_unanswered_must_join_anew() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        for who in [&ann, &ben] {
            driver.act(|room| room.offered(who, &offer(1), NOW));
        }
        driver.act(|room| room.answer_taken(&ben));
        driver.act(|room| room.give_up_on_answers(after(14)));
        assert_eq!(driver.present(), [ann, ben.clone()]);
        driver.act(|room| room.give_up_on_answers(after(15)));
        assert_eq!(driver.present(), [ben]);
    }

    #[test]
    fn who_cannot_be_reached_is_not_waited_for() {
        let mut driver = Driver::new();
        let ann = driver.enter("ann");
        driver.act(|room| room.offered(&ann, &offer(1), NOW));
        driver.break_off(&ann, after(1));
        driver.act(|room| room.offered(&ann, &offer(2), after(2)));
        driver.act(|room| room.give_up_on_answers(after(29)));
        assert_eq!(driver.present(), std::slice::from_ref(&ann));
        driver.resume(&ann);
        driver.act(|room| room.offered(&ann, &offer(3), after(29)));
        driver.act(|room| room.give_up_on_answers(after(44)));
        assert_eq!(driver.present(), []);
    }

    #[test]
    fn the_offer_names_its_number_and_a_bad_answer_is_told_why() {
        let mut driver = Driver::new();
        let ann = driver.enter("ann");
        driver.inbox(&ann);
        driver.act(|room| room.offered(&ann, &offer(7), NOW));
        driver.act(|room| room.answer_refused(&ann, &AnswerError::NoOffer));
        let [Message::Offer(told), Message::RequestResponse(refused)] = &driver.inbox(&ann)[..]
        else {
            panic!("not told")
        };
        assert_eq!((told.id, told.r#type.as_str()), (7, "offer"));
        assert_eq!(refused.reason(), Reason::InvalidRequest);
        driver.act(|room| room.answer_refused(&ann, &AnswerError::UnknownPeer));
        assert_eq!(driver.present(), []);
    }
}
