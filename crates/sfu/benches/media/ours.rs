//! Our core as the process that is measured.

use std::{sync::Arc, time::Instant};

use wellmet_sfu::{
    Certificate, Config, Events, Label, Mid, PeerId, Quality, RoomId, Sfu, Source, Wish,
};

use crate::child::Forwarder;

pub(crate) struct Ours {
    sfu: Sfu,
    runtime: tokio::runtime::Runtime,
    rooms: Vec<RoomId>,
    peers: Vec<PeerId>,
}

impl Ours {
    pub(crate) fn start(threads: usize) -> Self {
        let (sfu, events) = Sfu::start(Config {
            listen: vec!["127.0.0.1:0".parse().expect("an address"); threads],
            announced: vec!["127.0.0.1".parse().expect("an address")],
            certificate: Certificate::generate().expect("randomness"),
            seed: [7; 32],
            now: Arc::new(Instant::now),
        })
        .expect("a socket");
        std::thread::spawn(|| take(events));
        Self {
            sfu,
            runtime: runtime(),
            rooms: Vec::new(),
            peers: Vec::new(),
        }
    }
}

impl Ours {
    fn source(&self, publisher: usize, mid: &str) -> Source {
        Source {
            peer: self.peers[publisher],
            mid: Mid::new(mid).expect("a mid"),
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
}

/// Somebody must take events, or they wait in front of the media threads.
fn take(mut events: Events) {
    runtime().block_on(async { while events.next().await.is_some() {} });
}

impl Forwarder for Ours {
    fn open_room(&mut self) -> usize {
        self.rooms.push(self.sfu.open_room().expect("space"));
        self.rooms.len() - 1
    }

    fn join(&mut self, room: usize) -> usize {
        self.peers
            .push(self.sfu.join(self.rooms[room]).expect("space"));
        self.peers.len() - 1
    }

    fn subscribe(&mut self, peer: usize, publisher: usize, mid: &str) {
        let source = self.source(publisher, mid);
        let label = Label {
            stream: format!("s{publisher}"),
            track: format!("t{publisher}-{mid}"),
        };
        self.sfu.subscribe(self.peers[peer], source, label);
    }

    fn wish_small(&mut self, peer: usize, publisher: usize, mid: &str) {
        let wish = Wish {
            quality: Quality::Low,
            ..Wish::default()
        };
        let source = self.source(publisher, mid);
        self.sfu.set_wish(self.peers[peer], source, wish);
    }

    fn offer(&mut self, peer: usize, sdp: String) -> String {
        let answer = self.sfu.offer(self.peers[peer], sdp);
        self.runtime.block_on(answer).expect("an answer").sdp
    }

    fn traffic(&mut self) -> (u64, u64) {
        let threads = self.sfu.traffic();
        let sum = |of: fn(&wellmet_sfu::Traffic) -> u64| threads.iter().map(of).sum();
        (sum(|thread| thread.sent), sum(|thread| thread.sends))
    }
}
