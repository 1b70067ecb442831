//! SCTP and data channels: a client that has the keys sends whatever it likes, and acknowledges or does not.

mod packet;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use packet::Numbers;

use super::script::Script;
use crate::data::{Backlog, DataChannel, DataLink, Happening, MAX_BACKLOG, MAX_MESSAGE, cost};

/// What may wait to be taken of one peer's messages, as `core::data` has it.
const UNTAKEN: usize = 256 * 1024;
/// What one association may hold: both directions' bounds, copies on their way, and the stack's own tables.
const MEMORY: u64 = 4 << 20;

/// A story of packets, of messages the server sends, and of time that passes.
pub fn sctp(story: &[u8]) {
    super::within(MEMORY + 16 * story.len() as u64, || {
        let mut story = Script::of(story);
        let mut client = Client::new();
        if story.byte() & 1 == 0 {
            client.connect();
        }
        while !story.is_over() {
            client.act(&mut story);
        }
        assert!(client.told <= client.sent, "more was read than was sent");
    });
}

struct Client {
    link: DataLink,
    backlog: Arc<Backlog>,
    now: Instant,
    numbers: Numbers,
    /// The first packet that answered ours.
    answer: Option<Vec<u8>>,
    /// Bytes of chunks sent, and of messages that were told of.
    sent: usize,
    told: usize,
}

impl Client {
    #[expect(
        clippy::disallowed_methods,
        reason = "simulated time must begin somewhere"
    )]
    fn new() -> Self {
        let backlog = Arc::new(Backlog::default());
        Self {
            link: DataLink::new(Arc::clone(&backlog)),
            backlog,
            now: Instant::now(),
            numbers: Numbers::default(),
            answer: None,
            sent: 0,
            told: 0,
        }
    }

    /// The association is up and `_reliable` open; the client's number 0 is used.
    fn connect(&mut self) {
        self.give(&packet::init());
        let cookie = self
            .answer
            .as_deref()
            .and_then(|answer| self.numbers.learn(answer));
        let cookie = cookie.expect("an INIT is answered");
        self.give(&packet::cookie_echo(&cookie));
        self.give(&packet::open_reliable());
    }

    fn act(&mut self, story: &mut Script<'_>) {
        let step = story.byte();
        match step & 0x07 {
            0..=4 => self.give(story.bytes()),
            5 => self.send(story.number(), step),
            6 => self.link.open_all(),
            _ => self.wait(Duration::from_millis(u64::from(story.number()))),
        }
        self.settle();
    }

    /// Chunks, in a packet with the right tag and checksum.
    fn give(&mut self, chunks: &[u8]) {
        self.sent += chunks.len();
        self.link.receive(self.now, self.numbers.packet(chunks));
        self.settle();
    }

    /// A message the other way, if there is room, as `Sfu::send_data` does it.
    fn send(&mut self, len: u16, step: u8) {
        let channel = match step >> 6 {
            0 | 1 => DataChannel::Reliable,
            2 => DataChannel::Lossy,
            _ => DataChannel::DataTrack,
        };
        let message = Bytes::from(vec![7; usize::from(len)]);
        if self.backlog.take(cost(&message)) {
            self.link.send(self.now, channel, message);
        }
    }

    fn wait(&mut self, time: Duration) {
        self.now += time;
        if self.link.due().is_some_and(|due| due <= self.now) {
            self.link.tick(self.now);
        }
    }

    fn settle(&mut self) {
        self.link.settle(self.now, UNTAKEN);
        let (answer, mut packets) = (&mut self.answer, 0);
        self.link.transmit(self.now, |packet| {
            packets += 1;
            answer.get_or_insert_with(|| packet.to_vec());
        });
        assert!(packets <= MAX_BACKLOG / 512, "{packets} packets at once");
        for happening in self.link.happenings() {
            if let Happening::Message(_, bytes) = happening {
                assert!(bytes.len() <= MAX_MESSAGE);
                self.told += bytes.len();
            }
        }
        assert_ne!(self.link.over(), Some("the SCTP stack gave up"));
    }
}
