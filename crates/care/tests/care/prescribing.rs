//! A prescriber prescribes, and the referral crosses.

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::asking::without_ids;
use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE, STRANGER, id_of, order};

on_both_databases!(
    a_prescription_is_told_back_as_it_was_written,
    the_patients_card_crosses_to_the_partner_and_to_nobody_else,
    prescribing_leaves_an_event_an_audit_row_and_hints,
    wrong_fields_are_all_named_at_once,
    only_partners_can_be_prescribed_to,
    a_refused_prescription_leaves_nothing_behind,
    the_list_is_the_prescribers_own_newest_first,
    a_way_by_which_nobody_must_be_reached_does_not_cross,
    names_that_a_database_could_not_hold_are_refused,
);

async fn a_prescription_is_told_back_as_it_was_written(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let order = order("Ada Example", true);
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    let written = answer.expect(StatusCode::CREATED);
    insta::assert_json_snapshot!("prescription", without_ids(&written));
    let path = format!("/api/prescriptions/{}", written["id"].as_str().unwrap());
    let read = house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(read, written);
    assert_eq!(house.audited(PRACTICE, "prescription.read").await?, 1);
    Ok(())
}

async fn the_patients_card_crosses_to_the_partner_and_to_nobody_else(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let caseload = house.search(&house.link_worker, json!({})).await?;
    let caseload = caseload.expect(StatusCode::OK);
    insta::assert_json_snapshot!("caseload", without_ids(&caseload));
    let path = format!("/api/referrals/{referral}");
    let detail = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    insta::assert_json_snapshot!("referral", without_ids(&detail));
    assert_eq!(house.audited(CHARITY, "referral.read").await?, 1);
    let elsewhere = house
        .search(&house.stranger, json!({ "tab": "all" }))
        .await?;
    assert_eq!(elsewhere.expect(StatusCode::OK)["items"], json!([]));
    Ok(())
}

async fn prescribing_leaves_an_event_an_audit_row_and_hints(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let hints = house
        .hinted(CHARITY, house.prescribed("Ada Example", true))
        .await?;
    assert_eq!(hints, ["referrals"]);
    let hints = house
        .hinted(PRACTICE, house.prescribed("Ben Example", true))
        .await?;
    assert_eq!(hints, [PATS_PRESCRIPTIONS]);
    assert_eq!(
        house.recorded(PRACTICE, "prescription.prescribed").await?,
        2
    );
    assert_eq!(house.audited(PRACTICE, "prescription.prescribed").await?, 2);
    Ok(())
}

async fn wrong_fields_are_all_named_at_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let mut wrong = order(" ", true);
    wrong["patient"]["email"] = json!(null);
    wrong["reason"] = json!("x".repeat(2_001));
    wrong["dose"]["sessions"] = json!(0);
    wrong["consent"]["text_version"] = json!("");
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", wrong)
        .await?;
    assert_eq!(
        answer.fields(),
        [
            "patient.full_name",
            "patient.email",
            "reason",
            "dose.sessions",
            "consent.text_version"
        ]
    );
    insta::assert_json_snapshot!(
        "wrong_fields",
        answer.expect(StatusCode::UNPROCESSABLE_ENTITY)
    );
    Ok(())
}

async fn only_partners_can_be_prescribed_to(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for to in [STRANGER, PRACTICE, Uuid::from_u128(99)] {
        let mut order = order("Ada Example", true);
        order["to_organisation_id"] = json!(to);
        let answer = house
            .post(&house.prescriber, "/api/prescriptions", order)
            .await?;
        assert_eq!(answer.slug(), "invalid-input");
        assert_eq!(answer.fields(), ["to_organisation_id"]);
    }
    Ok(())
}

async fn a_refused_prescription_leaves_nothing_behind(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let mut order = order("Ada Example", true);
    order["to_organisation_id"] = json!(STRANGER);
    house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    let mut tx = house.ground.db.read().await?;
    let patients: i64 = on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM patients"
    )
    .fetch_one(c)
    .await)?;
    assert_eq!(patients, 0);
    Ok(())
}

async fn a_way_by_which_nobody_must_be_reached_does_not_cross(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let mut order = order("Ada Example", true);
    order["patient"]["phone"] = json!("020 7946 0999");
    order["patient"]["channel"] = json!("phone");
    order["patient"]["no_contact"] = json!(["email"]);
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    let own = answer.expect(StatusCode::CREATED);
    assert_eq!(
        own["patient"]["email"], "patient@example.org",
        "the practice keeps it"
    );
    let caseload = house.search(&house.link_worker, json!({})).await?;
    let caseload = caseload.expect(StatusCode::OK);
    let path = format!("/api/referrals/{}", id_of(&caseload["items"][0]));
    let read = house.get(&house.link_worker, &path).await?;
    let card = read.expect(StatusCode::OK)["patient"].clone();
    assert_eq!(card.get("email"), None);
    assert!(card["phone"].is_string(), "{card}");
    Ok(())
}

async fn the_list_is_the_prescribers_own_newest_first(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.prescribed("Ada Example", true).await?;
    house.prescribed("Ben Example", true).await?;
    let list = house.own_prescriptions(&house.prescriber).await?;
    let list = list.expect(StatusCode::OK);
    let names: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["patient_name"].clone())
        .collect();
    assert_eq!(names, ["Ben Example", "Ada Example"]);
    let colleague = house.own_prescriptions(&house.other_prescriber).await?;
    assert_eq!(colleague.expect(StatusCode::OK), json!({ "items": [] }));
    Ok(())
}

async fn names_that_a_database_could_not_hold_are_refused(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let order = order("Ada\u{0} Example", true);
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    assert_eq!(answer.fields(), ["patient.full_name"]);
    Ok(())
}
