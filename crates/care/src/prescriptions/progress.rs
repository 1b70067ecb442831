//! What a prescriber is told of a course, at a glance.
//!
//! Invariant: without the patient's consent in force, nothing is told but that it is not shared.

use serde::Serialize;
use utoipa::ToSchema;

/// How far a course has come, as far as the patient lets the prescriber know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Progress {
    /// The patient does not share attendance.
    NotShared,
    /// No session has been attended or missed yet.
    NoneYet,
    /// So many of the sessions prescribed.
    Dose {
        /// Sessions attended.
        attended: i64,
        /// Sessions prescribed.
        of: i64,
        /// The day of the newest session they joined, in its zone, `2026-12-01`: never the moment.
        #[serde(skip_serializing_if = "Option::is_none")]
        joined_on: Option<String>,
    },
}

/// What attendance has written about a prescription.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// Sessions attended; none until a register is confirmed.
    pub(crate) attended: Option<i64>,
    /// The local date of the newest session the patient was told to have joined.
    pub(crate) joined_on: Option<String>,
}

/// What may be told of `standing`, of a dose of `of` sessions.
pub(crate) fn progress(share_attendance: bool, standing: Standing, of: i64) -> Progress {
    if !share_attendance {
        return Progress::NotShared;
    }
    match standing {
        Standing {
            attended: None,
            joined_on: None,
        } => Progress::NoneYet,
        Standing {
            attended,
            joined_on,
        } => Progress::Dose {
            attended: attended.unwrap_or(0),
            of,
            joined_on,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined() -> Option<String> {
        Some("2026-12-01".to_owned())
    }

    #[test]
    fn nothing_is_told_without_consent() {
        let standing = Standing {
            attended: Some(4),
            joined_on: joined(),
        };
        assert_eq!(progress(false, standing, 6), Progress::NotShared);
    }

    #[test]
    fn a_patient_who_just_joined_counts_once_the_register_says_so() {
        let standing = Standing {
            attended: None,
            joined_on: joined(),
        };
        let told = Progress::Dose {
            attended: 0,
            of: 6,
            joined_on: joined(),
        };
        assert_eq!(progress(true, standing, 6), told);
    }

    #[test]
    fn before_the_first_session_there_is_nothing_to_tell() {
        let standing = Standing {
            attended: None,
            joined_on: None,
        };
        assert_eq!(progress(true, standing, 6), Progress::NoneYet);
    }
}
