//! Events on their way out: kept until the receiver has space, at most one of each sort per peer or track.

use std::collections::VecDeque;

use crate::event::Event;

/// Invariant: bounded by the number of peers and tracks ever waiting, since wishes of one of them replace each
/// other, and by what `core::data` lets each peer's channels tell.
#[derive(Debug, Default)]
pub(crate) struct Announcements {
    waiting: VecDeque<Event>,
}

impl Announcements {
    pub(crate) fn push(&mut self, event: Event) {
        let earlier = self
            .waiting
            .iter_mut()
            .find(|waiting| is_outdated_by(waiting, &event));
        match earlier {
            Some(earlier) => *earlier = event,
            None => self.waiting.push_back(event),
        }
    }

    pub(crate) fn front(&self) -> Option<Event> {
        self.waiting.front().cloned()
    }

    pub(crate) fn pop(&mut self) -> Option<Event> {
        self.waiting.pop_front()
    }
}

fn is_outdated_by(waiting: &Event, news: &Event) -> bool {
    match (waiting, news) {
        (Event::SectionsWanted(of, _), Event::SectionsWanted(peer, _)) => of == peer,
        (Event::Offer(of, _), Event::Offer(peer, _)) => of == peer,
        (Event::LayersWanted { source: of, .. }, Event::LayersWanted { source, .. }) => {
            of == source
        }
        (
            Event::StreamPaused {
                peer: by,
                source: of,
                ..
            },
            Event::StreamPaused { peer, source, .. },
        ) => (by, of) == (peer, source),
        _ => false,
    }
}
