//! Events and media become evidence, once.

use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::{DomainEvent, EvidenceLevel, Flow, MediaIdentity, RoomChange};

use crate::fixture::World;
use crate::outcome::{Person, Proof, Step};
use crate::store;
use crate::store::evidence::Source;

on_both_databases!(
    everybody_in_the_group_is_invited_once_when_the_session_opens,
    the_door_is_evidence_once,
    media_opens_an_interval_and_its_end_closes_it,
    another_kind_of_flow_begins_where_the_last_one_ended,
    the_same_flow_told_twice_is_one_interval,
    an_interval_never_ends_in_the_future,
    a_stranger_on_the_media_plane_leaves_no_evidence,
    a_facilitators_media_is_evidence_too,
    speech_is_recorded_once_a_minute,
    the_close_ends_every_interval_and_nothing_opens_after_it,
    who_is_known_by_an_identity,
);

async fn everybody_in_the_group_is_invited_once_when_the_session_opens(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let (session, group) = (world.session, world.group);
    world
        .deliver(&DomainEvent::SessionOpened { session, group })
        .await?;
    let at = world.now();
    world
        .deliver(&DomainEvent::SessionStarted { session, group, at })
        .await?;
    let mut invited: Vec<_> = world
        .facts()
        .await?
        .iter()
        .map(|fact| (fact.person, fact.proof))
        .collect();
    invited.sort_by_key(|(person, _)| *person);
    let mut members = [world.ada.membership, world.ben.membership];
    members.sort();
    assert_eq!(
        invited,
        members.map(|member| (Person::Member(member), Proof::Invited))
    );
    Ok(())
}

async fn the_door_is_evidence_once(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let (session, ada) = (world.session, world.ada.clone());
    let (membership, door_session) = (ada.membership, ada.door_session);
    let by = world.facilitator.staff;
    let steps = [
        DomainEvent::DoorJoined {
            session,
            membership,
            door_session,
        },
        DomainEvent::DoorWaiting {
            session,
            membership,
            door_session,
        },
        DomainEvent::DoorAdmitted {
            session,
            membership,
            door_session,
            by,
        },
        DomainEvent::DoorLeft {
            session,
            membership,
            door_session,
        },
    ];
    for event in &steps {
        let recorded = world.deliver(event).await?;
        world.redeliver(&recorded).await?;
    }
    let facts = world.facts().await?;
    let now = world.now();
    let expected = [
        Proof::Reached(Step::Joined, now),
        Proof::Reached(Step::Waiting, now),
        Proof::Reached(Step::Admitted, now),
        Proof::StoppedWaiting(now),
    ];
    assert_eq!(facts.len(), expected.len());
    for proof in expected {
        assert!(facts.iter().any(|fact| fact.proof == proof), "{proof:?}");
    }
    Ok(())
}

async fn media_opens_an_interval_and_its_end_closes_it(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.set_state("preparing").await?;
    let ada = &world.ada.identity;
    world.observe(ada, RoomChange::Connected).await;
    world.flow(ada).await;
    assert_eq!(world.open_intervals().await?.len(), 1);
    world.live(40).await?;
    world.stop(ada).await;
    assert_eq!(world.open_intervals().await?, []);
    assert_eq!(world.intervals().await?, [("media_in".to_owned(), 0, 40)]);
    world.flow(ada).await;
    world.live(20).await?;
    world.observe(ada, RoomChange::Left).await;
    assert_eq!(world.intervals().await?[1], ("media_in".to_owned(), 40, 60));
    let connected = world
        .facts()
        .await?
        .iter()
        .filter(|f| matches!(f.proof, Proof::Reached(Step::Connected, _)))
        .count();
    assert_eq!(connected, 1);
    Ok(())
}

async fn another_kind_of_flow_begins_where_the_last_one_ended(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let ada = &world.ada.identity;
    for (flow, seconds) in [(Flow::Quiet, 10), (Flow::Out, 20), (Flow::In, 30)] {
        world.observe(ada, RoomChange::Flowing(flow)).await;
        world.advance(seconds);
    }
    world.stop(ada).await;
    let intervals = world.intervals().await?;
    let expected = [
        ("quiet", 0, 10),
        ("media_out", 10, 30),
        ("media_in", 30, 60),
    ];
    assert_eq!(
        intervals,
        expected.map(|(source, at, until)| (source.to_owned(), at, until))
    );
    Ok(())
}

async fn the_same_flow_told_twice_is_one_interval(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.flow(&world.ada.identity).await;
    world.advance(10);
    world.flow(&world.ada.identity).await;
    world.advance(10);
    world.stop(&world.ada.identity).await;
    world.stop(&world.ada.identity).await;
    assert_eq!(world.intervals().await?, [("media_in".to_owned(), 0, 20)]);
    Ok(())
}

async fn an_interval_never_ends_in_the_future(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.flow(&world.ada.identity).await;
    world.advance(10);
    let mut late = world.event(&world.ada.identity, RoomChange::Left);
    late.at = late.at + std::time::Duration::from_secs(3_600);
    world.attendance.observe(late).await;
    assert_eq!(world.intervals().await?, [("media_in".to_owned(), 0, 10)]);
    Ok(())
}

async fn a_stranger_on_the_media_plane_leaves_no_evidence(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let stranger = MediaIdentity::named("nobody");
    for change in [
        RoomChange::Connected,
        RoomChange::Flowing(Flow::In),
        RoomChange::Spoke,
    ] {
        world.observe(&stranger, change).await;
    }
    world.live(30).await?;
    assert_eq!(world.open_intervals().await?, []);
    assert_eq!(world.facts().await?, []);
    Ok(())
}

async fn a_facilitators_media_is_evidence_too(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let fay = world.facilitators_identity();
    world.flow(&fay).await;
    world.advance(5);
    world.stop(&fay).await;
    let facts = world.facts().await?;
    assert_eq!(facts[0].person, Person::Staff(world.facilitator.staff));
    Ok(())
}

async fn speech_is_recorded_once_a_minute(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for _ in 0..13 {
        world.observe(&world.ada.identity, RoomChange::Spoke).await;
        world.advance(10);
    }
    world.observe(&world.ben.identity, RoomChange::Spoke).await;
    let spoken = |facts: &[crate::outcome::Fact], of| {
        facts
            .iter()
            .filter(|f| f.person == Person::Member(of))
            .count()
    };
    let facts = world.facts().await?;
    assert_eq!(spoken(&facts, world.ada.membership), 3);
    assert_eq!(spoken(&facts, world.ben.membership), 1);
    Ok(())
}

async fn the_close_ends_every_interval_and_nothing_opens_after_it(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(60).await?;
    world.close().await?;
    assert_eq!(world.open_intervals().await?, []);
    world.flow(&world.ada.identity).await;
    assert_eq!(world.open_intervals().await?, []);
    assert_eq!(world.intervals().await?, [("media_in".to_owned(), 0, 60)]);
    Ok(())
}

async fn who_is_known_by_an_identity(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let mut tx = world.ground.db.write().await?;
    let ada = store::identity::known(&mut tx, &world.ada.identity)
        .await?
        .unwrap();
    assert_eq!(
        (ada.person, ada.session),
        (Person::Member(world.ada.membership), world.session)
    );
    assert_eq!((ada.organisation, ada.closed_at), (world.charity, None));
    let fay = store::identity::known(&mut tx, &world.facilitators_identity())
        .await?
        .unwrap();
    assert_eq!(fay.person, Person::Staff(world.facilitator.staff));
    let nobody = store::identity::known(&mut tx, &MediaIdentity::named("nobody")).await?;
    assert_eq!(nobody, None);
    assert_eq!(Source::from(Flow::Quiet), Source::Quiet);
    let (at, minute) = (world.now(), std::time::Duration::from_secs(60));
    let lately = store::evidence::seen_within(
        &mut tx,
        world.session,
        ada.person,
        EvidenceLevel::E6,
        at,
        minute,
    );
    assert!(!lately.await?);
    Ok(())
}
