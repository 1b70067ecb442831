//! The work of somebody who leaves goes to somebody else.

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::Role;

use crate::fixture::{House, PATS_PRESCRIPTIONS, PRACTICE, staff};
use crate::handing::last_words;

on_both_databases!(
    a_leavers_work_goes_over_whole,
    what_a_prescriber_leaves_behind_is_read_by_who_takes_it,
    the_groups_of_a_leaver_are_led_by_who_takes_them,
    only_who_can_do_the_work_gets_it,
);

const PAT: Uuid = Uuid::from_u128(1);
const PER: Uuid = Uuid::from_u128(2);
const LIN: Uuid = Uuid::from_u128(3);
const FAY: Uuid = Uuid::from_u128(4);
const FINN: Uuid = Uuid::from_u128(5);

fn hand_over(of: Uuid) -> String {
    format!("/api/colleagues/{of}/hand-over")
}

async fn a_leavers_work_goes_over_whole(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    house.accepted("Ben Example").await?;
    let ended = house.accepted("Cy Example").await?;
    let fail = json!({ "step": "fail", "reason": "Moved away" });
    house
        .post(
            &house.link_worker,
            &format!("/api/referrals/{ended}/step"),
            fail,
        )
        .await?;
    let task = json!({ "words": "Call", "referral_id": referral });
    house.post(&house.link_worker, "/api/tasks", task).await?;
    let (lin, lea) = (Uuid::from_u128(3), Uuid::from_u128(8));
    let work = format!("/api/colleagues/{lin}/work");
    let before = house
        .get(&house.administrator, &work)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        (&before["referrals"], &before["tasks"]),
        (&json!(2), &json!(1))
    );
    let path = format!("/api/colleagues/{lin}/hand-over");
    let same = house
        .post(&house.administrator, &path, json!({ "to": lin }))
        .await?;
    assert_eq!(same.fields(), ["to"]);
    let handed = house
        .post(&house.administrator, &path, json!({ "to": lea }))
        .await?;
    assert_eq!(handed.expect(StatusCode::OK)["referrals"], 2);
    let after = house
        .get(&house.administrator, &work)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        (&after["referrals"], &after["tasks"]),
        (&json!(0), &json!(0))
    );
    let hers = json!({ "whose": "mine" });
    let page = house.search(&house.other_link_worker, hers).await?;
    assert_eq!(
        page.expect(StatusCode::OK)["items"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    let path = format!("/api/referrals/{ended}");
    let kept = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        kept["assigned_to"]["name"], "Lin Example",
        "what has ended stays as it was"
    );
    let path = format!("/api/referrals/{referral}");
    let given = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    assert!(last_words(&given).starts_with("Given to Lea Example"));
    Ok(())
}

async fn what_a_prescriber_leaves_behind_is_read_by_who_takes_it(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let boss = staff(
        &house.ground,
        9,
        PRACTICE,
        "Ali Example",
        &[Role::Administrator],
    )
    .await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let (over, _) = house.prescribed("Ben Example", true).await?;
    let cancel = json!({ "version": 2, "reason": "They moved" });
    let path = format!("/api/prescriptions/{over}/cancel");
    house
        .post(&house.prescriber, &path, cancel)
        .await?
        .expect(StatusCode::OK);
    let work = format!("/api/colleagues/{PAT}/work");
    let work = house.get(&boss, &work).await?.expect(StatusCode::OK);
    assert_eq!(work["prescriptions"], 2);
    let successor = json!({ "prescriptions_to": PER });
    let hints = house
        .hinted(PRACTICE, async {
            let handed = house.post(&boss, &hand_over(PAT), successor).await?;
            handed.expect(StatusCode::OK);
            Ok(())
        })
        .await?;
    assert!(hints.contains(&PATS_PRESCRIPTIONS.to_owned()));
    let own = house.own_prescriptions(&house.other_prescriber).await?;
    assert_eq!(
        own.expect(StatusCode::OK)["items"].as_array().map(Vec::len),
        Some(2)
    );
    let path = format!("/api/prescriptions/{prescription}");
    let read = house.get(&house.other_prescriber, &path).await?;
    let read = read.expect(StatusCode::OK);
    assert_eq!(last_words(&read), "Ali Example changed the prescriber.");
    let gone = house.get(&house.prescriber, &path).await?;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(house.audited(PRACTICE, "staff.handed_over").await?, 1);
    Ok(())
}

async fn the_groups_of_a_leaver_are_led_by_who_takes_them(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 8).await?;
    house.group("Singers", 8).await?;
    let successor = json!({ "groups_to": FINN });
    for _ in 0..2 {
        let handed = house
            .post(&house.administrator, &hand_over(FAY), successor.clone())
            .await?;
        handed.expect(StatusCode::OK);
    }
    let path = format!("/api/groups/{walkers}");
    let read = house.get(&house.link_worker, &path).await?;
    let leads = read.expect(StatusCode::OK)["facilitators"].clone();
    assert_eq!(leads, json!([{ "id": FINN, "name": "Finn Example" }]));
    let work = format!("/api/colleagues/{FAY}/work");
    let left = house.get(&house.administrator, &work).await?;
    assert_eq!(left.expect(StatusCode::OK)["groups"], json!([]));
    Ok(())
}

async fn only_who_can_do_the_work_gets_it(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for (successor, field) in [
        (json!({ "to": FAY }), "to"),
        (json!({ "groups_to": LIN }), "groups_to"),
        (json!({ "prescriptions_to": FAY }), "prescriptions_to"),
    ] {
        let path = hand_over(FINN);
        let refused = house.post(&house.administrator, &path, successor).await?;
        assert_eq!(refused.fields(), [field]);
    }
    let own = json!({ "prescriptions_to": PER });
    let refused = house.post(&house.link_worker, &hand_over(FAY), own).await?;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    Ok(())
}
