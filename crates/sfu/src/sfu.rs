//! The handle to the media threads. Commands travel by bounded channel to the thread that owns the room.

mod latest;
mod thread;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::{
    answer::Answer,
    command::Command,
    config::Config,
    core::MAX_PEERS,
    data::{Backlog, DataChannel, MAX_MESSAGE, cost},
    driver,
    error::{AnswerError, Busy, OfferError, SendError, StartError},
    event::Events,
    id::{Label, PeerId, RoomId, Source},
    sdp::{ClientAnswer, Offer},
    wish::{LayerShape, Wish},
};
pub(crate) use thread::{COMMANDS, Load, Thread};

/// Handle to the media threads. Cheap to clone; the threads end at [`Sfu::shutdown`] or with the last handle.
#[derive(Clone)]
pub struct Sfu {
    shared: Arc<Shared>,
}

struct Shared {
    threads: Vec<Thread>,
    /// The next room's or peer's number.
    next: AtomicU64,
}

impl Sfu {
    /// Binds the sockets and starts one media thread for each.
    ///
    /// # Errors
    /// When the settings name no address, a socket cannot be bound, or the certificate does not serve.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the settings are the media threads' from here on"
    )]
    pub fn start(config: Config) -> Result<(Self, Events), StartError> {
        let (threads, events) = driver::start(&config)?;
        Ok((
            Self {
                shared: Arc::new(Shared {
                    threads,
                    next: AtomicU64::new(1),
                }),
            },
            events,
        ))
    }

    /// The addresses the media sockets are bound to, by thread.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.shared
            .threads
            .iter()
            .map(|thread| thread.address)
            .collect()
    }

    /// Opens a room on the least loaded media thread.
    ///
    /// # Errors
    /// [`Busy`] when that thread takes no more work.
    pub fn open_room(&self) -> Result<RoomId, Busy> {
        let (index, thread) = self.least_loaded().ok_or(Busy)?;
        let room = RoomId::new(self.next_number(), index);
        thread.begin(Command::OpenRoom(room))?;
        thread.load.rooms.fetch_add(1, Ordering::Relaxed);
        Ok(room)
    }

    /// Closes a room; each of its peers is told off and ends as `Gone(RoomClosed)`.
    pub fn close_room(&self, room: RoomId) {
        self.end(room.thread(), Command::CloseRoom(room));
    }

    /// Adds a peer to a room. It does nothing until its first offer.
    /// When the room has been closed meanwhile, the peer ends as `Gone(RoomClosed)`.
    ///
    /// # Errors
    /// [`Busy`] when the room's thread takes no more peers.
    pub fn join(&self, room: RoomId) -> Result<PeerId, Busy> {
        self.admit(room, |peer, backlog| Command::Join {
            room,
            peer,
            backlog,
        })
    }

    /// Adds a peer that only receives, and whose connection the server offers (LiveKit's subscriber connection): what
    /// it is to answer is told as [`crate::Event::Offer`], first soon after this. As [`Sfu::join`] otherwise.
    ///
    /// # Errors
    /// [`Busy`] when the room's thread takes no more peers.
    pub fn join_receiver(&self, room: RoomId) -> Result<PeerId, Busy> {
        self.admit(room, |peer, backlog| Command::JoinReceiver {
            room,
            peer,
            backlog,
        })
    }

    fn admit(
        &self,
        room: RoomId,
        join: impl FnOnce(PeerId, Arc<Backlog>) -> Command,
    ) -> Result<PeerId, Busy> {
        let thread = self.thread(room.thread()).ok_or(Busy)?;
        if thread.load.peers.load(Ordering::Relaxed) >= MAX_PEERS {
            return Err(Busy);
        }
        let index = u8::try_from(room.thread()).map_err(|_| Busy)?;
        let peer = PeerId::new(self.next_number(), index);
        let backlog = thread.load.backlogs.open(peer);
        thread
            .begin(join(peer, backlog))
            .inspect_err(|_| thread.load.backlogs.close(peer))?;
        thread.load.peers.fetch_add(1, Ordering::Relaxed);
        Ok(peer)
    }

    /// Answers a client's offer: the first, a re-offer with more or fewer sections, or an ICE restart.
    /// `recvonly` sections are filled with waiting subscriptions.
    ///
    /// # Errors
    /// [`OfferError`], naming the offending line; the session stands as before.
    pub async fn offer(&self, peer: PeerId, sdp: String) -> Result<Answer, OfferError> {
        let offer = Box::new(Offer::parse(&sdp)?);
        let thread = self.thread(peer.thread()).ok_or(OfferError::UnknownPeer)?;
        let (reply, answer) = oneshot::channel();
        thread.begin(Command::Offer { peer, offer, reply })?;
        answer.await.map_err(|_| OfferError::UnknownPeer)?
    }

    /// Takes a client's answer to the offer of that number; 0 where the client does not tell which it answers. An
    /// answer to an offer that another has followed changes nothing.
    ///
    /// # Errors
    /// [`AnswerError`], naming the offending line; the session stands as before.
    pub async fn answer(&self, peer: PeerId, number: u32, sdp: String) -> Result<(), AnswerError> {
        let answer = Box::new(ClientAnswer::parse(&sdp)?);
        let thread = self.thread(peer.thread()).ok_or(AnswerError::UnknownPeer)?;
        let (reply, taken) = oneshot::channel();
        thread.begin(Command::Answer {
            peer,
            number,
            answer,
            reply,
        })?;
        taken.await.map_err(|_| AnswerError::UnknownPeer)?
    }

    /// Makes another offer with new ICE credentials to a peer that gets offers; others restart ICE by their own.
    pub fn restart_ice(&self, peer: PeerId) {
        self.end(peer.thread(), Command::RestartIce(peer));
    }

    /// Forwards `source` to `peer` under `label` as soon as the source publishes and a section is free.
    /// Subscribing again only changes the label, from the next answer on.
    pub fn subscribe(&self, peer: PeerId, source: Source, label: Label) {
        self.end(
            peer.thread(),
            Command::Subscribe {
                peer,
                source,
                label,
            },
        );
    }

    /// Stops forwarding `source` to `peer` and frees its section.
    pub fn unsubscribe(&self, peer: PeerId, source: Source) {
        self.end(peer.thread(), Command::Unsubscribe { peer, source });
    }

    /// What `source`'s publisher announced its encodings to be (LiveKit's `AddTrackRequest.layers`): wishes by
    /// size are measured against it. Call it once an answer has named the section; one that is not known is
    /// passed over, and of more than three shapes the rest.
    pub fn describe(&self, source: Source, shapes: Vec<LayerShape>) {
        self.end(source.peer.thread(), Command::Describe { source, shapes });
    }

    /// From now on nobody is forwarded `source`, or everybody again, video from a key frame on. Clients stop their
    /// camera when it is muted, but not all of them send nothing then: Firefox sends black pictures.
    pub fn set_muted(&self, source: Source, muted: bool) {
        self.end(source.peer.thread(), Command::Mute { source, muted });
    }

    /// What `peer` wants of `source` from now on (LiveKit's `track_setting`). Without one it is the best there
    /// is. Video changes layers, and comes back, at a key frame.
    pub fn set_wish(&self, peer: PeerId, source: Source, wish: Wish) {
        self.end(peer.thread(), Command::Wish { peer, source, wish });
    }

    /// Sends a message to a peer over one of its data channels. A reliable one arrives in order, or the peer ends as
    /// `Gone(Stalled)`; it waits for its channel to open, but no longer than 30 s. Lossy ones are sent once, the
    /// oldest are dropped while the peer is slow, and all while its channel is not open.
    ///
    /// # Errors
    /// [`SendError`]; nothing was sent.
    pub fn send_data(
        &self,
        peer: PeerId,
        channel: DataChannel,
        bytes: Bytes,
    ) -> Result<(), SendError> {
        if bytes.len() > MAX_MESSAGE {
            return Err(SendError::TooLong);
        }
        let thread = self.thread(peer.thread()).ok_or(SendError::UnknownPeer)?;
        let backlog = thread
            .load
            .backlogs
            .of(peer)
            .ok_or(SendError::UnknownPeer)?;
        let cost = cost(&bytes);
        if !backlog.take(cost) {
            return Err(match (channel, backlog.is_open()) {
                (DataChannel::Reliable, true) => SendError::Behind,
                _ => SendError::Full,
            });
        }
        let command = Command::Data {
            peer,
            channel,
            bytes,
        };
        thread
            .begin(command)
            .inspect_err(|_| backlog.release(cost))?;
        Ok(())
    }

    /// Opens all data channels to a peer from this side (LiveKit's subscriber connections expect it), as soon as the
    /// client's SCTP is there. Channels that the client has opened stay as they are.
    pub fn open_data_channels(&self, peer: PeerId) {
        self.end(peer.thread(), Command::OpenDataChannels(peer));
    }

    /// Removes a peer; it ends as `Gone(Left)`.
    pub fn leave(&self, peer: PeerId) {
        self.end(peer.thread(), Command::Leave(peer));
    }

    /// Ends the media threads; every peer gets a DTLS `close_notify`.
    pub fn shutdown(self) {
        for index in 0..self.shared.threads.len() {
            self.end(index, Command::Shutdown);
        }
    }

    fn thread(&self, index: usize) -> Option<&Thread> {
        self.shared.threads.get(index)
    }

    fn next_number(&self) -> u64 {
        self.shared.next.fetch_add(1, Ordering::Relaxed)
    }

    fn least_loaded(&self) -> Option<(u8, &Thread)> {
        let numbered = (0..=u8::MAX).zip(&self.shared.threads);
        numbered.min_by_key(|(_, thread)| thread.load.weight())
    }

    fn end(&self, thread: usize, command: Command) {
        if let Some(thread) = self.thread(thread) {
            thread.deliver(command);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        for thread in &self.threads {
            thread.deliver(Command::Shutdown);
        }
    }
}
