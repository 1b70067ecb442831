//! Media threads: each waits for its socket, its commands or its next tick, and hands what comes to its core.
//!
//! Invariant: a thread never blocks on anything but its poll, and never reads a clock but the one handed in.

mod socket;
mod thread;

use std::{
    net::SocketAddr,
    sync::{Arc, mpsc::sync_channel},
};

use tokio::sync::mpsc;

use crate::{
    config::Config,
    core::{Core, Settings},
    dtls::Identity,
    error::StartError,
    event::Events,
    presence::Board,
    sfu::{COMMANDS, Load, Thread},
};
use socket::Socket;
use thread::{MediaThread, WAKER};

/// Threads an id can name, and ICE fragments tell apart.
const MAX_THREADS: usize = 64;
/// Events on their way to the receiver; beyond it they wait with their thread.
const EVENTS: usize = 1024;

/// Binds every socket, then starts every thread, so that a bad address starts none.
pub(crate) fn start(config: &Config) -> Result<(Vec<Thread>, Events), StartError> {
    let given = config.listen.len();
    if given == 0 || given > MAX_THREADS {
        return Err(StartError::Addresses {
            given,
            max: MAX_THREADS,
        });
    }
    if config.announced.is_empty() {
        return Err(StartError::NothingAnnounced);
    }
    let identity = Identity::new(&config.certificate)?;
    let (events, queue) = mpsc::channel(EVENTS);
    let mut ready = Vec::with_capacity(given);
    for (number, address) in (0..).zip(&config.listen) {
        let prepared = prepare(config, &identity, number, *address, events.clone());
        ready.push(prepared.map_err(|cause| StartError::Socket {
            address: *address,
            cause,
        })?);
    }
    let mut threads = Vec::with_capacity(given);
    for (handle, media) in ready {
        let (name, address) = (format!("media-{}", threads.len()), handle.address);
        let spawned = std::thread::Builder::new()
            .name(name)
            .spawn(move || media.run());
        spawned.map_err(|cause| StartError::Socket { address, cause })?;
        threads.push(handle);
    }
    Ok((threads, Events { queue }))
}

fn prepare(
    config: &Config,
    identity: &Identity,
    number: u8,
    address: SocketAddr,
    events: mpsc::Sender<crate::event::Event>,
) -> std::io::Result<(Thread, MediaThread)> {
    let poll = mio::Poll::new()?;
    let waker = Arc::new(mio::Waker::new(poll.registry(), WAKER)?);
    let socket = Socket::bind(address, poll.registry())?;
    let address = socket.address()?;
    let mut seed = config.seed;
    if let Some(first) = seed.first_mut() {
        *first ^= number;
    }
    let settings = Settings {
        thread: number,
        candidates: config
            .announced
            .iter()
            .map(|ip| SocketAddr::new(*ip, address.port()))
            .collect(),
        identity: identity.clone(),
        fingerprint: config.certificate.fingerprint().to_owned(),
        seed,
    };
    let (commands, inbox) = sync_channel(COMMANDS);
    let (board, load) = (Arc::new(Board::default()), Arc::new(Load::default()));
    let now = config.now.clone();
    let core = Core::new(settings, now());
    let media = MediaThread::new(
        (poll, waker.clone()),
        socket,
        core,
        inbox,
        events,
        board.clone(),
        load.clone(),
        now,
    );
    Ok((
        Thread {
            address,
            commands,
            waker,
            board,
            load,
        },
        media,
    ))
}
