//! Where the seeds of the fuzz targets come from: what the clients of a simulated call send, deciphered.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use super::{
    net::{Conditions, Datagram},
    world::{World, is_media},
};
use crate::rtp::Header;

/// Kept of each target's.
const SEEDS: usize = 12;

/// A publisher, a camera in three sizes and somebody who receives both over a bad line.
fn call() -> World {
    let conditions = Conditions {
        delay: Duration::from_millis(20),
        loss: 5,
        ..Conditions::default()
    };
    let mut world = World::new(11, conditions);
    world.network.log = Some(Vec::new());
    let (publisher, audio, video) = world.publisher();
    let (camera, pictures) = world.camera();
    let mut sources = vec![
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    world.subscriber(&sources);
    sources.push(world.source(camera, pictures));
    world.subscriber(&sources[2..]);
    world.run(Duration::from_secs(6));
    world
}

/// What the datagram was before it was sealed.
fn opened(world: &mut World, datagram: &Datagram) -> Option<Vec<u8>> {
    let key = *world.core.by_address.get(&datagram.from)?;
    let srtp = world.core.peers.get_mut(key)?.srtp.as_mut()?;
    let mut plain = vec![0; 2048];
    if !is_media(datagram) {
        srtp.unprotect_rtcp.forget();
        let len = srtp.unprotect_rtcp.open(&datagram.bytes, &mut plain)?;
        return Some(plain[..len].to_vec());
    }
    let header = Header::parse(&datagram.bytes)?;
    let index = u64::from(header.sequence);
    let packet = &datagram.bytes;
    let len = srtp
        .unprotect
        .open(packet, header.len, header.ssrc, index, &mut plain)?;
    Some([&packet[..header.len], &plain[..len]].concat())
}

/// Those that differ in kind: by what the first bytes say and by about how long they are.
fn write(target: &str, inputs: impl Iterator<Item = Vec<u8>>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(target);
    let mut kinds = BTreeSet::new();
    let differing = inputs.filter(|input| kinds.insert((input[..2].to_vec(), input.len() / 64)));
    for (number, input) in differing.take(SEEDS).enumerate() {
        fs::write(folder.join(format!("call-{number:02}")), input).unwrap();
    }
}

#[test]
#[ignore = "writes fuzz/seeds anew"]
fn seeds_are_gathered() {
    let mut world = call();
    let server = world.server;
    let log = world.network.log.take().unwrap();
    let heard: Vec<Datagram> = log
        .into_iter()
        .filter(|datagram| datagram.to == server)
        .collect();
    let first_byte = |range: std::ops::RangeInclusive<u8>| {
        let fitting = heard
            .iter()
            .filter(move |datagram| range.contains(&datagram.bytes[0]));
        fitting.map(|datagram| datagram.bytes.clone())
    };
    write("stun", first_byte(0..=3));
    let story =
        |record: Vec<u8>| [&[0, 1][..], &(record.len() as u16).to_be_bytes(), &record].concat();
    write("dtls", first_byte(20..=63).map(story));
    let sealed: Vec<Datagram> = heard
        .iter()
        .filter(|datagram| datagram.bytes[0] >= 128)
        .cloned()
        .collect();
    let (media, reports): (Vec<_>, Vec<_>) = sealed.into_iter().partition(is_media);
    let mut opened = |datagrams: Vec<Datagram>| -> Vec<Vec<u8>> {
        datagrams
            .iter()
            .filter_map(|datagram| opened(&mut world, datagram))
            .collect()
    };
    write("rtp", opened(media).into_iter());
    write("rtcp", opened(reports).into_iter());
}
