//! All SQL of attendance, a file for each table or question.
//!
//! Attendance writes evidence, attestations, presence, joined notices, registers, outcomes and
//! doses; everything else it reads.

pub(crate) mod consent;
pub(crate) mod course;
pub(crate) mod dose;
pub(crate) mod evidence;
pub(crate) mod identity;
pub(crate) mod joined;
pub(crate) mod people;
pub(crate) mod presence;
pub(crate) mod reading;
pub(crate) mod register;
pub(crate) mod session;

use wellmet_foundation::DbError;
use wellmet_vocabulary::{MembershipId, StaffId};

use crate::outcome::Person;

/// The two columns that name a person; exactly one is set.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct PersonColumns {
    pub(crate) membership_id: Option<MembershipId>,
    pub(crate) staff_id: Option<StaffId>,
}

impl From<Person> for PersonColumns {
    fn from(person: Person) -> Self {
        match person {
            Person::Member(id) => Self {
                membership_id: Some(id),
                staff_id: None,
            },
            Person::Staff(id) => Self {
                membership_id: None,
                staff_id: Some(id),
            },
        }
    }
}

impl TryFrom<PersonColumns> for Person {
    type Error = DbError;

    fn try_from(columns: PersonColumns) -> Result<Self, DbError> {
        match (columns.membership_id, columns.staff_id) {
            (Some(id), None) => Ok(Self::Member(id)),
            (None, Some(id)) => Ok(Self::Staff(id)),
            _ => Err(DbError::Decode("a row names no person, or two".into())),
        }
    }
}
