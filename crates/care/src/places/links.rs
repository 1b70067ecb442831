//! The links by which patients answer offers.
//!
//! Invariant: whether a link is good is computed before the database is asked; whoever guesses
//! learns nothing and costs nothing.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{RateLimit, TooMany};
use wellmet_foundation::secret::Token;
use wellmet_foundation::{Clock, Pii};
use wellmet_vocabulary::{DoorKey, OfferId, PublicUrl, offer_path};

/// Times at once that one offer's page is asked for, then one more each [`ASK_REFILL`].
const ASKS: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
const ASK_REFILL: Duration = Duration::from_secs(2);

/// What stands behind the `#` of an offer's link.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OfferLink {
    pub(super) offer: OfferId,
    /// The 26 characters of the link.
    #[schema(value_type = String)]
    token: Pii<String>,
}

/// Why a page is not shown to who holds a link.
#[derive(Debug)]
pub(crate) enum AskRefused {
    /// There is no such offer, or this is not its link: one and the same to who asks.
    Unknown,
    /// It is asked for too often.
    TooMany(TooMany),
}

/// Makes the links, and knows them again.
#[derive(Debug)]
pub(crate) struct OfferLinks {
    key: DoorKey,
    public_url: PublicUrl,
    asked: RateLimit<OfferId>,
}

impl OfferLinks {
    pub(crate) fn new(key: DoorKey, public_url: PublicUrl, clock: &Clock) -> Self {
        Self {
            asked: RateLimit::new(ASKS, ASK_REFILL, clock.clone()),
            key,
            public_url,
        }
    }

    /// The link of `offer`: for its patient's eyes only.
    pub(super) fn url(&self, offer: OfferId) -> Pii<String> {
        let path = offer_path(offer, &self.key.offer_token(offer));
        self.public_url.join(&path).into()
    }

    /// Whether an offer's page may be asked for by `link` now.
    pub(crate) fn admit(&self, link: &OfferLink) -> Result<(), AskRefused> {
        let token = Token::parse(&link.token).ok_or(AskRefused::Unknown)?;
        if token.hash() != self.key.offer_token(link.offer).hash() {
            return Err(AskRefused::Unknown);
        }
        self.asked.check(&link.offer).map_err(AskRefused::TooMany)
    }
}
