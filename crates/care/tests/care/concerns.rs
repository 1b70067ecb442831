//! Flags and incidents, and who may read them.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, id_of};

on_both_databases!(
    a_flag_stands_until_it_is_lifted_with_a_reason,
    what_is_to_follow_from_an_incident_is_a_task_until_it_is_closed,
    facilitators_read_of_their_own_groups_members_only,
    fields_are_named_where_they_are_wrong,
);

async fn concerns(house: &House, referral: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}/concerns");
    let answer = house.get(&house.link_worker, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn a_flag_stands_until_it_is_lifted_with_a_reason(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/flags");
    let flag = json!({ "kind": "risk", "text": "Falls easily" });
    let raised = house.post(&house.link_worker, &path, flag).await?;
    assert_eq!(raised.status, StatusCode::NO_CONTENT);
    let flagged = json!({ "flagged": true });
    let page = house.search(&house.link_worker, flagged.clone()).await?;
    assert_eq!(page.expect(StatusCode::OK)["items"][0]["flags"], 1);
    let standing = concerns(&house, &referral).await?;
    assert_eq!(standing["flags"][0]["raised_by"], "Lin Example");
    let lift = format!("/api/flags/{}/lift", id_of(&standing["flags"][0]));
    let reason = json!({ "reason": "Has a walking frame now" });
    let lifted = house
        .post(&house.other_link_worker, &lift, reason.clone())
        .await?;
    assert_eq!(lifted.status, StatusCode::NO_CONTENT);
    let again = house.post(&house.link_worker, &lift, reason).await?;
    assert_eq!(
        (again.status, again.slug()),
        (StatusCode::CONFLICT, "already-settled")
    );
    let kept = concerns(&house, &referral).await?;
    assert_eq!(kept["flags"][0]["lifted"]["by"], "Lea Example");
    let page = house.search(&house.link_worker, flagged).await?;
    assert_eq!(page.expect(StatusCode::OK)["items"], json!([]));
    assert_eq!(house.audited(CHARITY, "flag.raised").await?, 1);
    assert_eq!(house.audited(CHARITY, "concerns.read").await?, 2);
    Ok(())
}

async fn what_is_to_follow_from_an_incident_is_a_task_until_it_is_closed(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/incidents");
    let incident = json!({
        "kind": "wrong_person", "happened_on": "2026-11-30",
        "text": "A neighbour came through the link", "follow_up": "Make a new link",
    });
    house.post(&house.link_worker, &path, incident).await?;
    let tasks = house
        .get(&house.link_worker, "/api/tasks")
        .await?
        .expect(StatusCode::OK);
    assert_eq!(tasks["items"][0]["kind"], "follow_up");
    let recorded = concerns(&house, &referral).await?;
    let close = format!("/api/incidents/{}/close", id_of(&recorded["incidents"][0]));
    let done = json!({ "reason": "The link is new" });
    let closed = house.post(&house.link_worker, &close, done).await?;
    assert_eq!(closed.status, StatusCode::NO_CONTENT);
    let tasks = house
        .get(&house.link_worker, "/api/tasks")
        .await?
        .expect(StatusCode::OK);
    assert_eq!(tasks["items"], json!([]), "nothing is left to do");
    let kept = concerns(&house, &referral).await?;
    assert_eq!(kept["incidents"][0]["closed"]["reason"], "The link is new");
    Ok(())
}

async fn facilitators_read_of_their_own_groups_members_only(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/concerns");
    let before = house.get(&house.facilitator, &path).await?;
    assert_eq!(before.status, StatusCode::FORBIDDEN);
    let group = house.group("Walkers", 3).await?;
    house.matched(&referral, &group).await?;
    let leads = house.get(&house.facilitator, &path).await?;
    leads.expect(StatusCode::OK);
    let other = house.get(&house.other_facilitator, &path).await?;
    assert_eq!(
        (other.status, other.slug()),
        (StatusCode::FORBIDDEN, "not-allowed")
    );
    Ok(())
}

async fn fields_are_named_where_they_are_wrong(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/flags");
    let flag = json!({ "kind": "risk", "text": " " });
    assert_eq!(
        house.post(&house.link_worker, &path, flag).await?.fields(),
        ["text"]
    );
    let path = format!("/api/referrals/{referral}/incidents");
    let incident = json!({ "kind": "health", "happened_on": "yesterday", "text": "" });
    let wrong = house.post(&house.link_worker, &path, incident).await?;
    assert_eq!(wrong.fields(), ["happened_on", "text"]);
    Ok(())
}
