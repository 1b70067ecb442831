//! What time and others bring about in lines and offers: an offer that nobody answers runs out,
//! and a place that became free is offered to who is first in line.
//!
//! Truth is in the rows alone: whatever is due is found by looking, by any node, and each step
//! looks again under its locks. So nothing is lost with a process, and nothing happens twice.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::CareError;
use crate::care::Care;
use crate::places::by::By;
use crate::places::line::Next;
use crate::places::seat::room;
use crate::places::{line, offers};

const SWEEP: Duration = Duration::from_secs(5);
/// A place given up so short a time ago is kept for an undo.
const UNDO: Duration = Duration::from_secs(30);
/// How many are looked after in one go.
const AT_ONCE: i64 = 100;

impl Care {
    /// Looks after lines and offers until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            if let Err(error) = self.tend_places().await {
                tracing::error!(%error, "lines and offers could not be looked after");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.ground.clock.sleep(SWEEP) => {}
            }
        }
    }

    /// Looks after lines and offers once.
    pub async fn tend_places(&self) -> Result<(), CareError> {
        self.end_what_is_due().await?;
        self.offer_what_is_free().await
    }

    async fn end_what_is_due(&self) -> Result<(), CareError> {
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.read().await?;
        let due = offers::due(&mut tx, now, AT_ONCE).await?;
        let ended = line::any_ended(&mut tx).await?;
        drop(tx);
        for offer in due {
            if let Err(error) = self.expire_offer(&offer).await {
                tracing::error!(offer = %offer.id, %error, "an offer could not be ended");
            }
        }
        if ended {
            let mut tx = self.ground.db.write().await?;
            line::leave_ended(&mut tx, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn offer_what_is_free(&self) -> Result<(), CareError> {
        let mut tx = self.ground.db.read().await?;
        let ready = line::ready(&mut tx, AT_ONCE).await?;
        drop(tx);
        for next in ready {
            match self.offer_to_first(next).await {
                Ok(()) | Err(CareError::GroupFull) => {}
                Err(error) => {
                    tracing::error!(group = %next.group, %error, "a free place was not offered");
                }
            }
        }
        Ok(())
    }

    async fn offer_to_first(&self, next: Next) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let seat = self
            .seat(&mut tx, next.organisation, next.referral, next.group)
            .await?;
        if seat.must_be_looking(&mut tx).await.is_err() {
            return Ok(());
        }
        // Whoever is before them is dealt with first: the list was made in the order of coming.
        if line::first(&mut tx, next.group).await? != Some(next) {
            return Ok(());
        }
        let since = self.ground.clock.now() - UNDO;
        let held = offers::count_freed_since(&mut tx, next.group, since).await?;
        room(&mut tx, seat.group, held).await?;
        self.keep_place(&mut tx, By::WELLMET, &seat).await?;
        Ok(tx.commit().await?)
    }
}
