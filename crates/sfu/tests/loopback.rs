//! The whole crate over real sockets: two `str0m` clients on loopback, one publishes, the other receives.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test over real sockets uses the real clock"
)]

use std::{
    net::UdpSocket,
    sync::Arc,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event as ClientEvent, Input, Output, Rtc,
    change::{SdpAnswer, SdpApi},
    format::Codec,
    media::{Direction, MediaKind, Mid as ClientMid},
    net::{Protocol, Receive},
};
use wellmet_sfu::{
    Certificate, Config, Event, GoneReason, Label, Mid, PeerId, SectionRole, Sfu, Source,
};

struct Client {
    rtc: Rtc,
    socket: UdpSocket,
    connected: bool,
    frames: Vec<u32>,
}

impl Client {
    fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let mut rtc = Rtc::new(Instant::now());
        rtc.add_local_candidate(Candidate::host(socket.local_addr().unwrap(), "udp").unwrap())
            .unwrap();
        Self {
            rtc,
            socket,
            connected: false,
            frames: Vec::new(),
        }
    }

    async fn negotiate<T>(
        &mut self,
        sfu: &Sfu,
        peer: PeerId,
        change: impl FnOnce(&mut SdpApi<'_>) -> T,
    ) -> (wellmet_sfu::Answer, T) {
        let mut api = self.rtc.sdp_api();
        let result = change(&mut api);
        let (offer, pending) = api.apply().unwrap();
        let answer = sfu.offer(peer, offer.to_sdp_string()).await.unwrap();
        self.rtc
            .sdp_api()
            .accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp).unwrap())
            .unwrap();
        (answer, result)
    }

    fn step(&mut self) {
        let mut buffer = [0; 2048];
        while let Ok((len, source)) = self.socket.recv_from(&mut buffer) {
            let (proto, destination) = (Protocol::Udp, self.socket.local_addr().unwrap());
            let contents = buffer.get(..len).unwrap().try_into().unwrap();
            self.rtc
                .handle_input(Input::Receive(
                    Instant::now(),
                    Receive {
                        proto,
                        source,
                        destination,
                        contents,
                    },
                ))
                .unwrap();
        }
        self.rtc
            .handle_input(Input::Timeout(Instant::now()))
            .unwrap();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(_) => return,
                Output::Transmit(transmit) => {
                    self.socket
                        .send_to(&transmit.contents, transmit.destination)
                        .unwrap();
                }
                Output::Event(ClientEvent::Connected) => self.connected = true,
                Output::Event(ClientEvent::MediaData(data)) => {
                    let number = data.data.get(4..8).unwrap().try_into().unwrap();
                    self.frames.push(u32::from_be_bytes(number));
                }
                Output::Event(_) => {}
            }
        }
    }

    fn write_frame(&mut self, mid: ClientMid, number: u32) {
        let writer = self.rtc.writer(mid).unwrap();
        let pt = writer
            .payload_params()
            .find(|params| params.spec().codec == Codec::Vp8)
            .unwrap()
            .pt();
        let mut frame = vec![0u8; 2_500];
        frame.splice(4..8, number.to_be_bytes());
        let time = Duration::from_millis(33) * number;
        writer
            .write(pt, Instant::now(), time.into(), frame)
            .unwrap();
    }
}

fn start() -> (Sfu, wellmet_sfu::Events) {
    Sfu::start(Config {
        listen: vec!["127.0.0.1:0".parse().unwrap()],
        announced: vec!["127.0.0.1".parse().unwrap()],
        certificate: Certificate::generate().unwrap(),
        seed: [3; 32],
        now: Arc::new(Instant::now),
    })
    .unwrap()
}

#[tokio::test]
async fn a_frame_published_on_one_socket_arrives_on_another() {
    let (sfu, mut events) = start();
    let room = sfu.open_room().unwrap();
    let (sender, receiver) = (sfu.join(room).unwrap(), sfu.join(room).unwrap());
    let (mut publisher, mut subscriber) = (Client::new(), Client::new());
    let (_, mid) = publisher
        .negotiate(&sfu, sender, |api| {
            api.add_media(MediaKind::Video, Direction::SendOnly, None, None, None)
        })
        .await;
    let source = Source {
        peer: sender,
        mid: Mid::new(&mid.to_string()).unwrap(),
    };
    sfu.subscribe(
        receiver,
        source,
        Label {
            stream: "PA_a|TR_b".to_owned(),
            track: "TR_b".to_owned(),
        },
    );
    let (answer, _) = subscriber
        .negotiate(&sfu, receiver, |api| {
            api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None)
        })
        .await;
    assert!(
        matches!(&answer.sections[..], [section] if matches!(&section.role, SectionRole::Receiving { source: Some(placed), .. } if *placed == source))
    );

    let (end, mut number) = (Instant::now() + Duration::from_secs(20), 0);
    while subscriber.frames.len() < 50 && Instant::now() < end {
        publisher.step();
        subscriber.step();
        if publisher.connected {
            publisher.write_frame(mid, number);
            number += 1;
        }
        tokio::task::yield_now().await;
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(subscriber.frames.len() >= 50, "{:?}", subscriber.frames);
    let contiguous = subscriber
        .frames
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a + 1 == *b));
    assert!(contiguous, "{:?}", subscriber.frames);

    let presence = sfu.presence();
    let of = |peer| {
        presence
            .iter()
            .find(|(id, _)| *id == peer)
            .map(|(_, state)| *state)
            .unwrap()
    };
    assert!(of(sender).media_in.is_some() && of(receiver).being_sent);
    assert!(
        sfu.traffic()
            .iter()
            .all(|traffic| traffic.sent > 100 && traffic.dropped == 0)
    );

    sfu.leave(sender);
    sfu.close_room(room);
    let mut told = Vec::new();
    while !told.contains(&Event::Gone(receiver, GoneReason::RoomClosed)) {
        told.push(events.next().await.unwrap());
    }
    for expected in [
        Event::Connected(sender),
        Event::Connected(receiver),
        Event::Gone(sender, GoneReason::Left),
    ] {
        assert!(told.contains(&expected), "{told:?}");
    }
    assert!(matches!(
        sfu.offer(sender, answer.sdp).await,
        Err(wellmet_sfu::OfferError::UnknownPeer | wellmet_sfu::OfferError::Sdp(_))
    ));
    sfu.shutdown();
    while events.next().await.is_some() {}
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_the_door() {
    let (sfu, mut events) = start();
    let room = sfu.open_room().unwrap();
    let peer = sfu.join(room).unwrap();
    let error = sfu
        .offer(peer, "v=0\r\nnonsense\r\n".to_owned())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "SDP line 2 (\"nonsense\"): not of the form <letter>=<value>"
    );
    sfu.close_room(room);
    let late = sfu.join(room).unwrap();
    let mut gone = 0;
    while gone < 2 {
        match events.next().await {
            Some(Event::Gone(id, GoneReason::RoomClosed)) if id == peer || id == late => gone += 1,
            other => assert!(other.is_none(), "{other:?}"),
        }
    }
}

#[test]
fn settings_without_an_address_start_nothing() {
    let config = |listen: &[&str], announced: &[&str]| Config {
        listen: listen
            .iter()
            .map(|address| address.parse().unwrap())
            .collect(),
        announced: announced
            .iter()
            .map(|address| address.parse().unwrap())
            .collect(),
        certificate: Certificate::generate().unwrap(),
        seed: [0; 32],
        now: Arc::new(Instant::now),
    };
    assert!(Sfu::start(config(&[], &["127.0.0.1"])).is_err());
    assert!(Sfu::start(config(&["127.0.0.1:0"], &[])).is_err());
    assert!(Sfu::start(config(&["192.0.2.1:1"], &["127.0.0.1"])).is_err());
}
