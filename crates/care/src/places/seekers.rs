//! Who looks for a place, as rows.

use std::collections::BTreeMap;

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{OrganisationId, ReferralId};

use crate::groups::TimeBand;
use crate::places::demand::Seeking;

/// Who looks for a place with the help of `organisation`, is offered none, and was not handed on:
/// those who have looked longest first.
pub(crate) async fn of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<Seeking>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(
        "SELECT r.id, w.topic, w.language, r.requested_at
           FROM referrals r LEFT JOIN wishes w ON w.referral_id = r.id
          WHERE r.to_organisation_id = $1 AND r.status = 'accepted'
            AND NOT EXISTS (SELECT 1 FROM offers o
                             WHERE o.referral_id = r.id AND o.status = 'open')
            AND NOT EXISTS (SELECT 1 FROM referrals h
                             WHERE h.parent_id = r.id
                               AND h.status IN ('requested', 'accepted', 'on_hold', 'in_progress'))
          ORDER BY r.requested_at, r.id"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    let mut times = times(tx, organisation).await?;
    let seeking = rows.into_iter().map(|row| Seeking {
        referral: row.id,
        topic: row.topic,
        language: row.language,
        times: times.remove(&row.id).unwrap_or_default(),
        since: row.requested_at,
    });
    Ok(seeking.collect())
}

async fn times(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<BTreeMap<ReferralId, Vec<TimeBand>>, DbError> {
    let rows: Vec<(ReferralId, TimeBand)> = on!(tx, |c| sqlx::query_as(
        "SELECT t.referral_id, t.band
           FROM wished_times t JOIN referrals r ON r.id = t.referral_id
          WHERE r.to_organisation_id = $1 AND r.status = 'accepted'
          ORDER BY t.band"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    let mut times: BTreeMap<ReferralId, Vec<TimeBand>> = BTreeMap::new();
    for (referral, band) in rows {
        times.entry(referral).or_default().push(band);
    }
    Ok(times)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: ReferralId,
    topic: Option<String>,
    language: Option<String>,
    requested_at: Instant,
}
