//! Who answers for a patient at this moment.
//!
//! Invariant: there is always one organisation that does. Until somebody takes a referral on, who
//! sent it answers; so nothing falls between two chairs.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_vocabulary::{OrganisationId, StaffId};

use crate::named::Named;

/// Who answers for a patient.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Answering {
    pub(crate) organisation: Named,
    /// Who of the reader's own organisation; missing when it is nobody's yet, or another's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<Named>,
    /// Whether it is the reader's own organisation.
    pub(crate) ours: bool,
    /// Whether it only answers until who was asked takes the referral on.
    pub(crate) until_taken_on: bool,
}

/// An organisation that could answer: who prescribed, or an open referral's receiver.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) organisation: OrganisationId,
    pub(crate) name: String,
    pub(crate) person: Option<(StaffId, String)>,
    /// Whether the referral has been taken on; what one prescribed oneself is.
    pub(crate) taken_on: bool,
}

/// Who of `chain`, in the order in which the patient was handed on, answers, as `reader` reads it.
pub(crate) fn answering(chain: &[Link], reader: OrganisationId) -> Option<Answering> {
    let link = chain.iter().rev().find(|link| link.taken_on)?;
    let ours = link.organisation == reader;
    let person = link.person.clone().filter(|_| ours);
    Some(Answering {
        organisation: Named::new(link.organisation, link.name.clone()),
        person: person.map(|(id, name)| Named::new(id, name)),
        ours,
        until_taken_on: chain.last().is_some_and(|last| !last.taken_on),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn link(organisation: u128, taken_on: bool) -> Link {
        Link {
            organisation: Uuid::from_u128(organisation).into(),
            name: format!("Organisation {organisation}"),
            person: Some((Uuid::nil().into(), "Lin Example".to_owned())),
            taken_on,
        }
    }

    fn who(chain: &[Link], reader: u128) -> (String, bool, bool) {
        let found = answering(chain, Uuid::from_u128(reader).into()).unwrap();
        let name = serde_json::to_value(&found.organisation).unwrap()["name"].clone();
        let person = found.person.is_some();
        (
            name.as_str().unwrap().to_owned(),
            person,
            found.until_taken_on,
        )
    }

    #[test]
    fn who_handed_on_answers_until_it_is_taken_on() {
        let chain = [link(1, true), link(2, true), link(3, false)];
        assert_eq!(who(&chain, 2), ("Organisation 2".to_owned(), true, true));
        let chain = [link(1, true), link(2, true), link(3, true)];
        assert_eq!(who(&chain, 2), ("Organisation 3".to_owned(), false, false));
    }

    #[test]
    fn what_nobody_took_on_is_the_prescribers() {
        let chain = [link(1, true), link(2, false)];
        assert_eq!(who(&chain, 2), ("Organisation 1".to_owned(), false, true));
    }
}
