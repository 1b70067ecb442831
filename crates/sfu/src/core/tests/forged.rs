use std::{net::SocketAddr, time::Duration};

use super::{
    net::Conditions,
    world::{World, is_media},
};
use crate::event::GoneReason;

const SECOND: Duration = Duration::from_secs(1);

fn stranger(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 66], port))
}

/// A world in which one publishes and one receives, for a while already.
fn running() -> (World, usize) {
    let mut world = World::new(
        7,
        Conditions {
            delay: Duration::from_millis(5),
            ..Conditions::default()
        },
    );
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    world.subscriber(&sources);
    world.network.log = Some(Vec::new());
    world.run(4 * SECOND);
    (world, publisher)
}

#[test]
fn nothing_forged_is_answered_or_remembered() {
    let (mut world, publisher) = running();
    let server = world.server;
    let log = world.network.log.take().unwrap();
    let genuine: Vec<_> = log
        .into_iter()
        .filter(|datagram| datagram.to == server)
        .collect();
    let before = world.core.held();
    let own = world.clients[publisher].address;
    let mut answered = 0;
    for (number, datagram) in genuine.iter().enumerate() {
        let mut forged = datagram.bytes.clone();
        let at = (number * 7 + 9) % forged.len();
        forged[at] ^= 0x20;
        // From strangers, and from a peer's own address.
        answered += world.inject(stranger(number as u16), &forged);
        if !(20..64).contains(&datagram.bytes[0]) {
            answered += world.inject(own, &forged);
        }
    }
    // Checks that know every name, but not the password; they carry no FINGERPRINT to stumble over.
    let ufrags: Vec<_> = world.core.by_ufrag.keys().copied().collect();
    for (port, ufrag) in (1u16..).zip(ufrags) {
        let username = format!("{}:them", std::str::from_utf8(&ufrag).unwrap());
        let check = crate::stun::tests::check(&username, "not the password at all", true);
        answered += world.inject(stranger(port), &check);
    }
    // New SSRCs by the thousand, from a peer's own address.
    for ssrc in 0u32..5_000 {
        let mut packet = vec![0x80, 96, 0, 1, 0, 0, 0, 1];
        packet.extend(ssrc.to_be_bytes());
        packet.extend([0; 60]);
        answered += world.inject(own, &packet);
        packet[1] = 201;
        answered += world.inject(own, &packet);
    }
    assert_eq!((answered, world.core.held()), (0, before));
}

#[test]
fn media_of_a_stranger_is_not_read_even_when_genuine() {
    let (mut world, publisher) = running();
    let address = world.clients[publisher].address;
    let server = world.server;
    let media = world.network.log.take().unwrap();
    let media: Vec<_> = media
        .into_iter()
        .filter(|d| d.from == address && d.to == server && is_media(d))
        .collect();
    let before = world.core.held();
    let sent: usize = media
        .iter()
        .map(|datagram| world.inject(stranger(1), &datagram.bytes))
        .sum();
    assert_eq!((sent, world.core.held()), (0, before));
}

#[test]
fn a_replay_is_dropped() {
    let (mut world, publisher) = running();
    let address = world.clients[publisher].address;
    let server = world.server;
    let log = world.network.log.take().unwrap();
    let media: Vec<_> = log
        .into_iter()
        .filter(|d| d.from == address && d.to == server && is_media(d))
        .collect();
    assert!(media.len() > 100);
    let before = world.core.held();
    let sent: usize = media
        .iter()
        .map(|datagram| world.inject(address, &datagram.bytes))
        .sum();
    assert_eq!((sent, world.core.held()), (0, before));
}

#[test]
fn a_client_with_another_certificate_is_refused() {
    let mut world = World::new(8, Conditions::default());
    let client = world.join();
    let (text, pending, _) = world.clients[client].offer(|api| {
        let (kind, direction) = (
            str0m::media::MediaKind::Audio,
            str0m::media::Direction::SendOnly,
        );
        api.add_media(kind, direction, None, None, None)
    });
    let line = text
        .lines()
        .find(|line| line.starts_with("a=fingerprint:"))
        .unwrap();
    let (prefix, last) = line.split_at(line.len() - 1);
    let other = format!("{prefix}{}", if last == "0" { "1" } else { "0" });
    let answer = world
        .offer_text(client, &text.replace(line, &other))
        .unwrap();
    world.clients[client].accept(pending, &answer.sdp);
    world.run(3 * SECOND);
    assert_eq!(world.gone(client), Some(GoneReason::Refused));
    assert!(!world.connected(client));
}
