//! One stay in a room: signalling, media and time in one loop.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::Duration;

use anyhow::{Context as _, bail};
use livekit_protocol::{
    AddTrackRequest, DisconnectReason, LeaveRequest, ParticipantInfo, Ping, SessionDescription,
    TrackSource, TrackType, leave_request, participant_info, signal_request as request,
    signal_response as response,
};
use tokio::sync::mpsc;
use wellmet_foundation::{Clock, Instant};

use super::media::{Happened, Media};
use super::signal::Signal;
use super::{Brings, Seen, Shared, Wish, frames};

const MICROPHONE: &str = "microphone";
const CAMERA: &str = "camera";
/// The server closes a connection that has not pinged for 15 s.
const PING_INTERVAL: Duration = Duration::from_secs(5);
/// The longest the loop sleeps: a mock clock may jump.
const LONGEST_NAP: Duration = Duration::from_millis(20);

pub(super) struct Session {
    url: String,
    /// The latest the server gave.
    token: String,
    sid: String,
    /// `None` while the signalling connection is cut.
    signal: Option<Signal>,
    media: Media,
    clock: Clock,
    seen: Shared,
    brings: Brings,
    sending: bool,
    /// Sections asked for while an offer was under way.
    wanted: Option<(u32, u32)>,
    offers: u32,
    next_frame: Instant,
    next_ping: Instant,
}

impl Session {
    pub(super) async fn open(
        url: &str,
        token: &str,
        brings: Brings,
        clock: Clock,
        seen: Shared,
    ) -> anyhow::Result<Self> {
        let mut signal = Signal::connect(url, token, None).await?;
        let join = match signal.next().await? {
            Some(response::Message::Join(join)) => join,
            Some(other) => bail!("expected a join response, got {other:?}"),
            None => bail!("the server closed before a join response"),
        };
        let media = Media::new(clock.monotonic()).await?;
        let now = clock.now();
        let mut session = Self {
            url: url.to_owned(),
            token: token.to_owned(),
            sid: join.participant.map_or_else(String::new, |me| me.sid),
            signal: Some(signal),
            media,
            clock,
            seen,
            brings,
            sending: true,
            wanted: None,
            offers: 0,
            next_frame: now,
            next_ping: now + PING_INTERVAL,
        };
        session.note_others(&join.other_participants);
        session.publish().await?;
        Ok(session)
    }

    pub(super) async fn run(mut self, mut wishes: mpsc::Receiver<Wish>) -> anyhow::Result<()> {
        let ended = self.stay(&mut wishes).await;
        self.see(|seen| {
            seen.gone = true;
            seen.failure = ended.as_ref().err().map(|error| format!("{error:#}"));
        });
        ended
    }

    async fn stay(&mut self, wishes: &mut mpsc::Receiver<Wish>) -> anyhow::Result<()> {
        let mut buffer = vec![0; 2_000];
        loop {
            let nap = self.advance_media().await;
            tokio::select! {
                message = heard(&mut self.signal) => match message? {
                    Some(message) => self.answer(message).await?,
                    None => return Ok(()),
                },
                received = self.media.receive(&mut buffer) => {
                    let (length, from) = received?;
                    let datagram = buffer.get(..length).unwrap_or_default();
                    if self.media.take(self.clock.monotonic(), datagram, from).is_err() {
                        self.sending = false;
                    }
                }
                wish = wishes.recv() => match wish {
                    Some(Wish::Leave) => return self.say_goodbye().await,
                    Some(Wish::Hush) => self.sending = false,
                    Some(Wish::Cut) => self.signal = None,
                    Some(Wish::Resume) => self.resume().await?,
                    Some(Wish::Vanish) | None => return Ok(()),
                },
                () = self.clock.sleep(nap) => {}
            }
            self.keep_time().await?;
        }
    }

    /// Lets the media move on; returns how long it may rest. Once the server has closed the
    /// transport, str0m answers with errors: then only signalling is left.
    async fn advance_media(&mut self) -> Duration {
        let now = self.clock.monotonic();
        match self.media.advance(now).await {
            Ok((happened, due)) => {
                self.note(happened);
                due.saturating_duration_since(now).min(LONGEST_NAP)
            }
            Err(_) => {
                self.sending = false;
                LONGEST_NAP
            }
        }
    }

    /// Announces the tracks and offers them.
    async fn publish(&mut self) -> anyhow::Result<()> {
        let microphone = self.brings.microphone.then_some(MICROPHONE);
        let camera = self.brings.camera.then_some(CAMERA);
        for (cid, kind, source) in [
            (microphone, TrackType::Audio, TrackSource::Microphone),
            (camera, TrackType::Video, TrackSource::Camera),
        ] {
            let Some(cid) = cid else { continue };
            let track = AddTrackRequest {
                cid: cid.to_owned(),
                r#type: kind.into(),
                source: source.into(),
                ..Default::default()
            };
            self.say(request::Message::AddTrack(track)).await?;
        }
        let offer = self.media.first_offer(microphone, camera)?;
        self.offer(offer).await
    }

    async fn offer(&mut self, sdp: String) -> anyhow::Result<()> {
        self.offers += 1;
        let offer = SessionDescription {
            r#type: "offer".to_owned(),
            sdp,
            id: self.offers,
            ..Default::default()
        };
        self.say(request::Message::Offer(offer)).await
    }

    /// Connects as the participant they were.
    async fn resume(&mut self) -> anyhow::Result<()> {
        let resumes = Some(self.sid.as_str());
        self.signal = Some(Signal::connect(&self.url, &self.token, resumes).await?);
        Ok(())
    }

    /// The server has them still: whatever path media took before, it is proved anew.
    async fn resumed(&mut self) -> anyhow::Result<()> {
        self.see(|seen| seen.resumed += 1);
        match self.media.restart() {
            Some(offer) => self.offer(offer).await,
            None => Ok(()),
        }
    }

    /// Says something, if there is a connection to say it on.
    async fn say(&mut self, message: request::Message) -> anyhow::Result<()> {
        match &mut self.signal {
            Some(signal) => signal.send(message).await,
            None => Ok(()),
        }
    }

    async fn answer(&mut self, message: response::Message) -> anyhow::Result<()> {
        match message {
            response::Message::Answer(answer) => {
                let tracks = answer
                    .mid_to_track_id
                    .into_iter()
                    .collect::<BTreeMap<_, _>>();
                self.media.accept(&answer.sdp, tracks)?;
                if let Some((audios, videos)) = self.wanted.take() {
                    self.make_room(audios, videos).await?;
                }
            }
            response::Message::MediaSectionsRequirement(wanted) => {
                self.make_room(wanted.num_audios, wanted.num_videos).await?;
            }
            response::Message::Update(update) => self.note_others(&update.participants),
            response::Message::Reconnect(_) => self.resumed().await?,
            response::Message::RefreshToken(token) => self.token = token,
            response::Message::Leave(leave) => self.note_leave(&leave),
            _ => {}
        }
        Ok(())
    }

    async fn make_room(&mut self, audios: u32, videos: u32) -> anyhow::Result<()> {
        match self.media.more_sections(audios, videos) {
            Some(offer) => self.offer(offer).await,
            None => {
                self.wanted = Some((audios, videos));
                Ok(())
            }
        }
    }

    async fn keep_time(&mut self) -> anyhow::Result<()> {
        let now = self.clock.now();
        // A clock that jumped far does not make up for what was never said.
        self.next_frame = self.next_frame.max(now - Duration::from_secs(1));
        while self.sending && self.next_frame <= now {
            self.next_frame = self.next_frame + frames::AUDIO_INTERVAL;
            self.sending = self.media.send_frame(self.clock.monotonic()).is_ok();
        }
        if self.next_ping <= now {
            self.next_ping = now + PING_INTERVAL;
            let ping = Ping {
                timestamp: now.as_millis(),
                rtt: 0,
            };
            self.say(request::Message::PingReq(ping)).await?;
        }
        Ok(())
    }

    async fn say_goodbye(&mut self) -> anyhow::Result<()> {
        let leave = LeaveRequest {
            reason: DisconnectReason::ClientInitiated.into(),
            action: leave_request::Action::Disconnect.into(),
            ..Default::default()
        };
        self.say(request::Message::Leave(leave))
            .await
            .context("leaving")
    }

    fn note(&self, happened: Vec<Happened>) {
        for what in happened {
            self.see(|seen| match what {
                Happened::Connected => seen.connected = true,
                Happened::Frame(track) => *seen.frames.entry(track).or_default() += 1,
            });
        }
    }

    fn note_others(&self, others: &[ParticipantInfo]) {
        self.see(|seen| {
            for other in others {
                if other.state() == participant_info::State::Disconnected {
                    seen.others.remove(&other.identity);
                    seen.left.push(other.identity.clone());
                } else {
                    seen.others
                        .insert(other.identity.clone(), other.name.clone());
                }
            }
        });
    }

    fn note_leave(&self, leave: &LeaveRequest) {
        self.see(|seen| seen.ended = Some(leave.reason()));
    }

    fn see(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The next message; while the connection is cut there is none.
async fn heard(signal: &mut Option<Signal>) -> anyhow::Result<Option<response::Message>> {
    match signal {
        Some(signal) => signal.next().await,
        None => std::future::pending().await,
    }
}
