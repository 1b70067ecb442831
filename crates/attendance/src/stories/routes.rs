//! Who may call what, and what they are given.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::{Extension, Router};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;
use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::{PatientCaller, Role, StaffCaller};

use crate::fixture::World;

on_both_databases!(
    nobody_comes_in_unknown,
    a_patient_is_no_staff,
    each_wrong_role_is_refused,
    another_organisation_finds_nothing,
    what_does_not_exist_is_not_found,
    a_facilitator_of_another_group_is_refused,
    a_link_worker_reads_the_register_and_cannot_confirm_it,
    the_people_page,
    the_register_from_open_to_amended,
    a_stale_confirmation_is_a_conflict,
    a_bad_change_is_named_by_its_field,
    the_prescriber_reads_the_course_of_their_own_patient,
    the_course_counts_every_group_the_patient_was_in,
    the_courses_of_two_co_members_share_no_id_and_hold_no_moment,
    without_consent_nothing_is_shared,
    a_withdrawn_consent_hides_what_was_shared,
    a_reading_is_audited_once_a_quarter_of_an_hour,
);

/// What a route answered.
struct Answer {
    status: StatusCode,
    body: Value,
}

async fn call(world: &World, caller: Option<&StaffCaller>, request: Request<Body>) -> Answer {
    let (router, _api) = world.attendance.routes().split_for_parts();
    let router: Router = match caller {
        Some(caller) => router.layer(Extension(caller.clone())),
        None => router,
    };
    answer(router, request).await
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status, body }
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn post(path: &str, body: &Value) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

/// Every route, with the roles that may call it.
const ROUTES: [(&str, &[Role]); 4] = [
    ("people", &[Role::Facilitator]),
    ("register", &[Role::Facilitator, Role::LinkWorker]),
    ("confirm", &[Role::Facilitator]),
    ("course", &[Role::Prescriber]),
];

fn request(name: &str, session: Uuid, prescription: Uuid) -> Request<Body> {
    match name {
        "people" => get(&format!("/api/sessions/{session}/people")),
        "register" => get(&format!("/api/sessions/{session}/register")),
        "confirm" => post(
            &format!("/api/sessions/{session}/register/confirm"),
            &json!({ "version": 0, "changes": [] }),
        ),
        _ => get(&format!("/api/prescriptions/{prescription}/course")),
    }
}

fn known(world: &World, name: &str) -> Request<Body> {
    request(name, world.session.into(), world.ada.prescription.into())
}

async fn nobody_comes_in_unknown(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for (name, _) in ROUTES {
        let answer = call(&world, None, known(&world, name)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
        assert_eq!(answer.body["type"], "/problems/sign-in-required");
    }
    Ok(())
}

async fn a_patient_is_no_staff(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for (name, _) in ROUTES {
        let (router, _api) = world.attendance.routes().split_for_parts();
        let patient = PatientCaller {
            membership: world.ada.membership,
            organisation: world.charity,
            door_session: world.ada.door_session,
        };
        let answer = answer(router.layer(Extension(patient)), known(&world, name)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
    }
    Ok(())
}

async fn each_wrong_role_is_refused(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let callers = [
        &world.prescriber,
        &world.link_worker,
        &world.facilitator,
        &world.administrator,
    ];
    for (name, allowed) in ROUTES {
        for caller in callers {
            if allowed.iter().any(|role| caller.roles.contains(role)) {
                continue;
            }
            let answer = call(&world, Some(caller), known(&world, name)).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{name} as {:?}",
                caller.roles
            );
            assert_eq!(answer.body["type"], "/problems/not-allowed");
        }
    }
    assert_eq!(
        world.audited().await?,
        [""; 0],
        "who was refused read nothing"
    );
    Ok(())
}

async fn another_organisation_finds_nothing(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for (name, _) in ROUTES {
        let answer = call(&world, Some(&world.stranger), known(&world, name)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
    let of_a_colleague = call(
        &world,
        Some(&world.other_prescriber),
        known(&world, "course"),
    )
    .await;
    assert_eq!(of_a_colleague.status, StatusCode::NOT_FOUND);
    Ok(())
}

async fn what_does_not_exist_is_not_found(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for (name, allowed) in ROUTES {
        let caller = if allowed.contains(&Role::Prescriber) {
            &world.prescriber
        } else {
            &world.facilitator
        };
        let nothing = Uuid::from_u128(404);
        let answer = call(&world, Some(caller), request(name, nothing, nothing)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
    Ok(())
}

async fn a_facilitator_of_another_group_is_refused(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for name in ["people", "register", "confirm"] {
        let answer = call(&world, Some(&world.other_facilitator), known(&world, name)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
    }
    Ok(())
}

async fn a_link_worker_reads_the_register_and_cannot_confirm_it(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let read = call(&world, Some(&world.link_worker), known(&world, "register")).await;
    assert_eq!(read.status, StatusCode::OK);
    let confirmed = call(&world, Some(&world.link_worker), known(&world, "confirm")).await;
    assert_eq!(confirmed.status, StatusCode::FORBIDDEN);
    Ok(())
}

async fn the_people_page(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.device(&world.ben, "waiting").await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.live(120).await?;
    let page = call(&world, Some(&world.facilitator), known(&world, "people")).await;
    assert_eq!(page.status, StatusCode::OK);
    insta::assert_snapshot!("people", redacted(&world, &page.body));
    Ok(())
}

async fn the_register_from_open_to_amended(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    let open = call(&world, Some(&world.facilitator), known(&world, "register")).await;
    assert_eq!(
        (&open.body["state"], &open.body["rows"]),
        (&json!("open"), &json!([]))
    );
    let too_soon = call(&world, Some(&world.facilitator), known(&world, "confirm")).await;
    assert_eq!(too_soon.body["type"], "/problems/session-open");
    world.flow(&world.facilitators_identity()).await;
    world.flow(&world.ada.identity).await;
    world.live(3_600).await?;
    world.close().await?;
    let proposed = call(&world, Some(&world.facilitator), known(&world, "register")).await;
    assert_eq!(
        (&proposed.body["state"], &proposed.body["version"]),
        (&json!("proposed"), &json!(0))
    );
    let change = json!({
        "membership_id": world.ben.membership,
        "verdict": "attended",
        "reason": " Listened by telephone. ",
    });
    let path = format!("/api/sessions/{}/register/confirm", world.session);
    let body = json!({ "version": 0, "changes": [change] });
    let confirmed = call(&world, Some(&world.facilitator), post(&path, &body)).await;
    assert_eq!(confirmed.status, StatusCode::OK);
    insta::assert_snapshot!("register", redacted(&world, &confirmed.body));
    Ok(())
}

async fn a_stale_confirmation_is_a_conflict(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.close().await?;
    let first = call(&world, Some(&world.facilitator), known(&world, "confirm")).await;
    assert_eq!(first.status, StatusCode::OK);
    let second = call(&world, Some(&world.facilitator), known(&world, "confirm")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.body["type"], "/problems/register-changed");
    Ok(())
}

async fn a_bad_change_is_named_by_its_field(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.close().await?;
    let path = format!("/api/sessions/{}/register/confirm", world.session);
    let change =
        json!({ "membership_id": world.ada.membership, "verdict": "attended", "reason": "  " });
    let body = json!({ "version": 0, "changes": [change] });
    let refused = call(&world, Some(&world.facilitator), post(&path, &body)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["fields"][0]["field"], "changes.0.reason");
    Ok(())
}

/// An hour with both patients, told and confirmed.
async fn an_hour_confirmed(world: &World) -> anyhow::Result<()> {
    world.start().await?;
    for identity in [
        &world.facilitators_identity(),
        &world.ada.identity,
        &world.ben.identity,
    ] {
        world.flow(identity).await;
    }
    world.live(3_600).await?;
    world.attendance.tell_joined().await?;
    world.close().await?;
    let confirmed = call(world, Some(&world.facilitator), known(world, "confirm")).await;
    assert_eq!(confirmed.status, StatusCode::OK);
    Ok(())
}

async fn the_prescriber_reads_the_course_of_their_own_patient(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    an_hour_confirmed(&world).await?;
    let course = call(&world, Some(&world.prescriber), known(&world, "course")).await;
    assert_eq!(course.status, StatusCode::OK);
    insta::assert_snapshot!("course", redacted(&world, &course.body));
    Ok(())
}

async fn the_course_counts_every_group_the_patient_was_in(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    an_hour_confirmed(&world).await?;
    let before = call(&world, Some(&world.prescriber), known(&world, "course")).await;
    world.moves_on(&world.ada, 3).await?;
    let after = call(&world, Some(&world.prescriber), known(&world, "course")).await;
    let attended = |answer: &Answer| answer.body["dose"]["attended"].as_i64();
    assert_eq!(attended(&after), attended(&before).map(|here| here + 3));
    assert_eq!(
        after.body["sessions"], before.body["sessions"],
        "what they attended before they left stays"
    );
    Ok(())
}

async fn the_courses_of_two_co_members_share_no_id_and_hold_no_moment(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    an_hour_confirmed(&world).await?;
    world.consents(&world.ben, true).await?;
    for patient in [&world.ada, &world.ben] {
        let asked = request("course", world.session.into(), patient.prescription.into());
        let course = call(&world, Some(&world.prescriber), asked).await;
        let sessions = course.body["sessions"].as_array().unwrap();
        assert!(!sessions.is_empty());
        for fact in sessions.iter().flat_map(|row| row.as_object().unwrap()) {
            let known = ["local_date", "joined", "verdict", "explanation"];
            assert!(known.contains(&fact.0.as_str()), "{fact:?}");
        }
    }
    Ok(())
}

async fn without_consent_nothing_is_shared(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    an_hour_confirmed(&world).await?;
    let of_ben = request(
        "course",
        world.session.into(),
        world.ben.prescription.into(),
    );
    let course = call(&world, Some(&world.prescriber), of_ben).await;
    assert_eq!(course.status, StatusCode::OK);
    assert_eq!(course.body, json!({ "shared": false }));
    Ok(())
}

async fn a_withdrawn_consent_hides_what_was_shared(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    an_hour_confirmed(&world).await?;
    world.consents(&world.ada, false).await?;
    let course = call(&world, Some(&world.prescriber), known(&world, "course")).await;
    assert_eq!(course.body, json!({ "shared": false }));
    world.advance(1);
    world.consents(&world.ada, true).await?;
    let course = call(&world, Some(&world.prescriber), known(&world, "course")).await;
    assert_eq!(course.body["dose"]["attended"], 1);
    Ok(())
}

async fn a_reading_is_audited_once_a_quarter_of_an_hour(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    for _ in 0..3 {
        call(&world, Some(&world.facilitator), known(&world, "people")).await;
        call(&world, Some(&world.facilitator), known(&world, "register")).await;
        call(&world, Some(&world.prescriber), known(&world, "course")).await;
    }
    let mut once = world.audited().await?;
    once.sort();
    assert_eq!(once, ["course.read", "people.read", "register.read"]);
    assert_eq!(
        world.counted("people.read").await?,
        Some(2),
        "how many, and not who"
    );
    assert_eq!(
        world.counted("register.read").await?,
        Some(0),
        "it is open still"
    );
    assert_eq!(world.counted("course.read").await?, None, "no list");
    world.advance(15 * 60);
    call(&world, Some(&world.facilitator), known(&world, "people")).await;
    assert_eq!(world.audited().await?.len(), 4);
    Ok(())
}

/// The body, with each id replaced by whose it is.
fn redacted(world: &World, body: &Value) -> String {
    let names = [
        (world.session.to_string(), "[session]"),
        (world.group.to_string(), "[group]"),
        (world.ada.membership.to_string(), "[ada]"),
        (world.ben.membership.to_string(), "[ben]"),
        (world.ada.door_session.to_string(), "[ada's device]"),
        (world.ben.door_session.to_string(), "[ben's device]"),
    ];
    let text = serde_json::to_string_pretty(body).unwrap();
    let text = names
        .iter()
        .fold(text, |text, (id, name)| text.replace(id, name));
    text.lines()
        .map(|line| match line.split_once("\"door_session_id\": \"") {
            Some((indent, id)) if !id.starts_with('[') => {
                format!("{indent}\"door_session_id\": \"[another device]\",")
            }
            _ => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n")
}
