//! "The patient joined": told once, soon, and only when it is true.

use uuid::Uuid;
use wellmet_foundation::{Ground, Hint, on_both_databases};
use wellmet_vocabulary::{DomainEvent, Flow, RoomChange, kind, topic};

use crate::fixture::{Patient, World, drain};
use crate::store;

on_both_databases!(
    thirty_seconds_of_media_are_told_within_a_minute_of_arriving,
    twenty_nine_seconds_are_not_told,
    seconds_add_up_over_reconnects_and_devices,
    what_flowed_before_start_does_not_count,
    it_is_told_once_whatever_reconnects_and_restarts_happen,
    two_processes_at_once_tell_it_once,
    a_session_that_closed_meanwhile_is_still_told,
    who_was_cut_off_is_not_believed_to_have_stayed,
    both_organisations_pages_are_told_to_look_again,
    a_refused_consent_moves_no_page_of_the_prescribers,
    a_facilitator_never_joins,
);

async fn told(world: &World) -> anyhow::Result<Vec<DomainEvent>> {
    let events = world.logged(kind::PATIENT_JOINED).await?;
    Ok(events
        .iter()
        .map(|event| DomainEvent::read(event).unwrap())
        .collect())
}

fn joined(world: &World, patient: &Patient) -> DomainEvent {
    DomainEvent::PatientJoined {
        session: world.session,
        membership: patient.membership,
        prescription: patient.prescription,
    }
}

async fn thirty_seconds_of_media_are_told_within_a_minute_of_arriving(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    for _ in 0..2 {
        world.live(15).await?;
        world.attendance.tell_joined().await?;
        assert_eq!(told(&world).await?, []);
    }
    world.live(15).await?;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, [joined(&world, &world.ada)]);
    let event = &world.logged(kind::PATIENT_JOINED).await?[0];
    assert_eq!(event.organisation, Uuid::from(world.charity));
    Ok(())
}

async fn twenty_nine_seconds_are_not_told(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(29).await?;
    world.stop(&world.ada.identity).await;
    world.live(600).await?;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, []);
    Ok(())
}

async fn seconds_add_up_over_reconnects_and_devices(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let phone = world.device(&world.ada, "admitted").await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&phone.identity).await;
    world.advance(14);
    world.stop(&world.ada.identity).await;
    world.stop(&phone.identity).await;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, [], "two devices are no two persons");
    world.live(300).await?;
    world.flow(&phone.identity).await;
    world.advance(14);
    world.stop(&phone.identity).await;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, [], "28 seconds");
    world.flow(&world.ada.identity).await;
    world.advance(2);
    world.stop(&world.ada.identity).await;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, [joined(&world, &world.ada)]);
    Ok(())
}

async fn what_flowed_before_start_does_not_count(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.set_state("preparing").await?;
    world.flow(&world.ada.identity).await;
    world.live(300).await?;
    world.start().await?;
    world.live(29).await?;
    world.stop(&world.ada.identity).await;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, []);
    Ok(())
}

async fn it_is_told_once_whatever_reconnects_and_restarts_happen(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(60).await?;
    world.attendance.tell_joined().await?;
    world.attendance.tell_joined().await?;
    // kill -9.
    world.advance(20);
    let reborn = world.process(1);
    reborn.recover().await?;
    reborn
        .observe(world.event(&world.ada.identity, RoomChange::Flowing(Flow::In)))
        .await;
    world.advance(60);
    reborn.heartbeat().await?;
    reborn.tell_joined().await?;
    assert_eq!(told(&world).await?, [joined(&world, &world.ada)]);
    let mut tx = world.ground.db.read().await?;
    assert_eq!(
        store::joined::told(&mut tx, world.session).await?,
        [world.ada.membership]
    );
    Ok(())
}

async fn two_processes_at_once_tell_it_once(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(60).await?;
    let other = world.process(2);
    let (one, two) = tokio::join!(world.attendance.tell_joined(), other.tell_joined());
    one?;
    two?;
    assert_eq!(told(&world).await?.len(), 1);
    Ok(())
}

async fn a_session_that_closed_meanwhile_is_still_told(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.ben.identity).await;
    world.live(31).await?;
    world.close().await?;
    world.advance(3_600);
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?.len(), 2);
    Ok(())
}

async fn who_was_cut_off_is_not_believed_to_have_stayed(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.advance(20);
    let stop = world.event(&world.ada.identity, RoomChange::Stopped);
    // The media plane needs its 15 s to notice; the heartbeat of second 30 still sees her.
    world.advance(10);
    world.attendance.heartbeat().await?;
    world.advance(4);
    world.attendance.tell_joined().await?;
    world.attendance.observe(stop).await;
    world.plane.clear();
    world.live(120).await?;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, [], "20 seconds were no 30");
    Ok(())
}

async fn both_organisations_pages_are_told_to_look_again(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(60).await?;
    let mut hints = world.ground.bus.subscribe();
    world.attendance.tell_joined().await?;
    let hints = drain(&mut hints);
    let course = topic::prescriptions(world.prescriber.staff);
    assert!(
        hints.contains(&Hint::new(world.practice, course)),
        "{hints:?}"
    );
    let page = format!("session:{}", world.session);
    assert!(hints.contains(&Hint::new(world.charity, page)), "{hints:?}");
    Ok(())
}

async fn a_refused_consent_moves_no_page_of_the_prescribers(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ben.identity).await;
    world.live(60).await?;
    let mut hints = world.ground.bus.subscribe();
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, [joined(&world, &world.ben)]);
    let hints = drain(&mut hints);
    let to_the_practice = |hint: &Hint| hint.organisation == Uuid::from(world.practice);
    assert!(!hints.iter().any(to_the_practice), "{hints:?}");
    Ok(())
}

async fn a_facilitator_never_joins(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.facilitators_identity()).await;
    world.live(300).await?;
    world.attendance.tell_joined().await?;
    assert_eq!(told(&world).await?, []);
    Ok(())
}
