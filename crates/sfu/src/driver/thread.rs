//! One media thread's loop.

use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, TryRecvError},
    },
    time::{Duration, Instant},
};

use mio::Token;
use quinn_udp::BATCH_SIZE;
use tokio::sync::mpsc::{self, error::TrySendError};

use super::socket::{Inbox, Socket};
use crate::{command::Command, core::Core, event::Event, presence::Board, runs::Outlet, sfu::Load};

pub(super) const WAKER: Token = Token(1);
/// Batches read before commands and timers have their turn.
const BATCHES: usize = 16;
/// How often presence is published.
const PUBLISH: Duration = Duration::from_millis(200);
/// How long an event waits for a full queue before it is offered again.
const RETRY: Duration = Duration::from_millis(20);
/// The longest wait while there are peers: a clock that leaps (in tests) is noticed this soon.
const LONGEST: Duration = Duration::from_millis(100);

pub(super) struct MediaThread {
    poll: mio::Poll,
    /// Held so that it outlives the last handle: a waker that is closed takes its unseen wake-up with it, and
    /// the thread would never learn of its shutdown.
    _waker: Arc<mio::Waker>,
    socket: Socket,
    inbox: Inbox,
    core: Core,
    commands: Receiver<Command>,
    events: mpsc::Sender<Event>,
    board: Arc<Board>,
    load: Arc<Load>,
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    published: Instant,
    /// The socket may hold more: readiness is told once.
    more: bool,
}

impl MediaThread {
    #[expect(
        clippy::too_many_arguments,
        reason = "it is given everything it owns, once"
    )]
    pub(super) fn new(
        (poll, waker): (mio::Poll, Arc<mio::Waker>),
        socket: Socket,
        core: Core,
        commands: Receiver<Command>,
        events: mpsc::Sender<Event>,
        board: Arc<Board>,
        load: Arc<Load>,
        now: Arc<dyn Fn() -> Instant + Send + Sync>,
    ) -> Self {
        let (inbox, published) = (socket.inbox(), now());
        Self {
            poll,
            _waker: waker,
            socket,
            inbox,
            core,
            commands,
            events,
            board,
            load,
            now,
            published,
            more: false,
        }
    }

    /// Serves until told to stop.
    pub(super) fn run(mut self) {
        let mut ready = mio::Events::with_capacity(8);
        loop {
            if let Err(cause) = self.poll.poll(&mut ready, self.patience())
                && cause.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%cause, "media thread ends: its poll failed");
                return;
            }
            self.read();
            let now = (self.now)();
            let go_on = self.obey(now);
            if self.core.next_tick().is_some_and(|due| due <= now) {
                self.core
                    .contained(now, &mut self.socket, |core, outlet| core.tick(now, outlet));
            }
            self.tell();
            self.publish(now);
            if !go_on {
                return;
            }
        }
    }

    /// How long to wait; for ever when there is nobody.
    fn patience(&self) -> Option<Duration> {
        if self.more {
            return Some(Duration::ZERO);
        }
        if self.core.event().is_some() {
            return Some(RETRY);
        }
        let due = self.core.next_tick()?;
        Some(due.saturating_duration_since((self.now)()).min(LONGEST))
    }

    fn read(&mut self) {
        self.more = false;
        for _ in 0..BATCHES {
            let count = self.socket.receive(&mut self.inbox);
            if count == 0 {
                return;
            }
            let now = (self.now)();
            let mut datagrams = 0;
            let inbox = &mut self.inbox;
            self.core.contained(now, &mut self.socket, |core, outlet| {
                for (from, datagram) in inbox.datagrams(count) {
                    core.receive(now, from, datagram, outlet);
                    datagrams += 1;
                }
                core.end_batch(now, outlet);
            });
            self.socket.count_received(datagrams);
            // A batch that is not full found the socket empty: what comes from now on wakes the thread.
            if count < BATCH_SIZE {
                return;
            }
        }
        self.more = true;
    }

    /// Takes all waiting commands; `false` when the thread is to end.
    fn obey(&mut self, now: Instant) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(command) => {
                    self.load.waiting.fetch_sub(1, Ordering::Relaxed);
                    if matches!(command, Command::Shutdown) {
                        self.core.shutdown(now, &mut self.socket);
                        return false;
                    }
                    let (core, load) = (&mut self.core, &self.load);
                    core.contained(now, &mut self.socket, |core, outlet| {
                        carry_out(now, command, core, load, outlet);
                    });
                }
                Err(TryRecvError::Empty) => {
                    self.core.end_batch(now, &mut self.socket);
                    return true;
                }
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    /// Hands out events while the receiver has space; the rest wait.
    fn tell(&mut self) {
        while let Some(event) = self.core.event() {
            let gone = match event {
                Event::Gone(peer, _) => Some(peer),
                _ => None,
            };
            if let Err(TrySendError::Full(_)) = self.events.try_send(event) {
                return;
            }
            if let Some(peer) = gone {
                self.load.peers.fetch_sub(1, Ordering::Relaxed);
                self.load.backlogs.close(peer);
            }
            self.core.event_taken();
        }
    }

    fn publish(&mut self, now: Instant) {
        if now.saturating_duration_since(self.published) < PUBLISH {
            return;
        }
        self.published = now;
        let mut latest = self.board.lock();
        self.core.publish(now, &mut latest);
        latest.traffic = self.socket.traffic();
    }
}

fn carry_out(
    now: Instant,
    command: Command,
    core: &mut Core,
    load: &Load,
    outlet: &mut dyn Outlet,
) {
    match command {
        Command::OpenRoom(room) => core.open_room(room),
        Command::CloseRoom(room) => {
            if core.close_room(now, room, outlet) {
                load.rooms.fetch_sub(1, Ordering::Relaxed);
            }
        }
        Command::Join {
            room,
            peer,
            backlog,
        } => {
            core.join(now, room, peer, backlog);
        }
        Command::Offer { peer, offer, reply } => {
            if reply.send(core.offer(now, peer, &offer)).is_err() {
                tracing::debug!(%peer, "nobody waits for the answer any more");
            }
        }
        Command::JoinReceiver {
            room,
            peer,
            backlog,
        } => {
            core.join_receiver(now, room, peer, backlog);
        }
        Command::Answer {
            peer,
            number,
            answer,
            reply,
        } => {
            if reply
                .send(core.take_answer(now, peer, number, &answer))
                .is_err()
            {
                tracing::debug!(%peer, "nobody waits to hear what became of the answer");
            }
        }
        Command::RestartIce(peer) => core.restart_ice(now, peer),
        Command::Subscribe {
            peer,
            source,
            label,
        } => core.subscribe(peer, source, label),
        Command::Unsubscribe { peer, source } => core.unsubscribe(peer, source),
        Command::Describe { source, shapes } => core.describe(now, source, &shapes),
        Command::Mute { source, muted } => core.set_muted(now, source, muted),
        Command::Wish { peer, source, wish } => core.set_wish(now, peer, source, wish),
        Command::Data {
            peer,
            channel,
            bytes,
        } => core.send_data(now, peer, channel, bytes, outlet),
        Command::OpenDataChannels(peer) => core.open_data_channels(now, peer, outlet),
        Command::Leave(peer) => {
            core.leave(now, peer, outlet);
        }
        // Handled by the caller, which ends the loop.
        Command::Shutdown => {}
    }
}
