#![expect(
    clippy::disallowed_methods,
    reason = "a test needs some instant to begin at"
)]

mod continuity;
mod story;

use rtc::{
    rtp::header::Header as OtherHeader,
    shared::marshal::Unmarshal,
    srtp::{context::Context, protection_profile::ProtectionProfile},
};

use super::*;
use crate::srtp::Protect;
use crate::{
    history::{Particulars, Pool},
    id::PeerId,
    rtp::Header,
    sdp::Offer,
    srtp::{MasterKeys, Profile},
};

const OFFER: &str = include_str!("../sdp/tests/chromium_receiver.sdp");

const BEST: Option<Target> = Some(Target {
    layer: 0,
    temporal: Target::EVERY_FRAME,
});

struct Bench {
    outgoing: Outgoing,
    protect: Protect,
    receiver: Context,
    pool: Pool,
    now: Instant,
}

/// A subscriber stream as Chromium negotiates video, and a second implementation that holds its keys.
fn bench(sequence: u16) -> Bench {
    let offer = Offer::parse(OFFER).unwrap();
    let video = offer
        .sections
        .iter()
        .find(|section| section.kind == crate::Kind::Video)
        .unwrap();
    let source = Source {
        peer: PeerId::new(1, 0),
        mid: Mid::new("1").unwrap(),
    };
    let ssrcs = SsrcPair {
        media: 1111,
        repair: Some(2222),
    };
    let begin = Beginning {
        ssrcs,
        sequence,
        repair_sequence: 5,
        timestamp_offset: 1_000,
    };
    let mut outgoing = Outgoing::new(source, 0, video.mid, begin);
    outgoing.negotiated(&video.codecs, video.extensions);
    outgoing.cap(BEST);
    let material: Vec<u8> = (0..56).collect();
    let keys = MasterKeys::split(Profile::AeadAes128Gcm, &material).unwrap();
    let provider = rtc::crypto::default_provider().unwrap();
    let profile = ProtectionProfile::AeadAes128Gcm;
    let receiver = Context::new(
        &material[16..32],
        &material[44..],
        profile,
        None,
        None,
        provider.crypto(),
    )
    .unwrap();
    let protect = Protect::new(&keys.to_client).unwrap();
    Bench {
        outgoing,
        protect,
        receiver,
        pool: Pool::new(),
        now: Instant::now(),
    }
}

fn kept(pool: &mut Pool, index: u64, key_frame: bool, now: Instant) -> Kept {
    let slot = pool.take(8).unwrap();
    pool.bytes_mut(&slot)[..8].copy_from_slice(&index.to_be_bytes());
    let what = Particulars {
        index,
        timestamp: index as u32 * 3_000,
        marker: true,
        codec: CodecKind::Vp8,
        audio_level: None,
        orientation: Some(1),
        arrived: now,
        key_frame,
        vp8: None,
    };
    Kept::new(what, slot, 0, 8)
}

fn stamp(number: u16) -> Stamp {
    Stamp {
        transport_sequence: number,
        send_time: [0; 3],
    }
}

impl Bench {
    /// Asks for a packet that is at hand.
    fn request(&mut self, now: Instant, sequence: u16) -> Option<(Origin, ())> {
        self.outgoing.requested(now, sequence, None, |_| Some(()))
    }

    fn send(&mut self, index: u64, key_frame: bool, generation: u32) -> Option<Vec<u8>> {
        let kept = kept(&mut self.pool, index, key_frame, self.now);
        let payload = kept.payload(&self.pool).to_vec();
        let mut buffer = [0; 256];
        let len = self.outgoing.write(
            self.now,
            &Fresh {
                kept: &kept,
                payload: &payload,
                layer: 0,
                stream: generation,
                sender: None,
            },
            stamp(index as u16),
            &self.protect,
            &mut buffer,
        )?;
        Some(buffer[..len].to_vec())
    }

    /// The packet as the second implementation opens it: sequence number, timestamp, payload.
    fn open(&mut self, sealed: &[u8]) -> (u16, u32, Vec<u8>) {
        let plain = self.receiver.decrypt_rtp(sealed).unwrap();
        let header = OtherHeader::unmarshal(&mut &plain[..]).unwrap();
        let at = Header::parse(&plain).unwrap().len;
        (
            header.sequence_number,
            header.timestamp,
            plain[at..].to_vec(),
        )
    }
}

#[test]
fn the_receiver_follows_across_rollovers_of_both_numberings() {
    let mut bench = bench(32_000);
    // The publisher's numbers roll over at 65,536, ours some 33,500 packets in and again 65,536 later.
    for (count, index) in (65_000u64..65_000 + 110_000).enumerate() {
        let sealed = bench.send(index, count == 0, 0).unwrap();
        let (sequence, timestamp, payload) = bench.open(&sealed);
        assert_eq!(sequence, (32_000 + count) as u16);
        assert_eq!(timestamp, (index as u32 * 3_000).wrapping_add(1_000));
        assert_eq!(payload, index.to_be_bytes());
    }
}

#[test]
fn video_begins_at_a_key_frame() {
    let mut bench = bench(9);
    assert!(bench.send(1, false, 0).is_none());
    assert_eq!(bench.outgoing.awaits(|_| Some(0)), Some(0));
    let first = bench.send(2, true, 0).unwrap();
    assert_eq!(bench.open(&first).0, 9);
    bench.outgoing.cap(None);
    assert!(bench.send(3, true, 0).is_none());
    bench.outgoing.cap(BEST);
    assert!(bench.send(4, false, 0).is_none());
    let next = bench.send(90_000, true, 0).unwrap();
    assert_eq!(bench.open(&next).0, 10, "no gap");
}

#[test]
fn another_source_stream_continues_numbers_and_time() {
    let mut bench = bench(9);
    let first = bench.send(500, true, 1).unwrap();
    let (sequence, timestamp, _) = bench.open(&first);
    bench.now += Duration::from_millis(100);
    assert!(
        bench.send(501, false, 2).is_none(),
        "another stream begins at a key frame"
    );
    let switched = bench.send(7, true, 2).unwrap();
    let (next, later, _) = bench.open(&switched);
    assert_eq!((next, later), (sequence + 1, timestamp + 9_000));
}

#[test]
fn a_retransmission_has_its_own_numbers_and_names_the_original() {
    let mut bench = bench(9);
    bench.send(500, true, 0).unwrap();
    bench.send(501, false, 0).unwrap();
    for _ in 0..20 {
        bench.now += Duration::from_millis(100);
        let missing = bench
            .outgoing
            .requested::<()>(bench.now, 10, None, |_| None);
        assert_eq!(
            missing, None,
            "it has yet to come, and the wait costs no try"
        );
    }
    let (asked, ()) = bench.request(bench.now, 10).unwrap();
    assert_eq!((asked.index, asked.stream), (501, 0));
    assert_eq!(bench.request(bench.now, 10), None, "just answered");
    assert_eq!(bench.request(bench.now, 11), None, "never sent");
    let kept = kept(&mut bench.pool, 501, false, bench.now);
    let payload = kept.payload(&bench.pool).to_vec();
    let mut buffer = [0; 256];
    for expected in 5..7 {
        let len = bench
            .outgoing
            .write_again(
                (10, &asked),
                &kept,
                &payload,
                stamp(1),
                &bench.protect,
                &mut buffer,
            )
            .unwrap();
        let (sequence, _, again) = bench.open(&buffer[..len]);
        assert_eq!(sequence, expected);
        assert_eq!(again[..2], 10u16.to_be_bytes());
        assert_eq!(again[2..], 501u64.to_be_bytes());
    }
    let tries = (0..100).filter(|millis| {
        let later = bench.now + Duration::from_millis(100 * (millis + 1));
        bench.request(later, 10).is_some()
    });
    assert_eq!(tries.count() as u8, resends::MAX_RESENDS - 1);
}

#[test]
fn what_the_header_says_beside_the_packet_is_what_was_negotiated() {
    let mut bench = bench(9);
    let sealed = bench.send(500, true, 0).unwrap();
    let extensions = bench.outgoing.extensions;
    let header = Header::parse(&sealed).unwrap();
    assert_eq!(
        header.extensions.get(extensions.transport_sequence),
        Some(&500u16.to_be_bytes()[..])
    );
    assert_eq!(
        header.extensions.get(extensions.video_orientation),
        Some(&[1][..])
    );
    assert_eq!(header.extensions.get(extensions.mid), Some(&b"1"[..]));
    assert!(bench.outgoing.reported(9));
    let sealed = bench.send(501, false, 0).unwrap();
    assert_eq!(
        Header::parse(&sealed)
            .unwrap()
            .extensions
            .get(extensions.mid),
        None,
        "they know the SSRC now"
    );
}
