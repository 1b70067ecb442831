//! A peer's data channels from its first packet to its last: what was opened, what waits, what came.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use rtc::sctp::{PayloadProtocolIdentifier, StreamId};

use super::{
    Backlog, DataChannel,
    association::{Association, Message, Over, Sign},
    channel::Channels,
    cost, dcep,
    lane::Lane,
};

/// How long what is reliable may stand still before the peer counts as not reading.
const PATIENCE: Duration = Duration::from_secs(30);

/// Closing a channel takes a round trip or two.
const BETWEEN_RESETS: Duration = Duration::from_secs(1);

/// What came of it, for whoever listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    Opened(DataChannel),
    Closed(DataChannel),
    Message(DataChannel, Bytes),
}

pub(crate) struct DataLink {
    association: Option<Box<Association>>,
    /// Why there is no association any more; there will be no other.
    over: Option<&'static str>,
    established: bool,
    channels: Channels,
    /// Streams with something to read.
    readable: Vec<StreamId>,
    lanes: [Lane; 3],
    /// Streams to be closed by us, and when the next one may be.
    to_close: VecDeque<StreamId>,
    close_next: Option<Instant>,
    /// To be opened by us once there is an association.
    to_open: bool,
    backlog: Arc<Backlog>,
    happenings: Vec<Happening>,
}

impl DataLink {
    pub(crate) fn new(backlog: Arc<Backlog>) -> Self {
        Self {
            association: None,
            over: None,
            established: false,
            channels: Channels::default(),
            readable: Vec::new(),
            lanes: DataChannel::ALL.map(Lane::new),
            to_close: VecDeque::new(),
            close_next: None,
            to_open: false,
            backlog,
            happenings: Vec::new(),
        }
    }

    /// Takes a packet from the peer's DTLS.
    pub(crate) fn receive(&mut self, now: Instant, packet: Bytes) {
        let Some(association) = self.association.as_mut() else {
            if self.over.is_none() {
                self.association = Association::accept(now, &packet).map(Box::new);
            }
            return;
        };
        let outcome = association.receive(now, packet);
        self.heed(outcome);
    }

    /// Opens the channels from this side, as soon as there is an association.
    pub(crate) fn open_all(&mut self) {
        self.to_open = true;
    }

    /// Takes a message for the peer. A lossy one for a channel that is not open is lost.
    pub(crate) fn send(&mut self, now: Instant, channel: DataChannel, bytes: Bytes) {
        let reliable = channel == DataChannel::Reliable;
        let lost = self.over.is_some() || (!reliable && self.channels.stream(channel).is_none());
        if lost || !reliable {
            self.backlog.release(cost(&bytes));
        }
        if let Some(lane) = self.lanes.get_mut(channel as usize).filter(|_| !lost) {
            lane.push(now, bytes);
        }
    }

    /// When [`DataLink::tick`] has something to do.
    pub(crate) fn due(&self) -> Option<Instant> {
        let timers = self.association.as_ref().and_then(|of| of.due());
        let patience = self.stands_since().map(|since| since + PATIENCE);
        let further = timers.into_iter().chain(patience);
        further.chain(self.close_next).min()
    }

    /// The peer has not taken for 30 s what was reliably sent to it on an open channel. While the channel was never
    /// opened, what has waited that long is dropped instead.
    pub(crate) fn tick(&mut self, now: Instant) -> bool {
        let due = self.association.as_ref().and_then(|of| of.due());
        if let (Some(association), true) =
            (self.association.as_mut(), due.is_some_and(|due| due <= now))
        {
            let outcome = association.handle_timeout(now);
            self.heed(outcome);
        }
        let stands = self
            .stands_since()
            .is_some_and(|since| now.saturating_duration_since(since) >= PATIENCE);
        let open = self.channels.stream(DataChannel::Reliable).is_some();
        if stands && !open {
            self.clear(DataChannel::Reliable);
        }
        stands && open
    }

    /// Reads what came, at most `room` bytes of messages, and writes what the association has space for.
    pub(crate) fn settle(&mut self, now: Instant, room: usize) {
        let outcome = self
            .heed_signs(now)
            .and_then(|()| self.read(now, room))
            .and_then(|()| self.open_ours(now))
            .and_then(|()| self.close_one(now))
            .and_then(|()| self.write(now));
        self.heed(outcome);
    }

    /// Hands out the packets that wait.
    pub(crate) fn transmit(&mut self, now: Instant, send: impl FnMut(&[u8])) {
        if let Some(association) = self.association.as_mut() {
            let outcome = association.transmit(now, send);
            self.heed(outcome);
        }
        if self.over.is_some() {
            self.association = None;
        }
    }

    /// What happened since the last call, in order.
    pub(crate) fn happenings(&mut self) -> impl Iterator<Item = Happening> {
        self.happenings.drain(..)
    }

    /// Something waits to be read, for want of room.
    pub(crate) fn has_more(&self) -> bool {
        !self.readable.is_empty()
    }

    /// Whether there is anything to do for it at all.
    pub(crate) fn is_idle(&self) -> bool {
        self.association.is_none() && self.stands_since().is_none()
    }

    /// Why there is no association any more.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn over(&self) -> Option<&'static str> {
        self.over
    }

    fn stands_since(&self) -> Option<Instant> {
        self.lanes.first().and_then(Lane::stands_since)
    }

    fn heed_signs(&mut self, now: Instant) -> Result<(), Over> {
        while let Some(sign) = self.association.as_mut().and_then(|of| of.sign()) {
            match sign {
                Sign::Established => self.established = true,
                Sign::Readable(stream) if !self.readable.contains(&stream) => {
                    self.readable.push(stream);
                }
                Sign::Readable(_) => {}
                Sign::Released(stream, bytes) => self.released(now, stream, bytes),
                Sign::Closed(stream) => self.closed(stream),
            }
        }
        Ok(())
    }

    fn read(&mut self, now: Instant, room: usize) -> Result<(), Over> {
        let mut left = room;
        while let Some(stream) = self.readable.last().copied() {
            if left == 0 {
                return Ok(());
            }
            let Some(association) = self.association.as_mut() else {
                return Ok(());
            };
            match association.read(stream)? {
                Some(message) => {
                    left = left.saturating_sub(message.bytes.len().max(1));
                    self.take(now, stream, message)?;
                }
                None => self.readable.retain(|of| *of != stream),
            }
        }
        Ok(())
    }

    fn take(&mut self, now: Instant, stream: StreamId, message: Message) -> Result<(), Over> {
        use PayloadProtocolIdentifier as Kind;
        let bytes = match message.kind {
            Kind::Dcep => return self.take_dcep(now, stream, &message.bytes),
            Kind::String | Kind::Binary => message.bytes.freeze(),
            // RFC 8831 section 6.6: an empty message is sent as one byte, which means nothing.
            Kind::StringEmpty | Kind::BinaryEmpty => Bytes::new(),
            _ => return Ok(()),
        };
        if let Some(channel) = self.channels.of(stream) {
            self.happenings.push(Happening::Message(channel, bytes));
        }
        Ok(())
    }

    fn take_dcep(&mut self, now: Instant, stream: StreamId, message: &[u8]) -> Result<(), Over> {
        match dcep::Message::parse(message) {
            Some(dcep::Message::Open { label }) => self.opened(now, stream, label),
            Some(dcep::Message::Confirm) => {
                if let Some(channel) = self.channels.confirm(stream) {
                    self.is_open(channel);
                }
                Ok(())
            }
            None => Err(Over("a channel opened in an unknown way")),
        }
    }

    fn opened(&mut self, now: Instant, stream: StreamId, label: &[u8]) -> Result<(), Over> {
        let Some(association) = self.association.as_mut() else {
            return Ok(());
        };
        let confirmation = Bytes::from_static(dcep::CONFIRMATION);
        association.write(now, stream, &confirmation, PayloadProtocolIdentifier::Dcep)?;
        let channel =
            DataChannel::labelled(label).filter(|channel| self.channels.accept(*channel, stream));
        match channel {
            Some(channel) => {
                association.adapt(stream, channel)?;
                self.is_open(channel);
                Ok(())
            }
            None => {
                self.to_close.push_back(stream);
                Ok(())
            }
        }
    }

    fn is_open(&mut self, channel: DataChannel) {
        if channel == DataChannel::Reliable {
            self.backlog.set_open(true);
        }
        self.happenings.push(Happening::Opened(channel));
    }

    fn open_ours(&mut self, now: Instant) -> Result<(), Over> {
        if !self.established || !std::mem::take(&mut self.to_open) {
            return Ok(());
        }
        for channel in DataChannel::ALL {
            let Some(stream) = self.channels.begin(channel) else {
                continue;
            };
            if let Some(association) = self.association.as_mut() {
                association.adapt(stream, channel)?;
                let message = Bytes::from(dcep::open(channel));
                association.write(now, stream, &message, PayloadProtocolIdentifier::Dcep)?;
            }
        }
        Ok(())
    }

    /// RFC 6525 section 5.1.1: one request at a time, and the stack does not tell when it was answered.
    fn close_one(&mut self, now: Instant) -> Result<(), Over> {
        if self.close_next.is_some_and(|at| at > now) {
            return Ok(());
        }
        let next = self.to_close.pop_front();
        self.close_next = next.map(|_| now + BETWEEN_RESETS);
        match (next, self.association.as_mut()) {
            (Some(stream), Some(association)) => association.close(now, stream),
            _ => Ok(()),
        }
    }

    fn write(&mut self, now: Instant) -> Result<(), Over> {
        for (channel, lane) in DataChannel::ALL.into_iter().zip(&mut self.lanes) {
            let (Some(stream), Some(association)) =
                (self.channels.stream(channel), self.association.as_mut())
            else {
                continue;
            };
            while let Some(message) = lane.next() {
                if message.is_empty() {
                    let placeholder = Bytes::from_static(&[0]);
                    let kind = PayloadProtocolIdentifier::BinaryEmpty;
                    association.write(now, stream, &placeholder, kind)?;
                } else {
                    let kind = PayloadProtocolIdentifier::Binary;
                    association.write(now, stream, &message, kind)?;
                }
            }
        }
        Ok(())
    }

    fn released(&mut self, now: Instant, stream: StreamId, bytes: usize) {
        let Some(channel) = self.channels.of(stream) else {
            return;
        };
        if let Some(lane) = self.lanes.get_mut(channel as usize) {
            lane.released(now, bytes);
        }
        if channel == DataChannel::Reliable {
            self.backlog.release(bytes);
        }
    }

    fn closed(&mut self, stream: StreamId) {
        self.readable.retain(|of| *of != stream);
        if let Some(channel) = self.channels.close(stream) {
            self.clear(channel);
            if channel == DataChannel::Reliable {
                self.backlog.set_open(false);
            }
            self.happenings.push(Happening::Closed(channel));
        }
    }

    fn clear(&mut self, channel: DataChannel) {
        let dropped = self.lanes.get_mut(channel as usize).map_or(0, Lane::clear);
        if channel == DataChannel::Reliable {
            self.backlog.release(dropped);
        }
    }

    /// Ends the association when it cannot go on; media goes on.
    fn heed(&mut self, outcome: Result<(), Over>) {
        let Err(Over(reason)) = outcome else { return };
        if self.over.replace(reason).is_some() {
            return;
        }
        tracing::debug!(reason, "data channels ended");
        if let Some(association) = self.association.as_mut() {
            association.abort();
        }
        self.readable.clear();
        self.to_close.clear();
        for channel in DataChannel::ALL {
            if let Some(stream) = self.channels.stream(channel) {
                self.closed(stream);
            }
            self.clear(channel);
        }
    }
}
