//! What a patient hopes for in a group, as the link worker has heard it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Hint, Instant, Tx};
use wellmet_vocabulary::{ReferralId, StaffCaller, topic};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::groups::suits::{each_once, folded};
use crate::groups::{Feature, TimeBand};
use crate::people::birth_date::{age, today};
use crate::people::card::PatientCard;
use crate::places::wish_rows;
use crate::referrals::store as referrals;

const LONGEST_TOPIC: usize = 60;

/// Wishes; what is left out is no wish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Wishes {
    /// One word or two, such as `heart`.
    pub topic: Option<String>,
    /// The language in which to take part (BCP 47).
    pub language: Option<String>,
    /// Any of these would do.
    pub times: Vec<TimeBand>,
    /// In years.
    pub age: Option<i64>,
    /// What must be there.
    pub features: Vec<Feature>,
}

impl Wishes {
    fn checked(&self) -> Result<Self, CareError> {
        let mut form = Form::default();
        let topic = form.optional("topic", self.topic.as_deref(), LONGEST_TOPIC);
        let language = form.optional("language", self.language.as_deref(), 35);
        let wishes = Self {
            topic: topic.map(|topic| folded(&topic)),
            language: language.map(|tag| form.language("language", &tag)),
            times: each_once(self.times.clone()),
            age: self.age,
            features: each_once(self.features.clone()),
        };
        if let Some(age) = self.age {
            form.number("age", age, 0..=120);
        }
        form.finish()?;
        Ok(wishes)
    }
}

impl Wishes {
    /// What the card of a patient says whom nobody has asked yet.
    fn of_card(card: &PatientCard, now: Instant) -> Self {
        Self {
            language: card.more.language.clone(),
            age: card.born().map(|born| i64::from(age(born, today(now)))),
            features: card
                .more
                .access
                .iter()
                .copied()
                .map(Feature::from)
                .collect(),
            ..Self::default()
        }
    }
}

/// What is known of a patient's wishes, and from where.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct KnownWishes {
    #[serde(flatten)]
    pub(crate) wishes: Wishes,
    /// Whether they stand on the card only, and nobody has asked the patient yet.
    pub(crate) from_card: bool,
}

impl Care {
    /// The wishes of the patient of a referral whose card is `card`.
    pub(crate) async fn wishes(
        &self,
        tx: &mut Tx,
        referral: ReferralId,
        card: &PatientCard,
    ) -> Result<KnownWishes, DbError> {
        let heard = wish_rows::of_referral(tx, referral).await?;
        Ok(KnownWishes {
            from_card: heard.is_none(),
            wishes: heard.unwrap_or_else(|| Wishes::of_card(card, self.ground.clock.now())),
        })
    }

    /// Writes the wishes of the patient of `referral`, in place of earlier ones.
    pub async fn wish(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        wishes: &Wishes,
    ) -> Result<(), CareError> {
        let wishes = wishes.checked()?;
        let mut tx = self.ground.db.write().await?;
        let found = referrals::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        let now = self.ground.clock.now();
        wish_rows::replace(&mut tx, found.id, &wishes, caller.staff, now).await?;
        let deed = Deed {
            action: "referral.wished",
            subject_kind: "referral",
            subject: referral.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, topic::REFERRALS));
        Ok(tx.commit().await?)
    }
}
