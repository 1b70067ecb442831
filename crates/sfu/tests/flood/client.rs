//! Somebody in the call: an independent stack on a real socket. It keeps what it sends at first, for the attackers to
//! repeat.

use std::{
    net::UdpSocket,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpApi},
    format::Codec,
    media::{Direction, MediaKind, Mid},
    net::{Protocol, Receive},
};

use crate::server::Server;

/// Datagrams of its own kept for the attackers.
const KEPT: usize = 400;
const FRAME: Duration = Duration::from_micros(33_333);

pub(crate) struct Client {
    rtc: Rtc,
    socket: UdpSocket,
    /// Where it sends, and when its next frame is due.
    camera: Option<(Mid, Instant)>,
    pub(crate) connected: bool,
    pub(crate) published: u32,
    pub(crate) frames: u32,
    pub(crate) kept: Vec<Vec<u8>>,
    /// What the server answered.
    pub(crate) answer: String,
}

impl Client {
    pub(crate) fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let mut rtc = Rtc::new(Instant::now());
        let candidate = Candidate::host(socket.local_addr().unwrap(), "udp").unwrap();
        rtc.add_local_candidate(candidate).unwrap();
        Self {
            rtc,
            socket,
            camera: None,
            connected: false,
            published: 0,
            frames: 0,
            kept: Vec::new(),
            answer: String::new(),
        }
    }

    pub(crate) fn publish(&mut self, server: &mut Server) {
        let mid = self.negotiate(server, |api| {
            api.add_media(MediaKind::Video, Direction::SendOnly, None, None, None)
        });
        self.camera = Some((mid, Instant::now()));
    }

    pub(crate) fn receive(&mut self, server: &mut Server) {
        self.negotiate(server, |api| {
            api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None)
        });
    }

    fn negotiate(
        &mut self,
        server: &mut Server,
        change: impl FnOnce(&mut SdpApi<'_>) -> Mid,
    ) -> Mid {
        let mut api = self.rtc.sdp_api();
        let mid = change(&mut api);
        let (offer, pending) = api.apply().unwrap();
        self.answer = server.join(&offer.to_sdp_string());
        let answer = SdpAnswer::from_sdp_string(&self.answer).unwrap();
        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
        mid
    }

    /// Its socket, for somebody who sends from its address.
    pub(crate) fn address_in_other_hands(&self) -> UdpSocket {
        self.socket.try_clone().unwrap()
    }

    pub(crate) fn step(&mut self) {
        self.show();
        let mut buffer = [0; 2048];
        while let Ok((len, source)) = self.socket.recv_from(&mut buffer) {
            let destination = self.socket.local_addr().unwrap();
            let receive = Receive {
                proto: Protocol::Udp,
                source,
                destination,
                contents: buffer[..len].try_into().unwrap(),
            };
            self.rtc
                .handle_input(Input::Receive(Instant::now(), receive))
                .unwrap();
        }
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .unwrap();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => return,
                Output::Transmit(transmit) => {
                    // A socket that is full of the attackers' datagrams loses this one.
                    let _ = self
                        .socket
                        .send_to(&transmit.contents, transmit.destination);
                    if self.kept.len() < KEPT {
                        self.kept.push(transmit.contents.to_vec());
                    }
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::MediaData(_)) => self.frames += 1,
                Output::Event(_) => {}
            }
        }
    }

    /// The next frame, of three packets, when its time has come.
    fn show(&mut self) {
        let now = Instant::now();
        let Some((mid, due)) = self
            .camera
            .as_mut()
            .filter(|(_, due)| self.connected && *due <= now)
        else {
            return;
        };
        *due += FRAME;
        let writer = self.rtc.writer(*mid).unwrap();
        let mut params = writer.payload_params();
        let vp8 = params
            .find(|params| params.spec().codec == Codec::Vp8)
            .unwrap();
        let pt = vp8.pt();
        drop(params);
        let time = FRAME * self.published;
        writer
            .write(pt, now, time.into(), vec![0u8; 2_500])
            .unwrap();
        self.published += 1;
    }
}
