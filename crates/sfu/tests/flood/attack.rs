//! What is thrown at the server, and by whom.

use std::{
    net::{SocketAddr, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use rand::{Rng, RngExt, SeedableRng, rngs::ChaCha12Rng};

use crate::client::Client;

/// Datagrams invented, and ways each genuine one is changed.
const INVENTED: usize = 2_000;
const CHANGED: usize = 4;

/// Everything that is thrown, in the order it is.
pub(crate) struct Arsenal {
    target: SocketAddr,
    datagrams: Vec<Vec<u8>>,
}

impl Arsenal {
    pub(crate) fn gather(call: &[Client]) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(5);
        let mut datagrams = Vec::new();
        for client in call {
            for genuine in &client.kept {
                // Repeated as it is, unless it is a check: a check may be repeated, and proves that somebody lives.
                if !matches!(genuine[0], 0..=3) {
                    datagrams.push(genuine.clone());
                }
                datagrams.extend((0..CHANGED).map(|_| changed(&mut rng, genuine)));
            }
            datagrams
                .extend((0..50).map(|_| guess(&mut rng, value(&client.answer, "a=ice-ufrag:"))));
        }
        datagrams.extend((0..INVENTED).map(|_| invented(&mut rng)));
        datagrams.extend([(2, 40), (1, 0), (2, 20)].map(alert));
        for at in (1..datagrams.len()).rev() {
            datagrams.swap(at, rng.random_range(0..=at));
        }
        let candidate = value(&call[0].answer, "a=candidate:");
        let mut words = candidate.split(' ').skip(4);
        let (ip, port) = (words.next().unwrap(), words.next().unwrap());
        Self {
            target: format!("{ip}:{port}").parse().unwrap(),
            datagrams,
        }
    }
}

fn value<'a>(sdp: &'a str, name: &str) -> &'a str {
    sdp.lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap()
}

/// A genuine datagram with some bytes changed, cut short or made longer.
fn changed(rng: &mut impl Rng, genuine: &[u8]) -> Vec<u8> {
    let mut datagram = genuine.to_vec();
    // Checks cover all but the tail, so the change is made where it counts.
    let covered = datagram.len().min(40);
    datagram[rng.random_range(4..covered)] ^= 1 << rng.random_range(0..8);
    match rng.random_range(0..4) {
        0 => datagram.truncate(rng.random_range(1..genuine.len())),
        1 => datagram.extend([0; 30]),
        _ => {}
    }
    datagram
}

/// Random bytes behind a first byte that leads somewhere, and headers that look right.
fn invented(rng: &mut impl Rng) -> Vec<u8> {
    let mut datagram = vec![0; rng.random_range(1..1200)];
    rng.fill_bytes(&mut datagram);
    let kinds: [&[u8]; 8] = [
        &[0, 1],
        &[22, 0xFE, 0xFD, 0, 0],
        &[23, 0xFE, 0xFD, 0, 1],
        &[23, 0xFE, 0xFD, 0, 2],
        &[0x80, 96],
        &[0x90, 96],
        &[0x80, 201],
        &[0x8F, 205],
    ];
    let kind = kinds[rng.random_range(0..kinds.len())];
    datagram
        .iter_mut()
        .zip(kind)
        .for_each(|(byte, kind)| *byte = *kind);
    datagram
}

/// A plain alert (RFC 5246 section 7.2), as anybody can send it from any address.
fn alert((level, description): (u8, u8)) -> Vec<u8> {
    vec![
        21,
        0xFE,
        0xFD,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        9,
        0,
        2,
        level,
        description,
    ]
}

/// A check that knows every name but not the password.
fn guess(rng: &mut impl Rng, ufrag: &str) -> Vec<u8> {
    let username = format!("{ufrag}:them");
    let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    message.extend((0..12).map(|_| rng.random::<u8>()));
    message.extend([0, 6, 0, username.len() as u8]);
    message.extend(username.as_bytes());
    message.resize(message.len().next_multiple_of(4), 0);
    message.extend([0, 0x25, 0, 0, 0, 8, 0, 20]);
    message.extend((0..20).map(|_| rng.random::<u8>()));
    let length = (message.len() - 20) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
    message
}

pub(crate) fn strangers(count: usize) -> Vec<UdpSocket> {
    let sockets = (0..count).map(|_| UdpSocket::bind("127.0.0.1:0").unwrap());
    sockets.collect()
}

/// Throws everything, from every socket in turn, as fast as it goes; how many were thrown.
pub(crate) fn begin(
    arsenal: &Arc<Arsenal>,
    from: Vec<UdpSocket>,
    over: &Arc<AtomicBool>,
) -> JoinHandle<u64> {
    let (arsenal, over) = (Arc::clone(arsenal), Arc::clone(over));
    std::thread::spawn(move || {
        let mut thrown = 0;
        let mut sockets = from.iter().cycle();
        while !over.load(Ordering::Relaxed) {
            for datagram in &arsenal.datagrams {
                let socket = sockets.next().unwrap();
                thrown += u64::from(socket.send_to(datagram, arsenal.target).is_ok());
            }
        }
        thrown
    })
}
