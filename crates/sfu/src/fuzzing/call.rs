//! A call whose participants have good keys and no good intentions, with strangers around: media, reports and requests
//! of any content, sealed as they should be.

mod client;
mod offers;

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    time::Duration,
};

use client::Client;

use super::{
    room::{Room, Sent, beginning},
    script::Script,
};
use crate::{
    id::{Label, Mid, Source},
    rtp::Header,
    sdp::Offer,
    srtp::SequenceIndex,
    wish::{Quality, Wish},
};

const STRANGER: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 6666);
/// What a room of two may hold beside what it was sent in the last second.
const MEMORY: u64 = 4 << 20;
/// Datagrams one datagram or one tick may make the server send.
const AT_ONCE: usize = 2_000;

/// A story of what two participants send, of what strangers do, and of time that passes.
pub fn call(story: &[u8]) {
    drop(Room::new(beginning()));
    super::within(MEMORY + 1024 * story.len() as u64, || {
        let mut story = Script::of(story);
        let mut call = Call::new();
        while !story.is_over() {
            call.act(&mut story);
        }
    });
}

struct Call {
    room: Room,
    /// Publishes everything.
    speaker: Client,
    /// Receives it.
    listener: Client,
    /// By destination and SSRC: each number seals one content.
    used: HashMap<(SocketAddr, u32), (SequenceIndex, HashSet<u64>)>,
}

impl Call {
    fn new() -> Self {
        let mut room = Room::new(beginning());
        let speaker = Client::enter(&mut room, offers::SPEAKER, 1);
        let listener = Client::enter(&mut room, offers::LISTENER, 2);
        let mut call = Self {
            room,
            speaker,
            listener,
            used: HashMap::new(),
        };
        for mid in ["0", "1", "2", "3"] {
            call.subscribe(mid);
        }
        call.offer(false);
        call
    }

    fn act(&mut self, story: &mut Script<'_>) {
        let step = story.byte();
        let sent = match step & 0x0F {
            0..=4 => {
                let sealed = self.speaker.seal_media(story.bytes());
                self.room.receive(self.speaker.address, &sealed)
            }
            5 => {
                let sealed = self.speaker.seal_report(story.bytes(), &[]);
                self.room.receive(self.speaker.address, &sealed)
            }
            6..=8 => {
                let ours = self.room.core.outgoing_ssrcs(self.listener.peer);
                let sealed = self.listener.seal_report(story.bytes(), &ours);
                self.room.receive(self.listener.address, &sealed)
            }
            9 => return self.unheard(self.speaker.address, story.bytes()),
            10 => return self.unheard(STRANGER, story.bytes()),
            11 => self
                .room
                .wait(Duration::from_millis(u64::from(story.number() & 0x07FF))),
            12 => return self.wish(story),
            13 => return self.subscribe(if step & 0x10 == 0 { "1" } else { "3" }),
            14 => return self.offer(step & 0x10 != 0),
            _ => self.move_on(story),
        };
        self.take(sent);
    }

    fn source(&self, mid: &str) -> Source {
        Source {
            peer: self.speaker.peer,
            mid: Mid::new(mid).expect("a mid"),
        }
    }

    fn subscribe(&mut self, mid: &str) {
        let label = Label {
            stream: "stream".to_owned(),
            track: mid.to_owned(),
        };
        self.room
            .core
            .subscribe(self.listener.peer, self.source(mid), label);
    }

    fn wish(&mut self, story: &mut Script<'_>) {
        let (mid, what) = (["1", "2", "3"][usize::from(story.byte() % 3)], story.byte());
        let wish = Wish {
            disabled: what & 1 != 0,
            quality: [Quality::Low, Quality::Medium, Quality::High][usize::from(what >> 1) % 3],
            size: (what & 0x10 != 0).then(|| (story.number().into(), story.number().into())),
            frames_per_second: (what & 0x20 != 0).then(|| story.byte().into()),
        };
        self.room
            .core
            .set_wish(self.room.now, self.listener.peer, self.source(mid), wish);
    }

    /// Either of them offers again, with what stands.
    fn offer(&mut self, speaker: bool) {
        let (who, text) = if speaker {
            (self.speaker.peer, offers::SPEAKER)
        } else {
            (self.listener.peer, offers::LISTENER)
        };
        let _ = self.room.offer(who, &Offer::parse(text).expect("an offer"));
    }

    /// The listener's network changes: checks from elsewhere, and everything else from there on.
    fn move_on(&mut self, story: &mut Script<'_>) -> Sent {
        self.listener.address.set_port(20_000 + story.number() % 32);
        let check = self.listener.check(story.byte() & 1 != 0);
        self.room.receive(self.listener.address, &check)
    }

    /// Nothing that was not sealed changes anything or is answered. DTLS has a target of its own.
    fn unheard(&mut self, from: SocketAddr, datagram: &[u8]) {
        if matches!(datagram.first(), Some(20..=63)) {
            return;
        }
        let before = (self.room.presence(), self.room.core.held());
        let sent = self.room.receive(from, datagram);
        assert!(sent.0.is_empty(), "an answer to {datagram:x?}");
        assert_eq!((self.room.presence(), self.room.core.held()), before);
    }

    fn take(&mut self, sent: Sent) {
        assert!(
            sent.0.len() <= AT_ONCE,
            "{} datagrams at once",
            sent.0.len()
        );
        for (to, datagram) in sent.0 {
            let media =
                matches!(datagram[..], [128..=191, second, ..] if !(192..=223).contains(&second));
            if let Some(header) = Header::parse(&datagram).filter(|_| media) {
                let (numbers, used) = self.used.entry((to, header.ssrc)).or_default();
                let index = numbers.guess(header.sequence);
                numbers.accept(index);
                assert!(
                    used.insert(index),
                    "number {index} of {} was used twice",
                    header.ssrc
                );
            }
        }
    }
}
