//! A patient answers an offer by the link they were given.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::{Answer, Asker};
use crate::fixture::House;

on_both_databases!(
    who_holds_the_link_reads_what_is_offered_and_takes_it,
    a_decline_is_taken_back_and_the_place_is_theirs_again,
    a_link_opens_its_own_offer_and_no_other,
    an_answer_to_what_has_changed_is_refused,
    what_ran_out_is_over_and_cannot_be_answered,
);

/// An offer of a place in a group of one, and its link's two parts.
async fn offered(house: &House, name: &str) -> anyhow::Result<Value> {
    let walkers = house.group("Walkers", 1).await?;
    let offer = house.offered(name, &walkers).await?;
    link(house, &offer).await
}

async fn link(house: &House, offer: &str) -> anyhow::Result<Value> {
    let path = format!("/api/offers/{offer}/link");
    let answer = house.get(&house.link_worker, &path).await?;
    let url = answer.expect(StatusCode::OK)["url"].clone();
    let behind = url
        .as_str()
        .and_then(|url| url.strip_prefix("https://meet.example.org/offer#"))
        .and_then(|behind| behind.split_once('.'));
    let (offer, token) = behind.unwrap();
    Ok(json!({ "offer": offer, "token": token }))
}

async fn look(house: &House, link: &Value) -> anyhow::Result<Answer> {
    house
        .post(&Asker::Nobody, "/api/offer/look", link.clone())
        .await
}

async fn answer(house: &House, link: &Value, version: i64, answer: &str) -> anyhow::Result<Answer> {
    let mut said = link.clone();
    said["version"] = json!(version);
    said["answer"] = json!(answer);
    house.post(&Asker::Nobody, "/api/offer/answer", said).await
}

async fn who_holds_the_link_reads_what_is_offered_and_takes_it(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let link = offered(&house, "Ada Example").await?;
    let seen = look(&house, &link).await?.expect(StatusCode::OK);
    assert_eq!(seen["greeting_name"], "Ada");
    assert_eq!(seen["group_name"], "Walkers");
    assert_eq!(seen["organisation_name"], "Example Charity");
    assert_eq!(seen["state"], "open");
    let again = look(&house, &link).await?.expect(StatusCode::OK);
    assert_eq!(seen, again, "looking changes nothing");
    let taken = answer(&house, &link, 1, "accept").await?;
    assert_eq!(taken.expect(StatusCode::OK)["state"], "accepted");
    let all = json!({ "tab": "all" });
    let caseload = house
        .post(&house.link_worker, "/api/referrals/search", all)
        .await?;
    let caseload = caseload.expect(StatusCode::OK);
    assert_eq!(caseload["items"][0]["group_name"], "Walkers");
    assert_eq!(caseload["items"][0]["status"], "in_progress");
    Ok(())
}

async fn a_decline_is_taken_back_and_the_place_is_theirs_again(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let link = offered(&house, "Ada Example").await?;
    let declined = answer(&house, &link, 1, "decline").await?;
    assert_eq!(declined.expect(StatusCode::OK)["state"], "declined");
    let kept = answer(&house, &link, 2, "reopen").await?;
    assert_eq!(kept.expect(StatusCode::OK)["state"], "open");
    let taken = answer(&house, &link, 3, "accept").await?;
    assert_eq!(taken.expect(StatusCode::OK)["state"], "accepted");
    Ok(())
}

async fn a_link_opens_its_own_offer_and_no_other(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let adas = offered(&house, "Ada Example").await?;
    let singers = house.group("Singers", 1).await?;
    let bens = house.offered("Ben Example", &singers).await?;
    let bens = link(&house, &bens).await?;
    let mixed = json!({ "offer": bens["offer"], "token": adas["token"] });
    let guessed = json!({ "offer": bens["offer"], "token": "a".repeat(26) });
    let empty = json!({ "offer": bens["offer"], "token": "" });
    for link in [mixed, guessed, empty] {
        look(&house, &link).await?.expect(StatusCode::NOT_FOUND);
        let said = answer(&house, &link, 1, "decline").await?;
        said.expect(StatusCode::NOT_FOUND);
    }
    let seen = look(&house, &bens).await?.expect(StatusCode::OK);
    assert_eq!(seen["state"], "open", "nobody answered for Ben");
    Ok(())
}

async fn an_answer_to_what_has_changed_is_refused(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let link = offered(&house, "Ada Example").await?;
    let declined = format!("/api/offers/{}/decline", link["offer"].as_str().unwrap());
    let by_phone = house
        .post(&house.link_worker, &declined, json!({ "version": 1 }))
        .await?;
    by_phone.expect(StatusCode::OK);
    let late = answer(&house, &link, 1, "accept").await?;
    assert_eq!(late.slug(), "offer-closed");
    Ok(())
}

async fn what_ran_out_is_over_and_cannot_be_answered(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let link = offered(&house, "Ada Example").await?;
    let week = std::time::Duration::from_secs(7 * 24 * 3_600);
    house.ground.clock.advance(week);
    let seen = look(&house, &link).await?.expect(StatusCode::OK);
    assert_eq!(seen["state"], "over", "before anybody has swept");
    house.care.tend_places().await?;
    let seen = look(&house, &link).await?.expect(StatusCode::OK);
    assert_eq!(seen["state"], "over");
    let version = seen["version"].as_i64().unwrap();
    for said in ["accept", "decline", "reopen"] {
        let late = answer(&house, &link, version, said).await?;
        assert_eq!(late.slug(), "offer-closed", "{said}");
    }
    Ok(())
}
