//! The three channels of LiveKit's clients, and which SCTP stream each one uses.

use rtc::sctp::StreamId;

/// A data channel by its purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataChannel {
    /// `_reliable`: ordered, every message arrives.
    Reliable,
    /// `_lossy`: unordered, each message is sent once.
    Lossy,
    /// `_data_track`: as lossy.
    DataTrack,
}

impl DataChannel {
    pub(crate) const ALL: [Self; 3] = [Self::Reliable, Self::Lossy, Self::DataTrack];

    /// The label it is opened with.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reliable => "_reliable",
            Self::Lossy => "_lossy",
            Self::DataTrack => "_data_track",
        }
    }

    pub(super) fn labelled(label: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.label().as_bytes() == label)
    }

    /// The stream it uses when the server opens it: odd, as the DTLS server's are (RFC 8832 section 6).
    fn own_stream(self) -> StreamId {
        match self {
            Self::Reliable => 1,
            Self::Lossy => 3,
            Self::DataTrack => 5,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Closed,
    /// Opened by us, not yet confirmed.
    Opening(StreamId),
    Open(StreamId),
}

/// Where each channel stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Channels([State; 3]);

impl Channels {
    /// The stream to write to, once the channel is open.
    pub(super) fn stream(&self, channel: DataChannel) -> Option<StreamId> {
        match self.state(channel) {
            State::Open(stream) => Some(stream),
            _ => None,
        }
    }

    /// The channel a stream belongs to.
    pub(super) fn of(&self, stream: StreamId) -> Option<DataChannel> {
        DataChannel::ALL.into_iter().find(|channel| {
            [State::Opening(stream), State::Open(stream)].contains(&self.state(*channel))
        })
    }

    /// The client opened it; `false` when it is open already.
    pub(super) fn accept(&mut self, channel: DataChannel, stream: StreamId) -> bool {
        let free = self.state(channel) == State::Closed;
        if free {
            self.put(channel, State::Open(stream));
        }
        free
    }

    /// The stream to open it with; `None` when the client was quicker.
    pub(super) fn begin(&mut self, channel: DataChannel) -> Option<StreamId> {
        let stream = channel.own_stream();
        (self.state(channel) == State::Closed).then(|| {
            self.put(channel, State::Opening(stream));
            stream
        })
    }

    /// The client confirmed what we opened.
    pub(super) fn confirm(&mut self, stream: StreamId) -> Option<DataChannel> {
        let channel = self.of(stream)?;
        (self.state(channel) == State::Opening(stream)).then(|| {
            self.put(channel, State::Open(stream));
            channel
        })
    }

    /// The stream is over; the channel that was open on it.
    pub(super) fn close(&mut self, stream: StreamId) -> Option<DataChannel> {
        let channel = self.of(stream)?;
        let was_open = self.stream(channel).is_some();
        self.put(channel, State::Closed);
        was_open.then_some(channel)
    }

    fn state(&self, channel: DataChannel) -> State {
        self.0.get(channel as usize).copied().unwrap_or_default()
    }

    fn put(&mut self, channel: DataChannel, state: State) {
        if let Some(known) = self.0.get_mut(channel as usize) {
            *known = state;
        }
    }
}
