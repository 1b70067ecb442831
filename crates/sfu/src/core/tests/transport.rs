use std::{net::SocketAddr, time::Duration};

use rtc::srtp::protection_profile::ProtectionProfile;
use str0m::{format::Codec, media::MediaKind};

use super::{
    bare::Bare,
    frame,
    net::{Conditions, Gathered},
    world::World,
};
use crate::{
    event::GoneReason,
    rtcp::{Packet, Packets},
};

const SECOND: Duration = Duration::from_secs(1);

fn nearby(seed: u64) -> World {
    let delay = Duration::from_millis(5);
    World::new(
        seed,
        Conditions {
            delay,
            ..Conditions::default()
        },
    )
}

#[test]
fn a_client_that_knows_only_the_older_cipher_sends_and_receives() {
    for profile in [
        ProtectionProfile::Aes128CmHmacSha1_80,
        ProtectionProfile::AeadAes128Gcm,
    ] {
        let mut world = nearby(40);
        let mut speaker = Bare::join(&mut world, profile);
        speaker.connect(&mut world, "sendonly");
        let source = world.source(speaker.client, "0".into());
        let (listener, heard, _) = world.subscriber(&[source]);
        speaker.run(&mut world, 100);
        assert!(world.connected(speaker.client) && world.connected(listener));
        for number in 0..50u16 {
            let frame = frame::made(Codec::Opus, number.into(), true);
            speaker.speak(&mut world, number, &frame);
            speaker.run(&mut world, 4);
        }
        world.run(SECOND);
        let frames = world.clients[listener].frames(heard);
        assert!(
            frames.count >= 45 && frames.missing == 0,
            "{profile:?}: {frames:?}"
        );

        let (publisher, audio, _) = world.publisher();
        let source = world.source(publisher, audio);
        let mut listener = Bare::join(&mut world, profile);
        world.subscribe(listener.client, source);
        listener.connect(&mut world, "recvonly");
        listener.run(&mut world, 600);
        let payloads = listener.received.iter().filter(|packet| packet.len() > 90);
        assert!(payloads.count() > 80, "{profile:?}");
    }
}

#[test]
fn h264_reaches_a_subscriber_whole_from_its_first_parameter_set_on() {
    for loss in [0, 3] {
        let mut world = nearby(41);
        world.network.conditions.loss = loss;
        world.video_codec = Codec::H264;
        let (publisher, audio, video) = world.publisher();
        let sources = [
            world.source(publisher, audio),
            world.source(publisher, video),
        ];
        world.run(2 * SECOND);
        let (subscriber, _, seen) = world.subscriber(&sources);
        world.run(8 * SECOND);
        world.network.conditions.loss = 0;
        world.run(SECOND);
        let published = &world.clients[publisher].published[1];
        assert_eq!(
            (published.codec, published.kind),
            (Codec::H264, MediaKind::Video)
        );
        let begun = world.clients[subscriber].key_frames.get(&seen).copied();
        assert_eq!(begun, Some(true), "nothing can be shown before a key frame");
        let frames = world.clients[subscriber].frames(seen);
        assert!(frames.count > 180 && frames.missing == 0, "{frames:?}");
    }
}

#[test]
fn whatever_flight_of_the_handshake_is_lost_is_sent_again() {
    // Nothing reaches the client for a while, which begins earlier or later in the handshake.
    for begins in (0..400).step_by(10) {
        let delay = Duration::from_millis(30);
        let good = Conditions {
            delay,
            ..Conditions::default()
        };
        let mut world = World::new(begins, good);
        let (client, _, _) = world.publisher();
        world.run(Duration::from_millis(begins));
        world.down(client, Some(Conditions { loss: 100, ..good }));
        world.run(Duration::from_millis(100));
        world.down(client, None);
        // This client repeats its own flight after a second.
        world.run(3 * SECOND);
        let both = (world.connected(client), world.clients[client].connected);
        assert_eq!(both, (true, true), "lost from {begins} ms on");
    }
}

#[test]
fn who_says_goodbye_is_gone_at_once() {
    let mut world = nearby(42);
    let mut client = Bare::join(&mut world, ProtectionProfile::AeadAes128Gcm);
    client.connect(&mut world, "sendonly");
    client.run(&mut world, 60);
    assert!(world.connected(client.client));
    client.close(&mut world);
    world.run(Duration::from_millis(20));
    assert_eq!(world.gone(client.client), Some(GoneReason::Closed));
    assert_eq!(world.core.held(), [0; 6]);
}

#[test]
fn who_heard_somebody_that_leaves_is_told_that_their_stream_has_ended() {
    let mut world = nearby(44);
    let (publisher, audio, _) = world.publisher();
    let source = world.source(publisher, audio);
    let mut listener = Bare::join(&mut world, ProtectionProfile::AeadAes128Gcm);
    world.subscribe(listener.client, source);
    listener.connect(&mut world, "recvonly");
    listener.run(&mut world, 400);
    let ended = |listener: &Bare| {
        let ended = listener.control.iter().flat_map(|compound| {
            let packets = Packets::of(compound);
            packets.filter_map(|packet| match packet {
                Packet::Goodbye { ssrcs } => Some(ssrcs.to_vec()),
                _ => None,
            })
        });
        ended.collect::<Vec<_>>()
    };
    assert_eq!(ended(&listener).len(), 0);
    let ssrc = listener.received[0][8..12].to_vec();
    let mut out = Gathered {
        from: world.server,
        datagrams: Vec::new(),
    };
    let (now, who) = (world.now, world.peer(publisher));
    assert!(world.core.leave(now, who, &mut out));
    listener.run(&mut world, 100);
    assert_eq!(ended(&listener), [ssrc]);
}

#[test]
fn a_connected_client_takes_its_media_with_it_to_another_address() {
    let mut world = nearby(43);
    let (publisher, audio, _) = world.publisher();
    let source = world.source(publisher, audio);
    let mut listener = Bare::join(&mut world, ProtectionProfile::AeadAes128Gcm);
    world.subscribe(listener.client, source);
    listener.connect(&mut world, "recvonly");
    listener.run(&mut world, 400);
    let before = listener.received.len();
    assert!(before > 30, "{before}");

    let old = listener.address;
    let elsewhere = SocketAddr::from(([203, 0, 113, 77], 6000));
    listener.move_to(&mut world, elsewhere);
    // Without a check from there nothing is sent there, whatever it sends.
    listener.write(&mut world, b"not a check");
    listener.run(&mut world, 20);
    assert_eq!(listener.received.len(), before);
    // The path in use goes stale, and the client nominates the one it has now.
    listener.run(&mut world, 600);
    listener.check(&mut world);
    listener.run(&mut world, 200);
    let after = listener.received.len();
    assert!(after > before + 40, "{before} -> {after}");
    world.media_sent.clear();
    listener.run(&mut world, 100);
    assert_eq!(world.media_sent.get(&old), None);
    assert!(world.media_sent[&elsewhere] > 20);
    // Nor does the association have to be made again.
    assert_eq!(world.gone(listener.client), None);
    assert!(world.core.by_address.len() <= 3);
}
