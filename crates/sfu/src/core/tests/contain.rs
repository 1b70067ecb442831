use std::time::Duration;

use super::{
    net::{Conditions, Gathered},
    world::World,
};
use crate::event::GoneReason;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_panic_ends_the_peer_it_came_from_and_nobody_else() {
    let mut world = World::new(62, Conditions::default());
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, heard, seen) = world.subscriber(&sources);
    let (unlucky, _, _) = world.publisher();
    world.run(3 * SECOND);
    let key = world.core.ids[&world.peer(unlucky)];
    let mut out = Gathered {
        from: world.server,
        datagrams: Vec::new(),
    };
    world.core.contained(world.now, &mut out, |core, _| {
        core.at_hand = Some(key);
        // In the middle of a batch: packets were noted and not yet forwarded.
        let track = core.tracks.iter().map(|(key, _)| key).next().unwrap();
        core.touched.push(track);
        core.tracks[track].fresh.push((0, 0));
        panic!("a defect")
    });
    world.send(out);
    world.run(3 * SECOND);
    assert_eq!(world.gone(unlucky), Some(GoneReason::Fault));
    assert_eq!(world.gone(publisher), None);
    for (mid, least) in [(heard, 270), (seen, 150)] {
        let frames = world.clients[subscriber].frames(mid);
        assert!(frames.count > least && frames.missing == 0, "{frames:?}");
    }
}

#[test]
fn who_cannot_even_be_removed_is_cut_off() {
    let mut world = World::new(63, Conditions::default());
    let (publisher, audio, _) = world.publisher();
    let source = world.source(publisher, audio);
    world.subscriber(&[source]);
    world.run(2 * SECOND);
    let key = world.core.ids[&world.peer(publisher)];
    world.core.bury(key, GoneReason::Fault);
    world.run(2 * SECOND);
    assert_eq!(world.gone(publisher), Some(GoneReason::Fault));
    assert!(world.core.by_address.values().all(|of| *of != key));
    let address = world.clients[publisher].address;
    assert_eq!(world.inject(address, &[0x80, 111, 0, 1, 0, 0, 0, 1]), 0);
}
