//! A client built on `str0m`, which publishes numbered frames and remembers those it receives.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, Input, Output, Rtc,
    change::{SdpAnswer, SdpApi, SdpPendingOffer},
    channel::ChannelId,
    format::Codec,
    media::{MediaKind, Mid},
    net::{Protocol, Receive},
    rtp::Extension,
};

use super::{encoder::Camera, frame, lips, net::Datagram, seen::Seen};

pub(super) struct Client {
    pub(super) rtc: Rtc,
    pub(super) address: SocketAddr,
    pub(super) connected: bool,
    server: SocketAddr,
    /// When `rtc` wants to be called.
    due: Instant,
    pub(super) published: Vec<Published>,
    /// Numbers of the frames received, by section, in order of arrival.
    pub(super) received: BTreeMap<Mid, Vec<u32>>,
    /// Data channels that are open, by label, and those that were closed.
    pub(super) channels: BTreeMap<String, ChannelId>,
    pub(super) closed: Vec<ChannelId>,
    pub(super) messages: Vec<(ChannelId, Vec<u8>)>,
    /// Messages that wait for the channel's buffer.
    pub(super) outbox: VecDeque<(ChannelId, Vec<u8>)>,
    pub(super) key_frame_requests: usize,
    /// Whether the first frame of a section was a key frame.
    pub(super) key_frames: BTreeMap<Mid, bool>,
    /// What it publishes in RTP packets of its own making, instead of `published`.
    pub(super) camera: Option<Camera>,
    /// Frames of cameras received, by section.
    pub(super) seen: BTreeMap<Mid, Vec<Seen>>,
    /// How long it was asked to keep pictures, whenever it was.
    pub(super) waits: Vec<Duration>,
    /// When frames were taken by the sender's reports, by section: the frame's number and the time since 1900.
    pub(super) taken: BTreeMap<Mid, Vec<(u32, Duration)>>,
    /// How much faster its clock goes than ours, in millionths.
    pub(super) haste: i32,
    began: Instant,
    video_codec: Codec,
    /// Transport-wide feedback has come.
    pub(super) feedback_seen: bool,
}

pub(super) struct Published {
    pub(super) mid: Mid,
    pub(super) kind: MediaKind,
    pub(super) codec: Codec,
    pub(super) sent: u32,
    /// How much faster its sampling goes than the client's clock, in millionths.
    pub(super) haste: i32,
    key_frame_wanted: bool,
    next: Option<Instant>,
}

impl Client {
    pub(super) fn new(
        now: Instant,
        address: SocketAddr,
        server: SocketAddr,
        video_codec: Codec,
    ) -> Self {
        let mut rtc = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(video_codec == Codec::Vp8)
            .enable_h264(video_codec == Codec::H264)
            .set_extension(5, Extension::PlayoutDelay)
            .set_reordering_size_video(200)
            .set_stats_interval(Some(Duration::from_secs(1)))
            .enable_bwe(Some(str0m::bwe::Bitrate::mbps(2)))
            .build(now);
        rtc.add_local_candidate(Candidate::host(address, "udp").unwrap())
            .unwrap();
        Self {
            rtc,
            address,
            connected: false,
            server,
            due: now,
            published: Vec::new(),
            received: BTreeMap::new(),
            channels: BTreeMap::new(),
            closed: Vec::new(),
            messages: Vec::new(),
            outbox: VecDeque::new(),
            key_frame_requests: 0,
            key_frames: BTreeMap::new(),
            camera: None,
            seen: BTreeMap::new(),
            waits: Vec::new(),
            taken: BTreeMap::new(),
            haste: 0,
            began: now,
            video_codec,
            feedback_seen: false,
        }
    }

    /// One that hands over RTP packets instead of frames.
    pub(super) fn with_camera(now: Instant, address: SocketAddr, server: SocketAddr) -> Self {
        let mut client = Self::new(now, address, server, Codec::Vp8);
        client.rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .set_stats_interval(Some(Duration::from_secs(1)))
            .build(now);
        let candidate = Candidate::host(address, "udp").unwrap();
        client.rtc.add_local_candidate(candidate).unwrap();
        client
    }

    /// The text of a new offer with `change` made.
    pub(super) fn offer<T>(
        &mut self,
        change: impl FnOnce(&mut SdpApi<'_>) -> T,
    ) -> (String, SdpPendingOffer, T) {
        let mut api = self.rtc.sdp_api();
        let result = change(&mut api);
        let (offer, pending) = api.apply().unwrap();
        (offer.to_sdp_string(), pending, result)
    }

    pub(super) fn accept(&mut self, pending: SdpPendingOffer, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
    }

    pub(super) fn publish(&mut self, mid: Mid, kind: MediaKind) {
        self.published.push(Published {
            mid,
            kind,
            codec: match kind {
                MediaKind::Audio => Codec::Opus,
                MediaKind::Video => self.video_codec,
            },
            sent: 0,
            haste: 0,
            key_frame_wanted: true,
            next: None,
        });
    }

    /// The time by the client's own clock.
    fn own(&self, now: Instant) -> Instant {
        self.began + hurried(now - self.began, self.haste)
    }

    pub(super) fn take(&mut self, now: Instant, datagram: &Datagram) {
        let now = self.own(now);
        let receive = Receive {
            proto: Protocol::Udp,
            source: self.server,
            destination: self.address,
            contents: datagram.bytes.as_slice().try_into().unwrap(),
        };
        self.rtc.handle_input(Input::Receive(now, receive)).unwrap();
        self.due = now;
    }

    /// Lets time pass and media flow; what is to be sent.
    pub(super) fn step(&mut self, now: Instant) -> Vec<Datagram> {
        let now = self.own(now);
        if self.connected {
            self.produce(now);
            self.write(now);
            if let Some(camera) = &mut self.camera
                && camera.produce(now, &mut self.rtc)
            {
                self.due = now;
            }
        }
        if self.due > now {
            return Vec::new();
        }
        self.rtc.handle_input(Input::Timeout(now)).unwrap();
        let mut out = Vec::new();
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(due) => {
                    self.due = due.max(now + Duration::from_millis(1));
                    return out;
                }
                Output::Transmit(transmit) => out.push(Datagram {
                    from: self.address,
                    to: transmit.destination,
                    bytes: transmit.contents.to_vec(),
                }),
                Output::Event(event) => self.heed(event),
            }
        }
    }

    /// Queues a message on the channel opened under `label`.
    pub(super) fn say(&mut self, label: &str, message: Vec<u8>) {
        self.outbox.push_back((self.channels[label], message));
    }

    fn write(&mut self, now: Instant) {
        while let Some((id, message)) = self.outbox.front() {
            let taken = self
                .rtc
                .channel(*id)
                .is_some_and(|mut channel| channel.write(true, message).unwrap());
            if !taken {
                return;
            }
            self.outbox.pop_front();
            self.due = now;
        }
    }

    fn heed(&mut self, event: Event) {
        if let Some(camera) = &mut self.camera {
            camera.heed(&event);
        }
        match event {
            Event::Connected => self.connected = true,
            Event::KeyframeRequest(request) => {
                self.key_frame_requests += 1;
                for track in self
                    .published
                    .iter_mut()
                    .filter(|track| track.mid == request.mid)
                {
                    track.key_frame_wanted = true;
                }
            }
            Event::ChannelOpen(id, label) => {
                self.channels.insert(label, id);
            }
            Event::ChannelClose(id) => self.closed.push(id),
            Event::ChannelData(message) => self.messages.push((message.id, message.data)),
            Event::MediaData(data) => {
                let wait = data.ext_vals.play_delay_min;
                self.waits.extend(wait.map(Duration::from));
                self.seen
                    .entry(data.mid)
                    .or_default()
                    .extend(Seen::of(&data));
                let codec = data.params.spec().codec;
                self.key_frames
                    .entry(data.mid)
                    .or_insert_with(|| frame::is_key(codec, &data.data));
                let number = frame::number(&data.data);
                let taken = self.taken.entry(data.mid).or_default();
                taken.extend(number.zip(lips::time_of(&data)));
                self.received.entry(data.mid).or_default().extend(number);
            }
            // Told by transport-wide feedback alone.
            Event::PeerStats(stats) => self.feedback_seen |= stats.egress_loss_fraction.is_some(),
            _ => {}
        }
    }

    /// 50 audio frames and 30 video frames a second.
    fn produce(&mut self, now: Instant) {
        for track in &mut self.published {
            let next = *track.next.get_or_insert(now);
            if next > now {
                continue;
            }
            let interval = match track.kind {
                MediaKind::Audio => Duration::from_millis(20),
                MediaKind::Video => Duration::from_micros(33_333),
            };
            let Some(writer) = self.rtc.writer(track.mid) else {
                continue;
            };
            let params = writer
                .payload_params()
                .find(|params| params.spec().codec == track.codec)
                .unwrap();
            let pt = params.pt();
            let frame = frame::made(track.codec, track.sent, track.key_frame_wanted);
            let time = hurried(interval * track.sent, track.haste).into();
            writer
                .audio_level(-20, true)
                .write(pt, now, time, frame)
                .unwrap();
            track.sent += 1;
            track.key_frame_wanted = false;
            track.next = Some(next + interval);
            self.due = now;
        }
    }

    /// The section its camera is in.
    pub(super) fn published_camera(&self) -> Mid {
        self.camera.as_ref().unwrap().mid()
    }

    /// The frames of a section from the first on, and whether none is missing between first and last.
    pub(super) fn frames(&self, mid: Mid) -> Frames {
        let numbers = self.received.get(&mid).cloned().unwrap_or_default();
        let (first, last) = (
            numbers.first().copied().unwrap_or(0),
            numbers.iter().max().copied().unwrap_or(0),
        );
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let span = last - first + 1;
        Frames {
            last,
            count: numbers.len() as u32,
            missing: span - sorted.len().min(span as usize) as u32,
        }
    }
}

fn hurried(time: Duration, millionths: i32) -> Duration {
    time.mul_f64(1.0 + f64::from(millionths) / 1e6)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Frames {
    pub(super) last: u32,
    pub(super) count: u32,
    pub(super) missing: u32,
}
