use std::{net::SocketAddr, time::Duration};

use str0m::media::{Direction, MediaKind};

use super::{super::placement::SPARE, net::Conditions, world::World};
use crate::{
    answer::{SectionRole, SectionsWanted},
    event::{Event, GoneReason},
};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_client_that_falls_silent_is_gone_after_thirty_seconds() {
    let mut world = World::new(10, Conditions::default());
    let (publisher, audio, _) = world.publisher();
    let source = world.source(publisher, audio);
    world.subscriber(&[source]);
    world.run(3 * SECOND);
    world.clients[publisher].address = SocketAddr::from(([0, 0, 0, 0], 1));
    world.clients[publisher].connected = false;
    world.network.conditions.loss = 0;
    let rtc = &mut world.clients[publisher].rtc;
    rtc.disconnect();
    world.run(29 * SECOND);
    assert_eq!(world.gone(publisher), None);
    world.run(3 * SECOND);
    assert_eq!(world.gone(publisher), Some(GoneReason::Timeout));
}

#[test]
fn a_subscription_that_finds_no_section_is_told_and_placed_by_the_next_offer() {
    let mut world = World::new(11, Conditions::default());
    let (first, _, video) = world.publisher();
    let (second, _, other) = world.publisher();
    let sources = [world.source(first, video), world.source(second, other)];
    let (subscriber, _, seen) = world.subscriber(&sources[..1]);
    world.run(3 * SECOND);
    world.subscribe(subscriber, sources[1]);
    world.run(SECOND);
    let wanted = Event::SectionsWanted(
        world.peer(subscriber),
        SectionsWanted {
            audios: 0,
            videos: 1 + SPARE,
        },
    );
    assert!(world.events.contains(&wanted), "{:?}", world.events);
    let (answer, added) = world.negotiate(subscriber, |api| {
        api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None)
    });
    assert_eq!(answer.wanted, SectionsWanted::default());
    let placed = answer.sections.last().unwrap();
    assert!(
        matches!(&placed.role, SectionRole::Receiving { source: Some(source), .. } if *source == sources[1]),
        "{placed:?}"
    );
    world.run(3 * SECOND);
    assert!(world.clients[subscriber].frames(seen).missing == 0);
    assert!(world.clients[subscriber].frames(added).count > 60);
}

#[test]
fn a_freed_section_rests_for_one_answer_and_is_used_again() {
    let mut world = World::new(12, Conditions::default());
    let (first, _, video) = world.publisher();
    let (second, _, other) = world.publisher();
    let sources = [world.source(first, video), world.source(second, other)];
    let (subscriber, _, seen) = world.subscriber(&sources[..1]);
    world.run(3 * SECOND);
    let peer = world.peer(subscriber);
    world.core.unsubscribe(peer, sources[0]);
    world.subscribe(subscriber, sources[1]);
    world.run(SECOND);
    let wanted = SectionsWanted {
        audios: 0,
        videos: 1 + SPARE,
    };
    let instead = Event::SectionsWanted(peer, wanted);
    let again = Event::SectionsWanted(peer, SectionsWanted::default());
    assert!(world.events.contains(&instead), "{:?}", world.events);
    world.events.clear();
    // This client forgets that it wanted to receive once an answer says `inactive`; browsers do not.
    let restart = |api: &mut str0m::change::SdpApi<'_>| {
        api.ice_restart(true);
        api.set_direction(seen, Direction::RecvOnly);
    };
    let (resting, ()) = world.negotiate(subscriber, restart);
    let is_free = |section: &crate::answer::Section| {
        matches!(section.role, SectionRole::Receiving { source: None, .. })
    };
    assert!(
        resting.sections.iter().any(is_free),
        "{:?}",
        resting.sections
    );
    world.run(SECOND);
    assert!(
        world.events.contains(&again),
        "one more offer is needed: {:?}",
        world.events
    );
    let (answer, ()) = world.negotiate(subscriber, restart);
    assert!(answer.sections.iter().any(|section| {
        matches!(section.role, SectionRole::Receiving { source: Some(source), .. } if source == sources[1])
    }));
    world.media_sent.clear();
    world.run(3 * SECOND);
    // This client does not follow a section to another SSRC, as browsers do: what was sent must tell.
    let address = world.clients[subscriber].address;
    assert!(world.media_sent[&address] > 200, "{:?}", world.media_sent);
}

#[test]
fn media_flows_on_through_an_ice_restart_and_a_change_of_network() {
    let mut world = World::new(
        13,
        Conditions {
            delay: Duration::from_millis(10),
            ..Conditions::default()
        },
    );
    let (publisher, _, video) = world.publisher();
    let source = world.source(publisher, video);
    let (subscriber, _, seen) = world.subscriber(&[source]);
    world.run(3 * SECOND);
    let (before, ()) = world.negotiate(subscriber, |api| {
        api.ice_restart(true);
    });
    world.run(3 * SECOND);
    let (after, ()) = world.negotiate(subscriber, |api| {
        api.ice_restart(true);
    });
    let ufrag = |sdp: &str| {
        sdp.lines()
            .find(|line| line.starts_with("a=ice-ufrag"))
            .unwrap()
            .to_owned()
    };
    assert_ne!(ufrag(&before.sdp), ufrag(&after.sdp));
    world.run(3 * SECOND);
    let frames = world.clients[subscriber].frames(seen);
    assert!(frames.missing == 0 && frames.count > 200, "{frames:?}");
    // One generation of old credentials at most is kept.
    assert!(world.core.by_ufrag.len() <= 4);
}

#[test]
fn who_leaves_frees_everything() {
    let mut world = World::new(14, Conditions::default());
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, _, _) = world.subscriber(&sources);
    world.run(3 * SECOND);
    for client in [publisher, subscriber] {
        let mut out = super::net::Gathered {
            from: world.server,
            datagrams: Vec::new(),
        };
        let (now, peer) = (world.now, world.peer(client));
        assert!(world.core.leave(now, peer, &mut out));
        world.send(out);
    }
    world.run(SECOND);
    assert_eq!(world.core.held(), [0; 6]);
    assert_eq!(world.gone(publisher), Some(GoneReason::Left));
}

#[test]
fn a_bad_offer_leaves_the_session_as_it_was() {
    let mut world = World::new(15, Conditions::default());
    let (publisher, audio, _) = world.publisher();
    world.run(2 * SECOND);
    let (text, _, ()) = world.clients[publisher].offer(|api| {
        api.ice_restart(true);
    });
    let before = world.core.by_ufrag.clone();
    let error = world
        .offer_text(
            publisher,
            &text.replace(&format!("a=mid:{audio}"), "a=mid:other"),
        )
        .unwrap_err();
    assert!(
        error.to_string().contains("BUNDLE") && error.to_string().contains("line"),
        "{error}"
    );
    assert_eq!(world.core.by_ufrag, before);
}
