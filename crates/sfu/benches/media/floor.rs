//! What no forwarder on this machine can go below: sealing the bytes and handing them to the kernel.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use quinn_udp::{Transmit, UdpSockRef, UdpSocketState};

use crate::{
    pacing::{Due, Schedule},
    process::own_cpu_nanos,
};

const HEADER: usize = 28;
const TAG: usize = 16;

/// What is sent: as the measured load sends it.
pub(crate) struct Load {
    pub(crate) subscribers: usize,
    /// Packets for each subscriber that leave together, group by group of a frame.
    pub(crate) groups: Vec<usize>,
    /// Packets that one system call takes, on average.
    pub(crate) run_length: f64,
    /// Bytes of a packet.
    pub(crate) packet: usize,
}

impl Load {
    /// CPU microseconds per packet, and the run length that came of it.
    pub(crate) fn measure(&self, time: Duration) -> (f64, f64) {
        let sinks: Vec<UdpSocket> = (0..self.subscribers)
            .map(|_| UdpSocket::bind("127.0.0.1:0").expect("a socket"))
            .collect();
        let addresses: Vec<_> = sinks
            .iter()
            .map(|sink| sink.local_addr().expect("an address"))
            .collect();
        let done = Arc::new(AtomicBool::new(false));
        let drain = std::thread::spawn({
            let done = done.clone();
            move || drain(&sinks, &done)
        });
        let figures = self.send(&addresses, time);
        done.store(true, Ordering::Relaxed);
        drain.join().expect("the drain ends");
        figures
    }

    /// The thread whose time counts: it seals and sends, and sleeps in between.
    fn send(&self, addresses: &[SocketAddr], time: Duration) -> (f64, f64) {
        let mut sender = Sender::new(self.packet);
        let (before, start) = (own_cpu_nanos(), Instant::now());
        let mut schedule = Schedule::new(self.groups.len(), start);
        while start.elapsed() < time {
            let (at, due) = schedule.next();
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            schedule.done();
            let packets = match due {
                Due::Audio => 1,
                Due::Video(group) => self.groups[group],
            };
            for &destination in addresses {
                sender.send(destination, packets, self.run_length);
            }
        }
        let cpu = (own_cpu_nanos() - before) as f64 / 1e3;
        let (packets, runs) = (sender.packets as f64, sender.runs as f64);
        (cpu / packets, packets / runs)
    }
}

struct Sender {
    socket: UdpSocket,
    state: UdpSocketState,
    key: LessSafeKey,
    packet: usize,
    run: Vec<u8>,
    packets: u64,
    runs: u64,
    /// Runs that should have been sent by now for the mean to be right, and were not.
    owed: f64,
}

impl Sender {
    fn new(packet: usize) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
        Self {
            state: UdpSocketState::new(UdpSockRef::from(&socket)).expect("a socket"),
            socket,
            key: LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &[1; 16]).expect("a key")),
            packet,
            run: vec![0u8; packet * 60],
            packets: 0,
            runs: 0,
            owed: 0.0,
        }
    }

    /// `packets` for one destination, in as many runs as their mean length allows.
    fn send(&mut self, destination: SocketAddr, packets: usize, run_length: f64) {
        self.owed = (self.owed + packets as f64 / run_length).min(60.0);
        let runs = (self.owed as usize).clamp(1, packets);
        self.owed -= runs as f64;
        for run in 0..runs {
            let length = (packets * (run + 1) / runs) - (packets * run / runs);
            self.send_run(destination, length);
        }
    }

    fn send_run(&mut self, destination: SocketAddr, length: usize) {
        let contents = &mut self.run[..self.packet * length];
        for packet in contents.chunks_mut(self.packet) {
            self.packets += 1;
            seal(&self.key, self.packets, packet);
        }
        let transmit = Transmit {
            destination,
            ecn: None,
            contents,
            segment_size: (length > 1).then_some(self.packet),
            src_ip: None,
        };
        self.state
            .try_send(UdpSockRef::from(&self.socket), &transmit)
            .expect("a sent run");
        self.runs += 1;
    }
}

fn seal(key: &LessSafeKey, number: u64, packet: &mut [u8]) {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    let len = packet.len();
    let (header, rest) = packet.split_at_mut(HEADER);
    let (payload, tag) = rest.split_at_mut(len - HEADER - TAG);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let sealed = key
        .seal_in_place_separate_tag(nonce, Aad::from(&*header), payload)
        .expect("a tag");
    tag.copy_from_slice(sealed.as_ref());
}

/// Empties the sinks, as receivers would.
fn drain(sinks: &[UdpSocket], done: &AtomicBool) {
    let mut buffer = [0; 2048];
    sinks
        .iter()
        .for_each(|sink| sink.set_nonblocking(true).expect("a socket"));
    while !done.load(Ordering::Relaxed) {
        for sink in sinks {
            while sink.recv(&mut buffer).is_ok() {}
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}
