//! A facilitator opens, starts and closes a session, and a forgotten one closes by itself.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;
use uuid::Uuid;
use wellmet_foundation::{Ground, on, on_both_databases};
use wellmet_scheduler::SchedulerError;
use wellmet_vocabulary::SessionId;

use crate::asking::{Asker, without_ids};
use crate::fixture::{House, WALKERS};

on_both_databases!(
    a_session_is_prepared_started_and_closed,
    start_without_preparing_opens_the_room_too,
    what_counts_as_attended_is_settled_when_the_room_opens,
    each_step_taken_again_changes_nothing,
    a_second_facilitator_gets_the_same_started_session,
    of_twenty_who_press_start_at_once_one_begins_the_window,
    what_never_started_cannot_be_closed,
    what_is_over_stays_over,
    only_facilitators_of_the_group_may_conduct_it,
    a_forgotten_session_closes_by_itself_in_nobodys_name,
    who_starts_while_the_session_is_given_up_keeps_it_open,
    a_session_that_nobody_came_to_start_is_closed_by_the_house,
);

async fn a_session_is_prepared_started_and_closed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let mut told = Vec::new();
    for step in ["prepare", "start", "close"] {
        let act = async {
            let answer = house.step(&house.facilitator, &session, step).await?;
            told.push(answer.expect(StatusCode::OK));
            Ok(())
        };
        let hints = house.hinted(act).await?;
        assert_eq!(
            hints,
            [format!("sessions:{WALKERS}"), format!("session:{session}")]
        );
    }
    insta::assert_json_snapshot!("conducted", without_ids(&Value::from(told)));
    assert_eq!(
        house.recorded().await?,
        [
            "series.scheduled",
            "session.opened",
            "session.started",
            "session.closed"
        ]
    );
    let closed = house.facts("session.closed").await?;
    assert_eq!(closed["by"], Uuid::from_u128(4).to_string());
    for action in ["session.opened", "session.started", "session.closed"] {
        assert_eq!(house.audited(action).await?, 1, "{action}");
    }
    Ok(())
}

async fn what_counts_as_attended_is_settled_when_the_room_opens(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for (percent, step) in [(60_i64, "prepare"), (70, "start"), (80, "close")] {
        let mut tx = house.ground.db.write().await?;
        on!(&mut tx, |c| sqlx::query(
            "UPDATE groups SET attended_percent = $1"
        )
        .bind(percent)
        .execute(c)
        .await
        .map(drop))?;
        tx.commit().await?;
        house
            .step(&house.facilitator, &session, step)
            .await?
            .expect(StatusCode::OK);
    }
    let mut tx = house.ground.db.read().await?;
    let settled: Vec<Option<i64>> = on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT attended_percent FROM sessions ORDER BY attended_percent IS NULL"
    )
    .fetch_all(c)
    .await)?;
    assert_eq!(settled.first(), Some(&Some(60)));
    assert!(settled.iter().skip(1).all(Option::is_none), "not yet open");
    Ok(())
}

async fn start_without_preparing_opens_the_room_too(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let started = house.step(&house.facilitator, &session, "start").await?;
    let started = started.expect(StatusCode::OK);
    assert_eq!(started["state"], "started");
    assert_eq!(started["opened_at"], started["started_at"]);
    assert_eq!(
        house.facts("session.started").await?["at"],
        started["started_at"]
    );
    assert_eq!(
        house.recorded().await?,
        ["series.scheduled", "session.opened", "session.started"]
    );
    Ok(())
}

async fn each_step_taken_again_changes_nothing(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for step in ["prepare", "start", "close"] {
        let first = house.step(&house.facilitator, &session, step).await?;
        let hints = house.hinted(async {
            let again = house.step(&house.facilitator, &session, step).await?;
            assert_eq!(again.expect(StatusCode::OK), first.body);
            Ok(())
        });
        assert!(hints.await?.is_empty());
    }
    assert_eq!(house.recorded().await?.len(), 4);
    Ok(())
}

async fn a_second_facilitator_gets_the_same_started_session(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let first = house.step(&house.facilitator, &session, "start").await?;
    let second = house
        .step(&house.second_facilitator, &session, "start")
        .await?;
    assert_eq!(second.expect(StatusCode::OK), first.expect(StatusCode::OK));
    Ok(())
}

async fn of_twenty_who_press_start_at_once_one_begins_the_window(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session: SessionId = house.session_of(WALKERS).await?.parse()?;
    house.opened_every_connection().await?;
    let mut presses = tokio::task::JoinSet::new();
    for number in 0..20 {
        let asker = if number % 2 == 0 {
            &house.facilitator
        } else {
            &house.second_facilitator
        };
        let Asker::Staff(caller) = asker.clone() else {
            anyhow::bail!("a facilitator is staff");
        };
        let scheduler = house.scheduler.clone();
        presses.spawn(async move { scheduler.start(&caller, session).await });
    }
    for pressed in presses.join_all().await {
        pressed?;
    }
    assert_eq!(
        house.recorded().await?,
        ["series.scheduled", "session.opened", "session.started"]
    );
    Ok(())
}

async fn what_never_started_cannot_be_closed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for prepared in [false, true] {
        if prepared {
            house.step(&house.facilitator, &session, "prepare").await?;
        }
        let answer = house.step(&house.facilitator, &session, "close").await?;
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::CONFLICT, "not-started")
        );
    }
    Ok(())
}

async fn what_is_over_stays_over(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for step in ["start", "close"] {
        house
            .step(&house.facilitator, &session, step)
            .await?
            .expect(StatusCode::OK);
    }
    for step in ["prepare", "start"] {
        let answer = house.step(&house.facilitator, &session, step).await?;
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::CONFLICT, "already-closed")
        );
    }
    Ok(())
}

async fn only_facilitators_of_the_group_may_conduct_it(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for step in ["prepare", "start", "close"] {
        let answer = house.step(&house.other_facilitator, &session, step).await?;
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::FORBIDDEN, "not-allowed")
        );
    }
    assert_eq!(house.recorded().await?, ["series.scheduled"]);
    Ok(())
}

async fn a_forgotten_session_closes_by_itself_in_nobodys_name(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let id = house.session_of(WALKERS).await?;
    let session: SessionId = id.parse()?;
    let early = house
        .scheduler
        .close_by_itself(session, house.ground.clock.now())
        .await;
    assert!(matches!(early, Err(SchedulerError::NotStarted)));
    house.step(&house.facilitator, &id, "start").await?;
    house.ground.clock.advance(Duration::from_secs(3_600));
    let at = house.ground.clock.now() - Duration::from_secs(600);
    assert!(house.scheduler.close_by_itself(session, at).await?);
    assert!(!house.scheduler.close_by_itself(session, at).await?, "once");
    let closed = house.facts("session.closed").await?;
    assert_eq!(
        (&closed["by"], &closed["at"]),
        (&Value::Null, &Value::from(at.as_millis()))
    );
    let detail = house
        .get(&house.facilitator, &format!("/api/sessions/{id}"))
        .await?;
    assert_eq!(detail.expect(StatusCode::OK)["closed_at"], at.as_millis());
    assert_eq!(house.audited("session.closed").await?, 1);
    let unknown = house
        .scheduler
        .close_by_itself(Uuid::from_u128(9).into(), at)
        .await;
    assert!(matches!(unknown, Err(SchedulerError::NotFound)));
    Ok(())
}

async fn who_starts_while_the_session_is_given_up_keeps_it_open(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let id = house.session_of(WALKERS).await?;
    house.step(&house.facilitator, &id, "prepare").await?;
    let due = house.ground.clock.now();
    house.ground.clock.advance(Duration::from_secs(1));
    house.step(&house.facilitator, &id, "start").await?;
    assert!(!house.scheduler.close_by_itself(id.parse()?, due).await?);
    let detail = house
        .get(&house.facilitator, &format!("/api/sessions/{id}"))
        .await?;
    assert_eq!(detail.expect(StatusCode::OK)["state"], "started");
    Ok(())
}

async fn a_session_that_nobody_came_to_start_is_closed_by_the_house(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let id = house.session_of(WALKERS).await?;
    house.step(&house.facilitator, &id, "prepare").await?;
    let at = house.ground.clock.now() + Duration::from_secs(60);
    house.ground.clock.advance(Duration::from_secs(3_600));
    assert!(house.scheduler.close_by_itself(id.parse()?, at).await?);
    let detail = house
        .get(&house.facilitator, &format!("/api/sessions/{id}"))
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        (
            &detail["state"],
            &detail["closed_at"],
            &detail["started_at"]
        ),
        (&"closed".into(), &at.as_millis().into(), &Value::Null)
    );
    let told = house.facts("session.closed").await?;
    assert_eq!(told["by"], Value::Null);
    let late = house.step(&house.facilitator, &id, "start").await?;
    assert_eq!(late.slug(), "already-closed");
    Ok(())
}
