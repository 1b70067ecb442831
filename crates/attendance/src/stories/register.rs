//! From evidence to register, dose and notice.

use std::time::Duration;

use wellmet_foundation::{Ground, Hint, on_both_databases};
use wellmet_vocabulary::{DomainEvent, RoomChange, Verdict, kind};

use crate::dose::Dose;
use crate::fixture::{Patient, World, drain};
use crate::register::{Change, Sheet, State};
use crate::{AttendanceError, BadChange, ChangeFault, store};

on_both_databases!(
    an_open_session_has_an_empty_register,
    a_closed_session_proposes_what_the_evidence_says,
    a_proposal_counts_what_is_open_until_its_last_heartbeat,
    confirming_writes_outcomes_dose_notices_audit_and_hints,
    an_open_session_cannot_be_confirmed,
    a_facilitators_word_stands_with_name_and_reason,
    bad_changes_change_nothing,
    a_register_looked_at_too_long_ago_is_refused,
    two_facilitators_at_once_make_one_version,
    an_amendment_is_a_new_version_and_tells_only_what_is_new,
    nobody_looking_for_a_day_closes_it_unreviewed,
    a_person_looking_later_makes_a_no_show_of_it,
    a_crash_that_decides_is_for_the_facilitator,
    a_session_nobody_started_was_cancelled_by_the_provider,
    one_group_sits_twice_and_the_dose_adds_up,
    late_evidence_changes_nothing_confirmed,
);

/// Ada is there for an hour with the facilitator; Ben never comes.
async fn hour_with_ada(world: &World) -> anyhow::Result<()> {
    world.start().await?;
    world.flow(&world.facilitators_identity()).await;
    world.flow(&world.ada.identity).await;
    world.live(3_600).await?;
    world.close().await
}

async fn read(world: &World) -> anyhow::Result<Sheet> {
    Ok(world
        .attendance
        .register(&world.facilitator, world.session)
        .await?)
}

async fn confirm(
    world: &World,
    version: i64,
    changes: &[Change],
) -> Result<Sheet, AttendanceError> {
    world
        .attendance
        .confirm(&world.facilitator, world.session, version, changes)
        .await
}

fn verdict_of(sheet: &Sheet, patient: &Patient) -> Verdict {
    sheet
        .lines
        .iter()
        .find(|line| line.membership == patient.membership)
        .unwrap()
        .verdict
}

fn change(patient: &Patient, verdict: Verdict, reason: &str) -> Change {
    Change {
        membership: patient.membership,
        verdict,
        reason: reason.to_owned(),
    }
}

async fn finalised(world: &World) -> anyhow::Result<Vec<(bool, i64)>> {
    let events = world.logged(kind::ATTENDANCE_FINALISED).await?;
    Ok(events
        .iter()
        .map(|event| match DomainEvent::read(event).unwrap() {
            DomainEvent::AttendanceFinalised {
                membership,
                version,
                ..
            } => (membership == world.ada.membership, version),
            other => panic!("{other:?}"),
        })
        .collect())
}

async fn dose(world: &World, patient: &Patient) -> anyhow::Result<Dose> {
    let mut tx = world.ground.db.read().await?;
    Ok(store::dose::of_prescription(&mut tx, patient.prescription).await?)
}

async fn an_open_session_has_an_empty_register(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    let sheet = read(&world).await?;
    assert!(matches!(sheet.state, State::Open));
    assert_eq!(sheet.lines, []);
    Ok(())
}

async fn a_closed_session_proposes_what_the_evidence_says(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    let sheet = read(&world).await?;
    assert!(matches!(sheet.state, State::Proposed));
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::Attended);
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::NoShow);
    let lines: Vec<_> = sheet
        .lines
        .iter()
        .map(|line| line.explanation.as_str())
        .collect();
    assert!(
        lines.contains(&"Counted as attended: media 09:00-10:00, rule 1"),
        "{lines:?}"
    );
    assert_eq!(finalised(&world).await?, [], "a proposal tells nobody");
    Ok(())
}

async fn a_proposal_counts_what_is_open_until_its_last_heartbeat(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.facilitators_identity()).await;
    world.flow(&world.ada.identity).await;
    world.live(40).await?;
    // The close is in the schedule, its event is not consumed yet.
    world.set_state("closed").await?;
    let sheet = read(&world).await?;
    let ada = sheet
        .lines
        .iter()
        .find(|line| line.membership == world.ada.membership);
    assert_eq!(ada.map(|line| line.dwell_ms), Some(30_000));
    Ok(())
}

async fn confirming_writes_outcomes_dose_notices_audit_and_hints(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    let mut hints = world.ground.bus.subscribe();
    let sheet = confirm(&world, 0, &[]).await?;
    let State::Confirmed(version) = &sheet.state else {
        panic!("{:?}", sheet.state);
    };
    assert_eq!(
        (version.version, version.confirmed_by.as_deref()),
        (1, Some("Fay Fielding"))
    );
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::Attended);
    assert_eq!(sheet.lines[0].rule_version, 1);
    assert_eq!(
        dose(&world, &world.ada).await?,
        Dose {
            attended: 1,
            ..Dose::default()
        }
    );
    assert_eq!(
        dose(&world, &world.ben).await?,
        Dose {
            missed: 1,
            ..Dose::default()
        }
    );
    let mut told = finalised(&world).await?;
    told.sort_unstable();
    assert_eq!(told, [(false, 1), (true, 1)]);
    assert_eq!(world.audited().await?, ["register.confirmed"]);
    let hints = drain(&mut hints);
    assert!(
        hints.contains(&Hint::new(world.practice, "prescriptions")),
        "{hints:?}"
    );
    let page = format!("session:{}", world.session);
    assert!(hints.contains(&Hint::new(world.charity, page)), "{hints:?}");
    Ok(())
}

async fn an_open_session_cannot_be_confirmed(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    let refused = confirm(&world, 0, &[]).await;
    assert!(
        matches!(refused, Err(AttendanceError::StillOpen)),
        "{refused:?}"
    );
    Ok(())
}

async fn a_facilitators_word_stands_with_name_and_reason(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    let by_telephone = change(&world.ben, Verdict::Attended, "Listened by telephone.");
    let sheet = confirm(&world, 0, &[by_telephone]).await?;
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::Attended);
    let line = sheet
        .lines
        .iter()
        .find(|line| line.membership == world.ben.membership)
        .unwrap();
    assert_eq!(line.attested_by, Some(world.facilitator.staff));
    assert_eq!(
        line.attested_reason.as_deref(),
        Some("Listened by telephone.")
    );
    assert_eq!(
        line.explanation,
        "Counted as attended: a facilitator says so; no media, rule 1"
    );
    assert_eq!(sheet.attesters[0].name, "Fay Fielding");
    assert_eq!(dose(&world, &world.ben).await?.attended, 1);
    let mut audited = world.audited().await?;
    audited.sort();
    assert_eq!(audited, ["outcome.attested", "register.confirmed"]);
    Ok(())
}

async fn bad_changes_change_nothing(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    let silent = change(&world.ben, Verdict::Attended, "");
    let refused = confirm(&world, 0, &[silent]).await.unwrap_err();
    let AttendanceError::BadChanges(faults) = refused else {
        panic!("{refused}");
    };
    assert_eq!(
        faults,
        [BadChange {
            index: 0,
            fault: ChangeFault::NoReason
        }]
    );
    assert!(matches!(read(&world).await?.state, State::Proposed));
    Ok(())
}

async fn a_register_looked_at_too_long_ago_is_refused(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    confirm(&world, 0, &[]).await?;
    let refused = confirm(&world, 0, &[]).await;
    assert!(
        matches!(refused, Err(AttendanceError::RegisterChanged)),
        "{refused:?}"
    );
    assert_eq!(finalised(&world).await?.len(), 2);
    Ok(())
}

async fn two_facilitators_at_once_make_one_version(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    let (one, two) = tokio::join!(confirm(&world, 0, &[]), confirm(&world, 0, &[]));
    let refused = if one.is_ok() { two } else { one };
    assert!(
        matches!(refused, Err(AttendanceError::RegisterChanged)),
        "{refused:?}"
    );
    assert_eq!(finalised(&world).await?.len(), 2);
    assert_eq!(dose(&world, &world.ada).await?.attended, 1);
    Ok(())
}

async fn an_amendment_is_a_new_version_and_tells_only_what_is_new(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    confirm(&world, 0, &[]).await?;
    world.advance(60);
    let late = change(
        &world.ben,
        Verdict::CancelledByPatient,
        "Rang on Monday; the note was late.",
    );
    let sheet = confirm(&world, 1, &[late]).await?;
    assert_eq!(sheet.state.version(), 2);
    assert_eq!(finalised(&world).await?[2..], [(false, 2)]);
    assert_eq!(
        dose(&world, &world.ben).await?,
        Dose {
            not_counted: 1,
            ..Dose::default()
        }
    );
    assert_eq!(
        dose(&world, &world.ada).await?,
        Dose {
            attended: 1,
            ..Dose::default()
        }
    );
    world.advance(60);
    let better = change(&world.ben, Verdict::NoShow, "It was another Ben.");
    let sheet = confirm(&world, 2, &[better]).await?;
    assert_eq!(
        verdict_of(&sheet, &world.ben),
        Verdict::NoShow,
        "the newest word counts"
    );
    let mut audited = world.audited().await?;
    audited.sort();
    let expected = [
        "outcome.attested",
        "outcome.attested",
        "register.amended",
        "register.amended",
        "register.confirmed",
    ];
    assert_eq!(audited, expected);
    Ok(())
}

async fn nobody_looking_for_a_day_closes_it_unreviewed(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    world.advance(24 * 3_600 - 1);
    world.attendance.close_unreviewed().await?;
    assert_eq!(finalised(&world).await?, []);
    world.advance(1);
    world.attendance.close_unreviewed().await?;
    world.attendance.close_unreviewed().await?;
    let sheet = read(&world).await?;
    let State::Confirmed(version) = &sheet.state else {
        panic!("{:?}", sheet.state);
    };
    assert_eq!(
        (version.version, version.confirmed_by.as_deref()),
        (1, None)
    );
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::Attended);
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::Unknown);
    assert_eq!(finalised(&world).await?.len(), 2);
    let audited = world.audited().await?;
    let unreviewed = "register.closed_unreviewed".to_owned();
    assert!(audited.contains(&unreviewed), "{audited:?}");
    Ok(())
}

async fn a_person_looking_later_makes_a_no_show_of_it(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    world.advance(24 * 3_600);
    world.attendance.close_unreviewed().await?;
    world.advance(60);
    let sheet = confirm(&world, 1, &[]).await?;
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::NoShow);
    assert_eq!(
        dose(&world, &world.ben).await?,
        Dose {
            missed: 1,
            ..Dose::default()
        }
    );
    assert_eq!(
        finalised(&world).await?[2..],
        [(false, 2)],
        "Ada's attendance stood already"
    );
    Ok(())
}

async fn a_crash_that_decides_is_for_the_facilitator(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    world.flow(&world.ada.identity).await;
    world.flow(&world.ben.identity).await;
    world.live(600).await?;
    world.stop(&world.ben.identity).await;
    world.live(600).await?;
    // kill -9; back ten minutes later. Ada is gone, Ben and the facilitator stay to the end.
    world.plane.clear();
    world.advance(600);
    let reborn = world.process(1);
    reborn.recover().await?;
    for identity in [&world.ben.identity, &world.facilitators_identity()] {
        let change = RoomChange::Flowing(wellmet_vocabulary::Flow::In);
        world
            .plane
            .set(identity, Some(wellmet_vocabulary::Flow::In));
        reborn.observe(world.event(identity, change)).await;
    }
    for _ in 0..120 {
        world.advance(15);
        reborn.heartbeat().await?;
    }
    world.close().await?;
    let sheet = read(&world).await?;
    assert_eq!(
        verdict_of(&sheet, &world.ada),
        Verdict::Unknown,
        "20 of 60 minutes seen, 10 lost"
    );
    assert_eq!(verdict_of(&sheet, &world.ben), Verdict::Attended);
    let seen = change(
        &world.ada,
        Verdict::Attended,
        "She was here when it broke down.",
    );
    let sheet = confirm(&world, 0, &[seen]).await?;
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::Attended);
    Ok(())
}

async fn a_session_nobody_started_was_cancelled_by_the_provider(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    let (session, group) = (world.session, world.group);
    world.set_state("preparing").await?;
    world
        .deliver(&DomainEvent::SessionOpened { session, group })
        .await?;
    world.live(3_600).await?;
    world.close().await?;
    let sheet = confirm(&world, 0, &[]).await?;
    assert_eq!(verdict_of(&sheet, &world.ada), Verdict::CancelledByProvider);
    assert_eq!(
        dose(&world, &world.ada).await?,
        Dose {
            not_counted: 1,
            ..Dose::default()
        }
    );
    Ok(())
}

async fn one_group_sits_twice_and_the_dose_adds_up(ground: Ground) -> anyhow::Result<()> {
    let mut world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    confirm(&world, 0, &[]).await?;
    world.sit_again().await?;
    hour_with_ada(&world).await?;
    confirm(&world, 0, &[]).await?;
    assert_eq!(
        dose(&world, &world.ada).await?,
        Dose {
            attended: 2,
            ..Dose::default()
        }
    );
    assert_eq!(
        dose(&world, &world.ben).await?,
        Dose {
            missed: 2,
            ..Dose::default()
        }
    );
    let mut tx = world.ground.db.read().await?;
    let sat = store::course::sessions(&mut tx, world.ada.prescription).await?;
    assert_eq!(sat.len(), 2);
    Ok(())
}

async fn late_evidence_changes_nothing_confirmed(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    confirm(&world, 0, &[]).await?;
    let (session, membership) = (world.session, world.ben.membership);
    let door_session = world.ben.door_session;
    world
        .deliver(&DomainEvent::DoorJoined {
            session,
            membership,
            door_session,
        })
        .await?;
    assert_eq!(
        verdict_of(&read(&world).await?, &world.ben),
        Verdict::NoShow
    );
    world.ground.clock.advance(Duration::from_secs(1));
    let amended = confirm(&world, 1, &[]).await?;
    assert_eq!(verdict_of(&amended, &world.ben), Verdict::Tried);
    Ok(())
}
