//! Wishes, as rows.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{ReferralId, StaffId};

use crate::places::wishes::Wishes;

/// Writes the wishes of a locked referral, in place of what stood there.
pub(crate) async fn replace(
    tx: &mut Tx,
    referral: ReferralId,
    wishes: &Wishes,
    by: StaffId,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO wishes (referral_id, topic, language, age, changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (referral_id) DO UPDATE
            SET topic = excluded.topic, language = excluded.language, age = excluded.age,
                changed_by = excluded.changed_by, changed_at = excluded.changed_at"
    )
    .bind(referral)
    .bind(&wishes.topic)
    .bind(&wishes.language)
    .bind(wishes.age)
    .bind(by)
    .bind(now)
    .execute(c)
    .await
    .map(drop))?;
    for text in [
        "DELETE FROM wished_times WHERE referral_id = $1",
        "DELETE FROM wished_features WHERE referral_id = $1",
    ] {
        on!(tx, |c| sqlx::query(text)
            .bind(referral)
            .execute(c)
            .await
            .map(drop))?;
    }
    for band in &wishes.times {
        on!(tx, |c| sqlx::query(
            "INSERT INTO wished_times (referral_id, band) VALUES ($1, $2)"
        )
        .bind(referral)
        .bind(band)
        .execute(c)
        .await
        .map(drop))?;
    }
    for feature in &wishes.features {
        on!(tx, |c| sqlx::query(
            "INSERT INTO wished_features (referral_id, feature) VALUES ($1, $2)"
        )
        .bind(referral)
        .bind(feature)
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// The wishes of a referral; `None` of one that nobody has asked about.
pub(crate) async fn of_referral(
    tx: &mut Tx,
    referral: ReferralId,
) -> Result<Option<Wishes>, DbError> {
    let row: Option<Row> = on!(tx, |c| sqlx::query_as(
        "SELECT topic, language, age FROM wishes WHERE referral_id = $1"
    )
    .bind(referral)
    .fetch_optional(c)
    .await)?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Wishes {
        topic: row.topic,
        language: row.language,
        age: row.age,
        times: on!(tx, |c| sqlx::query_scalar(
            "SELECT band FROM wished_times WHERE referral_id = $1 ORDER BY band"
        )
        .bind(referral)
        .fetch_all(c)
        .await)?,
        features: on!(tx, |c| sqlx::query_scalar(
            "SELECT feature FROM wished_features WHERE referral_id = $1 ORDER BY feature"
        )
        .bind(referral)
        .fetch_all(c)
        .await)?,
    }))
}

#[derive(sqlx::FromRow)]
struct Row {
    topic: Option<String>,
    language: Option<String>,
    age: Option<i64>,
}
