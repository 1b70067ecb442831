//! Lets each room's loudest through, and knows who speaks.

use std::time::Instant;

use super::Core;
use crate::{answer::Kind, id::RoomId, outgoing::Limit};

impl Core {
    pub(super) fn follow_voices(&mut self, now: Instant) {
        let mut rooms = std::mem::take(&mut self.voices);
        rooms.retain(|room, _| self.rooms.contains_key(room));
        for (room, members) in &self.rooms {
            let voices = rooms.entry(*room).or_default();
            let peers = members.iter().filter_map(|member| self.peers.get(*member));
            let tracks = peers.flat_map(|peer| &peer.tracks).filter_map(|key| {
                let track = self.tracks.get(*key)?;
                (track.kind == Kind::Audio).then_some((*key, track.loudness))
            });
            voices.follow(now, tracks);
        }
        for (track, heard) in rooms.values().flat_map(|voices| voices.choices()) {
            self.let_through(track, heard);
        }
        self.voices = rooms;
    }

    /// A voice that is not let through costs its listeners no numbers: it goes on where it stopped.
    fn let_through(&mut self, key: usize, heard: bool) {
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        if std::mem::replace(&mut track.muffled, !heard) != heard {
            return;
        }
        let limit = if heard { Limit::None } else { Limit::Paused };
        for at in &track.subscribers {
            let peer = self.peers.get_mut(at.peer);
            let section = peer.and_then(|peer| peer.sections.get_mut(at.section));
            if let Some(outgoing) = section.and_then(|section| section.outgoing.as_mut()) {
                outgoing.limit(limit);
            }
        }
    }

    /// The peer that speaks in a room.
    pub(super) fn speaker(&self, room: RoomId) -> Option<crate::id::PeerId> {
        let track = self.voices.get(&room)?.speaker()?;
        Some(self.tracks.get(track)?.source.peer)
    }
}
