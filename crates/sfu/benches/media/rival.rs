//! The same work done with `str0m`, for comparison: one thread, one socket, the datagrams gathered into runs by the
//! same code as ours. Of three layers it forwards the largest; it has no choice of layers to pay for.

mod socket;
mod thread;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
    mpsc::{Sender, channel},
};

use str0m::media::Mid;

use crate::child::Forwarder;
use thread::Thread;

enum Command {
    Join,
    Subscribe(usize, usize, Mid),
    Offer(usize, String, Sender<String>),
}

pub(crate) struct Rival {
    commands: Sender<Command>,
    waker: mio::Waker,
    peers: usize,
    traffic: Arc<[AtomicU64; 2]>,
}

impl Rival {
    /// With `estimates`, what the way to each subscriber carries is estimated, and limits what is sent.
    pub(crate) fn start(estimates: bool) -> Self {
        let poll = mio::Poll::new().expect("a poll");
        let waker = mio::Waker::new(poll.registry(), mio::Token(1)).expect("a waker");
        let (commands, inbox) = channel();
        let traffic: Arc<[AtomicU64; 2]> = Arc::default();
        let counted = traffic.clone();
        std::thread::spawn(move || Thread::new(counted, estimates).run(poll, &inbox));
        Self {
            commands,
            waker,
            peers: 0,
            traffic,
        }
    }

    fn send(&self, command: Command) {
        self.commands.send(command).expect("a thread");
        self.waker.wake().expect("a waker");
    }
}

impl Forwarder for Rival {
    fn open_room(&mut self) -> usize {
        0
    }

    fn join(&mut self, _room: usize) -> usize {
        self.peers += 1;
        self.send(Command::Join);
        self.peers - 1
    }

    fn subscribe(&mut self, peer: usize, publisher: usize, mid: &str) {
        self.send(Command::Subscribe(peer, publisher, mid.into()));
    }

    /// It forwards the largest only.
    fn wish_small(&mut self, _peer: usize, _publisher: usize, _mid: &str) {}

    fn offer(&mut self, peer: usize, sdp: String) -> String {
        let (reply, answer) = channel();
        self.send(Command::Offer(peer, sdp, reply));
        answer.recv().expect("an answer")
    }

    fn traffic(&mut self) -> (u64, u64) {
        let [sent, sends] = &*self.traffic;
        (sent.load(Ordering::Relaxed), sends.load(Ordering::Relaxed))
    }
}
