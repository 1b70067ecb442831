//! Ending a partnership.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::audit::Actor;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{OrganisationId, StaffCaller, topic};

use crate::store::partnerships;
use crate::{Accounts, AccountsError};

/// Which way patients were referred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    /// From the caller's organisation to the other.
    ToThem,
    /// From the other organisation to the caller's.
    FromThem,
}

impl Accounts {
    /// Ends that patients are referred to, or from, `other`: either side may. What was referred
    /// before stays with who has it.
    pub(crate) async fn end_partnership(
        &self,
        caller: &StaffCaller,
        other: OrganisationId,
        direction: Direction,
    ) -> Result<(), AccountsError> {
        let own = caller.organisation;
        let (from, to) = match direction {
            Direction::ToThem => (own, other),
            Direction::FromThem => (other, own),
        };
        let mut tx = self.ground.db.write().await?;
        if !partnerships::part(&mut tx, from, to).await? {
            return Err(AccountsError::PartnerUnknown);
        }
        let ended = "partnership.ended";
        self.audit(&mut tx, own, caller.actor(), ended, other)
            .await?;
        self.audit(&mut tx, other, Actor::System, ended, own)
            .await?;
        hint(&mut tx, [own, other]);
        Ok(tx.commit().await?)
    }
}

/// Tells the pages of administrators that it is otherwise between their organisations.
pub(crate) fn hint(tx: &mut Tx, organisations: [OrganisationId; 2]) {
    for organisation in organisations {
        tx.hint(Hint::new(organisation, topic::PARTNERS));
    }
}
