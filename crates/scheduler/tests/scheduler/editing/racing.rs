//! Two change the same thing: the later one is told what they missed.

use http::StatusCode;
use wellmet_foundation::{Ground, on_both_databases};

use super::{cancel, count, edit, preview, read, to_thursday};
use crate::fixture::{House, WALKERS};

on_both_databases!(
    a_stale_editor_is_told_what_changed_since,
    of_two_editors_at_once_one_wins,
    a_session_whose_room_opens_meanwhile_is_not_moved,
);

async fn a_stale_editor_is_told_what_changed_since(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    edit(
        &house,
        &house.second_facilitator,
        &session,
        0,
        to_thursday(),
    )
    .await?
    .expect(StatusCode::OK);
    for answer in [
        edit(&house, &house.facilitator, &session, 0, cancel()).await?,
        preview(&house, &session, 0, cancel()).await?,
    ] {
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::CONFLICT, "changed-since")
        );
        assert_eq!(
            answer.body["detail"],
            "Since you opened this, An Example changed the plan: The session on Tuesday 1 December \
             2026 at 15:00 moves to Thursday 3 December 2026 at 16:30."
        );
    }
    assert_eq!(read(&house, &session).await?["state"], "scheduled");
    Ok(())
}

async fn of_two_editors_at_once_one_wins(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    house.opened_every_connection().await?;
    let (one, other) = tokio::join!(
        edit(&house, &house.facilitator, &session, 0, to_thursday()),
        edit(&house, &house.second_facilitator, &session, 0, cancel()),
    );
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT]);
    assert_eq!(count(&house, "schedule_edits").await?, 1);
    assert_eq!(read(&house, &session).await?["version"], 1);
    Ok(())
}

async fn a_session_whose_room_opens_meanwhile_is_not_moved(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    house.opened_every_connection().await?;
    let (opened, moved) = tokio::join!(
        house.step(&house.facilitator, &session, "prepare"),
        edit(&house, &house.second_facilitator, &session, 0, cancel()),
    );
    let mut statuses = [opened?.status, moved?.status];
    statuses.sort_unstable();
    assert_eq!(
        statuses,
        [StatusCode::OK, StatusCode::CONFLICT],
        "one of them, never both"
    );
    Ok(())
}
