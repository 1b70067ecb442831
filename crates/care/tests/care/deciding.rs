//! A link worker takes a referral on, or declines it.

use http::StatusCode;
use serde_json::json;
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::without_ids;
use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE};

on_both_databases!(
    an_accepted_referral_stays_on_the_open_caseload,
    the_prescriber_reads_why_a_referral_was_declined,
    a_referral_is_decided_on_once,
    declining_needs_a_reason,
    who_decides_on_an_old_page_is_told_what_has_changed,
    of_many_who_decide_at_once_one_is_heard,
);

async fn an_accepted_referral_stays_on_the_open_caseload(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/accept");
    let act = async { house.post(&house.link_worker, &path, json!({})).await };
    let hints = house
        .hinted(PRACTICE, async {
            anyhow::Ok(act.await?.expect(StatusCode::OK))
        })
        .await?;
    assert_eq!(hints, [PATS_PRESCRIPTIONS]);
    let open = house.search(&house.link_worker, json!({})).await?;
    let open = open.expect(StatusCode::OK);
    assert_eq!(open["items"][0]["status"], "accepted");
    assert_eq!(house.recorded(CHARITY, "referral.accepted").await?, 1);
    assert_eq!(house.audited(CHARITY, "referral.accepted").await?, 1);
    Ok(())
}

async fn the_prescriber_reads_why_a_referral_was_declined(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/reject");
    let reason = json!({ "reason": " We hold no group in this language. " });
    let rejected = house.post(&house.link_worker, &path, reason).await?;
    insta::assert_json_snapshot!(
        "rejected_referral",
        without_ids(&rejected.expect(StatusCode::OK))
    );
    let path = format!("/api/prescriptions/{prescription}");
    let read = house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    insta::assert_json_snapshot!("rejected_prescription", without_ids(&read));
    let open = house.search(&house.link_worker, json!({})).await?;
    assert_eq!(open.expect(StatusCode::OK)["items"], json!([]));
    assert_eq!(house.recorded(CHARITY, "referral.rejected").await?, 1);
    Ok(())
}

async fn a_referral_is_decided_on_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    for (verb, body) in [
        ("accept", json!({})),
        ("reject", json!({ "reason": "Too late" })),
    ] {
        let path = format!("/api/referrals/{referral}/{verb}");
        let answer = house.post(&house.link_worker, &path, body).await?;
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::CONFLICT, "already-decided")
        );
    }
    assert_eq!(house.recorded(CHARITY, "referral.accepted").await?, 1);
    assert_eq!(house.recorded(CHARITY, "referral.rejected").await?, 0);
    Ok(())
}

async fn declining_needs_a_reason(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/reject");
    let answer = house
        .post(&house.link_worker, &path, json!({ "reason": "  " }))
        .await?;
    assert_eq!(answer.fields(), ["reason"]);
    Ok(())
}

async fn who_decides_on_an_old_page_is_told_what_has_changed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}");
    let read = house.get(&house.link_worker, &path).await?;
    let seen = read.expect(StatusCode::OK)["version"].clone();
    let accept = format!("/api/referrals/{referral}/accept");
    let fresh = json!({ "version": seen });
    let answer = house.post(&house.other_link_worker, &accept, fresh).await?;
    answer.expect(StatusCode::OK);
    for (verb, body) in [
        ("accept", json!({ "version": seen })),
        ("reject", json!({ "version": seen, "reason": "Full" })),
    ] {
        let path = format!("/api/referrals/{referral}/{verb}");
        let answer = house.post(&house.link_worker, &path, body).await?;
        assert_eq!(answer.slug(), "changed-since", "{verb}");
        let said = answer.body["detail"].as_str().unwrap();
        assert!(said.contains("Accepted by Lea Example."), "{said}");
    }
    assert_eq!(house.recorded(CHARITY, "referral.accepted").await?, 1);
    Ok(())
}

async fn of_many_who_decide_at_once_one_is_heard(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let accept = format!("/api/referrals/{referral}/accept");
    let reject = format!("/api/referrals/{referral}/reject");
    house.opened_every_connection().await?;
    let (one, other) = tokio::join!(
        house.post(&house.link_worker, &accept, json!({})),
        house.post(&house.link_worker, &reject, json!({ "reason": "Full" })),
    );
    let mut answers = [one?.status, other?.status];
    answers.sort_unstable();
    assert_eq!(answers, [StatusCode::OK, StatusCode::CONFLICT]);
    Ok(())
}
