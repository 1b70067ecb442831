//! A patient answers an offer by the link they were given: no account, nothing to install. Whether
//! their link is good was seen before anything here is asked (`links`).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{OfferId, OrganisationId, StaffCaller};

use crate::CareError;
use crate::care::Care;
use crate::places::by::By;
use crate::places::links::OfferLink;
use crate::places::offers::{self, OfferStatus};

/// Whoever finds the mail so long after the offer ended learns nothing from its link.
const SHOWN_FOR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What a patient says to an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OfferAnswer {
    /// They want the place.
    Accept,
    /// They do not, and need not say why.
    Decline,
    /// They do after all, having declined.
    Reopen,
}

/// How an offer stands, as its patient sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OfferState {
    /// The place is kept for them.
    Open,
    /// They have it.
    Accepted,
    /// They did not want it, and can still think otherwise.
    Declined,
    /// It is too late to answer, or the place went another way.
    Over,
}

/// What the page behind an offer's link says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferLook {
    #[schema(value_type = String)]
    pub(crate) greeting_name: Pii<String>,
    pub(crate) organisation_name: String,
    pub(crate) group_name: String,
    pub(crate) topic: String,
    /// BCP 47.
    pub(crate) language: String,
    /// When it meets, in a sentence, in the group's zone; missing where nothing is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) meets: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_at: Option<Instant>,
    pub(crate) state: OfferState,
    pub(crate) expires_at: Instant,
    /// To be told with the answer.
    pub(crate) version: i64,
}

impl Care {
    /// The link by which the patient answers an offer of the caller's organisation.
    pub(crate) async fn offer_link(
        &self,
        caller: &StaffCaller,
        offer: OfferId,
    ) -> Result<Pii<String>, CareError> {
        let mut tx = self.ground.db.read().await?;
        let found = offers::find(&mut tx, caller.organisation, offer).await?;
        drop(tx);
        let offer = found.ok_or(CareError::NotFound)?.id;
        self.record_reading(caller, "offer_link", offer).await?;
        Ok(self.links.url(offer))
    }

    /// What the page behind an offer's link says. Looking changes nothing.
    pub(crate) async fn look_at_offer(&self, link: &OfferLink) -> Result<OfferLook, CareError> {
        let mut tx = self.ground.db.read().await?;
        let now = self.ground.clock.now();
        let stored = find(&mut tx, link.offer, now).await?;
        let stored = stored.filter(|stored| now < stored.expires_at + SHOWN_FOR);
        Ok(stored.ok_or(CareError::NotFound)?.at(now))
    }

    /// Takes down what the patient says to the offer at the version their page showed.
    pub(crate) async fn answer_offer(
        &self,
        link: &OfferLink,
        version: i64,
        answer: OfferAnswer,
    ) -> Result<OfferLook, CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = organisation_of(&mut tx, link.offer).await?;
        let organisation = organisation.ok_or(CareError::NotFound)?;
        let (offer, seat) = self
            .offer_as_seen(&mut tx, organisation, link.offer, version)
            .await?;
        let by = By::patient(offer.id);
        match answer {
            OfferAnswer::Accept => {
                self.give_offered(&mut tx, by, &offer, &seat).await?;
            }
            OfferAnswer::Decline => self.give_back(&mut tx, by, &offer, &seat).await?,
            OfferAnswer::Reopen => self.keep_again(&mut tx, by, &offer, &seat).await?,
        }
        tx.commit().await?;
        self.look_at_offer(link).await
    }
}

async fn organisation_of(tx: &mut Tx, offer: OfferId) -> Result<Option<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT organisation_id FROM offers WHERE id = $1"
    )
    .bind(offer)
    .fetch_optional(c)
    .await)
}

async fn find(tx: &mut Tx, offer: OfferId, now: Instant) -> Result<Option<StoredLook>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT r.card_preferred_name, t.name AS organisation_name, g.name AS group_name, g.topic,
                g.language, s.summary,
                (SELECT MIN(n.starts_at) FROM sessions n
                  WHERE n.group_id = g.id AND n.ends_at > $2
                    AND n.state IN ('scheduled', 'preparing', 'started')) AS next_at,
                o.status, o.expires_at, o.version
           FROM offers o
           JOIN referrals r ON r.id = o.referral_id
           JOIN groups g ON g.id = o.group_id
           JOIN organisations t ON t.id = o.organisation_id
           LEFT JOIN series s ON s.id = (SELECT n.id FROM series n WHERE n.group_id = g.id
                                          ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
          WHERE o.id = $1"
    )
    .bind(offer)
    .bind(now)
    .fetch_optional(c)
    .await)
}

#[derive(Debug, sqlx::FromRow)]
struct StoredLook {
    card_preferred_name: Pii<String>,
    organisation_name: String,
    group_name: String,
    topic: String,
    language: String,
    summary: Option<String>,
    next_at: Option<Instant>,
    status: OfferStatus,
    expires_at: Instant,
    version: i64,
}

impl StoredLook {
    fn at(self, now: Instant) -> OfferLook {
        OfferLook {
            state: state(self.status, self.expires_at > now),
            greeting_name: self.card_preferred_name,
            organisation_name: self.organisation_name,
            group_name: self.group_name,
            topic: self.topic,
            language: self.language,
            meets: self.summary,
            next_at: self.next_at,
            expires_at: self.expires_at,
            version: self.version,
        }
    }
}

const fn state(status: OfferStatus, in_time: bool) -> OfferState {
    match status {
        OfferStatus::Accepted => OfferState::Accepted,
        OfferStatus::Open if in_time => OfferState::Open,
        OfferStatus::Declined if in_time => OfferState::Declined,
        OfferStatus::Open
        | OfferStatus::Declined
        | OfferStatus::Expired
        | OfferStatus::Withdrawn => OfferState::Over,
    }
}
