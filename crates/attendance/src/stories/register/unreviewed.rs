//! Registers at which nobody looked.

use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::Verdict;

use super::{confirm, dose, finalised, hour_with_ada, read, verdict_of};
use crate::dose::Dose;
use crate::fixture::World;
use crate::register::State;

on_both_databases!(
    nobody_looking_for_a_day_closes_it_unreviewed,
    a_person_looking_later_makes_a_no_show_of_it,
    a_session_that_nobody_came_to_start_is_outside_everybodys_dose,
);

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

async fn a_session_that_nobody_came_to_start_is_outside_everybodys_dose(
    ground: Ground,
) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.open_without_starting().await?;
    world.advance(3_600 + 900);
    world.close().await?;
    assert_eq!(
        verdict_of(&read(&world).await?, &world.ada),
        Verdict::CancelledByProvider
    );
    world.advance(24 * 3_600);
    world.attendance.close_unreviewed().await?;
    let sheet = read(&world).await?;
    assert!(matches!(sheet.state, State::Confirmed(_)));
    for patient in [&world.ada, &world.ben] {
        assert_eq!(verdict_of(&sheet, patient), Verdict::CancelledByProvider);
        assert_eq!(
            dose(&world, patient).await?,
            Dose {
                not_counted: 1,
                ..Dose::default()
            }
        );
    }
    Ok(())
}
