//! A core, its clients, and the network between them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use str0m::{
    change::SdpApi,
    format::Codec,
    media::{Direction, MediaKind, Mid as ClientMid, Simulcast, SimulcastLayer},
};

use super::{
    super::{Core, Settings},
    client::Client,
    encoder::Camera,
    net::{Conditions, Datagram, Gathered, Network},
    receiver::Offers,
};
use crate::{
    answer::Answer,
    certificate::Certificate,
    data::Backlogs,
    dtls::Identity,
    error::OfferError,
    event::Event,
    id::{Label, Mid, PeerId, RoomId, Source},
    sdp::Offer,
};

const STEP: Duration = Duration::from_millis(1);
/// Peers beyond this number are no clients.
const BARE: usize = 1000;

pub(super) struct World {
    pub(super) core: Core,
    pub(super) now: Instant,
    pub(super) network: Network,
    pub(super) clients: Vec<Client>,
    pub(super) events: Vec<Event>,
    /// Media datagrams the server sent, by destination.
    pub(super) media_sent: HashMap<SocketAddr, usize>,
    pub(super) room: RoomId,
    pub(super) server: SocketAddr,
    /// What clients publish as video.
    pub(super) video_codec: Codec,
    /// Datagrams for addresses that are not of the clients, where somebody waits for them.
    pub(super) mail: HashMap<SocketAddr, Vec<Datagram>>,
    pub(super) backlogs: Backlogs,
    /// Nobody takes events while it is set.
    pub(super) inattentive: bool,
    /// Addresses that are sent no DTLS.
    pub(super) dataless: Vec<SocketAddr>,
    /// How often the core has asked for memory.
    pub(super) allocations: Allocations,
    pub(super) offers: Offers,
    joined: u64,
    bare: usize,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Allocations {
    pub(super) for_packets: u64,
    pub(super) for_time: u64,
}

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

impl World {
    #[expect(
        clippy::disallowed_methods,
        reason = "simulated time must begin somewhere"
    )]
    pub(super) fn new(seed: u64, conditions: Conditions) -> Self {
        let certificate = Certificate::generate().unwrap();
        let server: SocketAddr = "203.0.113.1:7882".parse().unwrap();
        let settings = Settings {
            thread: 0,
            candidates: vec![server],
            identity: Identity::new(&certificate).unwrap(),
            fingerprint: certificate.fingerprint().to_owned(),
            seed: [seed as u8; 32],
        };
        let now = Instant::now();
        let mut core = Core::new(settings, now);
        let room = RoomId::new(1, 0);
        core.open_room(room);
        Self {
            core,
            now,
            network: Network::new(seed, conditions),
            clients: Vec::new(),
            events: Vec::new(),
            media_sent: HashMap::new(),
            room,
            server,
            video_codec: Codec::Vp8,
            mail: HashMap::new(),
            backlogs: Backlogs::default(),
            inattentive: false,
            dataless: Vec::new(),
            allocations: Allocations::default(),
            offers: Offers::default(),
            joined: 0,
            bare: 0,
        }
    }

    pub(super) fn peer(&self, client: usize) -> PeerId {
        PeerId::new(client as u64 + 1, 0)
    }

    /// A client that is not in the room yet.
    pub(super) fn arrive(&mut self) -> usize {
        let address = SocketAddr::from(([198, 51, 100, 1], 40_000 + self.joined as u16));
        self.joined += 1;
        self.clients.push(Client::new(
            self.now,
            address,
            self.server,
            self.video_codec,
        ));
        self.clients.len() - 1
    }

    /// A client enters the room; it makes no offer yet.
    pub(super) fn join(&mut self) -> usize {
        let client = self.arrive();
        let backlog = self.backlogs.open(self.peer(client));
        self.core
            .join(self.now, self.room, self.peer(client), backlog);
        client
    }

    /// A client that publishes a camera with simulcast; its section.
    pub(super) fn camera(&mut self) -> (usize, ClientMid) {
        let client = self.join();
        let address = self.clients[client].address;
        self.clients[client] = Client::with_camera(self.now, address, self.server);
        let (_, mid) = self.negotiate(client, |api| {
            let mut simulcast = Simulcast::new();
            for rid in ["q", "h", "f"] {
                simulcast.add_send_layer(SimulcastLayer::new(rid));
            }
            let direction = Direction::SendOnly;
            api.add_media(MediaKind::Video, direction, None, None, Some(simulcast))
        });
        self.clients[client].camera = Some(Camera::new(self.now, mid));
        (client, mid)
    }

    /// From now on `conditions` hold on the way to `client`; `None` for the network's own.
    pub(super) fn down(&mut self, client: usize, conditions: Option<Conditions>) {
        let to = self.clients[client].address;
        self.network.between(self.server, to, conditions);
    }

    /// From now on `conditions` hold on the way from `client`; `None` for the network's own.
    pub(super) fn up(&mut self, client: usize, conditions: Option<Conditions>) {
        let from = self.clients[client].address;
        self.network.between(from, self.server, conditions);
    }

    /// A peer that is not one of the clients enters; the number its peer goes by.
    pub(super) fn join_bare(&mut self) -> usize {
        self.bare += 1;
        let number = BARE + self.bare;
        let backlog = self.backlogs.open(self.peer(number));
        self.core
            .join(self.now, self.room, self.peer(number), backlog);
        number
    }

    pub(super) fn offer_text(&mut self, client: usize, sdp: &str) -> Result<Answer, OfferError> {
        self.core
            .offer(self.now, self.peer(client), &Offer::parse(sdp)?)
    }

    /// One offer and its answer.
    pub(super) fn negotiate<T>(
        &mut self,
        client: usize,
        change: impl FnOnce(&mut SdpApi<'_>) -> T,
    ) -> (Answer, T) {
        let (text, pending, result) = self.clients[client].offer(change);
        let answer = self.offer_text(client, &text).unwrap();
        self.clients[client].accept(pending, &answer.sdp);
        (answer, result)
    }

    /// A client that publishes audio and video; their sections.
    pub(super) fn publisher(&mut self) -> (usize, ClientMid, ClientMid) {
        let client = self.join();
        let (_, (audio, video)) = self.negotiate(client, |api| {
            (
                api.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None),
                api.add_media(MediaKind::Video, Direction::SendOnly, None, None, None),
            )
        });
        self.clients[client].publish(audio, MediaKind::Audio);
        self.clients[client].publish(video, MediaKind::Video);
        (client, audio, video)
    }

    pub(super) fn source(&self, client: usize, mid: ClientMid) -> Source {
        Source {
            peer: self.peer(client),
            mid: Mid::new(&mid.to_string()).unwrap(),
        }
    }

    pub(super) fn subscribe(&mut self, client: usize, source: Source) {
        let label = Label {
            stream: format!("PA_{}|TR_{}", source.peer, source.mid),
            track: format!("TR_{}", source.mid),
        };
        self.core.subscribe(self.peer(client), source, label);
    }

    /// A client that receives `sources`, one audio and one video section offered; those sections.
    pub(super) fn subscriber(&mut self, sources: &[Source]) -> (usize, ClientMid, ClientMid) {
        let client = self.join();
        for source in sources {
            self.subscribe(client, *source);
        }
        let (_, (audio, video)) = self.negotiate(client, |api| {
            (
                api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None),
                api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None),
            )
        });
        (client, audio, video)
    }

    pub(super) fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += STEP;
            self.step();
        }
    }

    fn step(&mut self) {
        let mut out = Gathered {
            from: self.server,
            datagrams: Vec::new(),
        };
        while let Some(datagram) = self.network.arrived(self.now) {
            if datagram.to == self.server {
                self.allocations.for_packets += allocations(|| {
                    self.core
                        .receive(self.now, datagram.from, &datagram.bytes, &mut out);
                });
            } else if let Some(client) = self
                .clients
                .iter_mut()
                .find(|client| client.address == datagram.to)
            {
                client.take(self.now, &datagram);
            } else if let Some(box_of) = self.mail.get_mut(&datagram.to) {
                box_of.push(datagram);
            }
        }
        self.allocations.for_packets += allocations(|| self.core.end_batch(self.now, &mut out));
        if self.core.next_tick().is_some_and(|due| due <= self.now) {
            self.allocations.for_time += allocations(|| self.core.tick(self.now, &mut out));
        }
        let told = self.events.len();
        while let Some(event) = self.core.event().filter(|_| !self.inattentive) {
            self.events.push(event);
            self.core.event_taken();
        }
        self.hear_offers(told);
        for client in &mut self.clients {
            for datagram in client.step(self.now) {
                self.network.send(self.now, datagram);
            }
        }
        self.send(out);
    }

    pub(super) fn send(&mut self, out: Gathered) {
        for datagram in out.datagrams {
            if matches!(datagram.bytes[0], 20..=63) && self.dataless.contains(&datagram.to) {
                continue;
            }
            if is_media(&datagram) {
                *self.media_sent.entry(datagram.to).or_default() += 1;
            }
            self.network.send(self.now, datagram);
        }
    }

    /// Gives the core one datagram, as if it came from the network; what it sent because of it.
    pub(super) fn inject(&mut self, from: SocketAddr, bytes: &[u8]) -> usize {
        let mut out = Gathered {
            from: self.server,
            datagrams: Vec::new(),
        };
        self.core.receive(self.now, from, bytes, &mut out);
        self.core.end_batch(self.now, &mut out);
        out.datagrams.len()
    }
}

pub(super) fn is_media(datagram: &Datagram) -> bool {
    matches!(datagram.bytes[..], [128..=191, second, ..] if !(192..=223).contains(&second))
}
