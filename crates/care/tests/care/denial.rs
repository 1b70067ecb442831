//! Every route refuses who may not: nobody known, the wrong role, another organisation.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::{Answer, Asker};
use crate::fixture::{CHARITY, House, card, consent, group, id_of, order, patient};
use crate::places::edit;

on_both_databases!(
    nobody_unknown_is_let_in,
    the_wrong_role_is_not_allowed,
    what_belongs_to_another_organisation_is_not_found,
    a_colleagues_prescription_is_not_found,
    a_patient_is_no_staff_and_staff_are_no_patients,
    an_id_that_is_none_is_not_found,
);

/// A route, and who of the staff may use it.
struct Route {
    path: String,
    /// `None` reads.
    body: Option<Value>,
    allowed: &'static [&'static str],
    /// Whether it names a thing that another organisation must not find.
    names_a_thing: bool,
}

const PRESCRIBER: &[&str] = &["prescriber"];
const LINK_WORKER: &[&str] = &["link_worker"];
const OFFICE: &[&str] = &["link_worker", "administrator"];
const HOSTS: &[&str] = &["link_worker", "facilitator"];

async fn every_staff_route(house: &House) -> anyhow::Result<Vec<Route>> {
    let (prescription, referral_id) = house.prescribed("Ada Example", true).await?;
    let patient = house.patient_of(&prescription).await?;
    let walkers = house.group("Walkers", 3).await?;
    let offer = house.offered("Cy Example", &walkers).await?;
    let placed = house.accepted("Dee Example").await?;
    let membership = house.matched(&placed, &walkers).await?;
    let route = |path: String, body: Option<Value>, allowed, names_a_thing| Route {
        path,
        body,
        allowed,
        names_a_thing,
    };
    let referral = |end: &str| format!("/api/referrals/{referral_id}{end}");
    let about = json!({ "words": "Call the daughter", "referral_id": referral_id });
    let task = house
        .post(&house.link_worker, "/api/tasks", about.clone())
        .await?;
    let task = id_of(&task.expect(StatusCode::CREATED));
    let about = Some(about);
    let view = Some(json!({ "name": "Mine", "filters": { "whose": "mine" } }));
    let reason = Some(json!({ "reason": "No place" }));
    let lin = uuid::Uuid::from_u128(3);
    let hand_on = Some(
        json!({ "to_organisation_id": CHARITY, "patient_agreed": true, "text_version": "2026-11", "language": "en" }),
    );
    let incident = json!({ "kind": "other", "happened_on": "2026-11-30", "text": "Shouted" });
    let incident = Some(incident);
    let choice = Some(json!({ "group_id": walkers }));
    let seen = Some(json!({ "version": 1 }));
    let start = Some(json!({ "sought": {}, "group": group("Hearts", 3) }));
    let group_path = |end: &str| format!("/api/groups/{walkers}{end}");
    let offer_path = |end: &str| format!("/api/offers/{offer}/{end}");
    let place = |end: &str| format!("/api/memberships/{membership}/{end}");
    let order = Some(order("Ben Example", true));
    let prescription = format!("/api/prescriptions/{prescription}");
    let summary = format!("{prescription}/summary.pdf");
    Ok(vec![
        route("/api/prescriptions".to_owned(), order, PRESCRIBER, false),
        route(
            "/api/prescriptions/search".to_owned(),
            Some(json!({})),
            PRESCRIBER,
            false,
        ),
        route(
            format!("{prescription}/change"),
            Some(json!({
                "version": 2, "reason": "Bored", "dose": { "sessions": 6, "rhythm": "weekly" },
                "to_organisation_id": CHARITY,
            })),
            PRESCRIBER,
            true,
        ),
        route(
            format!("{prescription}/cancel"),
            Some(json!({ "version": 2, "reason": "Moves abroad" })),
            PRESCRIBER,
            true,
        ),
        route(
            format!("{prescription}/consents"),
            Some(json!({
                "question": "share_reason", "given": false, "text_version": "1", "language": "en",
            })),
            PRESCRIBER,
            true,
        ),
        route(
            format!("/api/patients/{patient}/merge"),
            Some(
                json!({ "version": 1, "other_id": uuid::Uuid::from_u128(99), "other_version": 1 }),
            ),
            PRESCRIBER,
            true,
        ),
        route(
            format!("/api/patient-merges/{}/undo", uuid::Uuid::from_u128(99)),
            Some(json!({})),
            PRESCRIBER,
            true,
        ),
        route(prescription, None, PRESCRIBER, true),
        route(summary, None, PRESCRIBER, true),
        route(referral("/summary.pdf"), None, LINK_WORKER, true),
        route("/api/prescribing".to_owned(), None, PRESCRIBER, false),
        route(
            "/api/patients/search".to_owned(),
            Some(json!({ "text": "ada" })),
            PRESCRIBER,
            false,
        ),
        route(
            "/api/patients/alike".to_owned(),
            Some(json!({})),
            PRESCRIBER,
            false,
        ),
        route(format!("/api/patients/{patient}"), None, PRESCRIBER, true),
        route(
            format!("/api/patients/{patient}/change"),
            Some(json!({ "version": 1, "patient": card("Ada Example") })),
            PRESCRIBER,
            true,
        ),
        route(
            "/api/referrals/search".to_owned(),
            Some(json!({})),
            LINK_WORKER,
            false,
        ),
        route("/api/colleagues".to_owned(), None, LINK_WORKER, false),
        route("/api/tasks".to_owned(), None, LINK_WORKER, false),
        route("/api/tasks".to_owned(), about, LINK_WORKER, true),
        route(
            format!("/api/tasks/{task}/settle"),
            Some(json!({ "done": true })),
            LINK_WORKER,
            true,
        ),
        route("/api/caseload-views".to_owned(), None, LINK_WORKER, false),
        route("/api/caseload-views".to_owned(), view, LINK_WORKER, false),
        route(
            format!("/api/caseload-views/{task}/remove"),
            Some(json!({})),
            LINK_WORKER,
            true,
        ),
        route(
            referral("/step"),
            Some(json!({ "step": "cancel" })),
            LINK_WORKER,
            true,
        ),
        route(
            referral("/stage"),
            Some(json!({ "stage": "contacted" })),
            LINK_WORKER,
            true,
        ),
        route(
            referral("/consents"),
            Some(json!({
                "question": "share_onward", "given": true, "text_version": "2026-11",
                "language": "en",
            })),
            LINK_WORKER,
            true,
        ),
        route(referral("/assign"), Some(json!({})), LINK_WORKER, true),
        route(referral("/log"), None, LINK_WORKER, true),
        route(referral("/hand-on"), hand_on, LINK_WORKER, true),
        route(referral("/take-back"), Some(json!({})), LINK_WORKER, true),
        route(format!("/api/colleagues/{lin}/work"), None, OFFICE, true),
        route(
            format!("/api/colleagues/{lin}/hand-over"),
            Some(json!({})),
            OFFICE,
            true,
        ),
        route(referral("/concerns"), None, HOSTS, true),
        route(
            referral("/flags"),
            Some(json!({ "kind": "risk", "text": "Falls" })),
            HOSTS,
            true,
        ),
        route(referral("/incidents"), incident, HOSTS, true),
        route(
            format!("/api/flags/{task}/lift"),
            reason.clone(),
            HOSTS,
            true,
        ),
        route(
            format!("/api/incidents/{task}/close"),
            reason.clone(),
            HOSTS,
            true,
        ),
        route(
            referral("/log"),
            Some(json!({ "text": "Called" })),
            LINK_WORKER,
            true,
        ),
        route(referral(""), None, LINK_WORKER, true),
        route(referral("/accept"), Some(json!({})), LINK_WORKER, true),
        route(referral("/reject"), reason, LINK_WORKER, true),
        route(
            referral("/groups/search"),
            Some(json!({})),
            LINK_WORKER,
            true,
        ),
        route(referral("/match"), choice.clone(), LINK_WORKER, true),
        route(
            "/api/groups".to_owned(),
            Some(group("Singers", 3)),
            LINK_WORKER,
            false,
        ),
        route(
            "/api/groups/search".to_owned(),
            Some(json!({})),
            HOSTS,
            false,
        ),
        route(format!("/api/groups/{walkers}"), None, HOSTS, true),
        route(group_path(""), Some(edit(1, 3, true)), LINK_WORKER, true),
        route(group_path("/confirm"), seen.clone(), LINK_WORKER, true),
        route(
            group_path("/share"),
            Some(json!({ "shared": true })),
            LINK_WORKER,
            true,
        ),
        route(
            "/api/directory/search".to_owned(),
            Some(json!({})),
            LINK_WORKER,
            false,
        ),
        route(group_path("/line"), None, LINK_WORKER, true),
        route("/api/unmet-demand".to_owned(), None, LINK_WORKER, false),
        route(
            "/api/unmet-demand/groups".to_owned(),
            start,
            LINK_WORKER,
            false,
        ),
        route(referral("/places"), None, LINK_WORKER, true),
        route(referral("/wishes"), Some(json!({})), LINK_WORKER, true),
        route(referral("/offers"), choice.clone(), LINK_WORKER, true),
        route(referral("/waits"), choice.clone(), LINK_WORKER, true),
        route(referral("/waits/end"), choice, LINK_WORKER, true),
        route(offer_path("link"), None, LINK_WORKER, true),
        route(offer_path("accept"), seen.clone(), LINK_WORKER, true),
        route(offer_path("decline"), seen.clone(), LINK_WORKER, true),
        route(offer_path("reopen"), seen, LINK_WORKER, true),
        route(place("withdraw"), Some(json!({})), LINK_WORKER, true),
        route(place("return"), Some(json!({})), LINK_WORKER, true),
    ])
}

async fn ask(house: &House, asker: &Asker, route: &Route) -> anyhow::Result<Answer> {
    match &route.body {
        Some(body) => house.post(asker, &route.path, body.clone()).await,
        None => house.get(asker, &route.path).await,
    }
}

async fn nobody_unknown_is_let_in(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for route in every_staff_route(&house).await? {
        let answer = ask(&house, &Asker::Nobody, &route).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(
            told,
            (StatusCode::UNAUTHORIZED, "sign-in-required"),
            "{}",
            route.path
        );
    }
    let answer = house
        .post(&Asker::Nobody, "/api/door/consent", consent(true))
        .await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::UNAUTHORIZED, "door-required")
    );
    Ok(())
}

async fn the_wrong_role_is_not_allowed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let staff = [
        ("prescriber", &house.prescriber),
        ("link_worker", &house.link_worker),
        ("facilitator", &house.facilitator),
        ("administrator", &house.administrator),
    ];
    for route in every_staff_route(&house).await? {
        for (role, asker) in staff {
            if route.allowed.contains(&role) {
                continue;
            }
            let answer = ask(&house, asker, &route).await?;
            let told = (answer.status, answer.slug());
            assert_eq!(
                told,
                (StatusCode::FORBIDDEN, "not-allowed"),
                "{role} {}",
                route.path
            );
        }
    }
    Ok(())
}

async fn what_belongs_to_another_organisation_is_not_found(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for route in every_staff_route(&house)
        .await?
        .iter()
        .filter(|route| route.names_a_thing)
    {
        let answer = ask(&house, &house.stranger, route).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(told, (StatusCode::NOT_FOUND, "not-found"), "{}", route.path);
    }
    // Nor can a patient be put into another organisation's group.
    let referral = house.accepted("Cy Example").await?;
    let elsewhere = json!({ "group_id": uuid::Uuid::from_u128(99) });
    let path = format!("/api/referrals/{referral}/match");
    let answer = house.post(&house.link_worker, &path, elsewhere).await?;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    Ok(())
}

async fn a_colleagues_prescription_is_not_found(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/prescriptions/{prescription}");
    let answer = house.get(&house.other_prescriber, &path).await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::NOT_FOUND, "not-found")
    );
    Ok(())
}

async fn a_patient_is_no_staff_and_staff_are_no_patients(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let patient = patient(&uuid::Uuid::from_u128(1).to_string(), CHARITY)?;
    for route in every_staff_route(&house).await? {
        let answer = ask(&house, &patient, &route).await?;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.path);
    }
    let answer = house
        .post(&house.link_worker, "/api/door/consent", consent(true))
        .await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::UNAUTHORIZED, "door-required")
    );
    Ok(())
}

async fn an_id_that_is_none_is_not_found(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let answer = house.get(&house.link_worker, "/api/referrals/none").await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::NOT_FOUND, "not-found")
    );
    Ok(())
}
