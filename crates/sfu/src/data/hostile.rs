//! What a client may try that has the keys, and no good intentions. Packets are made by hand, whole and with good
//! checksums: others do not even pass the first look.

#![expect(
    clippy::disallowed_methods,
    reason = "a test needs some instant to begin at"
)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;

const TAG: u32 = 7;
const FIRST: u32 = 1000;
const BEGINS: u8 = 2;
const ENDS: u8 = 1;
const UNORDERED: u8 = 4;

/// CRC-32C (RFC 9260 appendix A).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0x82F6_3B78 & (crc & 1).wrapping_neg())
        })
    })
}

fn chunk(kind: u8, flags: u8, value: &[u8]) -> Vec<u8> {
    let mut chunk = vec![kind, flags];
    chunk.extend((value.len() as u16 + 4).to_be_bytes());
    chunk.extend(value);
    chunk.resize(chunk.len().next_multiple_of(4), 0);
    chunk
}

fn packet(tag: u32, chunks: &[u8]) -> Bytes {
    let mut packet = [5000u16.to_be_bytes(), 5000u16.to_be_bytes()].concat();
    packet.extend(tag.to_be_bytes());
    packet.extend([0; 4]);
    packet.extend(chunks);
    let sum = checksum(&packet);
    packet[8..12].copy_from_slice(&sum.to_le_bytes());
    packet.into()
}

fn init(tag: u32) -> Bytes {
    let mut value = tag.to_be_bytes().to_vec();
    value.extend((1u32 << 20).to_be_bytes());
    value.extend([0, 64, 0, 64]);
    value.extend(FIRST.to_be_bytes());
    value.extend([0x80, 0x08, 0, 6, 130, 192, 0, 0]);
    packet(0, &chunk(1, 0, &value))
}

fn data(number: u32, stream: u16, flags: u8, ppid: u32, contents: &[u8]) -> Vec<u8> {
    let mut value = number.to_be_bytes().to_vec();
    value.extend(stream.to_be_bytes());
    value.extend([0, 0]);
    value.extend(ppid.to_be_bytes());
    value.extend(contents);
    chunk(0, flags, &value)
}

/// A client by hand, and the server's link to it.
struct Client {
    link: DataLink,
    now: Instant,
    tag: u32,
    answers: Vec<Vec<u8>>,
    happened: Vec<Happening>,
}

impl Client {
    /// With the association up and `_reliable` open on stream 0; number `FIRST` is used.
    fn connected() -> Self {
        let mut client = Self::new();
        client.give(init(TAG));
        let answer = client.answers.pop().unwrap();
        client.tag = u32::from_be_bytes(answer[16..20].try_into().unwrap());
        let cookie_len = usize::from(u16::from_be_bytes([answer[34], answer[35]]));
        assert_eq!(answer[32..34], [0, 7], "the cookie comes first");
        let cookie = answer[36..32 + cookie_len].to_vec();
        client.send(&chunk(10, 0, &cookie));
        client.send(&data(
            FIRST,
            0,
            BEGINS | ENDS,
            50,
            &dcep::open(DataChannel::Reliable),
        ));
        assert_eq!(client.happened, [Happening::Opened(DataChannel::Reliable)]);
        client
    }

    fn new() -> Self {
        Self {
            link: DataLink::new(Arc::default()),
            now: Instant::now(),
            tag: 0,
            answers: Vec::new(),
            happened: Vec::new(),
        }
    }

    fn give(&mut self, packet: Bytes) {
        self.link.receive(self.now, packet);
        self.link.settle(self.now, usize::MAX);
        let answers = &mut self.answers;
        self.link
            .transmit(self.now, |packet| answers.push(packet.to_vec()));
        self.happened.extend(self.link.happenings());
    }

    fn send(&mut self, chunks: &[u8]) {
        self.give(packet(self.tag, chunks));
        // So that what is acknowledged late is acknowledged.
        self.now += Duration::from_millis(250);
        self.link.tick(self.now);
        let answers = &mut self.answers;
        self.link
            .transmit(self.now, |packet| answers.push(packet.to_vec()));
    }

    /// Whether a message still gets through, as number `FIRST + at`.
    fn is_heard(&mut self, at: u32) -> bool {
        self.send(&data(
            FIRST + at,
            0,
            UNORDERED | BEGINS | ENDS,
            53,
            b"hello",
        ));
        let hello = Happening::Message(DataChannel::Reliable, Bytes::from_static(b"hello"));
        self.happened.pop() == Some(hello)
    }

    /// Ended by us, told to the client and to whoever listens.
    fn assert_ended(&self, reason: &str) {
        assert_eq!(self.link.over(), Some(reason));
        let closed = Happening::Closed(DataChannel::Reliable);
        assert_eq!(self.happened.last(), Some(&closed));
        assert_eq!(self.answers.last().unwrap()[12], 6, "ABORT");
        assert!(self.link.is_idle());
    }
}

#[test]
fn a_flood_of_inits_makes_one_association() {
    let mut client = Client::new();
    client.give(init(TAG));
    let answer = client.answers.pop().unwrap();
    for tag in 100..1_100 {
        client.give(init(tag));
    }
    assert!(client.answers.is_empty(), "nobody else is answered");
    client.give(init(TAG));
    assert_eq!(client.answers, [answer], "who did not hear is told again");

    let mut client = Client::connected();
    client.answers.clear();
    for tag in 100..1_100 {
        client.give(init(tag));
    }
    assert!(client.answers.is_empty());
    assert!(client.is_heard(1));
}

#[test]
fn nothing_reaches_over_half_the_number_space() {
    let far = FIRST.wrapping_add(0x7FFF_FFF0);
    let forward = chunk(192, 0, &far.to_be_bytes());
    // The same inside what states to be longer than the stack will think.
    let mut sack = [FIRST.to_be_bytes(), 100_000u32.to_be_bytes()].concat();
    sack.extend([0; 4]);
    sack.extend(&forward);
    let mut reset = vec![0, 16, 0, 20, 0, 0, 0, 1, 0, 0, 0, 1];
    reset.extend(&forward);
    let began = Instant::now();
    for chunks in [forward, chunk(3, 0, &sack), chunk(130, 0, &reset)] {
        let mut client = Client::connected();
        client.send(&chunks);
        client.send(&data(far, 0, BEGINS | ENDS, 53, b"far"));
        assert!(client.is_heard(1), "{chunks:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_message_without_an_end_ends_the_association() {
    let mut client = Client::connected();
    client.send(&data(FIRST + 1, 0, UNORDERED | BEGINS, 53, &[1; 1000]));
    for number in 2..400 {
        client.send(&data(FIRST + number, 0, UNORDERED, 53, &[1; 1000]));
        if client.link.over().is_some() {
            assert!(number > 200);
            break;
        }
    }
    client.assert_ended("a message that does not end");
}

#[test]
fn countless_parts_of_messages_end_the_association() {
    let mut client = Client::connected();
    for number in 1..4_000 {
        client.send(&data(FIRST + number, 0, UNORDERED | BEGINS, 53, &[1]));
        if client.link.over().is_some() {
            break;
        }
    }
    client.assert_ended("too many parts of messages");
}

#[test]
fn numbers_far_ahead_are_not_kept() {
    let mut client = Client::connected();
    for number in 1..20_000 {
        // Every other one, so that nothing can be acknowledged for good.
        client.give(packet(
            client.tag,
            &data(FIRST + 2 * number, 0, UNORDERED | BEGINS | ENDS, 53, &[1]),
        ));
    }
    let heard = client.happened.len();
    assert!(heard <= 1 + 512, "{heard}");
}

#[test]
fn streams_without_number_end_the_association() {
    let mut client = Client::connected();
    for stream in 1..100 {
        client.send(&data(FIRST + u32::from(stream), stream, BEGINS, 53, &[1]));
    }
    client.assert_ended("too many streams");
}

#[test]
fn resets_without_number_end_the_association() {
    let mut client = Client::connected();
    for request in 0..1_000u32 {
        let mut value = vec![0, 13, 0, 18];
        value.extend((FIRST + request).to_be_bytes());
        value.extend([0; 4]);
        value.extend((FIRST + 900).to_be_bytes());
        value.extend([0, 9]);
        client.send(&chunk(130, 0, &value));
    }
    client.assert_ended("too many stream resets");
}

#[test]
fn a_message_is_as_long_as_was_agreed_and_no_longer() {
    for (len, fits) in [(MAX_MESSAGE, true), (MAX_MESSAGE + 1, false)] {
        let mut client = Client::connected();
        let message = vec![3; len];
        let last = message.chunks(1024).count() as u32;
        for (number, part) in (1..).zip(message.chunks(1024)) {
            let flags =
                if number == 1 { BEGINS } else { 0 } | if number == last { ENDS } else { 0 };
            client.send(&data(FIRST + number, 0, UNORDERED | flags, 53, part));
        }
        if fits {
            let whole = Happening::Message(DataChannel::Reliable, message.into());
            assert_eq!(client.happened.last(), Some(&whole));
        } else {
            client.assert_ended("a message longer than was agreed");
        }
    }
}

#[test]
fn a_client_that_aborts_is_heard() {
    let mut client = Client::connected();
    client.send(&chunk(6, 0, &[]));
    assert_eq!(client.link.over(), Some("ended by the client"));
    client.give(init(TAG));
    assert_eq!(client.link.over(), Some("ended by the client"), "for good");
}

#[test]
fn packets_cut_short_or_lengthened_do_nothing() {
    let whole = [
        data(FIRST + 1, 0, UNORDERED | BEGINS | ENDS, 53, b"x"),
        chunk(3, 0, &[0, 0, 3, 232, 0, 1, 0, 0, 0, 0, 0, 0]),
        chunk(10, 0, &[1; 32]),
    ];
    for chunks in whole {
        for len in 0..chunks.len() {
            let mut client = Client::connected();
            let before = client.happened.len();
            client.send(&chunks[..len]);
            let mut longer = chunks[..len].to_vec();
            if let Some(stated) = longer.get_mut(2..4) {
                stated.copy_from_slice(&u16::MAX.to_be_bytes());
            }
            client.send(&longer);
            assert_eq!(
                (client.happened.len(), client.link.over()),
                (before, None),
                "{len}"
            );
        }
    }
}

/// Chunks that mean something, with numbers nearby, and chunks that mean nothing.
fn any_chunk() -> impl Strategy<Value = Vec<u8>> {
    let kinds = prop::sample::select(vec![
        0u8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 64, 130, 192, 193,
    ]);
    let near = (0u32..40).prop_map(|at| FIRST - 5 + at);
    let typed = (
        near.clone(),
        0u16..4,
        0u8..16,
        prop::sample::select(vec![50u32, 51, 53, 56, 9]),
        prop::collection::vec(any::<u8>(), 1..40),
    )
        .prop_map(|(number, stream, flags, ppid, contents)| {
            data(number, stream, flags, ppid, &contents)
        });
    let forward = (near.clone(), prop::collection::vec(any::<u8>(), 0..12))
        .prop_map(|(number, rest)| chunk(192, 0, &[&number.to_be_bytes()[..], &rest].concat()));
    let reset = (near, prop::collection::vec(any::<u8>(), 0..8), 10u16..30).prop_map(
        |(number, rest, len)| {
            let mut value = vec![0, 13];
            value.extend(len.to_be_bytes());
            value.extend([0, 0, 0, 1, 0, 0, 0, 0]);
            value.extend(number.to_be_bytes());
            value.extend(rest);
            chunk(130, 0, &value)
        },
    );
    let noise = (
        kinds,
        any::<u8>(),
        prop::collection::vec(any::<u8>(), 0..60),
    )
        .prop_map(|(kind, flags, value)| chunk(kind, flags, &value));
    prop_oneof![4 => typed, 1 => forward, 1 => reset, 4 => noise]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_packets_make_the_stack_fail(
        packets in prop::collection::vec(prop::collection::vec(any_chunk(), 1..4), 1..40),
        garbage in prop::collection::vec(any::<u8>(), 0..80),
    ) {
        let mut client = Client::connected();
        client.give(garbage.clone().into());
        client.send(&garbage);
        for chunks in packets {
            client.send(&chunks.concat());
        }
        prop_assert_ne!(client.link.over(), Some("the SCTP stack gave up"));
    }

    #[test]
    fn no_first_packet_makes_the_stack_fail(value in prop::collection::vec(any::<u8>(), 0..80), flags in 0u8..2) {
        let mut client = Client::new();
        let mut whole = init(TAG).slice(16..32).to_vec();
        whole.extend(&value);
        for value in [value, whole] {
            client.give(packet(0, &chunk(1, flags, &value)));
        }
    }
}
