//! The rival's thread: reads, lets `str0m` think, forwards, sends.

use std::{
    collections::HashMap,
    io::IoSliceMut,
    net::SocketAddr,
    sync::{Arc, atomic::AtomicU64, mpsc::Receiver},
    time::{Duration, Instant},
};

use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSockRef};
use str0m::{
    Candidate, Event, Input, Output, Rtc,
    bwe::Bitrate,
    change::SdpOffer,
    media::{KeyframeRequestKind, Mid},
    net::{Protocol, Receive},
    rtp::{RtpPacket, RtpWrite},
};

use super::{Command, socket::Socket};
use crate::runs::Runs;

/// What a subscriber of one publisher may come to want.
const WANTED: Bitrate = Bitrate::mbps(4);
const LARGEST: &str = "f";

/// One peer connection, and who receives what it publishes: subscriber and section.
struct Peer {
    rtc: Rtc,
    due: Instant,
    subscribers: Vec<(usize, Mid)>,
    /// What it receives, by publisher.
    sources: HashMap<Mid, usize>,
}

pub(super) struct Thread {
    estimates: bool,
    socket: Socket,
    address: SocketAddr,
    runs: Runs,
    peers: Vec<Peer>,
    by_address: HashMap<SocketAddr, usize>,
    /// Packets of the current batch, by publisher.
    fresh: Vec<(usize, Mid, RtpPacket)>,
    /// Peers that must be asked what they send.
    stirred: Vec<usize>,
    pictures: Vec<(usize, Mid)>,
}

impl Thread {
    pub(super) fn new(traffic: Arc<[AtomicU64; 2]>, estimates: bool) -> Self {
        let socket = Socket::bind(traffic);
        let address = socket.address();
        Self {
            estimates,
            socket,
            address,
            runs: Runs::new(),
            peers: Vec::new(),
            by_address: HashMap::new(),
            fresh: Vec::new(),
            stirred: Vec::new(),
            pictures: Vec::new(),
        }
    }

    pub(super) fn run(mut self, mut poll: mio::Poll, inbox: &Receiver<Command>) {
        let interest = mio::Interest::READABLE;
        poll.registry()
            .register(&mut self.socket.socket, mio::Token(0), interest)
            .expect("a socket");
        let length = self.socket.state.gro_segments() * 1500;
        let mut buffers = vec![vec![0u8; length]; BATCH_SIZE];
        let mut ready = mio::Events::with_capacity(8);
        loop {
            let due = self.peers.iter().map(|peer| peer.due).min();
            let wait = due.map(|due| due.saturating_duration_since(Instant::now()));
            let _ = poll.poll(&mut ready, wait);
            self.read(&mut buffers);
            inbox.try_iter().for_each(|command| self.obey(command));
            self.pass_time();
            self.runs.flush(&mut self.socket);
        }
    }

    fn read(&mut self, buffers: &mut [Vec<u8>]) {
        let mut metas = [RecvMeta::default(); BATCH_SIZE];
        loop {
            let mut slices: Vec<_> = buffers.iter_mut().map(|of| IoSliceMut::new(of)).collect();
            let socket = UdpSockRef::from(&self.socket.socket);
            let Ok(count) = self.socket.state.recv(socket, &mut slices, &mut metas) else {
                return;
            };
            let now = Instant::now();
            for (meta, buffer) in metas.iter().zip(&*buffers).take(count) {
                for datagram in buffer[..meta.len].chunks(meta.stride.max(1)) {
                    self.receive(now, meta.addr, datagram);
                }
            }
            self.settle(now);
            if count < BATCH_SIZE {
                return;
            }
        }
    }

    fn receive(&mut self, now: Instant, from: SocketAddr, datagram: &[u8]) {
        let Ok(contents) = datagram.try_into() else {
            return;
        };
        let receive = Receive {
            proto: Protocol::Udp,
            source: from,
            destination: self.address,
            contents,
        };
        let input = Input::Receive(now, receive);
        let mut peers = self.peers.iter();
        let known = self.by_address.get(&from).copied();
        let Some(key) = known.or_else(|| peers.position(|peer| peer.rtc.accepts(&input))) else {
            return;
        };
        self.by_address.insert(from, key);
        let _ = self.peers[key].rtc.handle_input(input);
        self.drain(key);
    }

    /// Forwards what the batch brought, then sends what each subscriber has to send.
    fn settle(&mut self, now: Instant) {
        for (publisher, mid, packet) in self.fresh.drain(..) {
            for at in 0..self.peers[publisher].subscribers.len() {
                let (subscriber, of) = self.peers[publisher].subscribers[at];
                if of == mid {
                    forward(now, &mut self.peers[subscriber], mid, &packet);
                    self.stirred.push(subscriber);
                }
            }
        }
        for (publisher, mid) in self.pictures.drain(..) {
            let mut api = self.peers[publisher].rtc.direct_api();
            if let Some(stream) = api.stream_rx_by_mid(mid, Some(LARGEST.into())) {
                stream.request_keyframe(KeyframeRequestKind::Pli);
            }
            self.stirred.push(publisher);
        }
        let mut stirred = std::mem::take(&mut self.stirred);
        stirred.sort_unstable();
        stirred.dedup();
        for key in stirred.drain(..) {
            let _ = self.peers[key].rtc.handle_input(Input::Timeout(now));
            self.drain(key);
        }
        self.stirred = stirred;
    }

    fn pass_time(&mut self) {
        let now = Instant::now();
        for key in 0..self.peers.len() {
            if self.peers[key].due <= now {
                self.stirred.push(key);
            }
        }
        self.settle(now);
    }

    fn drain(&mut self, key: usize) {
        loop {
            let peer = &mut self.peers[key];
            match peer.rtc.poll_output() {
                Ok(Output::Timeout(due)) => return peer.due = due,
                Ok(Output::Transmit(transmit)) => {
                    let bytes: &[u8] = &transmit.contents;
                    self.runs
                        .push(&mut self.socket, transmit.destination, |buffer| {
                            buffer.get_mut(..bytes.len())?.copy_from_slice(bytes);
                            Some(bytes.len())
                        });
                }
                Ok(Output::Event(Event::RtpPacket(packet))) => self.take(key, packet),
                Ok(Output::Event(Event::KeyframeRequest(request))) => {
                    let publisher = peer.sources.get(&request.mid);
                    self.pictures.extend(publisher.map(|of| (*of, request.mid)));
                }
                Ok(Output::Event(_)) => {}
                Err(_) => return peer.due = Instant::now() + Duration::from_secs(3_600),
            }
        }
    }

    fn take(&mut self, key: usize, packet: RtpPacket) {
        let mut api = self.peers[key].rtc.direct_api();
        let stream = api.stream_rx(&packet.header.ssrc);
        let Some((mid, rid)) = stream.map(|of| (of.mid(), of.rid())) else {
            return;
        };
        if rid.is_none_or(|rid| *rid == *LARGEST) {
            self.fresh.push((key, mid, packet));
        }
    }

    fn obey(&mut self, command: Command) {
        let now = Instant::now();
        match command {
            Command::Join => self.join(now),
            Command::Subscribe(peer, publisher, mid) => {
                self.peers[publisher].subscribers.push((peer, mid));
                self.peers[peer].sources.insert(mid, publisher);
            }
            Command::Offer(peer, sdp, reply) => {
                let offer = SdpOffer::from_sdp_string(&sdp).expect("an offer");
                let rtc = &mut self.peers[peer].rtc;
                let answer = rtc.sdp_api().accept_offer(offer).expect("an answer");
                rtc.bwe().set_bitrate(Bitrate::kbps(100), WANTED);
                let _ = reply.send(answer.to_sdp_string());
                self.stirred.push(peer);
            }
        }
    }

    fn join(&mut self, now: Instant) {
        let mut rtc = Rtc::builder()
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .enable_bwe(self.estimates.then(|| Bitrate::mbps(1)))
            .build(now);
        let candidate = Candidate::host(self.address, "udp").expect("a candidate");
        rtc.add_local_candidate(candidate);
        self.peers.push(Peer {
            rtc,
            due: now,
            subscribers: Vec::new(),
            sources: HashMap::new(),
        });
    }
}

fn forward(now: Instant, to: &mut Peer, mid: Mid, packet: &RtpPacket) {
    let header = &packet.header;
    let mut api = to.rtc.direct_api();
    let Some(stream) = api.stream_tx_by_mid(mid, None) else {
        return;
    };
    let time = packet.time.numer() as u32;
    let payload = packet.payload.clone();
    let write = RtpWrite::new(header.payload_type, packet.seq_no, time, now, payload);
    let video = *mid == *"1";
    stream.write_rtp(write.marker(header.marker).nackable(video));
}
