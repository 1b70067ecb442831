//! From evidence to register, dose and notice.

mod confirming;
mod proposing;
mod unreviewed;

use wellmet_vocabulary::{DomainEvent, Verdict, kind};

use crate::dose::Dose;
use crate::fixture::{Patient, World};
use crate::register::{Change, Sheet};
use crate::{AttendanceError, store};

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
