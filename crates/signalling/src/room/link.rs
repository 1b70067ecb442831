//! Whether somebody's signalling connection stands, and what is kept for them while it does not.
//!
//! What is told of the room's state need not be kept: who comes back is told the state as it is
//! then. What answers a request of theirs is said once, so it waits for them in order.

use std::time::Duration;

use livekit_protocol::signal_response::Message;
use wellmet_foundation::Instant;

/// How long somebody without a signalling connection stays in the room.
pub(crate) const RESUME_WINDOW: Duration = Duration::from_secs(30);
/// Messages kept for them. A client waits for few answers at a time.
const MAX_KEPT: usize = 64;

/// One participant's signalling connection.
#[derive(Debug, Default)]
pub(super) enum Link {
    #[default]
    Up,
    Down {
        since: Instant,
        kept: Vec<Message>,
    },
}

/// They have missed more than is kept.
#[derive(Debug, PartialEq)]
pub(super) struct Overflow;

impl Link {
    /// The message, if it is to be sent now: it may be kept, or left to be told anew.
    pub(super) fn pass(&mut self, message: Message) -> Result<Option<Message>, Overflow> {
        let Self::Down { kept, .. } = self else {
            return Ok(Some(message));
        };
        if is_state(&message) {
            return Ok(None);
        }
        if kept.len() >= MAX_KEPT {
            return Err(Overflow);
        }
        kept.push(message);
        Ok(None)
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self, Self::Up)
    }

    /// It has broken; once it has, a further break changes nothing.
    pub(super) fn break_off(&mut self, now: Instant) {
        if matches!(self, Self::Up) {
            *self = Self::Down {
                since: now,
                kept: Vec::new(),
            };
        }
    }

    /// It stands again; what was kept, in order.
    pub(super) fn restore(&mut self) -> Vec<Message> {
        match std::mem::take(self) {
            Self::Up => Vec::new(),
            Self::Down { kept, .. } => kept,
        }
    }

    /// Whether it has been down for so long that they are gone.
    pub(super) fn lapsed(&self, now: Instant) -> bool {
        matches!(self, Self::Down { since, .. } if now.since(*since) >= RESUME_WINDOW)
    }
}

/// Whether a message tells what a returning client is told anyway, or what only the connection it
/// was meant for could use.
fn is_state(message: &Message) -> bool {
    !matches!(
        message,
        Message::TrackPublished(_)
            | Message::TrackUnpublished(_)
            | Message::RequestResponse(_)
            | Message::SubscriptionPermissionUpdate(_)
            | Message::SubscriptionResponse(_)
    )
}

#[cfg(test)]
mod tests {
    use livekit_protocol::{ParticipantUpdate, RequestResponse};

    use super::*;

    const NOW: Instant = Instant::from_millis(1_800_000_000_000);

    fn response(request_id: u32) -> Message {
        Message::RequestResponse(RequestResponse {
            request_id,
            ..Default::default()
        })
    }

    #[test]
    fn answers_wait_in_order_and_the_rooms_state_does_not() {
        let mut link = Link::Up;
        assert_eq!(link.pass(response(1)), Ok(Some(response(1))));
        link.break_off(NOW);
        for message in [
            response(2),
            Message::Update(ParticipantUpdate::default()),
            response(3),
        ] {
            assert_eq!(link.pass(message), Ok(None));
        }
        assert_eq!(link.restore(), [response(2), response(3)]);
        assert_eq!(link.pass(response(4)), Ok(Some(response(4))));
    }

    #[test]
    fn who_has_missed_more_than_is_kept_cannot_go_on() {
        let mut link = Link::Up;
        link.break_off(NOW);
        for number in 0..64 {
            assert_eq!(link.pass(response(number)), Ok(None));
        }
        assert_eq!(link.pass(response(64)), Err(Overflow));
    }

    #[test]
    fn a_link_lapses_half_a_minute_after_it_first_broke() {
        let mut link = Link::Up;
        assert!(!link.lapsed(NOW + RESUME_WINDOW));
        link.break_off(NOW);
        link.break_off(NOW + Duration::from_secs(20));
        assert!(!link.lapsed(NOW + Duration::from_millis(29_999)));
        assert!(link.lapsed(NOW + RESUME_WINDOW));
    }
}
