//! Events on their way out: kept until the receiver has space, at most one of each sort per peer.

use std::collections::VecDeque;

use crate::{event::Event, id::PeerId};

/// Invariant: bounded by three times the number of peers ever waiting, since wishes of one peer replace each other,
/// and by what `core::data` lets each peer's channels tell.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    waiting: VecDeque<Event>,
}

impl Announcements {
    pub(crate) fn push(&mut self, event: Event) {
        if let Event::SectionsWanted(peer, _) = event
            && let Some(earlier) = self
                .waiting
                .iter_mut()
                .find(|waiting| is_wish_of(waiting, peer))
        {
            *earlier = event;
            return;
        }
        self.waiting.push_back(event);
    }

    pub(crate) fn front(&self) -> Option<Event> {
        self.waiting.front().cloned()
    }

    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.waiting.pop_front()
    }
}

fn is_wish_of(event: &Event, peer: PeerId) -> bool {
    matches!(event, Event::SectionsWanted(of, _) if *of == peer)
}
