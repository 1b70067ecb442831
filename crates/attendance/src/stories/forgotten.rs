//! Sessions that nobody closed.

use std::time::Duration;

use wellmet_foundation::testing::START;
use wellmet_foundation::{Ground, Instant, on_both_databases};

use crate::fixture::World;

on_both_databases!(
    it_closes_fifteen_minutes_after_the_last_two_parted,
    while_two_are_there_it_stays_open,
    if_two_never_met_it_closes_fifteen_minutes_after_its_end,
    after_a_crash_everybody_has_fifteen_minutes_to_come_back,
    a_room_that_nobody_came_to_start_closes_fifteen_minutes_after_its_end,
    while_two_talk_in_a_room_that_nobody_started_it_stays_open,
);

fn second(n: u64) -> Instant {
    START + Duration::from_secs(n)
}

fn closed(world: &World) -> Vec<Instant> {
    world
        .closed
        .lock()
        .unwrap()
        .iter()
        .map(|(_, at)| *at)
        .collect()
}

async fn it_closes_fifteen_minutes_after_the_last_two_parted(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.ben.identity).await;
    world.live(600).await?;
    world.stop(&world.ben.identity).await;
    world.live(899).await?;
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), []);
    world.live(61).await?;
    world.attendance.close_forgotten().await?;
    assert_eq!(
        closed(&world),
        [second(1_500)],
        "as of when it was due, although Ada stayed on"
    );
    Ok(())
}

async fn while_two_are_there_it_stays_open(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.facilitators_identity()).await;
    world.live(3 * 3_600).await?;
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), []);
    Ok(())
}

async fn if_two_never_met_it_closes_fifteen_minutes_after_its_end(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.facilitators_identity()).await;
    world.live(3_600 + 899).await?;
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), []);
    world.advance(1);
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), [second(4_500)]);
    Ok(())
}

async fn after_a_crash_everybody_has_fifteen_minutes_to_come_back(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.ben.identity).await;
    world.live(600).await?;
    world.plane.clear();
    world.advance(1_800);
    let reborn = world.process(1);
    reborn.heartbeat().await?;
    reborn.close_forgotten().await?;
    assert_eq!(closed(&world), []);
    world.advance(900);
    reborn.close_forgotten().await?;
    assert_eq!(closed(&world), [second(3_300)]);
    Ok(())
}

async fn a_room_that_nobody_came_to_start_closes_fifteen_minutes_after_its_end(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.set_state("preparing").await?;
    world.live(3_600 + 899).await?;
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), []);
    world.advance(1);
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), [second(4_500)]);
    Ok(())
}

async fn while_two_talk_in_a_room_that_nobody_started_it_stays_open(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.set_state("preparing").await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.facilitators_identity()).await;
    world.live(3 * 3_600).await?;
    world.attendance.close_forgotten().await?;
    assert_eq!(closed(&world), []);
    Ok(())
}
