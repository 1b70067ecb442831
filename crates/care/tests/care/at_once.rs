//! However many act at once, a group never has more members and open offers than places.

use std::sync::Arc;

use serde_json::json;
use wellmet_care::CareError;
use wellmet_foundation::{Ground, on, on_both_databases};
use wellmet_vocabulary::{GroupId, ReferralId, StaffCaller};

use crate::asking::Asker;
use crate::fixture::House;

on_both_databases!(
    twenty_matches_and_offers_at_once_never_overbook,
    one_free_place_is_offered_once_however_many_nodes_look,
    an_offer_is_answered_once_however_many_answer,
);

fn caller(house: &House) -> anyhow::Result<StaffCaller> {
    match &house.link_worker {
        Asker::Staff(caller) => Ok(caller.clone()),
        _ => anyhow::bail!("the link worker is not of staff"),
    }
}

fn id<T: From<uuid::Uuid>>(text: &str) -> anyhow::Result<T> {
    Ok(text.parse::<uuid::Uuid>()?.into())
}

/// Active members and open offers of `group`.
async fn taken(house: &House, group: &str) -> anyhow::Result<(i64, i64)> {
    let mut tx = house.ground.db.read().await?;
    Ok(on!(&mut tx, |c| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM memberships WHERE group_id = $1 AND status = 'active'),
                (SELECT COUNT(*) FROM offers WHERE group_id = $1 AND status = 'open')"
    )
    .bind(group.parse::<uuid::Uuid>()?)
    .fetch_one(c)
    .await)?)
}

async fn twenty_matches_and_offers_at_once_never_overbook(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 5).await?;
    let group_id: GroupId = id(&group)?;
    let mut referrals: Vec<ReferralId> = Vec::new();
    for number in 0..20 {
        let referral = house.accepted(&format!("Patient{number} Example")).await?;
        if number % 4 == 3 {
            let path = format!("/api/referrals/{referral}/waits");
            let choice = json!({ "group_id": group });
            house.post(&house.link_worker, &path, choice).await?;
        }
        referrals.push(id(&referral)?);
    }
    house.opened_every_connection().await?;
    let start = Arc::new(tokio::sync::Barrier::new(referrals.len()));
    let mut tasks = tokio::task::JoinSet::new();
    for (number, referral) in referrals.into_iter().enumerate() {
        let (care, caller, start) = (house.care.clone(), caller(&house)?, Arc::clone(&start));
        tasks.spawn(async move {
            start.wait().await;
            match number % 4 {
                0 | 2 => care
                    .match_to_group(&caller, referral, group_id)
                    .await
                    .map(drop),
                1 => care.offer(&caller, referral, group_id).await.map(drop),
                _ => care.tend_places().await,
            }
        });
    }
    let outcomes = tasks.join_all().await;
    for outcome in &outcomes {
        assert!(
            matches!(outcome, Ok(()) | Err(CareError::GroupFull)),
            "{outcome:?}"
        );
    }
    house.care.tend_places().await?;
    let (members, offers) = taken(&house, &group).await?;
    assert_eq!(members + offers, 5, "{members} members and {offers} offers");
    Ok(())
}

async fn one_free_place_is_offered_once_however_many_nodes_look(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let mut first = None;
    for number in 0..6 {
        let referral = house.accepted(&format!("Patient{number} Example")).await?;
        let path = format!("/api/referrals/{referral}/waits");
        let choice = json!({ "group_id": group });
        house.post(&house.link_worker, &path, choice).await?;
        first.get_or_insert(referral);
    }
    house.opened_every_connection().await?;
    let start = Arc::new(tokio::sync::Barrier::new(12));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let (care, start) = (house.care.clone(), Arc::clone(&start));
        tasks.spawn(async move {
            start.wait().await;
            care.tend_places().await
        });
    }
    for outcome in tasks.join_all().await {
        outcome?;
    }
    assert_eq!(taken(&house, &group).await?, (0, 1));
    let path = format!("/api/referrals/{}/places", first.unwrap_or_default());
    let places = house.get(&house.link_worker, &path).await?;
    assert_eq!(
        places.body["offer"]["group_id"], group,
        "first come, first served"
    );
    Ok(())
}

async fn an_offer_is_answered_once_however_many_answer(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let referral = house.accepted("Ada Example").await?;
    let (group_id, referral_id) = (id(&group)?, id(&referral)?);
    let caller = caller(&house)?;
    let offer = house.care.offer(&caller, referral_id, group_id).await?;
    house.opened_every_connection().await?;
    let start = Arc::new(tokio::sync::Barrier::new(12));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..12 {
        let (care, caller, start) = (house.care.clone(), caller.clone(), Arc::clone(&start));
        tasks.spawn(async move {
            start.wait().await;
            if number % 2 == 0 {
                care.accept_offer(&caller, offer, 1).await.map(drop)
            } else {
                care.decline_offer(&caller, offer, 1).await
            }
        });
    }
    let outcomes = tasks.join_all().await;
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(done, 1, "{outcomes:?}");
    let (members, offers) = taken(&house, &group).await?;
    assert!(members + offers <= 1);
    Ok(())
}
