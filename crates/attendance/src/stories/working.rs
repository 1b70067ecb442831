//! The background work as a whole, on a clock that the test moves.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::kind;

use crate::fixture::World;

on_both_databases!(left_to_itself_it_tells_closes_and_goes_in_order,);

async fn left_to_itself_it_tells_closes_and_goes_in_order(ground: Ground) -> anyhow::Result<()> {
    let world = World::new(ground).await?;
    world.start().await?;
    let shutdown = CancellationToken::new();
    let working = tokio::spawn(world.attendance.clone().run(shutdown.clone()));
    world.flow(&world.ada.identity).await;
    let arrived = world.now();
    while world.logged(kind::PATIENT_JOINED).await?.is_empty() {
        anyhow::ensure!(
            world.now() < arrived + Duration::from_secs(90),
            "told far too late"
        );
        pass_a_second(&world).await;
    }
    let waited = world.now().since(arrived);
    assert!(waited <= Duration::from_secs(60), "told after {waited:?}");
    shutdown.cancel();
    working.await?;
    assert_eq!(world.open_intervals().await?, []);
    assert_eq!(world.intervals().await?.len(), 1);
    Ok(())
}

/// A second of the mock clock, and as much real time as the work of it needs.
#[expect(
    clippy::disallowed_methods,
    reason = "the mock clock stands still while the work is done"
)]
async fn pass_a_second(world: &World) {
    world.advance(1);
    tokio::time::sleep(Duration::from_millis(20)).await;
}
