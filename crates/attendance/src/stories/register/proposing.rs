//! What the evidence proposes.

use wellmet_foundation::{Ground, on, on_both_databases};
use wellmet_vocabulary::{DomainEvent, RoomChange, Verdict};

use super::{change, confirm, dose, finalised, hour_with_ada, read, verdict_of};
use crate::dose::Dose;
use crate::fixture::World;
use crate::register::State;

on_both_databases!(
    an_open_session_has_an_empty_register,
    a_closed_session_proposes_what_the_evidence_says,
    a_proposal_counts_what_is_open_until_its_last_heartbeat,
    a_crash_that_decides_is_for_the_facilitator,
    a_session_nobody_started_was_cancelled_by_the_provider,
    a_session_is_judged_by_what_counted_when_its_room_was_opened,
);

async fn an_open_session_has_an_empty_register(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    let sheet = read(&world).await?;
    assert!(matches!(sheet.state, State::Open));
    assert_eq!(sheet.lines, []);
    Ok(())
}

async fn a_closed_session_proposes_what_the_evidence_says(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    let sheet = read(&world).await?;
    assert!(matches!(sheet.state, State::Proposed));
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::Attended);
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::NoShow);
    let lines: Vec<_> = sheet
        .lines
        .iter()
        .map(|line| line.explanation.as_str())
        .collect();
    assert!(
        lines.contains(&"Counted as attended: media 09:00-10:00, rule 1"),
        "{lines:?}"
    );
    assert_eq!(finalised(&world).await?, [], "a proposal tells nobody");
    Ok(())
}

async fn a_proposal_counts_what_is_open_until_its_last_heartbeat(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.facilitators_identity()).await;
    world.flow(&world.ada.identity).await;
    world.live(40).await?;
    // The close is in the schedule, its event is not consumed yet.
    world.set_state("closed").await?;
    let sheet = read(&world).await?;
    let ada = sheet
        .lines
        .iter()
        .find(|line| line.membership == world.ada.membership);
    assert_eq!(ada.map(|line| line.dwell_ms), Some(30_000));
    Ok(())
}

async fn a_crash_that_decides_is_for_the_facilitator(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.ben.identity).await;
    world.live(600).await?;
    world.stop(&world.ben.identity).await;
    world.live(600).await?;
    // kill -9; back ten minutes later. Ada is gone, Ben and the facilitator stay to the end.
    world.plane.clear();
    world.advance(600);
    let reborn = world.process(1);
    reborn.recover().await?;
    for identity in [&world.ben.identity, &world.facilitators_identity()] {
        let change = RoomChange::Flowing(wellmet_vocabulary::Flow::In);
        world
            .plane
            .set(identity, Some(wellmet_vocabulary::Flow::In));
        reborn.observe(world.event(identity, change)).await;
    }
    for _ in 0..120 {
        world.advance(15);
        reborn.heartbeat().await?;
    }
    world.close().await?;
    let sheet = read(&world).await?;
    assert_eq!(
        verdict_of(&sheet, &world.ada),
        Verdict::Unknown,
        "20 of 60 minutes seen, 10 lost"
    );
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::Attended);
    let seen = change(
        &world.ada,
        Verdict::Attended,
        "She was here when it broke down.",
    );
    let sheet = confirm(&world, 0, &[seen]).await?;
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::Attended);
    Ok(())
}

async fn a_session_nobody_started_was_cancelled_by_the_provider(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let (session, group) = (world.session, world.group);
    world.set_state("preparing").await?;
    world
        .deliver(&DomainEvent::SessionOpened { session, group })
        .await?;
    world.live(3_600).await?;
    world.close().await?;
    let sheet = confirm(&world, 0, &[]).await?;
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::CancelledByProvider);
    assert_eq!(
        dose(&world, &world.ada).await?,
        Dose {
            not_counted: 1,
            ..Dose::default()
        }
    );
    Ok(())
}

async fn a_session_is_judged_by_what_counted_when_its_room_was_opened(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.facilitators_identity()).await;
    world.live(2_400).await?;
    world.flow(&world.ada.identity).await;
    world.live(1_200).await?;
    world.close().await?;
    for (of_session, of_group, verdict) in [
        (50_i64, 30_i64, Verdict::Partial),
        (30, 50, Verdict::Attended),
    ] {
        let mut tx = world.ground.db.write().await?;
        for (text, percent) in [
            ("UPDATE sessions SET attended_percent = $1", of_session),
            ("UPDATE groups SET attended_percent = $1", of_group),
        ] {
            on!(&mut tx, |c| sqlx::query(text)
                .bind(percent)
                .execute(c)
                .await
                .map(drop))?;
        }
        tx.commit().await?;
        assert_eq!(verdict_of(&read(&world).await?, &world.ada), verdict);
    }
    Ok(())
}
