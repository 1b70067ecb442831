//! A patient, at the door, decides what the prescriber is told.

use http::StatusCode;
use serde_json::json;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE, STRANGER, consent, patient};

on_both_databases!(
    a_withdrawn_consent_is_in_force_at_once,
    every_answer_is_kept_with_its_text_and_language,
    an_answer_repeated_is_no_news,
    two_answers_within_a_millisecond_stand_in_their_order,
    a_membership_of_another_organisation_is_not_found,
    an_answer_names_its_text,
);

async fn member(house: &House) -> anyhow::Result<String> {
    let referral = house.accepted("Ada Example").await?;
    let group = house.group("Walkers", 3).await?;
    house.matched(&referral, &group).await
}

async fn a_withdrawn_consent_is_in_force_at_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = patient(&member(&house).await?, CHARITY)?;
    let act = house.post(&patient, "/api/door/consent", consent(false));
    let hints = house.hinted(PRACTICE, async {
        anyhow::Ok(act.await?.expect(StatusCode::OK))
    });
    assert_eq!(hints.await?, [PATS_PRESCRIPTIONS]);
    let list = house.own_prescriptions(&house.prescriber).await?;
    let list = list.expect(StatusCode::OK);
    assert_eq!(
        list["items"][0]["progress"],
        json!({ "kind": "not_shared" })
    );
    assert_eq!(house.recorded(PRACTICE, "consent.changed").await?, 1);
    for organisation in [PRACTICE, CHARITY] {
        assert_eq!(house.audited(organisation, "consent.withdrawn").await?, 1);
    }
    Ok(())
}

async fn every_answer_is_kept_with_its_text_and_language(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = patient(&member(&house).await?, CHARITY)?;
    let answer = json!({ "share_attendance": false, "text_version": "2027-01", "language": "cy" });
    let told = house.post(&patient, "/api/door/consent", answer).await?;
    assert_eq!(
        told.expect(StatusCode::OK),
        json!({ "share_attendance": false })
    );
    let mut tx = house.ground.db.read().await?;
    let rows: Vec<(bool, String, String, String)> = on!(&mut tx, |c| sqlx::query_as(
        "SELECT given, text_version, language, recorded_by FROM consents
          WHERE question = 'share_attendance' ORDER BY recorded_at"
    )
    .fetch_all(c)
    .await)?;
    let row = |given, version: &str, language: &str, by: &str| {
        (
            given,
            version.to_owned(),
            language.to_owned(),
            by.to_owned(),
        )
    };
    assert_eq!(
        rows,
        [
            row(true, "2026-11", "en", "staff"),
            row(false, "2027-01", "cy", "patient")
        ]
    );
    Ok(())
}

async fn an_answer_repeated_is_no_news(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let membership = member(&house).await?;
    let patient = patient(&membership, CHARITY)?;
    let act = house.post(&patient, "/api/door/consent", consent(true));
    let hints = house.hinted(CHARITY, async {
        anyhow::Ok(act.await?.expect(StatusCode::OK))
    });
    assert!(hints.await?.is_empty());
    assert_eq!(house.recorded(PRACTICE, "consent.changed").await?, 0);
    let act = house.post(&patient, "/api/door/consent", consent(false));
    let hints = house.hinted(CHARITY, async {
        anyhow::Ok(act.await?.expect(StatusCode::OK))
    });
    let hints = hints.await?;
    assert!(hints[0].starts_with("groups:"), "{hints:?}");
    assert_eq!(hints[1..], [format!("door:{membership}")]);
    Ok(())
}

async fn two_answers_within_a_millisecond_stand_in_their_order(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let crate::asking::Asker::Patient(caller) = patient(&member(&house).await?, CHARITY)? else {
        anyhow::bail!("a patient stands at the door");
    };
    // The clock stands still between commands: only their order tells them apart.
    for given in [false, true, false, true, false] {
        let answer = wellmet_care::ConsentGiven {
            share_attendance: given,
            text_version: "2026-11".to_owned(),
            language: "en".to_owned(),
        };
        house.care.answer_consent(&caller, &answer).await?;
        let list = house.own_prescriptions(&house.prescriber).await?;
        let progress = &list.expect(StatusCode::OK)["items"][0]["progress"]["kind"];
        assert_eq!(progress, if given { "none_yet" } else { "not_shared" });
    }
    assert_eq!(house.recorded(PRACTICE, "consent.changed").await?, 5);
    Ok(())
}

async fn a_membership_of_another_organisation_is_not_found(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = patient(&member(&house).await?, STRANGER)?;
    let answer = house
        .post(&patient, "/api/door/consent", consent(false))
        .await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::NOT_FOUND, "not-found")
    );
    Ok(())
}

async fn an_answer_names_its_text(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = patient(&member(&house).await?, CHARITY)?;
    let answer = json!({ "share_attendance": false, "text_version": "", "language": "" });
    let answer = house.post(&patient, "/api/door/consent", answer).await?;
    assert_eq!(answer.fields(), ["text_version", "language"]);
    Ok(())
}
