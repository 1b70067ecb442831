//! The card of a patient: what staff read of them, and what crosses with a referral.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Pii};

/// A patient as staff read them; also the card that crosses with a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct PatientCard {
    #[schema(value_type = String)]
    pub(crate) full_name: Pii<String>,
    #[schema(value_type = String)]
    pub(crate) preferred_name: Pii<String>,
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Pii<String>>,
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<Pii<String>>,
    /// `2011-02-28`.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) birth_date: Option<Pii<String>>,
    #[serde(flatten)]
    pub(crate) more: CardMore,
}

impl PatientCard {
    /// The day of birth, where it is known.
    pub(crate) fn born(&self) -> Option<Date> {
        self.birth_date.as_ref()?.as_str().parse().ok()
    }
}

/// What else a card holds. Nobody searches for it, so it is stored whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct CardMore {
    /// Where a letter reaches them, line by line.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Pii<String>>,
    /// How they like to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The language they speak best (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether somebody has to interpret.
    #[serde(default, skip_serializing_if = "is_false")]
    pub interpreter: bool,
    /// What makes taking part possible.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<AccessNeed>,
    /// The same, in words.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_note: Option<Pii<String>>,
    /// How they must not be reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_contact: Vec<NoContact>,
    /// The same, in words: "not when her son is at home".
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_contact_note: Option<Pii<String>>,
    /// Who answers for a minor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Guardian>,
    /// Who helps them with screens and dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<Helper>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each stands for itself")]
pub enum Channel {
    Email,
    Sms,
    Phone,
    Letter,
}

/// What makes taking part possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessNeed {
    /// A hearing loop, or captions.
    Captions,
    /// Pages read aloud.
    ScreenReader,
    /// Large print.
    LargePrint,
    /// No steps, where people meet in person.
    StepFree,
    /// Few people and little noise.
    Quiet,
}

/// How somebody must not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoContact {
    /// Leave no message on a machine.
    Voicemail,
    /// Do not call at all.
    Call,
    /// Send no text message.
    Sms,
    /// Send no mail.
    Email,
    /// Send no letter.
    Post,
}

/// Who answers for a minor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Guardian {
    /// In full.
    #[schema(value_type = String)]
    pub name: Pii<String>,
    /// What they are to the patient: "mother".
    #[schema(value_type = String)]
    pub relationship: Pii<String>,
    /// A telephone number or an address.
    #[schema(value_type = String)]
    pub contact: Pii<String>,
}

/// Somebody who helps, named in advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Helper {
    /// In full.
    #[schema(value_type = String)]
    pub name: Pii<String>,
    /// A telephone number or an address.
    #[schema(value_type = String)]
    pub contact: Pii<String>,
}

impl CardMore {
    /// As it is stored.
    pub(crate) fn to_json(&self) -> Result<String, DbError> {
        serde_json::to_string(self).map_err(|error| DbError::Encode(error.into()))
    }
}

impl TryFrom<String> for CardMore {
    type Error = serde_json::Error;

    fn try_from(stored: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&stored)
    }
}

impl PatientCard {
    /// What crosses with a referral: all but the ways by which they must not be reached.
    pub(crate) fn crossing(&self) -> Self {
        let mut card = self.clone();
        let barred = |way| self.more.no_contact.contains(&way);
        if barred(NoContact::Email) {
            card.email = None;
        }
        if barred(NoContact::Call) && barred(NoContact::Sms) {
            card.phone = None;
        }
        if barred(NoContact::Post) {
            card.more.address = None;
        }
        card
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Pii<String> {
        text.to_owned().into()
    }

    #[test]
    fn a_way_that_is_barred_does_not_cross() {
        let card = PatientCard {
            full_name: text("Ada Example"),
            preferred_name: text("Ada"),
            email: Some(text("ada@example.org")),
            phone: Some(text("01632 960001")),
            birth_date: None,
            more: CardMore {
                address: Some(text("1 Sample Street")),
                no_contact: vec![NoContact::Email, NoContact::Sms, NoContact::Post],
                ..CardMore::default()
            },
        };
        let crossing = card.crossing();
        assert_eq!(crossing.email, None);
        assert_eq!(crossing.more.address, None);
        assert_eq!(crossing.phone, card.phone, "a call is still allowed");
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let more = CardMore {
            language: Some("cy".to_owned()),
            access: vec![AccessNeed::Captions],
            helper: Some(Helper {
                name: text("Hal Helper"),
                contact: text("01632 960009"),
            }),
            ..CardMore::default()
        };
        assert_eq!(CardMore::try_from(more.to_json().unwrap()).unwrap(), more);
        assert_eq!(
            CardMore::try_from("{}".to_owned()).unwrap(),
            CardMore::default()
        );
    }
}
