//! The WebRTC side: str0m on a UDP socket of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::net::UdpSocket;

use super::frames;

/// One peer connection.
pub(super) struct Media {
    rtc: Rtc,
    socket: UdpSocket,
    address: SocketAddr,
    pending: Option<SdpPendingOffer>,
    microphone: Option<Mid>,
    camera: Option<Mid>,
    /// Which track stands in which section, as the last answer said.
    tracks: BTreeMap<String, String>,
    sent: u64,
    key_frame_wanted: bool,
}

/// What happened on the connection.
pub(super) enum Happened {
    Connected,
    /// A whole frame of the track with this sid arrived.
    Frame(String),
}

impl Media {
    pub(super) async fn new(now: Instant) -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let mut rtc = Rtc::builder().build(now);
        let candidate = Candidate::host(address, "udp")?;
        rtc.add_local_candidate(candidate)
            .context("the loopback candidate was refused")?;
        Ok(Self {
            rtc,
            socket,
            address,
            pending: None,
            microphone: None,
            camera: None,
            tracks: BTreeMap::new(),
            sent: 0,
            key_frame_wanted: false,
        })
    }

    /// The first offer: what is sent, a section each to receive into, and a data channel.
    pub(super) fn first_offer(
        &mut self,
        microphone: Option<&str>,
        camera: Option<&str>,
    ) -> anyhow::Result<String> {
        let mut api = self.rtc.sdp_api();
        let mut publish = |kind, cid: &str| {
            let cid = Some(cid.to_owned());
            api.add_media(kind, Direction::SendOnly, cid.clone(), cid, None)
        };
        self.microphone = microphone.map(|cid| publish(MediaKind::Audio, cid));
        self.camera = camera.map(|cid| publish(MediaKind::Video, cid));
        api.add_channel("_reliable".to_owned());
        let (offer, pending) = api.apply().context("there was nothing to offer")?;
        self.pending = Some(pending);
        Ok(offer.to_sdp_string())
    }

    /// A further offer with so many more sections to receive into; `None` while one is under way.
    pub(super) fn more_sections(&mut self, audios: u32, videos: u32) -> Option<String> {
        if self.pending.is_some() {
            return None;
        }
        let mut api = self.rtc.sdp_api();
        for _ in 0..audios {
            api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        for _ in 0..videos {
            api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
        }
        // Without new sections the server only wants to be asked again; an ICE restart that keeps
        // the candidates is the change str0m needs to make an offer of it.
        if audios + videos == 0 {
            api.ice_restart(true);
        }
        let (offer, pending) = api.apply()?;
        self.pending = Some(pending);
        Some(offer.to_sdp_string())
    }

    /// An offer that restarts ICE; one that was under way will not be answered any more.
    pub(super) fn restart(&mut self) -> Option<String> {
        self.pending = None;
        self.more_sections(0, 0)
    }

    pub(super) fn accept(
        &mut self,
        answer: &str,
        tracks: BTreeMap<String, String>,
    ) -> anyhow::Result<()> {
        let pending = self.pending.take().context("an answer without an offer")?;
        let answer = SdpAnswer::from_sdp_string(answer)?;
        self.rtc.sdp_api().accept_answer(pending, answer)?;
        self.tracks = tracks;
        Ok(())
    }

    /// Sends what is due every 20 ms: an Opus frame, and every other time a picture.
    pub(super) fn send_frame(&mut self, now: Instant) -> anyhow::Result<()> {
        let number = self.sent;
        self.sent += 1;
        let at = frames::AUDIO_INTERVAL * u32::try_from(number)?;
        if let Some(mid) = self.microphone {
            write(&mut self.rtc, mid, now, at, frames::opus(number))?;
        }
        let picture_due = at
            .as_millis()
            .is_multiple_of(frames::VIDEO_INTERVAL.as_millis());
        if let Some(mid) = self.camera.filter(|_| picture_due) {
            let key =
                frames::is_key_frame(number / 2) || std::mem::take(&mut self.key_frame_wanted);
            write(&mut self.rtc, mid, now, at, frames::vp8(number, key))?;
        }
        Ok(())
    }

    /// Works off everything that is ready; returns what happened and when to call again.
    pub(super) async fn advance(
        &mut self,
        now: Instant,
    ) -> anyhow::Result<(Vec<Happened>, Instant)> {
        let mut happened = Vec::new();
        if self.rtc.is_alive() {
            self.rtc.handle_input(Input::Timeout(now))?;
        }
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(next) => return Ok((happened, next)),
                Output::Transmit(datagram) => {
                    self.socket
                        .send_to(&datagram.contents, datagram.destination)
                        .await?;
                }
                Output::Event(event) => happened.extend(self.notice(event)),
            }
        }
    }

    fn notice(&mut self, event: Event) -> Option<Happened> {
        match event {
            Event::Connected => Some(Happened::Connected),
            Event::MediaData(frame) => self
                .tracks
                .get(&frame.mid.to_string())
                .cloned()
                .map(Happened::Frame),
            Event::KeyframeRequest(_) => {
                self.key_frame_wanted = true;
                None
            }
            _ => None,
        }
    }

    /// Waits for a datagram.
    pub(super) async fn receive(&self, buffer: &mut [u8]) -> std::io::Result<(usize, SocketAddr)> {
        self.socket.recv_from(buffer).await
    }

    pub(super) fn take(
        &mut self,
        now: Instant,
        datagram: &[u8],
        from: SocketAddr,
    ) -> anyhow::Result<()> {
        let Ok(contents) = datagram.try_into() else {
            return Ok(());
        };
        let receive = Receive {
            proto: Protocol::Udp,
            source: from,
            destination: self.address,
            contents,
        };
        self.rtc.handle_input(Input::Receive(now, receive))?;
        Ok(())
    }
}

fn write(
    rtc: &mut Rtc,
    mid: Mid,
    now: Instant,
    at: Duration,
    frame: Vec<u8>,
) -> anyhow::Result<()> {
    let Some(writer) = rtc.writer(mid) else {
        return Ok(());
    };
    let Some(pt) = writer.payload_params().next().map(|params| params.pt()) else {
        return Ok(());
    };
    writer.write(pt, now, MediaTime::from(at), frame)?;
    Ok(())
}
