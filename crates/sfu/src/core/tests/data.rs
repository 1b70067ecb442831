use std::time::Duration;

use bytes::Bytes;
use str0m::channel::{ChannelConfig, Reliability};

use super::{net::Conditions, world::World};
use crate::{
    data::{DataChannel, MAX_BACKLOG, MAX_MESSAGE, cost},
    event::{Event, GoneReason},
};

const SECOND: Duration = Duration::from_secs(1);

fn nearby(seed: u64, loss: u32) -> World {
    let delay = Duration::from_millis(20);
    let jitter = Duration::from_millis(4);
    World::new(
        seed,
        Conditions {
            loss,
            delay,
            jitter,
            ..Conditions::default()
        },
    )
}

fn lossy() -> ChannelConfig {
    ChannelConfig {
        label: "_lossy".to_owned(),
        ordered: false,
        reliability: Reliability::MaxRetransmits { retransmits: 0 },
        ..ChannelConfig::default()
    }
}

/// A client that opens both channels itself, as LiveKit's do on their one connection.
fn talker(world: &mut World) -> usize {
    let client = world.join();
    world.negotiate(client, |api| {
        api.add_channel("_reliable".to_owned());
        api.add_channel_with_config(lossy());
    });
    for _ in 0..80 {
        world.run(Duration::from_millis(100));
        if world.clients[client].channels.len() == 2 {
            break;
        }
    }
    world.run(SECOND / 2);
    client
}

/// Sends as `Sfu::send_data` would; whether it was taken.
fn send(world: &mut World, client: usize, channel: DataChannel, message: Vec<u8>) -> bool {
    let peer = world.peer(client);
    let bytes = Bytes::from(message);
    let taken = world.backlogs.of(peer).unwrap().take(cost(&bytes));
    if taken {
        let mut out = super::net::Gathered {
            from: world.server,
            datagrams: Vec::new(),
        };
        let now = world.now;
        world.core.send_data(now, peer, channel, bytes, &mut out);
        world.core.end_batch(now, &mut out);
        world.send(out);
    }
    taken
}

/// What came from a client on a channel.
fn heard(world: &World, client: usize, on: DataChannel) -> Vec<Bytes> {
    let events = world.events.iter().filter_map(|event| match event {
        Event::Data {
            peer,
            channel,
            bytes,
        } if (*peer, *channel) == (world.peer(client), on) => Some(bytes.clone()),
        _ => None,
    });
    events.collect()
}

fn received(world: &World, client: usize, label: &str) -> Vec<Vec<u8>> {
    let client = &world.clients[client];
    let id = client.channels[label];
    let messages = client.messages.iter().filter(|(of, _)| *of == id);
    messages.map(|(_, message)| message.clone()).collect()
}

/// Messages of all sizes, each with its number.
fn messages(count: usize) -> Vec<Vec<u8>> {
    let sizes = [1, 20, 900, 1200, 5_000, MAX_MESSAGE, 3, 15_000];
    (0..count)
        .map(|number| {
            let mut message = vec![number as u8; sizes[number % sizes.len()].max(2)];
            message[..2].copy_from_slice(&(number as u16).to_be_bytes());
            message
        })
        .collect()
}

#[test]
fn every_reliable_message_arrives_in_order_both_ways_whatever_is_lost() {
    for (seed, loss) in [(50, 0), (51, 3), (52, 10)] {
        let mut world = nearby(seed, loss);
        let client = talker(&mut world);
        let sent = messages(80);
        for message in &sent {
            world.clients[client].say("_reliable", message.clone());
            while !send(&mut world, client, DataChannel::Reliable, message.clone()) {
                world.run(SECOND / 10);
            }
            world.run(Duration::from_millis(3));
        }
        let done = |world: &World| {
            heard(world, client, DataChannel::Reliable).len() >= sent.len()
                && received(world, client, "_reliable").len() >= sent.len()
        };
        for _ in 0..1200 {
            if done(&world) {
                break;
            }
            world.run(SECOND / 10);
        }
        let up = heard(&world, client, DataChannel::Reliable);
        let down = received(&world, client, "_reliable");
        assert!(up.iter().eq(sent.iter()), "seed {seed}: {} up", up.len());
        assert!(down == sent, "seed {seed}: {} down", down.len());
        world.run(5 * SECOND);
        let backlog = world.backlogs.of(world.peer(client)).unwrap();
        assert_eq!(backlog.bytes(), 0, "all has arrived");
    }
}

#[test]
fn a_lossy_message_may_miss_but_never_waits_for_another() {
    let mut world = nearby(53, 20);
    let client = talker(&mut world);
    let (mut latest_up, mut latest_down) = (0, 0);
    for number in 0..200u16 {
        let message = number.to_be_bytes().to_vec();
        world.clients[client].say("_lossy", message.clone());
        send(&mut world, client, DataChannel::Lossy, message);
        world.run(Duration::from_millis(25));
        let fresh = |bytes: &[u8]| {
            let of = u16::from_be_bytes([bytes[0], bytes[1]]);
            number - of.min(number)
        };
        let up = heard(&world, client, DataChannel::Lossy);
        if up.len() > latest_up {
            assert!(fresh(up.last().unwrap()) <= 3, "stale at {number}");
            latest_up = up.len();
        }
        let down = received(&world, client, "_lossy");
        if down.len() > latest_down {
            assert!(fresh(down.last().unwrap()) <= 3, "stale at {number}");
            latest_down = down.len();
        }
    }
    assert!((110..200).contains(&latest_up), "{latest_up} of 200");
    assert!((110..200).contains(&latest_down), "{latest_down} of 200");
}

#[test]
fn text_and_empty_messages_arrive_as_such() {
    let mut world = nearby(54, 0);
    let client = talker(&mut world);
    let id = world.clients[client].channels["_reliable"];
    let mut channel = world.clients[client].rtc.channel(id).unwrap();
    assert!(channel.write(false, "grüezi".as_bytes()).unwrap());
    assert!(send(&mut world, client, DataChannel::Reliable, Vec::new()));
    assert!(send(&mut world, client, DataChannel::Reliable, vec![7]));
    world.run(SECOND);
    assert_eq!(heard(&world, client, DataChannel::Reliable), ["grüezi"]);
    let down = received(&world, client, "_reliable");
    assert_eq!(down.last().unwrap(), &[7]);
    assert_eq!(world.backlogs.of(world.peer(client)).unwrap().bytes(), 0);
}

#[test]
fn the_server_opens_the_channels_when_it_is_asked_to() {
    let mut world = nearby(55, 5);
    let client = world.join();
    // A section for data is there, but no channel of ours.
    world.negotiate(client, |api| {
        api.add_channel("unheard-of".to_owned());
    });
    let mut out = super::net::Gathered {
        from: world.server,
        datagrams: Vec::new(),
    };
    let peer = world.peer(client);
    world.core.open_data_channels(world.now, peer, &mut out);
    world.run(6 * SECOND);
    for channel in DataChannel::ALL {
        let open = Event::DataChannelOpen { peer, channel };
        assert!(world.events.contains(&open), "{channel:?}");
        world.clients[client].say(channel.label(), vec![1, 2, 3]);
        send(&mut world, client, channel, vec![4, 5, 6]);
    }
    world.run(3 * SECOND);
    assert_eq!(
        heard(&world, client, DataChannel::Reliable),
        [&[1, 2, 3][..]]
    );
    assert_eq!(received(&world, client, "_reliable"), [[4, 5, 6]]);
}

#[test]
fn a_channel_of_another_name_is_closed_again() {
    let mut world = nearby(56, 0);
    let client = world.join();
    let (_, ids) = world.negotiate(client, |api| {
        api.add_channel("_reliable".to_owned());
        ["a", "b", "c"].map(|label| api.add_channel(label.to_owned()))
    });
    world.run(6 * SECOND);
    for id in ids {
        assert!(
            world.clients[client].closed.contains(&id),
            "{id:?} {:?} {:?}",
            world.clients[client].closed,
            world.clients[client].channels
        );
    }
    world.clients[client].say("_reliable", vec![1]);
    world.run(SECOND);
    assert_eq!(heard(&world, client, DataChannel::Reliable).len(), 1);
    let opened = world
        .events
        .iter()
        .filter(|event| matches!(event, Event::DataChannelOpen { .. }));
    assert_eq!(opened.count(), 1);
}

#[test]
fn a_channel_closed_by_its_client_is_told_and_can_be_opened_again() {
    let mut world = nearby(57, 0);
    let client = talker(&mut world);
    let (peer, channel) = (world.peer(client), DataChannel::Reliable);
    let id = world.clients[client].channels["_reliable"];
    world.clients[client]
        .rtc
        .direct_api()
        .close_data_channel(id);
    world.run(SECOND);
    assert!(
        world
            .events
            .contains(&Event::DataChannelClosed { peer, channel })
    );
    assert!(
        send(&mut world, client, channel, vec![9; 100]),
        "it may yet be opened"
    );
    world.negotiate(client, |api| {
        api.ice_restart(true);
        api.add_channel("_reliable".to_owned());
    });
    world.run(3 * SECOND);
    assert_eq!(received(&world, client, "_reliable"), [[9; 100]]);
}

#[test]
fn who_does_not_read_is_refused_more_then_told_off_and_everybody_else_goes_on() {
    let mut world = nearby(58, 0);
    let (publisher, audio, _) = world.publisher();
    let source = world.source(publisher, audio);
    let (listener, heard_at, _) = world.subscriber(&[source]);
    let client = talker(&mut world);
    let address = world.clients[client].address;
    world.dataless.push(address);
    let mut taken = 0;
    while send(&mut world, client, DataChannel::Reliable, vec![1; 50_000]) {
        taken += 50_000;
    }
    assert!(
        (MAX_BACKLOG - 50_000..=MAX_BACKLOG).contains(&taken),
        "{taken}"
    );
    // Lossy messages make room for each other.
    for _ in 0..100 {
        assert!(!send(
            &mut world,
            client,
            DataChannel::Lossy,
            vec![2; 60_000]
        ));
    }
    world.run(28 * SECOND);
    assert_eq!(world.gone(client), None);
    world.run(4 * SECOND);
    assert_eq!(world.gone(client), Some(GoneReason::Stalled));
    let frames = world.clients[listener].frames(heard_at);
    assert!(frames.count > 1400 && frames.missing == 0, "{frames:?}");
}

#[test]
fn lossy_messages_make_room_for_newer_ones() {
    let mut world = nearby(59, 0);
    let client = talker(&mut world);
    for number in 0..100u8 {
        assert!(send(
            &mut world,
            client,
            DataChannel::Lossy,
            vec![number; 20_000]
        ));
    }
    world.run(5 * SECOND);
    let down = received(&world, client, "_lossy");
    assert!((5..20).contains(&down.len()), "{}", down.len());
    assert_eq!(down.last().unwrap()[0], 99);
    assert_eq!(world.backlogs.of(world.peer(client)).unwrap().bytes(), 0);
}

#[test]
fn a_sender_waits_while_nobody_takes_what_it_sends() {
    let mut world = nearby(60, 0);
    let client = talker(&mut world);
    world.inattentive = true;
    let sent = messages(300);
    for message in &sent {
        world.clients[client].say("_reliable", message.clone());
    }
    world.run(10 * SECOND);
    let limit = 256 * 1024 + MAX_MESSAGE;
    assert!(world.core.untaken > 200_000 && world.core.untaken <= limit);
    assert!(
        world.clients[client].outbox.len() > 100,
        "the client holds the rest"
    );
    world.inattentive = false;
    for _ in 0..600 {
        world.run(SECOND / 10);
        if heard(&world, client, DataChannel::Reliable).len() == sent.len() {
            break;
        }
    }
    let up = heard(&world, client, DataChannel::Reliable);
    assert!(up.iter().eq(sent.iter()), "{} of {}", up.len(), sent.len());
    assert_eq!(world.core.untaken, 0);
}

#[test]
fn media_and_data_do_not_wait_for_each_other() {
    let mut world = nearby(61, 2);
    let client = talker(&mut world);
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, _, seen) = world.subscriber(&sources);
    for message in messages(60) {
        world.clients[client].say("_reliable", message);
        world.run(Duration::from_millis(50));
    }
    world.run(3 * SECOND);
    assert!(heard(&world, client, DataChannel::Reliable).len() >= 60);
    assert!(world.clients[subscriber].frames(seen).count > 100);
}
