//! Clients that receive on a connection of its own, which the server offers: with another client that publishes,
//! one is a person of LiveKit's older protocol.

use std::sync::Arc;

use str0m::{change::SdpOffer, media::Mid as ClientMid};

use super::{net::Gathered, world::World};
use crate::{
    answer::{SectionRole, ServerOffer},
    error::AnswerError,
    event::Event,
    id::Source,
    sdp::ClientAnswer,
};

/// Every offer that was made, and who leaves theirs unanswered.
#[derive(Default)]
pub(super) struct Offers {
    pub(super) made: Vec<(usize, Arc<ServerOffer>)>,
    pub(super) unanswered: Vec<usize>,
}

impl World {
    /// A client that is offered `sources`, and what comes later.
    pub(super) fn receiver(&mut self, sources: &[Source]) -> usize {
        let client = self.arrive();
        let peer = self.peer(client);
        let backlog = self.backlogs.open(peer);
        self.core.join_receiver(self.now, self.room, peer, backlog);
        let mut out = Gathered {
            from: self.server,
            datagrams: Vec::new(),
        };
        self.core.open_data_channels(self.now, peer, &mut out);
        self.send(out);
        for source in sources {
            self.subscribe(client, *source);
        }
        client
    }

    /// Hears of offers; answers those of clients that answer.
    pub(super) fn hear_offers(&mut self, from: usize) {
        let told: Vec<_> = self.events[from..].iter().filter_map(offered).collect();
        for (peer, offer) in told {
            let client = (0..self.clients.len()).find(|client| self.peer(*client) == peer);
            let client = client.unwrap();
            if !self.offers.unanswered.contains(&client) {
                let answer = self.answer(client, &offer);
                self.take_answer(client, offer.number, &answer).unwrap();
            }
            self.offers.made.push((client, offer));
        }
    }

    /// The client's answer, which it holds to from now on. Where an offer leaves the choice, browsers begin DTLS;
    /// this client would wait for it.
    pub(super) fn answer(&mut self, client: usize, offer: &ServerOffer) -> String {
        let offer = offer.sdp.replace("a=setup:actpass", "a=setup:passive");
        let offer = SdpOffer::from_sdp_string(&offer).unwrap();
        let api = self.clients[client].rtc.sdp_api();
        api.accept_offer(offer).unwrap().to_sdp_string()
    }

    pub(super) fn take_answer(
        &mut self,
        client: usize,
        number: u32,
        answer: &str,
    ) -> Result<(), AnswerError> {
        let peer = self.peer(client);
        let answer = ClientAnswer::parse(answer)?;
        self.core.take_answer(self.now, peer, number, &answer)
    }

    /// What the client was offered, in order.
    pub(super) fn offered(&self, client: usize) -> Vec<Arc<ServerOffer>> {
        let of = self.offers.made.iter().filter(|(of, _)| *of == client);
        of.map(|(_, offer)| Arc::clone(offer)).collect()
    }

    /// Where the client was last offered `source`.
    pub(super) fn place_of(&self, client: usize, source: Source) -> ClientMid {
        let last = self.offered(client).pop().unwrap();
        let mut sections = last.sections.iter();
        let section = sections.find(|section| {
            matches!(section.role, SectionRole::Receiving { source: Some(of), .. } if of == source)
        });
        section.unwrap().mid.as_str().into()
    }
}

fn offered(event: &Event) -> Option<(crate::id::PeerId, Arc<ServerOffer>)> {
    match event {
        Event::Offer(peer, offer) => Some((*peer, Arc::clone(offer))),
        _ => None,
    }
}
