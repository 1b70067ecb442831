//! Confirming and amending.

use std::time::Duration;

use uuid::Uuid;
use wellmet_foundation::{Ground, Hint, on_both_databases};
use wellmet_vocabulary::{DomainEvent, Verdict, topic};

use super::{change, confirm, dose, finalised, hour_with_ada, read, verdict_of};
use crate::dose::Dose;
use crate::fixture::{World, drain};
use crate::register::State;
use crate::{AttendanceError, BadChange, ChangeFault, store};

on_both_databases!(
    confirming_writes_outcomes_dose_notices_audit_and_hints,
    a_withdrawn_consent_moves_no_page_of_the_prescribers,
    an_open_session_cannot_be_confirmed,
    a_facilitators_word_stands_with_name_and_reason,
    bad_changes_change_nothing,
    a_register_looked_at_too_long_ago_is_refused,
    two_facilitators_at_once_make_one_version,
    an_amendment_is_a_new_version_and_tells_only_what_is_new,
    one_group_sits_twice_and_the_dose_adds_up,
    late_evidence_changes_nothing_confirmed,
);

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
    let course = topic::prescriptions(world.prescriber.staff);
    assert!(
        hints.contains(&Hint::new(world.practice, course)),
        "{hints:?}"
    );
    let page = format!("session:{}", world.session);
    assert!(hints.contains(&Hint::new(world.charity, page)), "{hints:?}");
    Ok(())
}

async fn a_withdrawn_consent_moves_no_page_of_the_prescribers(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    hour_with_ada(&world).await?;
    world.consents(&world.ada, false).await?;
    let mut hints = world.ground.bus.subscribe();
    confirm(&world, 0, &[]).await?;
    let hints = drain(&mut hints);
    let to_the_practice = |hint: &Hint| hint.organisation == Uuid::from(world.practice);
    assert!(!hints.iter().any(to_the_practice), "{hints:?}");
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
