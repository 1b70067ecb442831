//! A prescription that nobody has taken on is sent to another partner instead.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::changing::{answer, change, detail};
use crate::fixture::{CHARITY, House, PRACTICE, STRANGER, id_of};

on_both_databases!(
    the_first_partner_keeps_what_they_wrote_and_is_told,
    the_other_partner_begins_afresh,
    a_page_from_before_is_old,
    two_at_once_send_it_once,
    a_reason_given_later_does_not_reach_the_first_partner,
);

struct Redirected {
    house: House,
    prescription: String,
    first: String,
    second: Value,
}

async fn redirected(ground: Ground) -> anyhow::Result<Redirected> {
    let house = House::furnished(ground).await?;
    house.partnership(PRACTICE, STRANGER).await?;
    let (prescription, first) = house.prescribed("Ada Example", true).await?;
    let contact = json!({
        "contact": { "channel": "phone", "outcome": "no_answer" }, "text": "Rang twice",
    });
    let path = format!("/api/referrals/{first}/log");
    let logged = house.post(&house.link_worker, &path, contact).await?;
    logged.expect(StatusCode::NO_CONTENT);
    let to = json!({ "to_organisation_id": STRANGER });
    let answer = change(&house, &prescription, to).await?;
    answer.expect(StatusCode::OK);
    let second = theirs(&house).await?;
    Ok(Redirected {
        house,
        prescription,
        first,
        second,
    })
}

async fn theirs(house: &House) -> anyhow::Result<Value> {
    let page = house
        .search(&house.stranger, json!({ "tab": "all" }))
        .await?;
    let page = page.expect(StatusCode::OK);
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    let path = format!("/api/referrals/{}", id_of(&page["items"][0]));
    let read = house.get(&house.stranger, &path).await?;
    Ok(read.expect(StatusCode::OK))
}

impl Redirected {
    async fn first(&self) -> anyhow::Result<Value> {
        let path = format!("/api/referrals/{}", self.first);
        let read = self.house.get(&self.house.link_worker, &path).await?;
        Ok(read.expect(StatusCode::OK))
    }
}

async fn the_first_partner_keeps_what_they_wrote_and_is_told(ground: Ground) -> anyhow::Result<()> {
    let sent = redirected(ground).await?;
    let first = sent.first().await?;
    assert_eq!(first["status"], "cancelled");
    assert_eq!(first["tasks"][0]["kind"], "cancelled_by_sender");
    let last = first["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["why"], "It was sent to another partner instead.");
    let path = format!("/api/referrals/{}/log", sent.first);
    let log = sent.house.get(&sent.house.link_worker, &path).await?;
    assert!(
        log.expect(StatusCode::OK)
            .to_string()
            .contains("Rang twice")
    );
    let house = &sent.house;
    assert_eq!(house.recorded(PRACTICE, "referral.redirected").await?, 1);
    assert_eq!(house.audited(PRACTICE, "referral.redirected").await?, 1);
    assert_eq!(house.recorded(CHARITY, "referral.changed").await?, 1);
    Ok(())
}

async fn the_other_partner_begins_afresh(ground: Ground) -> anyhow::Result<()> {
    let sent = redirected(ground).await?;
    let second = &sent.second;
    assert_eq!(second["status"], "requested");
    assert_eq!(second["stage"], "new");
    assert_eq!(second["tasks"], json!([]));
    assert_eq!(second["patient"]["full_name"], "Ada Example");
    assert_eq!(second["reason"], "Lonely since the move");
    assert_eq!(second["history"].as_array().map(Vec::len), Some(1));
    let path = format!("/api/referrals/{}/log", id_of(second));
    let log = sent.house.get(&sent.house.stranger, &path).await?;
    assert!(
        !log.expect(StatusCode::OK)
            .to_string()
            .contains("Rang twice")
    );
    let accept = format!("/api/referrals/{}/accept", id_of(second));
    let house = &sent.house;
    let accepted = house.post(&house.stranger, &accept, json!({})).await?;
    accepted.expect(StatusCode::OK);
    let told = detail(house, &sent.prescription).await?;
    assert_eq!(told["status"], "accepted");
    assert_eq!(told["to_organisation"]["name"], "Example Elsewhere");
    let listed = house.own_prescriptions(&house.prescriber).await?;
    let listed = listed.expect(StatusCode::OK);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    Ok(())
}

async fn a_page_from_before_is_old(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.partnership(PRACTICE, STRANGER).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let before = detail(&house, &prescription).await?["version"].clone();
    let to = json!({ "to_organisation_id": STRANGER });
    let sent = change(&house, &prescription, to).await?;
    sent.expect(StatusCode::OK);
    let old = json!({ "version": before, "reason": "Bored" });
    let refused = change(&house, &prescription, old).await?;
    assert_eq!(
        (refused.status, refused.slug()),
        (StatusCode::CONFLICT, "changed-since")
    );
    let said = refused.body.to_string();
    assert!(said.contains("You changed the partner."), "{said}");
    Ok(())
}

async fn two_at_once_send_it_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.partnership(PRACTICE, STRANGER).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    house.opened_every_connection().await?;
    let to = || json!({ "to_organisation_id": STRANGER });
    let (one, other) = tokio::join!(
        change(&house, &prescription, to()),
        change(&house, &prescription, to()),
    );
    let mut answers = [one?.status, other?.status];
    answers.sort_unstable();
    // The other either saw the page from before, or one on which there is nothing left to do.
    assert_eq!(answers[0], StatusCode::OK);
    assert!([StatusCode::OK, StatusCode::CONFLICT].contains(&answers[1]));
    theirs(&house).await?;
    Ok(())
}

async fn a_reason_given_later_does_not_reach_the_first_partner(
    ground: Ground,
) -> anyhow::Result<()> {
    let sent = redirected(ground).await?;
    answer(&sent.house, &sent.prescription, "share_reason", false).await?;
    answer(&sent.house, &sent.prescription, "share_reason", true).await?;
    assert_eq!(sent.first().await?["reason"], Value::Null);
    assert_eq!(
        theirs(&sent.house).await?["reason"],
        "Lonely since the move"
    );
    Ok(())
}
