//! The register of patients: found again, corrected, and never entered twice unawares.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, PRACTICE, card, consents, id_of, order};

on_both_databases!(
    a_patient_is_found_by_what_one_remembers_of_them,
    a_search_is_one_line_of_the_trail_and_finds_nobody_elsewhere,
    a_known_patient_is_prescribed_for_without_a_second_card,
    what_was_prescribed_last_is_offered_as_a_start,
    somebody_who_may_be_on_the_register_is_named_with_the_reasons,
    a_corrected_card_follows_to_whoever_answers_for_the_patient,
    a_change_of_an_older_version_says_what_became_of_the_card,
    every_wrong_field_of_a_card_is_named,
    for_a_minor_the_guardian_is_asked_each_time,
    identifiers_never_cross,
    a_colleagues_prescription_is_there_and_says_no_more,
    one_patient_or_none_is_a_question,
);

/// Prescribes for a new patient with this card, and gives the patient's id.
async fn registered(house: &House, card: Value) -> anyhow::Result<String> {
    let mut order = order("", true);
    order["patient"] = card;
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    let written = answer.expect(StatusCode::CREATED);
    Ok(written["patient_id"].as_str().unwrap().to_owned())
}

fn zoe() -> Value {
    json!({
        "full_name": "Zoë Ångström-O’Neill", "email": "zoe@example.org",
        "phone": "+44 1632 960001", "birth_date": "1958-04-23",
        "identifiers": [{ "system": "nhs", "value": "943 476 5919" }],
    })
}

async fn found(house: &House, text: &str) -> anyhow::Result<Vec<String>> {
    let asked = json!({ "text": text });
    let answer = house
        .post(&house.prescriber, "/api/patients/search", asked)
        .await?;
    let answer = answer.expect(StatusCode::OK);
    let items = answer["items"].as_array().unwrap().iter();
    Ok(items
        .map(|row| row["full_name"].as_str().unwrap().to_owned())
        .collect())
}

async fn a_patient_is_found_by_what_one_remembers_of_them(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    registered(&house, zoe()).await?;
    registered(&house, card("Zola Example")).await?;
    for text in [
        "zoe",
        "ZOË ang",
        "oneill zoe",
        "o'neill",
        "1958-04-23",
        "zo 23/4/1958",
        "01632 960001",
        "960001",
        "9434765919",
        "943 476 5919",
        "zoe@example.org",
    ] {
        assert_eq!(
            found(&house, text).await?,
            ["Zoë Ångström-O’Neill"],
            "{text}"
        );
    }
    assert_eq!(found(&house, "zo").await?.len(), 2);
    for text in ["", "z", "ngstr", "zoe zola", "zoe 1958-04-24"] {
        assert!(found(&house, text).await?.is_empty(), "{text}");
    }
    Ok(())
}

async fn a_search_is_one_line_of_the_trail_and_finds_nobody_elsewhere(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    registered(&house, zoe()).await?;
    found(&house, "zoe").await?;
    let lines = house.listed(PRACTICE, "patients.read").await?;
    assert_eq!(lines, [("patients".to_owned(), Some(1))]);
    let asked = json!({ "text": "zoe" });
    let answer = house
        .post(&house.stranger, "/api/patients/search", asked)
        .await?;
    assert_eq!(answer.expect(StatusCode::OK)["items"], json!([]));
    Ok(())
}

async fn a_known_patient_is_prescribed_for_without_a_second_card(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = registered(&house, zoe()).await?;
    let mut again = order("", true);
    again["patient"] = Value::Null;
    again["patient_id"] = json!(patient);
    let answer = house
        .post(&house.other_prescriber, "/api/prescriptions", again)
        .await?;
    let written = answer.expect(StatusCode::CREATED);
    assert_eq!(written["patient_name"], "Zoë Ångström-O’Neill");
    assert_eq!(found(&house, "zoe").await?.len(), 1);
    let mut elsewhere = order("", true);
    elsewhere["patient"] = Value::Null;
    elsewhere["patient_id"] = json!(Uuid::from_u128(99));
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", elsewhere)
        .await?;
    assert_eq!(answer.fields(), ["patient_id"]);
    Ok(())
}

async fn what_was_prescribed_last_is_offered_as_a_start(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let start = house.get(&house.prescriber, "/api/prescribing").await?;
    let start = start.expect(StatusCode::OK);
    assert_eq!(start["guardian_below"], 16);
    assert_eq!(start.get("usual"), None);
    let mut order = order("Ada Example", false);
    order["dose"]["sessions"] = json!(8);
    order["goal"] = json!("To walk to the shops again");
    order["urgency"] = json!("urgent");
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    let written = answer.expect(StatusCode::CREATED);
    let start = house.get(&house.prescriber, "/api/prescribing").await?;
    let usual = json!({
        "dose": { "sessions": 8, "rhythm": "weekly" }, "to_organisation_id": CHARITY,
    });
    assert_eq!(start.expect(StatusCode::OK)["usual"], usual);
    let path = format!("/api/patients/{}", written["patient_id"].as_str().unwrap());
    let page = house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    let template = &page["template"];
    assert_eq!(template["goal"], "To walk to the shops again");
    assert_eq!(template["urgency"], "urgent");
    assert_eq!(template["answers"]["share_attendance"], false);
    assert_eq!(template["answers"]["share_reason"], true);
    assert_eq!(template["text_version"], "2026-11");
    let retold = json!({
        "question": "share_reason", "given": true, "text_version": "2026-12", "language": "en",
    });
    let consents = format!("/api/prescriptions/{}/consents", id_of(&written));
    house.post(&house.prescriber, &consents, retold).await?;
    let page = house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    let mixed = page["template"].get("text_version");
    assert_eq!(mixed, None, "not all of them to one text");
    assert_eq!(house.audited(PRACTICE, "patient.read").await?, 2);
    Ok(())
}

async fn somebody_who_may_be_on_the_register_is_named_with_the_reasons(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let known = registered(&house, zoe()).await?;
    let alike = async |draft: Value| {
        let answer = house
            .post(&house.prescriber, "/api/patients/alike", draft)
            .await?;
        anyhow::Ok(answer.expect(StatusCode::OK)["items"].clone())
    };
    let spelt = json!({ "full_name": "angstrom oneill zoe", "birth_date": "1958-04-23" });
    let items = alike(spelt.clone()).await?;
    assert_eq!(items[0]["patient"]["id"], json!(known));
    assert_eq!(items[0]["reasons"], json!(["Same name and date of birth."]));
    let contact = json!({ "full_name": "Zo", "phone": "01632 960001", "email": "ZOE@example.org" });
    let reasons = json!(["Same email address.", "Same telephone number."]);
    assert_eq!(alike(contact).await?[0]["reasons"], reasons);
    assert_eq!(
        alike(json!({ "full_name": "Zoë Ångström-O’Neill" })).await?,
        json!([])
    );
    let mut itself = spelt;
    itself["patient_id"] = json!(known);
    assert_eq!(alike(itself).await?, json!([]));
    Ok(())
}

async fn a_corrected_card_follows_to_whoever_answers_for_the_patient(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let patient = house.patient_of(&prescription).await?;
    let path = format!("/api/patients/{patient}/change");
    let new = json!({ "version": 1, "patient": {
        "full_name": "Ada Sample", "phone": "01632 960002", "channel": "phone",
        "no_contact": ["voicemail"], "access": ["captions", "captions"], "language": "cy",
    }});
    let hints = house.hinted(CHARITY, async {
        anyhow::Ok(
            house
                .post(&house.prescriber, &path, new)
                .await?
                .expect(StatusCode::OK),
        )
    });
    assert_eq!(hints.await?, ["referrals"]);
    let read = house
        .get(&house.link_worker, &format!("/api/referrals/{referral}"))
        .await?;
    let card = read.expect(StatusCode::OK)["patient"].clone();
    let told = json!({
        "full_name": "Ada Sample", "preferred_name": "Ada", "phone": "01632 960002",
        "channel": "phone", "no_contact": ["voicemail"], "access": ["captions"], "language": "cy",
    });
    assert_eq!(card, told);
    assert_eq!(found(&house, "sample").await?, ["Ada Sample"]);
    assert!(found(&house, "ada example").await?.is_empty());
    assert_eq!(house.audited(PRACTICE, "patient.changed").await?, 1);
    Ok(())
}

async fn a_change_of_an_older_version_says_what_became_of_the_card(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = registered(&house, card("Ada Example")).await?;
    let path = format!("/api/patients/{patient}/change");
    let change = |name: &str| json!({ "version": 1, "patient": card(name) });
    let first = house
        .post(&house.other_prescriber, &path, change("Ada Sample"))
        .await?;
    let page = first.expect(StatusCode::OK);
    assert_eq!(page["version"], 2);
    let late = house
        .post(&house.prescriber, &path, change("Ida Example"))
        .await?;
    assert_eq!(
        (late.status, late.slug()),
        (StatusCode::CONFLICT, "changed-since")
    );
    let detail = late.body["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("Changed: name by Per Example."),
        "{detail}"
    );
    assert_eq!(found(&house, "ada").await?, ["Ada Sample"]);
    Ok(())
}

async fn every_wrong_field_of_a_card_is_named(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = registered(&house, card("Ada Example")).await?;
    let wrong = json!({ "version": 1, "patient": {
        "full_name": "", "birth_date": "2019-13-01", "channel": "letter", "language": "!",
        "helper": { "name": "", "contact": "next door" },
        "identifiers": [{ "system": "nhs", "value": "1" }],
    }});
    let path = format!("/api/patients/{patient}/change");
    let answer = house.post(&house.prescriber, &path, wrong).await?;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        "patient.full_name",
        "patient.birth_date",
        "patient.language",
        "patient.helper.name",
        "patient.helper.contact",
        "patient.address",
        "patient.identifiers.nhs",
    ];
    assert_eq!(answer.fields(), fields);
    let child = json!({ "version": 1, "patient": {
        "full_name": "Ada Example", "email": "a@example.org", "birth_date": "2020-01-01",
    }});
    let answer = house.post(&house.prescriber, &path, child).await?;
    assert_eq!(answer.fields(), ["patient.guardian.name"]);
    Ok(())
}

async fn for_a_minor_the_guardian_is_asked_each_time(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let mut first = order("Ada Example", true);
    first["patient"]["birth_date"] = json!("2020-01-01");
    first["patient"]["guardian"] = json!({
        "name": "Gia Example", "relationship": "mother", "contact": "01632 960009",
    });
    let prescribe = async |order: &Value| {
        house
            .post(&house.prescriber, "/api/prescriptions", order.clone())
            .await
    };
    let refused = prescribe(&first).await?;
    assert_eq!(refused.fields(), ["consent.guardian_agrees"]);
    first["consent"]["guardian_agrees"] = json!(true);
    let written = prescribe(&first).await?.expect(StatusCode::CREATED);
    let mut recorded = written["consents"].as_array().unwrap().iter();
    let recorded = recorded.find(|one| one["question"] == "guardian_agrees");
    let recorded = recorded.unwrap();
    assert_eq!(recorded["by"], "Pat Example");
    assert_eq!(recorded["text_version"], "2026-11");

    let mut again = order("", true);
    again["patient"] = Value::Null;
    again["patient_id"] = written["patient_id"].clone();
    let refused = prescribe(&again).await?;
    assert_eq!(refused.fields(), ["consent.guardian_agrees"]);
    let path = format!("/api/prescriptions/{}/consents", id_of(&written));
    let withdrawn = json!({
        "question": "guardian_agrees", "given": false, "text_version": "2026-11", "language": "en",
    });
    let refused = house.post(&house.prescriber, &path, withdrawn).await?;
    assert_eq!(refused.fields(), ["question"], "cancelling is the way");
    Ok(())
}

async fn identifiers_never_cross(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = registered(&house, zoe()).await?;
    let page = house
        .get(&house.prescriber, &format!("/api/patients/{patient}"))
        .await?;
    let own = json!([{ "system": "nhs", "value": "9434765919" }]);
    assert_eq!(page.expect(StatusCode::OK)["identifiers"], own);
    let caseload = house.search(&house.link_worker, json!({})).await?;
    let caseload = caseload.expect(StatusCode::OK);
    let path = format!("/api/referrals/{}", id_of(&caseload["items"][0]));
    let referral = house.get(&house.link_worker, &path).await?;
    let referral = referral.expect(StatusCode::OK);
    assert_eq!(referral["patient"]["birth_date"], "1958-04-23");
    for read in [caseload, referral] {
        assert!(!read.to_string().contains("9434765919"));
    }
    Ok(())
}

async fn a_colleagues_prescription_is_there_and_says_no_more(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = registered(&house, card("Ada Example")).await?;
    let path = format!("/api/patients/{patient}");
    let page = house
        .get(&house.other_prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    let line = &page["prescriptions"][0];
    assert_eq!(line["own"], false);
    assert_eq!(line["prescriber"]["name"], "Pat Example");
    assert_eq!(line.get("progress"), None);
    assert_eq!(page.get("template"), None);
    assert!(
        !page.to_string().contains("Lonely"),
        "the reason stays between the two"
    );
    let own = house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        own["prescriptions"][0]["progress"],
        json!({ "kind": "none_yet" })
    );
    Ok(())
}

async fn one_patient_or_none_is_a_question(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = registered(&house, card("Ada Example")).await?;
    let mut both = order("Ben Example", true);
    both["patient_id"] = json!(patient);
    let mut neither = order("", true);
    neither["patient"] = Value::Null;
    for order in [both, neither] {
        let answer = house
            .post(&house.prescriber, "/api/prescriptions", order)
            .await?;
        assert_eq!(answer.fields(), ["patient_id"]);
    }
    let mut unasked = order("Ben Example", true);
    unasked["consent"] = consents(true);
    unasked["consent"]["share_onward"] = Value::Null;
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", unasked)
        .await?;
    assert!(answer.status.is_client_error(), "every question is asked");
    Ok(())
}
