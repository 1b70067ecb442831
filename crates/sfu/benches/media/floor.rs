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

use crate::process::own_cpu_nanos;

/// Bytes of a forwarded video packet, header and tag included; one packet in 6.4 is audio.
const PACKET: usize = 1_136;
const HEADER: usize = 20;
const TAG: usize = 16;

/// Packets each subscriber gets a video frame's time: nine of video, and audio in between.
const BURST: f64 = 9.0 + 50.0 / 30.0;
const FRAME: Duration = Duration::from_micros(33_333);

/// CPU microseconds per packet at this run length, paced as the load is.
pub(crate) fn measure(subscribers: usize, run_length: f64) -> f64 {
    let segments = (run_length.round() as usize).clamp(1, 60);
    let runs = (BURST / segments as f64).round().max(1.0) as usize;
    let sinks: Vec<UdpSocket> = (0..subscribers)
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
    let figure = send(&addresses, runs, segments);
    done.store(true, Ordering::Relaxed);
    drain.join().expect("the drain ends");
    figure
}

/// The thread whose time counts: it seals and sends, and sleeps between frames.
fn send(addresses: &[SocketAddr], runs: usize, segments: usize) -> f64 {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let state = UdpSocketState::new(UdpSockRef::from(&socket)).expect("a socket");
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &[1; 16]).expect("a key"));
    let mut run = vec![0u8; PACKET * segments];
    let (mut packets, mut number) = (0u64, 0u64);
    let (before, start) = (own_cpu_nanos(), Instant::now());
    let mut next = start;
    while start.elapsed() < Duration::from_secs(4) {
        for _ in 0..runs {
            for &destination in addresses {
                for packet in run.chunks_mut(PACKET) {
                    number += 1;
                    seal(&key, number, packet);
                }
                let segment_size = (segments > 1).then_some(PACKET);
                let transmit = Transmit {
                    destination,
                    ecn: None,
                    contents: &run,
                    segment_size,
                    src_ip: None,
                };
                state
                    .try_send(UdpSockRef::from(&socket), &transmit)
                    .expect("a sent run");
                packets += segments as u64;
            }
        }
        next += FRAME;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    (own_cpu_nanos() - before) as f64 / 1e3 / packets as f64
}

fn seal(key: &LessSafeKey, number: u64, packet: &mut [u8]) {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    let (header, rest) = packet.split_at_mut(HEADER);
    let (payload, tag) = rest.split_at_mut(PACKET - HEADER - TAG);
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
        std::thread::sleep(Duration::from_millis(5));
    }
}
