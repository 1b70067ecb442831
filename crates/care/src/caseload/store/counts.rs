//! How many referrals there are.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{OrganisationId, ReferralStatus};

use crate::caseload::search::Counts;

/// How many referrals each part of the caseload of `organisation` has.
pub(crate) async fn counts(tx: &mut Tx, organisation: OrganisationId) -> Result<Counts, DbError> {
    let rows: Vec<(ReferralStatus, i64)> = on!(tx, |c| sqlx::query_as(
        "SELECT status, COUNT(*) FROM referrals WHERE to_organisation_id = $1 GROUP BY status"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    Ok(Counts::of(&rows))
}
