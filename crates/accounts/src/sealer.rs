//! The sealer: chains what the audit trail has gathered, organisation by organisation.
//!
//! Appending must not wait for a neighbour, so lines are appended unsealed. One sealer at a time
//! holds an organisation's lease; every batch it writes is fenced by that lease and by the end of
//! the chain it saw, so that two can never lengthen one chain.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wellmet_foundation::{DbError, Ground, Instant};
use wellmet_vocabulary::OrganisationId;

use crate::chain::{Broken, Link};
use crate::store::chains;

/// With the lease, how long a line can stay unsealed when a node dies holding it: 9 s.
const SWEEP: Duration = Duration::from_secs(4);
const LEASE: Duration = Duration::from_secs(5);
const BATCH: i64 = 200;
/// Lines read at once when a whole chain is verified.
const PAGE: i64 = 500;

/// Seals until `shutdown`, and once more then.
pub(crate) async fn run(ground: Ground, shutdown: CancellationToken) {
    loop {
        if let Err(error) = seal_all(&ground).await {
            tracing::error!(%error, "the audit trail could not be sealed");
        }
        if shutdown.is_cancelled() {
            return;
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = ground.clock.sleep(SWEEP) => {}
        }
    }
}

/// Seals everything unsealed that no other sealer is at.
pub(crate) async fn seal_all(ground: &Ground) -> Result<(), DbError> {
    let mut tx = ground.db.read().await?;
    let waiting = chains::with_unsealed_lines(&mut tx).await?;
    drop(tx);
    for organisation in waiting {
        while seal_batch(ground, organisation).await? {}
    }
    Ok(())
}

/// Seals up to [`BATCH`] lines; says whether there may be more.
async fn seal_batch(ground: &Ground, organisation: OrganisationId) -> Result<bool, DbError> {
    let now = ground.clock.now();
    let mut tx = ground.db.write().await?;
    let until = now + LEASE;
    let claimed = chains::claim(&mut tx, organisation, now, until).await?;
    tx.commit().await?;
    let Some(start) = claimed else {
        return Ok(false);
    };
    lengthen(ground, organisation, start, until).await
}

async fn lengthen(
    ground: &Ground,
    organisation: OrganisationId,
    start: Link,
    until: Instant,
) -> Result<bool, DbError> {
    let mut tx = ground.db.write().await?;
    let lines = chains::unsealed(&mut tx, organisation, BATCH).await?;
    let more = i64::try_from(lines.len()).is_ok_and(|count| count == BATCH);
    let mut end = start.clone();
    for line in lines {
        let sealed = end.seal(line);
        chains::write_seal(&mut tx, &sealed).await?;
        end = sealed.link();
    }
    if !chains::advance(&mut tx, organisation, until, &start, &end).await? {
        tracing::warn!(%organisation, "another sealer took the audit chain over");
        return Ok(false);
    }
    tx.commit().await?;
    Ok(more)
}

/// Reads an organisation's whole chain. `Ok(Ok(n))`: `n` lines are as they were sealed.
pub(crate) async fn verify(
    ground: &Ground,
    organisation: OrganisationId,
) -> Result<Result<i64, Broken>, DbError> {
    let mut tx = ground.db.read().await?;
    let end = chains::end(&mut tx, organisation).await?;
    let mut reached = Link::genesis();
    loop {
        let page = chains::sealed_after(&mut tx, organisation, reached.sequence, PAGE).await?;
        let Some(_) = page.last() else { break };
        match page
            .iter()
            .try_fold(reached, |link, line| link.follow(line))
        {
            Ok(link) => reached = link,
            Err(broken) => return Ok(Err(broken)),
        }
    }
    let end = end.unwrap_or_else(Link::genesis);
    Ok(reached.ends_at(&end).map(|()| reached.sequence))
}
