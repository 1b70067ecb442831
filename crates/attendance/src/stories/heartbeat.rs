//! Power cuts, lost nodes, lost events, ghosts.

use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::{Flow, RoomChange};

use crate::fixture::World;

on_both_databases!(
    a_power_cut_keeps_all_but_the_last_seconds_and_marks_the_gap,
    a_process_that_only_restarts_its_heartbeat_closes_its_earlier_life,
    another_node_closes_what_a_lost_node_left_open,
    a_node_that_still_beats_is_left_alone,
    who_comes_back_through_another_node_had_been_lost_sight_of,
    a_lost_stop_is_found_and_nothing_is_credited_after_it,
    a_stop_on_its_way_is_not_overtaken_by_the_heartbeat,
    media_whose_beginning_was_lost_is_found,
    a_room_that_cannot_be_asked_is_neither_confirmed_nor_closed_for_a_minute,
    who_goes_in_order_closes_its_intervals_now_and_loses_nothing,
    a_session_closed_after_a_crash_marks_the_gap_too,
    an_interval_left_in_a_closed_session_ends,
    a_session_closed_soon_after_a_crash_credits_nothing_unseen,
);

fn media(at: i64, until: i64) -> (String, i64, i64) {
    ("media_in".to_owned(), at, until)
}

fn gap(at: i64, until: i64) -> (String, i64, i64) {
    ("gap".to_owned(), at, until)
}

async fn a_power_cut_keeps_all_but_the_last_seconds_and_marks_the_gap(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(74).await?;
    // kill -9 in second 74; back in second 100, as the same node.
    world.advance(26);
    let reborn = world.process(1);
    reborn.recover().await?;
    assert_eq!(world.intervals().await?, [media(0, 60), gap(60, 100)]);
    reborn.recover().await?;
    assert_eq!(world.intervals().await?.len(), 2);
    reborn
        .observe(world.event(&world.ada.identity, RoomChange::Flowing(Flow::In)))
        .await;
    world.advance(10);
    reborn
        .observe(world.event(&world.ada.identity, RoomChange::Left))
        .await;
    assert_eq!(world.intervals().await?[2], media(100, 110));
    Ok(())
}

async fn a_process_that_only_restarts_its_heartbeat_closes_its_earlier_life(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.plane.clear();
    world.advance(5);
    let reborn = world.process(1);
    reborn.heartbeat().await?;
    assert_eq!(world.intervals().await?, [media(0, 30), gap(30, 35)]);
    assert_eq!(world.open_intervals().await?, []);
    Ok(())
}

async fn another_node_closes_what_a_lost_node_left_open(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.plane.clear();
    world.advance(61);
    world.process(2).heartbeat().await?;
    assert_eq!(world.intervals().await?, [media(0, 30), gap(30, 91)]);
    Ok(())
}

async fn a_node_that_still_beats_is_left_alone(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.plane.clear();
    world.advance(60);
    world.process(2).heartbeat().await?;
    assert_eq!(world.open_intervals().await?.len(), 1);
    Ok(())
}

async fn who_comes_back_through_another_node_had_been_lost_sight_of(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.advance(12);
    let other = world.process(2);
    other
        .observe(world.event(&world.ada.identity, RoomChange::Flowing(Flow::In)))
        .await;
    assert_eq!(world.intervals().await?, [media(0, 30), gap(30, 42)]);
    assert_eq!(world.open_intervals().await?[0].since, world.now());
    // The old node's late farewell does not end what the new one carries.
    world
        .attendance
        .observe(world.event(&world.ada.identity, RoomChange::Left))
        .await;
    assert_eq!(world.open_intervals().await?.len(), 1);
    Ok(())
}

async fn a_lost_stop_is_found_and_nothing_is_credited_after_it(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.plane.set(&world.ada.identity, None);
    world.live(30).await?;
    assert_eq!(world.open_intervals().await?, []);
    assert_eq!(world.intervals().await?, [media(0, 30)]);
    Ok(())
}

async fn a_stop_on_its_way_is_not_overtaken_by_the_heartbeat(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.advance(10);
    let stop = world.event(&world.ada.identity, RoomChange::Stopped);
    world.plane.set(&world.ada.identity, None);
    world.advance(5);
    world.attendance.heartbeat().await?;
    assert_eq!(world.open_intervals().await?.len(), 1, "looked at once");
    world.attendance.observe(stop).await;
    assert_eq!(world.intervals().await?, [media(0, 40)]);
    Ok(())
}

async fn media_whose_beginning_was_lost_is_found(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.plane.set(&world.ada.identity, Some(Flow::Quiet));
    world.live(15).await?;
    let open = world.open_intervals().await?;
    assert_eq!(open[0].since, world.now());
    world.live(30).await?;
    world.stop(&world.ada.identity).await;
    assert_eq!(world.intervals().await?, [("quiet".to_owned(), 15, 45)]);
    Ok(())
}

async fn a_room_that_cannot_be_asked_is_neither_confirmed_nor_closed_for_a_minute(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.plane.set_unreachable(true);
    world.live(60).await?;
    assert_eq!(
        world.open_intervals().await?[0].heartbeat_at,
        world.now() - std::time::Duration::from_secs(60)
    );
    world.plane.set_unreachable(false);
    world.live(15).await?;
    assert_eq!(world.intervals().await?, [media(0, 30), gap(30, 105)]);
    assert_eq!(
        world.open_intervals().await?.len(),
        1,
        "they are seen again"
    );
    Ok(())
}

async fn who_goes_in_order_closes_its_intervals_now_and_loses_nothing(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(20).await?;
    world.attendance.leave().await?;
    assert_eq!(world.intervals().await?, [media(0, 20)]);
    world.flow(&world.ada.identity).await;
    assert_eq!(
        world.open_intervals().await?,
        [],
        "who is leaving opens nothing"
    );
    Ok(())
}

async fn a_session_closed_after_a_crash_marks_the_gap_too(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    world.advance(300);
    world.close().await?;
    assert_eq!(world.intervals().await?, [media(0, 30), gap(30, 330)]);
    Ok(())
}

async fn an_interval_left_in_a_closed_session_ends(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    // The close was written elsewhere between a look at the session and the opening of the interval.
    world.set_state("closed").await?;
    world.live(15).await?;
    assert_eq!(world.open_intervals().await?, []);
    assert_eq!(world.intervals().await?, [media(0, 30)]);
    Ok(())
}

async fn a_session_closed_soon_after_a_crash_credits_nothing_unseen(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(30).await?;
    // kill -9; the process comes back under another id, and a facilitator closes.
    world.plane.clear();
    world.advance(10);
    world.process(2).recover().await?;
    world.advance(30);
    world.close().await?;
    assert_eq!(world.intervals().await?, [media(0, 30), gap(30, 70)]);
    Ok(())
}
