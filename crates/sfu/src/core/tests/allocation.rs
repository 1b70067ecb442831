//! Once media flows, forwarding it takes no memory that is not there already.

use std::time::Duration;

use super::{net::Conditions, scene::SECOND, world::World};

#[test]
fn a_forwarded_packet_is_given_no_memory() {
    let conditions = Conditions {
        loss: 2,
        delay: Duration::from_millis(20),
        jitter: Duration::from_millis(3),
        ..Conditions::default()
    };
    let mut world = World::new(71, conditions);
    let (speaker, audio, _) = world.publisher();
    let (camera, video) = world.camera();
    let sources = [world.source(speaker, audio), world.source(camera, video)];
    for _ in 0..6 {
        world.subscriber(&sources);
    }
    world.run(15 * SECOND);
    let sent = |world: &World| world.media_sent.values().sum::<usize>() as u64;
    let (before, packets) = (world.allocations, sent(&world));
    let repairs: u64 = (2..8).map(|client| world.repairs(client)).sum();
    world.run(20 * SECOND);
    let (after, packets) = (world.allocations, sent(&world) - packets);
    let repaired: u64 = (2..8).map(|client| world.repairs(client)).sum();
    assert!(packets > 15_000, "{packets} packets");
    assert!(repaired - repairs > 100, "{} repairs", repaired - repairs);
    let for_packets = after.for_packets - before.for_packets;
    let for_time = after.for_time - before.for_time;
    // A queue still grows now and then to a length it never had.
    assert!(
        for_packets * 1_000 < packets,
        "{for_packets} times for {packets} packets"
    );
    // Bandwidth is shared out five times a second by lists that are made anew; reports go out once.
    let each_second = for_time / 20 / 8;
    assert!(
        each_second < 120,
        "{each_second} times a second for each peer"
    );
}
