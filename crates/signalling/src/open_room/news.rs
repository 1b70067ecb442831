//! What the media core tells of the people in the room.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use wellmet_sfu::{DataChannel, Mid, PeerId, Quality, SectionsWanted, ServerOffer, Source};

use super::{OpenRoom, Peers};
use crate::{
    quality::{Path, SILENCE},
    room::{Departure, Forwarded},
    sid::ParticipantSid,
    speakers::Heard,
};

/// What the media core tells of a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum News {
    Connected,
    /// They are to answer this.
    Offer(Arc<ServerOffer>),
    SectionsWanted(SectionsWanted),
    /// Of what they send in this section, the layers up to this one are watched.
    LayersWanted(Mid, Option<Quality>),
    /// A picture they receive waits for bandwidth, or goes on.
    StreamPaused(Source, bool),
    Gone(Departure),
    /// They sent something over a data channel.
    Data(DataChannel, Bytes),
}

impl OpenRoom {
    /// The media core's news of a peer; false when the peer is not in this room.
    pub(crate) fn heard_of(&self, peer: PeerId, news: &News) -> bool {
        let mut seating = self.lock();
        let Some((who, peers)) = seating.owner(peer) else {
            return false;
        };
        match news {
            // A client takes itself to be connected as soon as it can receive.
            News::Connected if peer == peers.receives => seating.room.connected(&who),
            News::Connected => {}
            News::Offer(offer) => seating.room.offered(&who, offer, self.clock.now()),
            News::SectionsWanted(wanted) => seating.room.sections_wanted(&who, *wanted),
            News::StreamPaused(source, paused) => {
                if let Some((publisher, _)) = seating.owner(source.peer) {
                    let mid = source.mid;
                    let track = Forwarded { publisher, mid };
                    seating.room.stream_paused(&who, &track, *paused);
                }
            }
            News::LayersWanted(mid, up_to) => seating.room.layers_wanted(&who, *mid, *up_to),
            News::Gone(why) => seating.room.depart(&who, *why),
            News::Data(channel, bytes) => {
                seating.room.data(&who, *channel, bytes, self.clock.now());
            }
        }
        seating.carry_out(&self.sfu);
        true
    }

    /// Tells everybody whose speech has changed; `heard` is by peer.
    pub(crate) fn speaking(&self, heard: &HashMap<PeerId, Heard>) {
        let mut seating = self.lock();
        let mine: Vec<(ParticipantSid, Heard)> = seating
            .people()
            .into_iter()
            .filter_map(|person| Some((person.sid, *heard.get(&person.peers.publishes)?)))
            .collect();
        seating.room.speaking(&mine);
        seating.carry_out(&self.sfu);
    }

    /// Tells everybody whose connection has changed, and asks those whose media path is dead to
    /// restart it; `paths` is by peer, of those who are connected.
    pub(crate) fn reached(&self, paths: &HashMap<PeerId, Path>) {
        let mut seating = self.lock();
        let mine: Vec<(ParticipantSid, Path)> = seating
            .people()
            .into_iter()
            .filter_map(|person| Some((person.sid, path_of(person.peers, paths)?)))
            .collect();
        for (who, path) in &mine {
            seating.room.media_silent(who, path.silent_for >= SILENCE);
        }
        seating.room.reached(&mine);
        seating.carry_out(&self.sfu);
    }
}

/// All of somebody's connections together.
fn path_of(peers: Peers, paths: &HashMap<PeerId, Path>) -> Option<Path> {
    let paths = peers.each().filter_map(|peer| paths.get(&peer).copied());
    paths.reduce(Path::beside)
}
